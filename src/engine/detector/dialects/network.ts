/** A detector that a person has installed: from the pixels of a square to boxes in it. */
import { selfCheckInput } from '../../encoder/card';
import { HuellaError } from '../../errors';
import type { Feed, OrtSession, OutputView } from '../../ort/session';
import type { Network } from '../network';
import type { Look } from '../decode';
import { classesByCount, classesByNames, CLASSES, type Classes } from './classes';
import { outputsOf, recogniseDialect, type Dialect } from './dialect';
import {
  borderOf,
  COLOURS,
  USUAL,
  type Colours,
  type DetectorFacts,
  type OutsideCard,
  type OutsideDraft,
  type OutsideInput,
} from './outside';
import { readBoxes } from './read';

/** MegaDetector's authors use its boxes from .2 up (its user guide, "confidence threshold"). */
const OUTSIDE_LEAST_SCORE = 0.2;
/** Numbers kept of an output, by which the network is known at each start. */
const CHECK_VALUES = 64;
/** A hundredth of a number, or of one: rounding of another version of the runtime is far below. */
const SELF_CHECK_TOLERANCE = 0.01;

/** What is wanted of a session. */
export type Runs = Pick<OrtSession, 'run'>;
type Input = Pick<OutsideDraft, 'inputSize' | 'input'>;

/** What a first run shows. */
export interface Tried {
  readonly dialect: Dialect;
  /** Null: not known, and must be asked. */
  readonly classes: Classes | null;
}

/**
 * Runs a checked file once and tells its dialect from what it gives.
 *
 * @throws HuellaError `detector-failed`, `out-of-memory`, `checkpoint-unsupported` for outputs of
 *   no known dialect
 */
export async function tryOut(session: Runs, draft: OutsideDraft): Promise<Tried> {
  const { inputSize: side, outputs, names } = draft;
  const shapes = await runOn(
    session,
    draft,
    COLOURS.plain,
    selfCheckInput(side).data,
    outputs,
    (views) => views.map(({ dims }, i) => ({ name: outputs[i]!, dims: [...dims] })),
  );
  const dialect = recogniseDialect(shapes, side);
  const known = 'classes' in dialect ? classesByCount(dialect.classes) : null;
  return {
    dialect,
    classes: (names === null ? null : classesByNames(names)) ?? (known && CLASSES[known]),
  };
}

/**
 * The whole card, once all is known.
 *
 * @throws HuellaError `encoder-card-needed` with `missing` (`classes`, `colours`), and what is
 *   usual for networks of this dialect
 */
export async function describe(
  session: Runs,
  draft: OutsideDraft,
  tried: Tried,
  facts: DetectorFacts,
  now: () => number,
): Promise<OutsideCard> {
  const { dialect } = tried;
  const usual = USUAL[dialect.kind];
  const classes = facts.classes ? CLASSES[facts.classes] : tried.classes;
  if (!classes || !facts.colours || !facts.fit) {
    const missing = ['colours', 'fit', ...(classes ? [] : ['classes'])].join(', ');
    throw new HuellaError('encoder-card-needed', `The file does not say its ${missing}.`, {
      missing,
      dialect: dialect.kind,
      ...usual,
    });
  }
  const { outputs: _, names: __, ...checked } = draft;
  const card = {
    ...checked,
    licence: facts.licence ?? checked.licence,
    dialect,
    classes,
    colours: COLOURS[facts.colours],
    fit: facts.fit,
  };
  const started = now();
  const { step, values } = await sampleOf(session, card);
  const ms = now() - started;
  if (!values.every(Number.isFinite))
    throw new HuellaError('detector-failed', 'It computes something that is no number.');
  return { ...card, selfCheck: { pattern: 'pattern-1', step, values }, ms };
}

export class OutsideNetwork implements Network {
  readonly sides: readonly [number];
  readonly stretched: boolean;
  readonly border: number;
  /** Squares of 640 pixels and more, and slow ones. */
  readonly looksAgain = false;

  constructor(
    private readonly session: Runs,
    private readonly card: OutsideCard,
  ) {
    this.sides = [card.inputSize];
    this.stretched = card.fit === 'stretch';
    this.border = borderOf(card.dialect.kind);
  }

  look(pixels: Uint8Array): Promise<Look> {
    const { card } = this;
    const [side] = this.sides;
    const outputs = outputsOf(card.dialect);
    return runOn(this.session, card, card.colours, pixels, outputs, (views) => {
      const given = (name: string): Float32Array => views[outputs.indexOf(name)]!.data;
      const animals = readBoxes(card.dialect, card.classes, given, side, OUTSIDE_LEAST_SCORE);
      return { animals, people: [] };
    });
  }

  async check(): Promise<void> {
    const expected = this.card.selfCheck;
    const { step, values } = await sampleOf(this.session, this.card);
    const same =
      step === expected.step &&
      values.length === expected.values.length &&
      values.every((value, i) => {
        const wanted = expected.values[i]!;
        return Math.abs(value - wanted) <= SELF_CHECK_TOLERANCE * Math.max(1, Math.abs(wanted));
      });
    if (!same)
      throw new HuellaError('detector-failed', 'It computes something else than at installation.');
  }
}

function sampleOf(
  session: Runs,
  card: Omit<OutsideCard, 'selfCheck' | 'ms'>,
): Promise<{ step: number; values: number[] }> {
  const [output] = outputsOf(card.dialect);
  const { data } = selfCheckInput(card.inputSize);
  return runOn(session, card, card.colours, data, [output!], ([view]) => {
    const step = Math.max(1, Math.floor(view!.data.length / CHECK_VALUES));
    const count = Math.min(CHECK_VALUES, view!.data.length);
    return { step, values: Array.from({ length: count }, (_, i) => view!.data[i * step]!) };
  });
}

/** @param pixels uint8 `[side, side, 3]` */
function runOn<Result>(
  session: Runs,
  { inputSize: side, input }: Input,
  colours: Colours,
  pixels: Uint8Array,
  outputs: readonly string[],
  read: (views: readonly OutputView[]) => Result,
): Promise<Result> {
  const sizes: Record<string, Feed> =
    input.sizes === null
      ? {}
      : {
          [input.sizes]: {
            type: 'int64',
            data: BigInt64Array.of(BigInt(side), BigInt(side)),
            dims: [1, 2],
          },
        };
  const feed: Feed = {
    type: 'float32',
    data: coloured(pixels, colours, input.layout),
    dims: input.layout === 'nchw' ? [1, 3, side, side] : [1, side, side, 3],
  };
  return session.run({ [input.name]: feed, ...sizes }, outputs, read);
}

/** float32 in the order of the layout. */
function coloured(
  pixels: Uint8Array,
  { order, mean, std }: Colours,
  layout: OutsideInput['layout'],
): Float32Array {
  const count = pixels.length / 3;
  const values = new Float32Array(pixels.length);
  for (let channel = 0; channel < 3; channel++) {
    const from = order === 'rgb' ? channel : 2 - channel;
    const [less, by] = [mean[channel]!, std[channel]!];
    const [start, step] = layout === 'nchw' ? [channel * count, 1] : [channel, 3];
    for (let i = 0; i < count; i++) values[start + i * step] = (pixels[i * 3 + from]! - less) / by;
  }
  return values;
}
