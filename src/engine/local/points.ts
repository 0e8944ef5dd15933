/**
 * The points of one crop's markings, and the compact form in which they are kept. A descriptor's 64
 * numbers become whole numbers of eight bits, scaled so that the largest fills them; its length is
 * not kept, because only directions are compared.
 */
import type { Size } from '../encoder/turn';
import { HuellaError } from '../errors';
import { DESCRIPTOR_LENGTH, type Keypoints } from './keypoints';

/**
 * Points kept of a crop at most: 24,488 bytes. On cattle 360 found as many right animals as 512,
 * and a third of the false agreements (README of tools/local-features).
 */
export const MAX_POINTS = 360;
/** The largest whole number of a code, of either sign. */
const CODE_LIMIT = 127;
/** Positions are kept in this fraction of a pixel of the frame: finer than keypoints are found. */
const POSITION_STEPS = 64;

/** Bytes before the points: version, one unused, then width, height and count as uint16. */
const HEAD_BYTES = 8;
/** Of the form below; points of another are made anew. */
const VERSION = 1;
const POSITION_BYTES = 4;
const POINT_BYTES = POSITION_BYTES + DESCRIPTOR_LENGTH;
/** The most that the points of one photo take. */
export const MAX_PACKED_BYTES = HEAD_BYTES + MAX_POINTS * POINT_BYTES;

export interface Points {
  /** The upright crop's proportions, longest side 512 pixels. */
  readonly frame: Size;
  readonly count: number;
  /** Pixels of the frame, x and y by turns. */
  readonly positions: Float64Array;
  /** int8 `[count, 64]`, of at most CODE_LIMIT either way. */
  readonly codes: Int8Array;
}

/**
 * @param input size of the picture in whose pixels the keypoints are
 * @param frame of the crop they were found in
 */
export function toPoints(keypoints: Keypoints, input: Size, frame: Size): Points {
  const count = Math.min(MAX_POINTS, keypoints.scores.length);
  const rounded = { width: roundTo(frame.width), height: roundTo(frame.height) };
  const positions = new Float64Array(count * 2);
  for (let i = 0; i < count * 2; i += 2) {
    positions[i] = roundTo((keypoints.positions[i]! * frame.width) / input.width);
    positions[i + 1] = roundTo((keypoints.positions[i + 1]! * frame.height) / input.height);
  }
  const codes = new Int8Array(count * DESCRIPTOR_LENGTH);
  for (let at = 0; at < codes.length; at += DESCRIPTOR_LENGTH) {
    const descriptor = keypoints.descriptors.subarray(at, at + DESCRIPTOR_LENGTH);
    let largest = 0;
    for (const value of descriptor) largest = Math.max(largest, Math.abs(value));
    if (largest === 0) continue;
    descriptor.forEach((value, i) => {
      codes[at + i] = Math.round((value / largest) * CODE_LIMIT);
    });
  }
  return { frame: rounded, count, positions, codes };
}

function roundTo(pixels: number): number {
  return Math.round(pixels * POSITION_STEPS) / POSITION_STEPS;
}

/** The bytes that are kept: at most MAX_PACKED_BYTES. `unpackPoints` gives the same points back. */
export function packPoints({ frame, count, positions, codes }: Points): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD_BYTES + count * POINT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint16(2, frame.width * POSITION_STEPS, true);
  view.setUint16(4, frame.height * POSITION_STEPS, true);
  view.setUint16(6, count, true);
  positions.forEach((pixels, i) =>
    view.setUint16(HEAD_BYTES + i * 2, pixels * POSITION_STEPS, true),
  );
  bytes.set(
    new Uint8Array(codes.buffer, codes.byteOffset, codes.length),
    HEAD_BYTES + count * POSITION_BYTES,
  );
  return bytes;
}

/** @throws HuellaError `index-corrupt` when the bytes are not what `packPoints` makes */
export function unpackPoints(bytes: Uint8Array): Points {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length < HEAD_BYTES ? 0 : view.getUint16(6, true);
  const whole = bytes.length === HEAD_BYTES + count * POINT_BYTES && count <= MAX_POINTS;
  if (!whole || view.getUint8(0) !== VERSION) {
    throw new HuellaError(
      'index-corrupt',
      `${bytes.length} bytes are no points of version ${VERSION}.`,
    );
  }
  const pixels = (at: number): number => view.getUint16(at, true) / POSITION_STEPS;
  const positions = Float64Array.from({ length: count * 2 }, (_, i) => pixels(HEAD_BYTES + i * 2));
  const codes = Int8Array.from(
    bytes.subarray(HEAD_BYTES + count * POSITION_BYTES),
    (byte) => (byte << 24) >> 24,
  );
  return { frame: { width: pixels(2), height: pixels(4) }, count, positions, codes };
}
