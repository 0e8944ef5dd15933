/**
 * NanoDet's outputs as boxes (nanodet/model/head/gfl_head.py; Li et al., Generalized Focal Loss,
 * arXiv 2006.04388). Every cell of three feature maps gives a score for each class and, for each
 * side of a box, a distribution of its distance from the cell's centre.
 */
import type { Corners } from './letterbox';
import { suppress, withoutPeople, type Box, type Person } from './suppress';

/** Pixels between the centres of a feature map's cells, in the order of the outputs. */
const STRIDES = [8, 16, 32] as const;
/** The distances a side may have, in strides: 0 to 10 (`reg_max` of nanodet-g.yml). */
const BINS = 11;
/** COCO's classes: the first is a person; the animals among them are bird to giraffe. */
const CLASSES = 80;
const PERSON = 0;
const FIRST_ANIMAL = 14;
const ANIMALS = 10;

export interface Outputs {
  /** float32 `[cells, 80]`, 0..1. */
  readonly scores: Float32Array;
  /** float32 `[cells, 44]`, before the softmax: left, top, right, bottom. */
  readonly distances: Float32Array;
}

/** Cells of the three maps of a square. */
export function cellCount(side: number): number {
  return STRIDES.reduce((sum, stride) => sum + (side / stride) ** 2, 0);
}

/** What a look at a square shows. */
export interface Look {
  /** Surest first. */
  readonly animals: readonly Box[];
  /** Several boxes for each person, in no order. */
  readonly people: readonly Person[];
}

/**
 * The boxes of animals and of people.
 *
 * A box's score is the chance that it shows at least one of the ten animals, taken as independent:
 * an animal that COCO does not know has its evidence spread over several of them. A box is dropped
 * where the network is surer that the same box is a person's: of 120 photos of chimpanzees, cows,
 * cats and dogs none lost its animal, of eight near portraits of people five lost their box.
 *
 * @param side of the square, in pixels; a multiple of 32
 * @param least score
 * @throws RangeError when the outputs are not of such a square
 */
export function decodeOutputs(outputs: Outputs, side: number, least: number): Look {
  const cells = cellCount(side);
  const { scores, distances } = outputs;
  if (scores.length !== cells * CLASSES || distances.length !== cells * 4 * BINS) {
    throw new RangeError(`${scores.length} scores and ${distances.length} distances at ${side}`);
  }
  const boxes: Box[] = [];
  const people: Person[] = [];
  let cell = 0;
  for (const stride of STRIDES) {
    const columns = side / stride;
    for (let i = 0; i < columns * columns; i++, cell++) {
      const score = animalScore(scores, cell);
      const person = scores[cell * CLASSES + PERSON]!;
      if (Math.max(score, person) < least) continue;
      const x = ((i % columns) + 0.5) * stride;
      const y = (Math.floor(i / columns) + 0.5) * stride;
      const reach = (part: number): number =>
        meanBin(distances, (cell * 4 + part) * BINS, BINS) * stride;
      const within = (value: number): number => Math.min(side, Math.max(0, value));
      const corners: Corners = [
        within(x - reach(0)),
        within(y - reach(1)),
        within(x + reach(2)),
        within(y + reach(3)),
      ];
      if (person > score) people.push({ corners, score: person });
      if (score >= least) boxes.push({ corners, score, animals: [...animalsOf(scores, cell)] });
    }
  }
  return { animals: suppress(withoutPeople(boxes, people)), people };
}

function animalsOf(scores: Float32Array, cell: number): Float32Array {
  const first = cell * CLASSES + FIRST_ANIMAL;
  return scores.subarray(first, first + ANIMALS);
}

function animalScore(scores: Float32Array, cell: number): number {
  let none = 1;
  for (const score of animalsOf(scores, cell)) none *= 1 - score;
  return 1 - none;
}

/**
 * Mean of the softmax distribution over `bins` logits from `offset` on (gfl_head.py, `Integral`).
 */
export function meanBin(logits: Float32Array, offset: number, bins: number): number {
  let most = -Infinity;
  for (let i = 0; i < bins; i++) most = Math.max(most, logits[offset + i]!);
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < bins; i++) {
    const share = Math.exp(logits[offset + i]! - most);
    sum += share;
    weighted += share * i;
  }
  return weighted / sum;
}
