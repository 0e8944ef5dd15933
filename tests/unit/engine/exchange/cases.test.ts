import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openBackup, readManifest } from '../../../../src/engine/backup/check';
import { readContents } from '../../../../src/engine/backup/read';
import { sniffPhoto } from '../../../../src/engine/encoder/sniff/sniff';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';
import { readExif } from '../../../../src/engine/exchange/exif';
import { ImportPlanner } from '../../../../src/engine/exchange/planner';
import type { PlannedPhoto } from '../../../../src/engine/exchange/rows';
import { isWanted } from '../../../../src/engine/exchange/system-files';
import { ZipArchive } from '../../../../src/engine/exchange/zip';

/**
 * The field's real files (tests/fixtures/cases): each through the engine as the import does it,
 * against the right value.
 */

const CASES = fileURLToPath(new URL('../../../fixtures/cases/', import.meta.url));

interface Expected {
  readonly file: string;
  readonly sha256: string;
  readonly optional?: boolean;
  readonly individual?: string;
  readonly takenAt?: string | null;
  readonly species?: string | null;
  readonly place?: readonly [number, number] | null;
  readonly placeName?: string | null;
  readonly notes?: string | null;
  readonly labels?: null;
  readonly crop?: readonly number[] | null;
  readonly size?: readonly [number, number];
}
interface Case {
  readonly kind: string;
  readonly way: string;
  readonly input: string;
  readonly beside?: string;
  readonly photos?: readonly Expected[];
  readonly asks?: string;
}
interface Chosen {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const cases = Object.entries(
  JSON.parse(readFileSync(join(CASES, 'expected.json'), 'utf8')) as Record<string, Case>,
);
const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const read = (path: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(path));

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

async function chosenOf(id: string, { way, input }: Case): Promise<Chosen[]> {
  const path = join(CASES, id, input);
  if (way === 'folder')
    return filesIn(path).map((file) => ({
      path: relative(join(CASES, id), file),
      bytes: read(file),
    }));
  const archive = await ZipArchive.open(new Blob([read(path)]));
  const wanted = archive.items.filter((item) => isWanted(item.path));
  return Promise.all(
    wanted.map(async (item) => ({
      path: item.path,
      bytes: new Uint8Array(await (await archive.blob(item)).arrayBuffer()),
    })),
  );
}

/**
 * As the screen's plan does: every table and results file is looked at, the photos' dates decide an
 * open order.
 */
async function planned(
  chosen: readonly Chosen[],
  beside: Chosen | null,
): Promise<{ photos: PlannedPhoto[]; asks: boolean }> {
  const isSide = ({ path }: Chosen): boolean => /\.(csv|tsv|txt|json)$/i.test(path);
  const sides = [...chosen.filter(isSide), ...(beside ? [beside] : [])];
  const photos = chosen.filter((file) => !isSide(file));
  const planner = new ImportPlanner();
  planner.plan(photos.map(({ path }) => path));
  const asSide = (file: Chosen): { name: string; blob: Blob; base?: string } => ({
    name: file.path,
    blob: new Blob([file.bytes]),
    ...(file === beside ? {} : { base: file.path.split('/').slice(0, -1).join('/') }),
  });
  const { tables } = await planner.openTables(
    sides.filter(({ path }) => !path.endsWith('.json')).map(asSide),
  );
  const uses = [];
  let asks = false;
  for (const { id, mapping, localOrder } of tables) {
    const { undecided } = planner.previewRows({ id, mapping, options: {} });
    let dayOrder = localOrder;
    for (const { path, dayFirst, monthFirst } of undecided) {
      const file = photos.find((photo) => photo.path === path)!;
      const day = (await readExif(new Blob([file.bytes]))).takenAt?.slice(0, 10);
      if (day !== undefined && day === dayFirst?.slice(0, 10)) dayOrder = 'day-first';
      if (day !== undefined && day === monthFirst?.slice(0, 10)) dayOrder = 'month-first';
    }
    asks ||= undecided.length > 0;
    uses.push({ id, mapping, options: { dayOrder } });
  }
  const results = [];
  for (const file of sides.filter(({ path }) => path.endsWith('.json'))) {
    const head = await planner.openResults(asSide(file)).catch(() => null);
    if (head) results.push({ id: head.id, options: {} });
  }
  const folder = (path: string): string | null => path.split('/').at(-2) ?? null;
  if (results.length > 0)
    return { photos: [...planner.detected(results, 0.2, new Map()).photos], asks };
  if (uses.length > 0) return { photos: [...planner.rows(uses).photos], asks };
  return { photos: photos.map(({ path }) => ({ path, individual: folder(path) })), asks };
}

function compare(id: string, expected: Expected, photo: PlannedPhoto, bytes: Uint8Array): void {
  const says = `${id} ${expected.file}`;
  const fields = photo.fields ?? {};
  if (expected.individual !== undefined)
    expect(photo.individual, says).toBe(expected.individual.normalize('NFC'));
  if (typeof expected.takenAt === 'string')
    expect(fields.takenAt ?? '', says).toMatch(new RegExp(`^${expected.takenAt}`));
  if (expected.takenAt === null) expect(fields.takenAt, says).toBeUndefined();
  for (const field of ['species', 'placeName', 'notes', 'labels'] as const) {
    if (expected[field] === null) expect(fields[field], says).toBeUndefined();
    else if (expected[field] !== undefined) expect(fields[field], says).toBe(expected[field]);
  }
  if (expected.place === null) expect(fields.place, says).toBeUndefined();
  else if (expected.place) {
    expect(fields.place?.latitude, says).toBeCloseTo(expected.place[0], 3);
    expect(fields.place?.longitude, says).toBeCloseTo(expected.place[1], 3);
  }
  if (expected.crop) {
    const crop = photo.crop ?? (photo.box && cropOfBox(photo.box, sniffPhoto(bytes)));
    const got = crop ? [crop.x, crop.y, crop.width, crop.height] : [];
    expect(got.length, says).toBe(4);
    expected.crop.forEach((side, i) => expect(Math.abs(got[i]! - side), says).toBeLessThan(0.005));
  }
}

describe('tables, results and zips', () => {
  const planning = cases.filter(([, { way }]) => way === 'folder' || way === 'files');
  test.each(planning)('%s: $kind', async (id, each) => {
    const chosen = await chosenOf(id, each);
    const side = each.beside;
    const beside = side ? { path: side, bytes: read(join(CASES, id, side)) } : null;
    const { photos, asks } = await planned(chosen, beside);
    const bytesOf = (path: string): Uint8Array =>
      chosen.find((file) => file.path === path)?.bytes ?? new Uint8Array();
    const byHash = new Map(photos.map((photo) => [hashOf(bytesOf(photo.path)), photo]));
    for (const expected of each.photos ?? []) {
      const photo = byHash.get(expected.sha256);
      if (!photo && expected.optional) continue;
      expect(photo, `${id} ${expected.file}`).toBeDefined();
      const undated = each.asks !== undefined && asks && photo!.fields?.takenAt === undefined;
      const { takenAt, ...others } = expected;
      compare(
        id,
        undated || takenAt === undefined ? others : expected,
        photo!,
        bytesOf(photo!.path),
      );
    }
    const known = new Set((each.photos ?? []).map(({ sha256 }) => sha256));
    expect([...byHash.keys()].filter((hash) => !known.has(hash))).toEqual([]);
  });
});

describe('photos', () => {
  test.each(cases.filter(([, { way }]) => way === 'photo'))('%s: $kind', async (id, each) => {
    const bytes = read(join(CASES, id, each.input));
    const [expected] = each.photos ?? [];
    const { width, height, orientation = 1 } = sniffPhoto(bytes);
    if (expected!.size)
      expect(orientation >= 5 ? [height, width] : [width, height]).toEqual(expected!.size);
    const exif = await readExif(new Blob([bytes]));
    if (expected!.takenAt) expect(exif.takenAt).toBe(expected!.takenAt);
    if (expected!.place) {
      expect(exif.latitude).toBeCloseTo(expected!.place[0], 4);
      expect(exif.longitude).toBeCloseTo(expected!.place[1], 4);
    }
  });
});

test.each(cases.filter(([, { way }]) => way === 'restore'))(
  '%s: $kind',
  async (id, { input, photos }) => {
    const archive = await openBackup(new Blob([read(join(CASES, id, input))]));
    const manifest = await readManifest(archive);
    const { side, originals } = await readContents(archive, manifest);
    const names = new Map(side.individuals.map((each) => [each.id, each.name]));
    const found = side.photos.map(({ sha256, individualId, takenAt, place }) => ({
      sha256: sha256.slice(0, 16),
      individual: names.get(individualId ?? ''),
      takenAt,
      place: place && [place.latitude, place.longitude],
      kept: originals.has(sha256),
    }));
    const expected = photos!.map(({ sha256, individual, takenAt, place }) => ({
      sha256,
      individual,
      takenAt,
      place,
      kept: true,
    }));
    const bySha = (a: { sha256: string }, b: { sha256: string }): number =>
      a.sha256 < b.sha256 ? -1 : 1;
    expect(found.sort(bySha)).toEqual(expected.sort(bySha));
  },
);
