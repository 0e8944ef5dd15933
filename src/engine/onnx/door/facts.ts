/** What is known of an encoder beyond its file: from a card beside it, and from a person. */
import { ACTIVATIONS, type Activation, type Said } from '../architectures/architecture';
import type { EncoderFacts } from './check';
import { NORMALISATIONS } from '../normalisations';

export interface OnnxFacts extends EncoderFacts, Said {
  /** File name of the model, where several were chosen. */
  readonly model?: string | undefined;
  readonly name?: string | undefined;
  /** As its authors state it. */
  readonly licence?: string | undefined;
}

/** Texts of cards are shown to people. */
const MAX_TEXT = 200;

/**
 * Reads a JSON file that lies beside a model: a card (`inputSize`, `mean`, `std`, `name`,
 * `licence`, `output`, `dimension`, `activation`), the `preprocessor_config.json` of the
 * transformers library (`crop_size` or `size`, `image_mean`, `image_std`), or a `config.json`:
 * timm's (`architecture`, `pretrained_cfg` with `mean` and `std`) or that of transformers
 * (`hidden_act`, of a CLIP below `vision_config`). What it does not say, or says in another form,
 * is left out.
 */
export function factsOf(json: unknown): OnnxFacts {
  if (typeof json !== 'object' || json === null) return {};
  const card = json as Readonly<Record<string, unknown>>;
  const timm = objectOf(card['pretrained_cfg']);
  const mean = triple(card['mean'] ?? card['image_mean'] ?? timm['mean']);
  const std = triple(card['std'] ?? card['image_std'] ?? timm['std']);
  const plain = card['do_normalize'] === false;
  const normalisation =
    plain && !mean
      ? NORMALISATIONS.plain
      : mean && std && std.every((value) => value > 0)
        ? { mean, std }
        : undefined;
  return dropAbsent({
    imageSize:
      sideOf(card['inputSize']) ?? sideOf(card['crop_size']) ?? sideOf(card['size']) ?? undefined,
    dimension: count(card['dimension']),
    output: text(card['output']),
    normalisation,
    activation: activationOf(card),
    name: text(card['name']),
    licence: text(card['licence'] ?? card['license']),
  });
}

/** The later ones say more than the earlier. */
export function joinFacts(...all: readonly OnnxFacts[]): OnnxFacts {
  return Object.assign({}, ...all.map(dropAbsent)) as OnnxFacts;
}

function dropAbsent(facts: OnnxFacts): OnnxFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT ? value : undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** timm says it in the name of the architecture, which is then one of CLIP's towers. */
function activationOf(card: Readonly<Record<string, unknown>>): Activation | undefined {
  const { architecture } = card;
  if (typeof architecture === 'string' && architecture.includes('_clip_'))
    return architecture.includes('_quickgelu_') ? 'quick-gelu' : 'gelu';
  const said =
    card['activation'] ?? objectOf(card['vision_config'])['hidden_act'] ?? card['hidden_act'];
  const plain = said === 'quick_gelu' ? 'quick-gelu' : said;
  return ACTIVATIONS.find((each) => each === plain);
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

/** A side, or a square by its sides. An edge alone is not the size that reaches the network. */
function sideOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return count(value);
  const { height, width } = value as { height?: unknown; width?: unknown };
  return height === width ? count(height) : undefined;
}

function triple(value: unknown): [number, number, number] | undefined {
  return Array.isArray(value) && value.length === 3 && value.every((each) => Number.isFinite(each))
    ? (value as [number, number, number])
    : undefined;
}
