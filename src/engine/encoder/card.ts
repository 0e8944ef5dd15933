import type { RgbImage } from '../types';
import { HuellaError } from '../errors';
import { isSha256, sha256Of } from '../hash';
import { readFields, refusing, type Refuse } from './card-fields';

/**
 * Two graphs of one network with the same weights. `mha`: the fused operator, two GPU dispatches a
 * block. `manual`: MatMul and Softmax, for adapters where the fused one is wrong (it assumes
 * subgroups that some lack) or slower. A network without attention has the same graph for both.
 */
export type AttentionForm = 'mha' | 'manual';

/**
 * Number format of the weights. `int8`: linear layers in 8 bits, all else float32; for the main
 * processor alone (`onnx/quantise.ts`).
 */
export const PRECISIONS = ['fp32', 'fp16', 'int8'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** An ONNX graph beside a card. */
export interface GraphFile {
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * What is known about an encoder besides its weights. One JSON file beside the model;
 * `public/models/default.json` is one.
 */
export interface EncoderCard {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  /** File name of the ONNX graph, relative to the card. */
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of that file, lower-case hex. */
  readonly sha256: string;
  /** Side of the square the crop is resized to, in pixels. */
  readonly inputSize: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /**
   * The only resize so far: the crop is squashed to the square, antialiased bilinear, as
   * MegaDescriptor is trained.
   */
  readonly resize: 'bilinear-squash';
  readonly dimension: number;
  /** Graph input: uint8 `[N, S, S, 3]`, row-major RGB. Normalisation is part of the graph. */
  readonly input: string;
  /** Graph output: float32 `[N, dimension]`, L2-normalised. */
  readonly output: string;
  /**
   * Both forms of the graph, where there are two: same weights, same embeddings, one fingerprint.
   * `mha` is `file`.
   */
  readonly attention?: Readonly<Record<AttentionForm, GraphFile>>;
  /** ONNX external data of the graph. `digest`: `digestOfFile`, added when it is installed. */
  readonly externalData?: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly digest?: string;
  }[];
  /** Absent: as the graph has them. */
  readonly precision?: Precision;
  /**
   * What similarities mean while a gallery is too small to say so itself
   * (`matching/calibration.ts`): fitted on public sets by `tools/evaluation/card.ts`. Absent: there
   * are no probabilities until then.
   */
  readonly calibration?: CardCalibration;
  readonly selfCheck: {
    /** Who computed the reference, for people who read the card. */
    readonly computedBy?: string;
    /** Names the formula of the input; see `selfCheckInput`. */
    readonly pattern: 'pattern-1';
    /** The reference embedding by an independent implementation: float32 little endian, base64. */
    readonly embedding: string;
  };
}

/** As `Calibration` of `engine/matching`, which says what the numbers are. */
interface CardCalibration {
  readonly basis: 'encoder';
  readonly sharpness: number;
  readonly views: readonly {
    readonly lead: 'evidence' | 'plain';
    readonly centre: readonly number[];
    readonly scale: readonly number[];
    readonly novelty: {
      readonly weights: readonly number[];
      readonly covariance: readonly number[];
    };
  }[];
  readonly isotonic: null;
  readonly queries: number;
  /**
   * Least similarity of a photo and the nearest other of its animal. A picture that is like no
   * photo of a gallery by so much shows another kind of animal, or none.
   */
  readonly sameAnimal: number;
  /**
   * How similar unnamed photos must be to be grouped (`sorting/joining.ts`): parts below `cut` are
   * left apart, and the log-odds that two parts are one animal are intercept and weight.
   */
  readonly joining: { readonly cut: number; readonly weights: readonly [number, number] };
}

/** A card before anyone has computed its self-check reference: what a conversion makes. */
export type UncheckedCard = Omit<EncoderCard, 'selfCheck'>;

/** With a self-check reference where the card came with one. */
export type FreshCard = UncheckedCard & Partial<Pick<EncoderCard, 'selfCheck'>>;

/**
 * Reads a card from parsed JSON. Throws `encoder-damaged` naming the first field that is missing or
 * of the wrong kind.
 */
export function parseCard(json: unknown): EncoderCard {
  const card = parseUncheckedCard(json) as EncoderCard;
  const { pattern, embedding } =
    (card.selfCheck as Partial<EncoderCard['selfCheck']> | undefined) ?? {};
  if (pattern !== 'pattern-1' || typeof embedding !== 'string') bad('selfCheck');
  return card;
}

const bad: Refuse = refusing('encoder-damaged', "The encoder's card");

/** File names inside the encoder's folder; no way out of it. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** As `parseCard`, without the self-check. */
export function parseUncheckedCard(json: unknown): UncheckedCard {
  const texts = ['id', 'name', 'licence', 'file', 'input', 'output'] as const;
  const card = readFields<EncoderCard>(json, bad, texts, ['bytes', 'inputSize', 'dimension']);
  for (const field of ['mean', 'std'] as const) {
    const triple: unknown = card[field];
    if (!Array.isArray(triple) || triple.length !== 3 || !triple.every(Number.isFinite)) bad(field);
  }
  if (!FILE_NAME.test(card.file ?? '')) bad('file');
  if (card.resize !== 'bilinear-squash') bad('resize');
  const isFile = ({
    file,
    bytes,
    sha256,
  }: { file?: unknown; bytes?: unknown; sha256?: unknown } = {}): boolean =>
    typeof file === 'string' &&
    FILE_NAME.test(file) &&
    Number.isSafeInteger(bytes) &&
    isSha256(sha256);
  if (
    card.attention !== undefined &&
    !(isFile(card.attention.mha) && isFile(card.attention.manual))
  ) {
    bad('attention');
  }
  const external: unknown = card.externalData ?? [];
  if (
    !Array.isArray(external) ||
    !external.every(
      ({ path, bytes }: { path?: unknown; bytes?: unknown }) =>
        typeof path === 'string' &&
        FILE_NAME.test(path) &&
        Number.isSafeInteger(bytes) &&
        (bytes as number) > 0,
    )
  ) {
    bad('externalData');
  }
  if (card.calibration !== undefined && !isCalibration(card.calibration)) bad('calibration');
  return card as UncheckedCard;
}

/** One view of three features: four weights, the intercept first, and their covariance. */
function isCalibration(value: unknown): boolean {
  const { basis, sharpness, views, isotonic, queries, sameAnimal, joining } = (value ??
    {}) as Partial<CardCalibration>;
  const numbers = (some: unknown, count: number): boolean =>
    Array.isArray(some) && some.length === count && some.every(Number.isFinite);
  return (
    basis === 'encoder' &&
    isotonic === null &&
    numbers([sharpness, queries, sameAnimal, joining?.cut], 4) &&
    numbers(joining?.weights, 2) &&
    Array.isArray(views) &&
    views.length === 1 &&
    (views as Partial<CardCalibration['views'][number]>[]).every(
      ({ lead, centre, scale, novelty }) =>
        lead === 'evidence' &&
        numbers(centre, 3) &&
        numbers(scale, 3) &&
        numbers(novelty?.weights, 4) &&
        numbers(novelty?.covariance, 16),
    )
  );
}

/**
 * SHA-256 over weights, graph and preprocessing: embeddings of two fingerprints never meet. The
 * ONNX file holds weights (or their digest), graph and normalisation; the resize contract is added.
 */
export function fingerprintOf({
  sha256,
  inputSize,
  resize,
  dimension,
}: UncheckedCard): Promise<string> {
  return sha256Of(['huella-encoder-1', sha256, inputSize, resize, dimension].join('\n'));
}

/**
 * The self-check's input: every pixel from a formula, so that no picture has to be shipped or
 * decoded.
 */
export function selfCheckInput(size: number): RgbImage {
  const data = new Uint8Array(size * size * 3);
  let at = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      for (let channel = 0; channel < 3; channel++) {
        data[at++] = (x * 7 + y * 13 + channel * 29 + ((x * y) % 31) * 5) % 256;
      }
    }
  }
  return { data, width: size, height: size };
}

/** The card's reference embedding, `[dimension]`. */
export function selfCheckReference(card: EncoderCard): Float32Array {
  const bytes = Uint8Array.from(atob(card.selfCheck.embedding), (character) =>
    character.charCodeAt(0),
  );
  if (bytes.byteLength !== card.dimension * 4) {
    throw new HuellaError('encoder-damaged', 'The self-check embedding has the wrong length.', {
      field: 'selfCheck',
    });
  }
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: card.dimension }, (_, i) => view.getFloat32(i * 4, true));
}

/** A self-check reference as the card stores it. */
export function selfCheckText(embedding: Float32Array): string {
  const bytes = new Uint8Array(embedding.length * 4);
  const view = new DataView(bytes.buffer);
  embedding.forEach((value, i) => view.setFloat32(i * 4, value, true));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The files of its graph, one for each form. */
export function graphFilesOf(card: UncheckedCard): readonly GraphFile[] {
  return card.attention ? [card.attention.mha, card.attention.manual] : [card];
}

/** Bytes of all files of an encoder. */
export function bytesOf(card: UncheckedCard): number {
  const files = [...graphFilesOf(card), ...(card.externalData ?? [])];
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
