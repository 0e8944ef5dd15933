/** Boxes that are kept where several lie around one animal. */
import type { Corners } from './letterbox';

export interface Box {
  /** In pixels of the square. */
  readonly corners: Corners;
  readonly score: number;
  /** Scores of the ten animals of `ANIMAL_KINDS`, in that order. */
  readonly animals: readonly number[];
}

/** A box that the network takes for a person's. */
export interface Person {
  readonly corners: Corners;
  readonly score: number;
}

/** A box is dropped when it shares more than this of its union with a surer one. */
const MOST_OVERLAP = 0.5;
/**
 * A box is dropped when it shares more than this of the smaller of the two with a surer one: a head
 * in an animal's box, or a box around several animals, which overlap alone leaves in place.
 */
const MOST_INSIDE = 0.7;

/** Animals are individuals in a picture, not a swarm: more boxes than this are of no help. */
const MOST_BOXES = 50;

/**
 * Non-maximum suppression over all kinds together: two kinds of box around one animal are one
 * animal.
 *
 * @returns surest first
 */
export function suppress(boxes: readonly Box[]): Box[] {
  const kept: Box[] = [];
  for (const box of [...boxes].sort((a, b) => b.score - a.score)) {
    if (kept.length === MOST_BOXES) break;
    if (kept.every((surer) => !coincide(box.corners, surer.corners))) kept.push(box);
  }
  return kept;
}

/**
 * Without boxes that are a surer person's: those that share most of their union. An animal in a
 * person's arms shares less of it and stays.
 */
export function withoutPeople(boxes: readonly Box[], people: readonly Person[]): Box[] {
  return boxes.filter((box) =>
    people.every(
      (person) =>
        person.score <= box.score || unionShared(box.corners, person.corners) <= MOST_OVERLAP,
    ),
  );
}

/** Whether two boxes are around one animal. In any unit, the same for both. */
export function coincide(a: Corners, b: Corners): boolean {
  return (
    unionShared(a, b) > MOST_OVERLAP || shared(a, b) > MOST_INSIDE * Math.min(areaOf(a), areaOf(b))
  );
}

/** Intersection over union. */
function unionShared(a: Corners, b: Corners): number {
  const both = shared(a, b);
  return both === 0 ? 0 : both / (areaOf(a) + areaOf(b) - both);
}

/** Intersection, in square pixels. */
function shared(a: Corners, b: Corners): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return Math.max(0, width) * Math.max(0, height);
}

function areaOf([left, top, right, bottom]: Corners): number {
  return (right - left) * (bottom - top);
}
