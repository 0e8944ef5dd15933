/** What is known of the markings' network beside its weights: `public/models/xfeat.json`. */
import { readFields, refusing, type Refuse } from '../encoder/card-fields';
import { HuellaError } from '../errors';
import { DESCRIPTOR_LENGTH } from './keypoints';
import { MAX_POINTS } from './points';

export interface MarkingsCard {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  /** File name of the ONNX graph, relative to the card. */
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of that file, lower-case hex. */
  readonly sha256: string;
  readonly selfCheck: {
    /**
     * Names the formula of the input picture, `selfCheckInput` of the encoder's card, and its side.
     */
    readonly pattern: 'pattern-1';
    readonly side: number;
    /** PyTorch's descriptor of the middle of that picture: 64 float32, little endian, base64. */
    readonly descriptor: string;
  };
}

const bad: Refuse = refusing('markings-failed', 'The card of the markings');

/** @throws HuellaError `markings-failed` naming the first field that is not what it should be */
export function parseMarkingsCard(json: unknown): MarkingsCard {
  const texts = ['id', 'name', 'licence', 'file'] as const;
  const card = readFields<MarkingsCard>(json, bad, texts, ['bytes']);
  const { pattern, side, descriptor } = card.selfCheck ?? {};
  if (pattern !== 'pattern-1' || !Number.isSafeInteger(side) || typeof descriptor !== 'string') {
    bad('selfCheck');
  }
  return card as MarkingsCard;
}

/**
 * Says which points are comparable: those of one network, found by one version of our code. Points
 * of another are made anew.
 */
export function markingsFingerprint(card: MarkingsCard): string {
  return `markings-1 ${card.sha256} ${MAX_POINTS}`;
}

/** float32 `[64]`. */
export function referenceDescriptor(card: MarkingsCard): Float32Array {
  const bytes = Uint8Array.from(atob(card.selfCheck.descriptor), (letter) => letter.charCodeAt(0));
  if (bytes.length !== DESCRIPTOR_LENGTH * 4) {
    throw new HuellaError('markings-failed', 'The self-check descriptor has the wrong length.');
  }
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: DESCRIPTOR_LENGTH }, (_, i) => view.getFloat32(i * 4, true));
}
