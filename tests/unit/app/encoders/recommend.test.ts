import { expect, test } from 'vitest';
import {
  MAX_GALLERY_MS,
  MAX_SEARCH_MS,
  recommend,
  type Candidate,
} from '../../../../src/app/encoders/recommend';

const GIB = 2 ** 30;

function candidate(
  name: string,
  cost: number,
  accuracy: Readonly<Record<string, number>>,
  bytes = 100e6,
): Candidate {
  const animals: Record<string, [string, string]> = {
    zebra: ['Cebra', 'cebras'],
    cattle: ['Ganado', 'vaca vacas'],
    'sea-turtle': ['Tortuga marina', 'tortuga'],
  };
  return {
    variant: { id: name, name, cost, bytes } as Candidate['variant'],
    accuracy: Object.entries(accuracy).map(([key, percent]) => {
      const [animal, words] = animals[key]!;
      return { key, animal, words, percent };
    }),
  };
}

const small = candidate('small', 8, { zebra: 80, cattle: 99 });
const large = candidate('large', 50, { zebra: 95, cattle: 99.5 }, 800e6);
const unrated = candidate('unrated', 2, {});
const all = [large, small, unrated];
const fast = { includedMs: 10, memory: 8 * GIB };
const chosen = (species: string[], photos = 100, device = fast): string | undefined =>
  recommend(all, species, photos, device)?.variant.name;

test('the animal decides, by its own names and by what people call it', () => {
  expect(chosen(['Cebra de Grevy'])).toBe('large');
  expect(chosen(['CEBRAS'])).toBe('large');
  // Half a point is no reason to wait six times as long.
  expect(chosen(['vaca lechera'])).toBe('small');
  expect(recommend(all, ['vaca'], 1, fast)).toMatchObject({ animal: 'Ganado', percent: 99 });
  // The most frequent animal of those that are published.
  expect(recommend(all, ['perro', 'cebra', 'vaca'], 1, fast)!.animal).toBe('Cebra');
});

test('without a published animal the mean decides, and the answer says so', () => {
  expect(recommend(all, ['perro'], 1, fast)).toMatchObject({ animal: null, percent: 97.25 });
  expect(chosen([])).toBe('large');
});

test('what this device cannot bear is not recommended', () => {
  expect(chosen(['cebra'], 1, { ...fast, memory: 2 * GIB })).toBe('small');
  // 50 times 130 ms is more than a person waits, 8 times is not.
  expect(chosen(['cebra'], 1, { ...fast, includedMs: (1.01 * MAX_SEARCH_MS) / 50 })).toBe('small');
  expect(chosen(['cebra'], Math.ceil(MAX_GALLERY_MS / 500))).toBe('small');
  expect(chosen(['cebra'], 1, { ...fast, includedMs: MAX_SEARCH_MS })).toBeUndefined();
});

test('unmeasured, nothing is recommended', () => {
  expect(recommend(all, ['cebra'], 100, { ...fast, includedMs: null })).toBeNull();
});
