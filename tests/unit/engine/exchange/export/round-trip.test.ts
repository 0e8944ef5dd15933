import { expect, test } from 'vitest';
import { readDetections, matchDetections } from '../../../../../src/engine/exchange/results';
import { ImportPlanner } from '../../../../../src/engine/exchange/planner';
import { cropOfBox } from '../../../../../src/engine/exchange/boxes';
import type { PlannedPhoto } from '../../../../../src/engine/exchange/rows';
import { momentOf } from '../../../../../src/engine/exchange/export/times';
import type { ExportedPhoto } from '../../../../../src/engine/exchange/export/types';
import { effortDays } from '../../../../../src/engine/survey';
import { ZipArchive } from '../../../../../src/engine/exchange/zip';
import {
  CHOICES,
  INDIVIDUALS,
  PHOTOS,
  written,
} from '../../../../fixtures/exchange/surveys/source';

const NAMES = new Map(INDIVIDUALS.map(({ id, name }) => [id, name]));

interface Told {
  readonly individual: string | null;
  readonly crop: readonly number[] | null;
  readonly takenAt: string | null;
  readonly place: unknown;
  readonly species: string | null;
  readonly side: string | null;
  readonly turns: number | null;
}

/** What a planned photo says, with its box in thousandths of the picture. */
function told({ individual, crop, box, fields = {} }: PlannedPhoto): Told {
  const found = crop ?? (box ? cropOfBox(box, { width: 2000, height: 1000 }) : null);
  const isWhole = found && found.width === 1 && found.height === 1;
  const sides = found ? [found.x, found.y, found.width, found.height] : [];
  return {
    individual,
    crop: found && !isWhole ? sides.map((side) => Math.round(side * 1000)) : null,
    takenAt: fields.takenAt ?? null,
    place: fields.place ?? null,
    species: fields.species ?? null,
    side: fields.side ?? null,
    turns: found?.turns ?? null,
  };
}

function asPlanned(photo: ExportedPhoto, takenAt = photo.takenAt ?? null): Told {
  const { individualId, crop, place, species, side } = photo;
  const fields = {
    ...(takenAt === null ? {} : { takenAt }),
    ...(place ? { place } : {}),
    ...(species ? { species } : {}),
    ...(side ? { side: side as 'left' } : {}),
  };
  const individual = NAMES.get(individualId ?? '') ?? null;
  return told({ path: '', individual, fields, ...(crop ? { crop } : {}) });
}

const sorted = (all: readonly Told[]): string[] => all.map((one) => JSON.stringify(one)).sort();

test('an exported Camtrap DP brings back individuals, boxes, moments and places', async () => {
  const archive = await ZipArchive.open((await written('camtrap')).blob);
  const paths = archive.items.map(({ path }) => path).filter((path) => path.endsWith('.JPG'));
  const planner = new ImportPlanner();
  planner.plan(paths);
  const files = ['deployments', 'media', 'observations'].map((name) => `${name}.csv`);
  const { tables, refused } = await planner.openTables(
    await Promise.all(
      files.map(async (name) => ({
        name,
        blob: await archive.blob(archive.item(name)!),
        base: '',
      })),
    ),
  );
  expect([tables.map(({ name }) => name), refused]).toEqual([[files.join(', ')], []]);
  // The times that were stated come back as whole days with their camera, also of a station that
  // saw nothing; those that only tell of the first and the last photo do not.
  const stations = Object.fromEntries(
    tables[0]!.stations.map((station) => [station.name, station]),
  );
  expect(Object.keys(stations).sort()).toEqual(['Norte 1', 'Río, vado', 'Sur']);
  const daysOf = (name: string): number => effortDays(stations[name]!).size;
  expect([daysOf('Norte 1'), daysOf('Sur'), daysOf('Río, vado')]).toEqual([8, 10, 0]);
  expect(stations['Norte 1']!.efforts).toEqual([
    { from: '2024-05-01T00:00:00-03:00', to: '2024-05-08T23:59:59-03:00', camera: 'CAM-7' },
  ]);
  expect(stations['Sur']!.place).toEqual({ latitude: -37.02, longitude: -6.5 });
  const [{ id, mapping }] = tables as [(typeof tables)[number]];
  const { photos, problems, unnamed } = planner.rows([{ id, mapping, options: {} }]);
  expect([problems, unnamed]).toEqual([[], []]);
  // The last three have no date or no place, which the standard asks for.
  const expected = PHOTOS.slice(0, 7).map((photo) =>
    asPlanned(photo, momentOf(photo.takenAt, CHOICES.clock)!.text),
  );
  expect(sorted(photos.map(told))).toEqual(sorted(expected));
  const first = photos.find(({ fields }) => fields?.side === 'left')!;
  expect(first.fields?.notes).toBe('limps, a little\nleft hind');
  expect(first.fields?.labels).toContain('scar');
  expect(first.fields?.station).toBe('Norte 1');
});

test('exported COCO Camera Traps bring back every photo as it was', async () => {
  const archive = await ZipArchive.open((await written('cocoCameraTraps')).blob);
  const paths = archive.items.map(({ path }) => path).filter((path) => path.endsWith('.JPG'));
  const json = await archive.blob(archive.item('coco-camera-traps.json')!);
  const detections = readDetections(await json.text());
  expect([detections.dialect, detections.problems]).toEqual(['coco', []]);
  const { photos, empty, unmatched } = matchDetections(detections, paths, 0.2);
  expect([empty, unmatched]).toEqual([[], []]);
  expect(sorted(photos.map(told))).toEqual(sorted(PHOTOS.map((photo) => asPlanned(photo))));
  const stations = photos.map(({ fields }) => fields?.station ?? null);
  expect(stations.filter((name) => name === 'Norte 1')).toHaveLength(4);
});

test("a label of a whole picture is its animal's, and says nothing beside boxes", () => {
  const coco = {
    images: [
      { id: 1, file_name: 'a.jpg', width: 100, height: 100, datetime: '2024-01-02 03:04:05' },
      { id: 2, file_name: 'b.jpg', width: 100, height: 100, location: 7 },
      { id: 3, file_name: 'c.jpg', width: 100, height: 100 },
    ],
    categories: [
      { id: 0, name: 'empty' },
      { id: 1, name: 'deer' },
      { id: 2, name: 'animal' },
    ],
    annotations: [
      { id: 1, image_id: 1, category_id: 1 },
      { id: 2, image_id: 2, category_id: 1 },
      { id: 3, image_id: 2, category_id: 2, bbox: [10, 10, 20, 20], name: '____' },
      { id: 4, image_id: 3, category_id: 0 },
    ],
  };
  const found = readDetections(JSON.stringify(coco));
  const { photos, empty } = matchDetections(found, ['a.jpg', 'b.jpg', 'c.jpg'], 0.2);
  expect(photos).toEqual([
    {
      ...{ path: 'a.jpg', individual: null },
      fields: { takenAt: '2024-01-02T03:04:05', species: 'deer' },
    },
    {
      ...{ path: 'b.jpg', individual: null },
      box: { x: 10, y: 10, width: 20, height: 20, of: { width: 100, height: 100 } },
      fields: { station: '7', placeName: '7' },
    },
  ]);
  expect(empty).toEqual(['c.jpg']);
});
