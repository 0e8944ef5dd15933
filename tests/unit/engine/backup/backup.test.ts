import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openBackup, readManifest } from '../../../../src/engine/backup/check';
import { planMerge } from '../../../../src/engine/backup/plan';
import { readContents } from '../../../../src/engine/backup/read';
import type { Side } from '../../../../src/engine/backup/sides';
import { isDue, MANY_PHOTOS, OLD_MS, unsavedIn } from '../../../../src/app/backup/reminder';
import { ZipArchive, ZipSink } from '../../../../src/engine/exchange/zip';
import type { IndividualRecord, PhotoRecord } from '../../../../src/engine/library';

const EMPTY: Side = {
  photos: [],
  individuals: [],
  journal: [],
  matches: [],
  trash: [],
  settings: [],
};

function individual(
  id: string,
  name: string,
  more: Partial<IndividualRecord> = {},
): IndividualRecord {
  return { id, name, nameKey: name.toLowerCase(), createdAt: 1, ...more };
}

function photo(
  id: string,
  file: string,
  individualId: string | null,
  more: Partial<PhotoRecord> = {},
): PhotoRecord {
  return {
    id,
    name: `${file}.jpg`,
    sha256: file.padEnd(64, '0'),
    cropKey: 'whole',
    crop: null,
    mime: 'image/jpeg',
    byteLength: 1,
    width: 1,
    height: 1,
    importedAt: 1,
    takenAt: null,
    place: null,
    individualId,
    ...more,
  };
}

const plan = (here: Partial<Side>, there: Partial<Side>, choices = {}) =>
  planMerge({ ...EMPTY, ...here }, { ...EMPTY, ...there }, { here: [], there: [] }, choices);
const written = (records: ReturnType<typeof plan>, store: string): unknown[] =>
  (records.records.get(store) ?? []).map(({ value }) => value);

test('two animals whose names were swapped stay two animals', () => {
  const here = { individuals: [individual('a', 'Luna')], photos: [photo('1', 'x', 'a')] };
  const there = {
    individuals: [individual('a', 'Rosa'), individual('b', 'Luna')],
    photos: [photo('1', 'x', 'a'), photo('2', 'y', 'b')],
  };
  const merged = plan(here, there);
  expect(written(merged, 'individuals')).toEqual([
    individual('b', 'Luna (2)', { nameKey: 'luna (2)' }),
  ]);
  expect(merged.conflicts.map(({ kind, kept }) => [kind, kept])).toEqual([
    ['renamed', 'here'],
    ['same-name', 'both'],
  ]);
});

test('a restore sees no difference where only the order of keys differs', () => {
  const here = {
    photos: [photo('1', 'x', null, { place: { latitude: 4.5, longitude: -74.25 } })],
    settings: [{ key: 'view', value: { rows: 2, columns: 3 } }],
  };
  const there = {
    photos: [photo('1', 'x', null, { place: { longitude: -74.25, latitude: 4.5 } })],
    settings: [{ key: 'view', value: { columns: 3, rows: 2 } }],
  };
  const merged = plan(here, there);
  expect(merged.conflicts).toEqual([]);
  expect(written(merged, 'photos')).toEqual([]);
});

test('what is empty here is taken, what is known stays', () => {
  const here = {
    individuals: [individual('a', 'Luna', { species: 'cat' })],
    photos: [photo('1', 'x', 'a'), photo('2', 'y', null, { notes: 'mine' })],
  };
  const there = {
    individuals: [individual('b', 'Luna', { species: 'dog', colour: 'grey' })],
    photos: [
      photo('8', 'x', 'b', { takenAt: '2026-01-01' }),
      photo('9', 'y', 'b', { notes: 'theirs' }),
    ],
  };
  const merged = plan(here, there);
  expect(written(merged, 'individuals')).toEqual([
    individual('a', 'Luna', { species: 'cat', colour: 'grey' }),
  ]);
  expect(written(merged, 'photos')).toEqual([
    photo('1', 'x', 'a', { takenAt: '2026-01-01' }),
    photo('2', 'y', 'a', { notes: 'mine' }),
  ]);
  expect(merged.counts).toMatchObject({ added: 0, present: 2, named: 1, individuals: 0 });
  expect(merged.conflicts.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['same-name', 'Luna'],
    ['described', 'Luna'],
    ['described', 'y.jpg'],
  ]);
});

test('an id that is another photo here is not kept, and references to it follow', () => {
  const there = {
    photos: [photo('1', 'other', null), photo('3', 'z', null)],
    matches: [
      {
        id: '1+3',
        photoIds: ['1', '3'] as const,
        similarity: 0.5,
        fingerprint: 'f',
        state: 'confirmed' as const,
        proposedAt: 1,
        decidedAt: 2,
      },
    ],
  };
  const merged = plan({ photos: [photo('1', 'x', null)] }, there);
  const [other] = written(merged, 'photos') as PhotoRecord[];
  expect(other!.id).not.toBe('1');
  const [match] = written(merged, 'matches') as { photoIds: string[] }[];
  expect([...match!.photoIds].sort()).toEqual([other!.id, '3'].sort());
});

test('individuals without photos do not come', () => {
  const merged = plan({}, { individuals: [individual('a', 'Nobody')] });
  expect(written(merged, 'individuals')).toEqual([]);
});

test('the reminder needs many photos and a long time, and rests when asked to', () => {
  const now = 1_000 * OLD_MS;
  const photos = (count: number, age: number) =>
    Array.from({ length: count }, () => ({ importedAt: now - age }));
  const due = (count: number, age: number, last: number | null, rest = 0): boolean => {
    const backup = last === null ? null : { at: now - last, photos: 1, bytes: 1 };
    return isDue(unsavedIn(photos(count, age), backup), backup, now, rest);
  };
  expect(due(MANY_PHOTOS, OLD_MS, null)).toBe(true);
  expect(due(MANY_PHOTOS - 1, OLD_MS, null)).toBe(false);
  expect(due(MANY_PHOTOS, OLD_MS - 1, null)).toBe(false);
  // Photos of today, and a backup of long ago.
  expect(due(MANY_PHOTOS, 1, OLD_MS)).toBe(true);
  expect(due(MANY_PHOTOS, 1, OLD_MS - 1)).toBe(false);
  // They are older than the backup: they are in it.
  expect(due(MANY_PHOTOS, 3 * OLD_MS, 2 * OLD_MS)).toBe(false);
  expect(due(MANY_PHOTOS, OLD_MS, null, now + 1)).toBe(false);
  expect(
    unsavedIn([{ importedAt: 9 }, { importedAt: 7 }, { importedAt: 3 }], {
      at: 3,
      photos: 1,
      bytes: 1,
    }),
  ).toEqual({
    count: 2,
    since: 7,
  });
});

/** A zip of these entries, as other programs make them of an unpacked backup or of a download. */
async function zipOf(
  entries: readonly (readonly [string, Uint8Array<ArrayBuffer>])[],
): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const write = (chunk: Uint8Array<ArrayBuffer>): void => void chunks.push(chunk.slice());
  const sink = new ZipSink(new WritableStream({ write }));
  for (const [path, bytes] of entries) await sink.add(path, bytes, {});
  await sink.close();
  return new Blob(chunks);
}

test('a backup in a folder, among the files of a system, and in a zip of its own, is read', async () => {
  const file = new URL('../../../fixtures/cases/x02/repacked-in-folder.zip', import.meta.url);
  const given = new Blob([readFileSync(file)]);
  const archive = await ZipArchive.open(given);
  const entries = await Promise.all(
    archive.items.map(
      async (item) =>
        [
          item.path.split('/').slice(1).join('/'),
          await (await archive.blob(item)).bytes(),
        ] as const,
    ),
  );
  const within = (folder: string) =>
    entries.map(([path, bytes]) => [folder + path, bytes] as const);
  const note = new Uint8Array([1]);
  const plain = await zipOf(entries);
  const wrapped = [['Drive/huella.zip', new Uint8Array(await plain.arrayBuffer())]] as const;
  const ways = [
    plain,
    await zipOf(within('a/b/')),
    await zipOf([...within('a/'), ['__MACOSX/a/._manifest.jsonl', note], ['a/.DS_Store', note]]),
    await zipOf([...within('a/'), ['a/originals/Thumbs.db', note], ['readme.txt', note]]),
    await zipOf(wrapped),
    await zipOf([...wrapped, ['__MACOSX/Drive/._huella.zip', note]]),
  ];
  for (const way of ways) {
    const opened = await openBackup(way);
    const { side, originals } = await readContents(opened, await readManifest(opened));
    expect([side.photos.length, originals.size]).toEqual([2, 2]);
  }
  const two = await zipOf([...wrapped, ['other.zip', note]]);
  await expect(openBackup(two).then((opened) => readManifest(opened))).rejects.toMatchObject({
    code: 'backup-not-recognised',
  });
});
