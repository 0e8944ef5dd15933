/**
 * The box around a mask of COCO: lengths of runs down the columns, of pixels without and with the
 * animal in turn, as a list or packed into a text (pycocotools, `maskApi.c`).
 */
import { isObject, listOf, numberOf, type Four } from './values';

/** Runs of a mask that are read: one of a photo's outline has some thousand. */
const MAX_RUNS = 1_000_000;
/** Five bits of a number in each character, counted from `0`; the sixth says that it goes on. */
const FIRST_CHARACTER = 48;

/** Left, top, width and height in pixels; null for what is no mask, or an empty one. */
export function maskBox(mask: unknown): Four | null {
  if (!isObject(mask)) return null;
  const height = numberOf(listOf(mask['size'])[0]);
  const counts = mask['counts'];
  const runs = typeof counts === 'string' ? unpacked(counts) : listOf(counts).map(numberOf);
  if (!(height > 0) || runs.length > MAX_RUNS) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  let at = 0;
  for (const [i, run] of runs.entries()) {
    if (!(run >= 0)) return null;
    if (i % 2 === 1 && run > 0) {
      const last = at + run - 1;
      const [first, end] = [Math.floor(at / height), Math.floor(last / height)];
      left = Math.min(left, first);
      right = Math.max(right, end);
      // A run that goes on in the next column reaches from top to bottom.
      top = Math.min(top, end > first ? 0 : at % height);
      bottom = Math.max(bottom, end > first ? height - 1 : last % height);
    }
    at += run;
  }
  return right < 0 ? null : [left, top, right - left + 1, bottom - top + 1];
}

/** From the third run on, each is written as its difference from the one before the last. */
function unpacked(text: string): number[] {
  const runs: number[] = [];
  for (let at = 0; at < text.length && runs.length <= MAX_RUNS;) {
    let value = 0;
    let shift = 0;
    for (let more = true; more; shift += 5) {
      const bits = text.charCodeAt(at++) - FIRST_CHARACTER;
      if (!(bits >= 0 && bits < 64) || shift > 30) return [NaN];
      value |= (bits & 31) << shift;
      more = (bits & 32) !== 0;
      if (!more && (bits & 16) !== 0) value |= -1 << (shift + 5);
    }
    const before = runs.at(-2);
    runs.push(runs.length > 2 ? value + before! : value);
  }
  return runs;
}
