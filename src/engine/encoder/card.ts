import type { RgbImage } from '../types';
import { HuellaError } from '../errors';

/** What is known about an encoder besides its weights. One JSON file beside the model; `public/models/default.json` is one. */
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
  /** The only resize so far: the crop is squashed to the square, antialiased bilinear, as MegaDescriptor is trained. */
  readonly resize: 'bilinear-squash';
  readonly dimension: number;
  /** Graph input: uint8 `[N, S, S, 3]`, row-major RGB. Normalisation is part of the graph. */
  readonly input: string;
  /** Graph output: float32 `[N, dimension]`, L2-normalised. */
  readonly output: string;
  readonly selfCheck: {
    /** Names the formula of the input; see `selfCheckInput`. */
    readonly pattern: 'pattern-1';
    /** The reference embedding by an independent implementation: float32 little endian, base64. */
    readonly embedding: string;
  };
}

/** Reads a card from parsed JSON. Throws `encoder-damaged` naming the first field that is missing or of the wrong kind. */
export function parseCard(json: unknown): EncoderCard {
  const card = json as Partial<EncoderCard> | null;
  const bad = (field: string): never => {
    throw new HuellaError('encoder-damaged', `The encoder's card has no valid "${field}".`, { field });
  };
  if (typeof card !== 'object' || card === null) return bad('card');
  for (const field of ['id', 'name', 'licence', 'file', 'input', 'output'] as const) {
    if (typeof card[field] !== 'string' || card[field] === '') bad(field);
  }
  for (const field of ['bytes', 'inputSize', 'dimension'] as const) {
    if (!Number.isSafeInteger(card[field]) || (card[field] as number) <= 0) bad(field);
  }
  for (const field of ['mean', 'std'] as const) {
    const triple: unknown = card[field];
    if (!Array.isArray(triple) || triple.length !== 3 || !triple.every(Number.isFinite)) bad(field);
  }
  if (!/^[0-9a-f]{64}$/.test(card.sha256 ?? '')) bad('sha256');
  if (card.resize !== 'bilinear-squash') bad('resize');
  if (card.selfCheck?.pattern !== 'pattern-1' || typeof card.selfCheck.embedding !== 'string')
    bad('selfCheck');
  return card as EncoderCard;
}

/**
 * SHA-256 (hex) over weights, graph and preprocessing: embeddings of two fingerprints never meet. The ONNX file holds
 * weights, graph and normalisation; the resize contract is added to its hash.
 */
export async function fingerprintOf(card: EncoderCard): Promise<string> {
  const contract = ['huella-encoder-1', card.sha256, card.inputSize, card.resize, card.dimension].join('\n');
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(contract));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The self-check's input: every pixel from a formula, so that no picture has to be shipped or decoded. */
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
  const bytes = Uint8Array.from(atob(card.selfCheck.embedding), (character) => character.charCodeAt(0));
  if (bytes.byteLength !== card.dimension * 4) {
    throw new HuellaError('encoder-damaged', 'The self-check embedding has the wrong length.', {
      field: 'selfCheck',
    });
  }
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: card.dimension }, (_, i) => view.getFloat32(i * 4, true));
}
