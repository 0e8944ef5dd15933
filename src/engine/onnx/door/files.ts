/** An ONNX model among files that were chosen together, and what lies beside it. */
import { blobSource, type ByteSource } from '../../checkpoint/byte-source';
import { HuellaError } from '../../errors';
import { factsOf, joinFacts, type OnnxFacts } from './facts';
import { beginsAsOnnx, HEAD_BYTES } from './plan';

export interface OnnxFiles {
  readonly source: ByteSource;
  /** By name: where external data may lie. */
  readonly beside: ReadonlyMap<string, ByteSource>;
  /** What the JSON files beside it say. */
  readonly facts: OnnxFacts;
}

/** Cards and configurations are a few kilobytes. */
export const MAX_FACTS_BYTES = 2 ** 20;
/** Said last, believed first. */
const CARD = 'card.json';

/**
 * @param wanted the model's name, where several are among the files
 * @returns null when none of the files is an ONNX model, or Huella's own card is among them
 * @throws HuellaError `encoder-card-needed` (`missing`: `model`, `choices`) for several models
 */
export async function onnxFiles(
  given: readonly File[],
  wanted?: string,
): Promise<OnnxFiles | null> {
  const models: File[] = [];
  for (const file of given) {
    const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    if (beginsAsOnnx(head)) models.push(file);
  }
  if (models.length === 0) return null;
  const said: { readonly name: string; readonly json: unknown }[] = [];
  for (const file of given) {
    if (!file.name.endsWith('.json') || file.size > MAX_FACTS_BYTES) continue;
    const json = parsed(await file.text());
    if (isOwnCard(json)) return null;
    said.push({ name: file.name, json });
  }
  const model = models.length === 1 ? models[0] : models.find(({ name }) => name === wanted);
  if (!model) {
    throw new HuellaError('encoder-card-needed', 'Several of the files are ONNX models.', {
      missing: 'model',
      choices: models.map(({ name }) => name).join(', '),
    });
  }
  said.sort((a, b) => Number(a.name === CARD) - Number(b.name === CARD));
  return {
    source: blobSource(model, model.name),
    beside: new Map(
      given
        .filter((file) => file !== model)
        .map((file) => [file.name, blobSource(file, file.name)] as const),
    ),
    facts: joinFacts(...said.map(({ json }) => factsOf(json))),
  };
}

/** A card that names a digest was made by Huella's own conversion. */
function isOwnCard(json: unknown): boolean {
  const { file, sha256 } = (json ?? {}) as { readonly file?: unknown; readonly sha256?: unknown };
  return typeof file === 'string' && typeof sha256 === 'string';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
