/** What is known of the detector beside its weights: `public/models/detector.json`. */
import { readFields, refusing, type Refuse } from '../encoder/card-fields';

export interface DetectorCard {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  /** File name of the ONNX graph, relative to the card. */
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of that file, lower-case hex. */
  readonly sha256: string;
  /** Side of the square a photo is laid into, in pixels. */
  readonly inputSize: number;
  readonly selfCheck: {
    /** Names the formula of the input picture: `selfCheckInput` of the encoder's card. */
    readonly pattern: 'pattern-1';
    /** TF.js's distances of this cell in that picture: 44 float32, little endian, base64. */
    readonly cell: number;
    readonly distances: string;
  };
}

/** Sides of feature maps halve five times. */
const STEP = 32;

const bad: Refuse = refusing('detector-failed', "The detector's card");

/** @throws HuellaError `detector-failed` naming the first field that is not what it should be */
export function parseDetectorCard(json: unknown): DetectorCard {
  const texts = ['id', 'name', 'licence', 'file'] as const;
  const card = readFields<DetectorCard>(json, bad, texts, ['bytes', 'inputSize']);
  if (card.inputSize! % STEP !== 0) bad('inputSize');
  const { pattern, cell, distances } = card.selfCheck ?? {};
  if (pattern !== 'pattern-1' || !Number.isSafeInteger(cell) || typeof distances !== 'string') {
    bad('selfCheck');
  }
  return card as DetectorCard;
}

/** float32 `[44]`. */
export function referenceDistances({ selfCheck }: DetectorCard): Float32Array {
  const bytes = Uint8Array.from(atob(selfCheck.distances), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) =>
    view.getFloat32(i * 4, true),
  );
}
