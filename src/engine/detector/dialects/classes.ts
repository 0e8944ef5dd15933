/** What the classes of a detector mean: which are animals, and of which kind. */
import { ANIMAL_KINDS, type AnimalKind } from '../detection';

/** By number of the class; null: no animal. */
export interface Classes {
  readonly list: readonly (AnimalKind | 'animal' | null)[];
  /** Of classes beyond the list. */
  readonly others: 'animal' | null;
}

export type ClassesName = 'megadetector' | 'coco' | 'coco91' | 'all';

/** The place of the first animal (bird) among COCO's 80 classes, and among its category ids. */
const FIRST_OF_80 = 14;
const FIRST_ID = 16;

const after = (empty: number): Classes => ({
  list: [...new Array<null>(empty).fill(null), ...ANIMAL_KINDS],
  others: null,
});

export const CLASSES: Readonly<Record<ClassesName, Classes>> = {
  // Animal, person, vehicle.
  megadetector: { list: ['animal'], others: null },
  coco: after(FIRST_OF_80),
  coco91: after(FIRST_ID),
  all: { list: [], others: 'animal' },
};

/** From how many there are; null: they must be asked for. */
export function classesByCount(count: number): ClassesName | null {
  const known: Readonly<Record<number, ClassesName>> = {
    1: 'all',
    3: 'megadetector',
    80: 'coco',
    91: 'coco91',
  };
  return known[count] ?? null;
}

/**
 * From the names that YOLO's exporters write into a file: `{0: 'animal', 1: 'person'}`.
 *
 * @returns null when none of them is an animal's
 */
export function classesByNames(text: string): Classes | null {
  const names = new Map<number, string>();
  for (const [, index, name] of text.matchAll(/(\d{1,4})['"]?\s*:\s*['"]([^'"]{1,80})['"]/g))
    names.set(Number(index), name!.toLowerCase());
  const list = Array.from({ length: Math.max(-1, ...names.keys()) + 1 }, (_, index) => {
    const name = names.get(index) ?? '';
    if (name === 'animal') return name;
    return ANIMAL_KINDS.find((kind) => kind === name) ?? null;
  });
  return list.some((each) => each !== null) ? { list, others: null } : null;
}

export function animalOf({ list, others }: Classes, index: number): AnimalKind | 'animal' | null {
  return index < list.length ? (list[index] ?? null) : others;
}
