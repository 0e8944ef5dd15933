/** Which bytes of a checkpoint are read in one go while its weights are converted. */
import type { CheckpointTensor } from '../checkpoint/tensor';
import type { Placed, Weight } from './weights';

/** Small neighbours are read together up to this size: one request instead of hundreds. */
const READ_TOGETHER_BYTES = 4 * 2 ** 20;
/**
 * Reading this much for nothing is cheaper than another request, and keeps waste far below a
 * twentieth.
 */
const MAX_GAP_BYTES = 4096;

interface Group {
  readonly members: Placed[];
  readonly start: number;
  /** 0: members read for themselves. */
  length: number;
}

/**
 * Weights by their place in the checkpoint, so that a disk or a host is read forwards; small
 * neighbours share one read.
 */
export function readTogether(placed: readonly Placed[]): Group[] {
  const wanted = new Wanted(placed);
  const extents = placed.map((each) => ({ each, extent: wanted.extentOf(each.weight) }));
  extents.sort((a, b) => (a.extent?.offset ?? -1) - (b.extent?.offset ?? -1));
  const groups: Group[] = [];
  for (const { each, extent } of extents) {
    if (!extent || extent.length > READ_TOGETHER_BYTES) {
      groups.push({ members: [each], start: 0, length: 0 });
      continue;
    }
    const last = groups.at(-1);
    const end = extent.offset + extent.length;
    if (
      last &&
      last.length > 0 &&
      extent.offset - (last.start + last.length) <= MAX_GAP_BYTES &&
      end - last.start <= READ_TOGETHER_BYTES
    ) {
      last.members.push(each);
      last.length = Math.max(last.length, end - last.start);
    } else {
      groups.push({ members: [each], start: extent.offset, length: extent.length });
    }
  }
  return groups;
}

interface Extent {
  readonly offset: number;
  readonly length: number;
}

function tensorsOf(weight: Weight): readonly CheckpointTensor[] {
  return 'tensor' in weight ? [weight.tensor] : weight.needs;
}

/** The bytes of the file that some weight needs. */
class Wanted {
  /** By offset, never overlapping. */
  readonly #stretches: { start: number; end: number }[] = [];

  constructor(placed: readonly Placed[]) {
    const extents = placed
      .flatMap(({ weight }) => tensorsOf(weight))
      .flatMap(({ extent }) => (extent ? [extent] : []))
      .sort((a, b) => a.offset - b.offset);
    for (const { offset, length } of extents) {
      const last = this.#stretches.at(-1);
      if (last && offset <= last.end) last.end = Math.max(last.end, offset + length);
      else this.#stretches.push({ start: offset, end: offset + length });
    }
  }

  /**
   * The stretch from a weight's first tensor to its last, if what lies between is wanted anyhow:
   * a convolution and its normalisation are then one read. Null: its tensors are read one by one.
   */
  extentOf(weight: Weight): Extent | null {
    const tensors = tensorsOf(weight);
    const extents = tensors.flatMap(({ extent }) => (extent ? [extent] : []));
    if (extents.length === 0 || extents.length < tensors.length) return null;
    const start = Math.min(...extents.map(({ offset }) => offset));
    const end = Math.max(...extents.map(({ offset, length }) => offset + length));
    const foreign = end - start - this.#within(start, end);
    if (tensors.length > 1 && foreign > MAX_GAP_BYTES) return null;
    return { offset: start, length: end - start };
  }

  #within(start: number, end: number): number {
    return this.#stretches.reduce(
      (sum, stretch) =>
        sum + Math.max(0, Math.min(end, stretch.end) - Math.max(start, stretch.start)),
      0,
    );
  }
}
