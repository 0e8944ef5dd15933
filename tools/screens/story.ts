/**
 * A gallery as a person has it after some months: the sample drawings with dates and places, some
 * photos without a name, a cow that is lost, one that was found. What `npm run screenshots` shows,
 * and what the accessibility test looks at.
 */
import type { Page } from '@playwright/test';
import type { PhotoFields } from '../../src/engine/library';
import type { Language } from '../../src/runtime/languages';
import { STORY_WORDS, type Animal, type Spot } from './words';

/** Not of the gallery: it is the photo asked about. */
export const QUERY = 'rosa-4.jpg';

/** Come later, by the import that is shown. */
export const LATER = ['gris-1', 'gris-2', 'gris-4', 'coco-1', 'coco-2', 'coco-4'].map(
  (name) => `${name}.jpg`,
);

/** In the gallery without a name. */
const UNNAMED = ['luna-5', 'kira-3', 'malik-2', 'tigre-5', 'bruno-4', 'ambar-2', 'nube-4'];

interface Place {
  readonly spot: Spot;
  readonly latitude: number;
  readonly longitude: number;
}

const FARM: readonly Place[] = [
  { spot: 'pasture', latitude: 37.9221, longitude: -6.0712 },
  { spot: 'stream', latitude: 37.9308, longitude: -6.0594 },
  { spot: 'oaks', latitude: 37.9145, longitude: -6.0839 },
];
const TOWN: readonly Place[] = [
  { spot: 'street', latitude: 37.3985, longitude: -5.9916 },
  { spot: 'park', latitude: 37.4195, longitude: -5.9951 },
];
const RESERVE: readonly Place[] = [
  { spot: 'waterhole', latitude: -2.3333, longitude: 34.8333 },
  { spot: 'camera', latitude: -2.3871, longitude: 34.9022 },
  { spot: 'river', latitude: -2.4412, longitude: 34.7915 },
];
const WHERE: Readonly<Record<Animal, readonly Place[]>> = {
  ...{ cow: FARM, horse: FARM, cat: TOWN, dog: TOWN },
  ...{ leopard: RESERVE, zebra: RESERVE },
};

interface Sample {
  readonly file: string;
  readonly individual: string;
  readonly species: Animal;
}

interface Seed {
  readonly file: string;
  readonly individual?: string;
  readonly fields: PhotoFields;
}

/** An encounter of each animal every few weeks; its first two photos are of one. */
function seeds(samples: readonly Sample[], language: Language): Seed[] {
  const animals = [...new Set(samples.map(({ individual }) => individual))];
  return samples
    .filter(({ file }) => file !== QUERY && !LATER.includes(file))
    .map(({ file, individual, species }) => {
      const stem = file.slice(0, -'.jpg'.length);
      const nth = Number(stem.at(-1)) - 1;
      const at = animals.indexOf(individual);
      const place = WHERE[species][(at + Math.max(0, nth - 1)) % WHERE[species].length]!;
      const day = 3 + ((at * 5 + Math.max(0, nth - 1) * 9) % 25);
      const minute = String(10 + nth * 3).padStart(2, '0');
      const named = !UNNAMED.includes(stem);
      const fields: PhotoFields = {
        takenAt: `2026-0${String(3 + Math.max(0, nth - 1) * 2)}-${String(day).padStart(2, '0')}T${String(7 + (at % 11)).padStart(2, '0')}:${minute}:00`,
        species: STORY_WORDS[language].species[species],
        side: 'right',
        place: { latitude: place.latitude, longitude: place.longitude },
        placeName: STORY_WORDS[language].spots[place.spot],
        ...(stem === 'luna-5' || stem === 'bruno-4' || stem === 'tigre-5'
          ? { status: 'found' as const }
          : {}),
      };
      return named ? { file, individual, fields } : { file, fields };
    });
}

/** Fills the page's gallery. `each` limits the photos of an animal, for those in a hurry. */
export async function tell(page: Page, language: Language, each = 5): Promise<void> {
  const { photos } = await page.evaluate(
    async () => (await (await fetch('samples/samples.json')).json()) as { photos: Sample[] },
  );
  const chosen = seeds(photos, language).filter(
    ({ file, individual }) => individual === undefined || Number(file.at(-5)) <= each,
  );
  const failed = await page.evaluate(async (wanted) => {
    await window.huella.settings.set({ backend: 'wasm' });
    const items = await Promise.all(
      wanted.map(async ({ file, ...rest }) => ({
        file: new File([await (await fetch(`samples/${file}`)).blob()], file, {
          type: 'image/jpeg',
        }),
        ...rest,
      })),
    );
    return (await window.huella.import(items)).failed;
  }, chosen);
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
}
