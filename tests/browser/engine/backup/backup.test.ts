import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  checkBackup,
  previewRestore,
  recoverRestore,
  restoreBackup,
} from '../../../../src/engine/backup';
import { ZipArchive, zipBlob } from '../../../../src/engine/exchange/zip';
import { HuellaError } from '../../../../src/engine/errors';
import { Gallery } from '../../../../src/engine/gallery';
import { Library, TRASH_DAYS } from '../../../../src/engine/library';
import { randomNumbers } from '../../../unit/engine/index/index-data';
import { backupOf, fill, fillMany, numbered, vectorOf } from './backup-helpers';
import { code, contents, FINGERPRINT, photo } from '../library/library-helpers';

/** In bytes of float32: 768 is the dimension of a middling encoder. */
const DIMENSION = 768;
const LONG = Boolean(import.meta.env['HUELLA_LONG']);
/** Photos: more than those whose vectors are read at once, in the long form several times as many. */
const MANY = LONG ? 2000 : 280;
/**
 * Photos of one file, each another crop of it. An entry of the zip, of which each file is one, takes
 * ten times as long as a photo; only the long form has as many files as photos.
 */
const PER_FILE = LONG ? 1 : 20;
/** A busy machine takes a tenth of a second for each file, written, read and restored twice. */
const MANY_MS = LONG ? 600_000 : 120_000;
/** Bytes from one flipped byte to the next in the long form: a prime, so each part is met. */
const STRIDE = 17;

let libraries: Library[] = [];
async function open(): Promise<Library> {
  const library = await Library.open(`backup-${crypto.randomUUID()}`);
  libraries.push(library);
  return library;
}

beforeEach(() => {
  libraries = [];
});

afterEach(async () => {
  for (const library of libraries) {
    library.close();
    await deleteDB(library.name);
  }
});

/** What a gallery of this library answers to the queries, exactly as it says it. */
async function answers(
  library: Library,
  queries: readonly Float32Array[],
  dimension: number,
): Promise<unknown> {
  const gallery = await Gallery.open(library, { fingerprint: FINGERPRINT, dimension });
  const found = [];
  for (const query of queries) {
    found.push(
      await gallery.search(query, { k: 20 }),
      await gallery.search(query, { k: 5, by: 'individual' }),
    );
  }
  await gallery.close();
  return found;
}

test(
  'hundreds of photos into an empty library: the same searches, bit for bit; into one that has half of them: the union',
  async () => {
    const from = await open();
    await fillMany(from, 1, MANY, DIMENSION, PER_FILE);
    const { file, written } = await backupOf(from);
    expect(written.left).toEqual([]);
    expect(written.manifest.counts).toMatchObject({
      photos: MANY,
      embeddings: MANY,
      originals: MANY / PER_FILE,
      individuals: 10,
    });
    expect((await checkBackup(file)).damage).toEqual([]);

    const queries = [1, 77, 599, 5000, 5001].map((number) => vectorOf(number, DIMENSION));
    const empty = await open();
    const report = await restoreBackup(empty, file);
    expect(report).toMatchObject({
      photos: { added: MANY, present: 0 },
      individuals: 10,
      conflicts: [],
    });
    expect(report.settings).toEqual({ theme: 'dark' });
    expect(await answers(empty, queries, DIMENSION)).toEqual(
      await answers(from, queries, DIMENSION),
    );
    const expected = { fingerprint: FINGERPRINT, dimension: DIMENSION };
    expect(await empty.integrityCheck({ expected, hashes: true })).toEqual([]);

    const half = await open();
    await fillMany(half, MANY / 2 + 1, MANY + MANY / 2, DIMENSION, PER_FILE);
    const before = await half.photos();
    const second = await restoreBackup(half, file);
    expect(second.photos).toEqual({ added: MANY / 2, present: MANY / 2, named: 0, toTrash: 0 });
    const photos = await half.photos();
    expect(photos.map(({ name }) => name).sort()).toEqual(
      Array.from({ length: MANY * 1.5 }, (_, i) => `photo ${i + 1}.jpg`).sort(),
    );
    // What was there is as it was.
    const now = new Map(photos.map((record) => [record.id, record]));
    for (const record of before) expect(now.get(record.id)).toEqual(record);
    expect((await half.individuals()).map(({ name, photoCount }) => [name, photoCount])).toEqual(
      Array.from({ length: 10 }, (_, i) => [`Animal ${i}`, (MANY * 1.5) / 10]),
    );
    expect(await half.integrityCheck({ expected, hashes: true })).toEqual([]);
    // A second time there is nothing to add.
    const again = await restoreBackup(half, file);
    expect(again).toMatchObject({
      photos: { added: 0, present: MANY },
      individuals: 0,
      embeddings: 0,
    });
    expect(await half.photos()).toHaveLength(MANY * 1.5);
  },
  MANY_MS,
);

/** Where the fields of a local header and of the end of a zip begin (APPNOTE 4.3.7, 4.3.16). */
const HEADER_FIELDS = [0, 4, 6, 8, 10, 12, 14, 18, 22, 26, 28, 30];
const END_FIELDS = [0, 4, 6, 8, 10, 12, 16, 20, 22];

/** A byte between two places, always the same one. */
function between(start: number, end: number): number {
  return start + Math.floor(randomNumbers(start)() * (end - start));
}

/**
 * A byte of each part of a zip: of each field of the first header and of the end, of each entry's
 * content, and of one entry after the other its header, its name or its line in the directory.
 */
function partsOf(bytes: Uint8Array<ArrayBuffer>): number[] {
  const view = new DataView(bytes.buffer);
  const end = bytes.length - END_FIELDS.at(-1)!;
  const fields = (fields: readonly number[], at: number): number[] =>
    fields.slice(1).map((next, i) => between(at + fields[i]!, at + next));
  const parts = [...fields(HEADER_FIELDS, 0), ...fields(END_FIELDS, end)];
  let entries = 0;
  for (let line = view.getUint32(end + 16, true); line < end; entries++) {
    const nextLine = line + 46 + view.getUint16(line + 28, true) + view.getUint16(line + 30, true);
    const header = view.getUint32(line + 42, true);
    const name = header + 30;
    const content = name + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    const after = content + view.getUint32(line + 24, true);
    const around = [between(header, name), between(name, content), between(line, nextLine)];
    parts.push(between(content, after), around[entries % around.length]!);
    line = nextLine;
  }
  return parts;
}

test('a single flipped byte is found and named', async () => {
  const library = await open();
  await fill(library, 1, LONG ? 3 : 1);
  const { file } = await backupOf(library);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const archive = await ZipArchive.open(file);
  const names = new Set(['directory', ...archive.items.map(({ path }) => path)]);
  await archive.close();
  const silent: number[] = [];
  const unnamed: string[] = [];
  const positions = LONG
    ? [
        ...Array.from({ length: Math.ceil(bytes.length / STRIDE) }, (_, i) => i * STRIDE),
        // The end record and the first header are met whole.
        ...Array.from({ length: 22 }, (_, i) => bytes.length - 22 + i),
        ...Array.from({ length: 30 }, (_, i) => i),
      ]
    : partsOf(bytes);
  for (const at of positions) {
    const flipped = bytes.slice();
    flipped[at]! ^= 1 << (at % 8);
    const found = await checkBackup(new Blob([flipped])).then(
      ({ damage }) => damage.map(({ entry }) => entry),
      (error: unknown) =>
        error instanceof HuellaError ? [String(error.detail['entry'])] : [String(error)],
    );
    if (found.length === 0) silent.push(at);
    // A flipped name is an unknown entry and a missing one: the latter is named.
    else if (!found.some((entry) => names.has(entry))) unnamed.push(`${at}: ${found.join()}`);
  }
  expect(positions.length).toBeGreaterThan(LONG ? 300 : 2 * (names.size - 1));
  expect({ silent, unnamed }).toEqual({ silent: [], unnamed: [] });
}, 120_000);

test('damage inside keeps everything out; damage of the zip around it does not', async () => {
  const library = await open();
  await fill(library, 1, 3);
  const { file } = await backupOf(library);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder('latin1').decode(bytes);

  const inside = bytes.slice();
  inside[text.indexOf('photo 2')]! ^= 1;
  const into = await open();
  const before = await contents(into.name);
  const failure = await restoreBackup(into, new Blob([inside])).catch(
    (error: unknown) => error as HuellaError,
  );
  expect(failure).toMatchObject({ code: 'backup-damaged' });
  expect(String((failure as HuellaError).detail['entry'])).toMatch(
    /^originals\/[0-9a-f]{64}\.jpg$/,
  );
  expect(await contents(into.name)).toEqual(before);

  const around = bytes.slice();
  // The time of the first entry, in its local header.
  around[10]! ^= 1;
  const report = await restoreBackup(into, new Blob([around]));
  expect(report.damage).toEqual([{ entry: 'huella-backup.json', what: 'frame' }]);
  expect(report.photos.added).toBe(3);
});

test('cancelled at any moment, a restore changes nothing and leaves nothing', async () => {
  const from = await open();
  await fill(from, 1, 12);
  const { file } = await backupOf(from);
  const into = await open();
  await fill(into, 10, 14);
  const before = await contents(into.name);
  // The first, one amidst and the last of 21 entries that are checked and 9 files that are restored.
  for (const step of [1, 11, 21, 22, 26, 30]) {
    const stop = new AbortController();
    let seen = 0;
    const onProgress = (stage: string): void => {
      seen += 1;
      if (seen !== step) return;
      expect(stage).toBe(step <= 21 ? 'checking' : 'restoring');
      stop.abort();
    };
    expect(await code(restoreBackup(into, file, { signal: stop.signal, onProgress }))).toBe(
      'cancelled',
    );
    expect(await contents(into.name)).toEqual(before);
  }
  expect(await into.integrityCheck({ hashes: true })).toEqual([]);
});

test('what a dead tab has staged is taken away at the next visit, and nothing else', async () => {
  const library = await open();
  await fill(library, 1, 5);
  const before = await contents(library.name);
  const seq = await library.transfer.begin(10);
  const bytes = new ArrayBuffer(16);
  await library.transfer.stage({
    originals: new Map([['0'.repeat(64), { bytes, mime: 'image/jpeg' }]]),
    thumbnails: new Map([['nobody', { bytes, mime: 'image/webp' }]]),
    vectors: new Map([[seq, bytes]]),
  });
  expect(await contents(library.name)).not.toEqual(before);
  await recoverRestore(library);
  expect(await contents(library.name)).toEqual(before);
  const added = await library.addPhoto(await numbered(6));
  // No seq is given twice, not even one that came to nothing.
  expect(added.kind === 'added' && added.seq).toBe(seq + 10);
});

test('two galleries joined: names, owners and decisions that differ are listed, and what is here stays', async () => {
  const [mine, theirs] = [await open(), await open()];
  const name = async (library: Library, number: number, individual: string): Promise<string> => {
    const added = await library.addPhoto(await numbered(number, 8, { individual }));
    return added.kind === 'added' ? added.photo.id : '';
  };
  const [a] = [await name(mine, 1, 'Luna'), await name(mine, 2, 'Rosa'), await name(mine, 3, '')];
  const [b, c] = [await name(theirs, 1, 'Bruno'), await name(theirs, 2, 'Rosa')];
  await name(theirs, 3, 'Nina');
  await name(theirs, 4, 'LUNA');
  await theirs.act({
    kind: 'decide',
    decision: {
      kind: 'different',
      queryPhotoId: b,
      photoId: c,
      name: null,
      similarity: 0.4,
      fingerprint: FINGERPRINT,
    },
  } as Parameters<Library['act']>[0]);
  const { file } = await backupOf(theirs);

  const preview = await previewRestore(mine, file);
  expect(preview).toMatchObject({
    contains: { photos: 4, individuals: 4 },
    photos: { added: 1, present: 3, named: 1 },
  });
  const report = await restoreBackup(mine, file);
  expect(
    report.conflicts.map(({ kind, subject, here, there, kept }) => [
      kind,
      subject,
      here,
      there,
      kept,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['same-name', 'LUNA', 'Luna', 'LUNA', 'joined'],
      ['same-name', 'Rosa', 'Rosa', 'Rosa', 'joined'],
      ['who', 'photo 1.jpg', 'Luna', 'Bruno', 'here'],
    ]),
  );
  const owners = await mine.individuals();
  expect(owners.map(({ name, photoCount }) => [name, photoCount])).toEqual([
    ['Luna', 2],
    ['Nina', 1],
    ['Rosa', 1],
  ]);
  // The decision speaks of the photos as they are called here.
  const [match] = await mine.matchesOf(a);
  expect(match).toMatchObject({ state: 'rejected' });
  expect((await mine.journalOf(a)).map(({ action }) => action.kind)).toEqual(['decide']);
  expect(await mine.integrityCheck({ hashes: true })).toEqual([]);

  // The other way: theirs where they differ, and their Luna another animal.
  const other = await open();
  await name(other, 1, 'Luna');
  const luna = preview.conflicts.find(({ subject }) => subject === 'LUNA')!.id;
  await restoreBackup(other, file, { choices: { photos: 'theirs', apart: [luna] } });
  expect((await other.individuals()).map(({ name, photoCount }) => [name, photoCount])).toEqual([
    ['Bruno', 1],
    ['LUNA (2)', 1],
    ['Nina', 1],
    ['Rosa', 1],
  ]);
  expect(await other.integrityCheck({ hashes: true })).toEqual([]);
});

test('what was in the trash of an old backup is kept for its days from when it is restored', async () => {
  const DAY = 86_400_000;
  const from = await open();
  await fill(from, 1, 3);
  const [first, second] = await from.photos();
  const { now } = Date;
  // Deleted and backed up two months ago.
  Date.now = () => now() - 60 * DAY;
  await from.act({ kind: 'delete-photos', photoIds: [first!.id] });
  const { file } = await backupOf(from);
  Date.now = now;

  const into = await open();
  await restoreBackup(into, file);
  expect((await into.trash()).map(({ id, daysLeft }) => [id, daysLeft])).toEqual([
    [first!.id, TRASH_DAYS],
  ]);
  expect(await into.emptyOldTrash(now() + (TRASH_DAYS - 1) * DAY)).toBe(0);
  // What is deleted after that has days of its own.
  await into.act({ kind: 'delete-photos', photoIds: [second!.id] });
  expect(await into.emptyOldTrash(now() + TRASH_DAYS * DAY - 60_000)).toBe(0);
  expect(await into.emptyOldTrash(now() + TRASH_DAYS * DAY)).toBe(2);
  expect(await into.integrityCheck({ hashes: true })).toEqual([]);
});

test('the trash, the journal and unknown fields come along; a photo in the trash here stays there', async () => {
  const from = await open();
  await fill(from, 1, 4);
  const photos = await from.photos();
  await from.act({
    kind: 'describe-photos',
    photoIds: [photos[0]!.id],
    fields: { species: 'dog', notes: 'limps' },
  });
  await from.act({ kind: 'delete-photos', photoIds: [photos[1]!.id] });
  const { file } = await backupOf(from);
  const into = await open();
  await restoreBackup(into, file);
  expect(await into.photos()).toEqual(await from.photos());
  expect(await into.trash()).toEqual(await from.trash());
  expect(await into.journal({ limit: 10 })).toEqual(await from.journal({ limit: 10 }));
  // Undoing works over there too: the photo comes back with its embedding.
  const [entry] = await into.journal({ limit: 1 });
  await into.undo(entry!.id);
  const expected = { fingerprint: FINGERPRINT, dimension: 8 };
  expect(await into.integrityCheck({ expected, hashes: true })).toEqual([]);
  expect(await into.photos()).toHaveLength(4);

  await into.act({ kind: 'delete-photos', photoIds: [photos[0]!.id] });
  const report = await restoreBackup(into, file);
  expect(report.conflicts.map(({ kind }) => kind).sort()).toEqual([
    'deleted-there',
    'in-trash',
    'undone',
  ]);
  expect(await into.photos()).toHaveLength(3);
  await restoreBackup(into, file, { choices: { trashed: 'theirs' } });
  expect(await into.photos()).toHaveLength(4);
  expect(await into.emptyTrash()).toBe(1);
  expect(await into.integrityCheck({ expected, hashes: true })).toEqual([]);
});

test('a backup of the first version is migrated; one of a later version is refused with words', async () => {
  const from = await open();
  await fill(from, 1, 2);
  const { file } = await backupOf(from);
  const older = await rewritten(file, (path, text) =>
    path === 'manifest.jsonl' || path === 'huella-backup.json'
      ? text
          .replace(/"schemaVersion":\d+/, '"schemaVersion":1')
          .replace(/"(journal|matches|trash)":0,/g, '')
      : text,
  );
  const into = await open();
  expect((await restoreBackup(into, older)).photos.added).toBe(2);
  expect(await into.photos()).toEqual(await from.photos());
  const newer = await rewritten(file, (path, text) =>
    path === 'manifest.jsonl' ? text.replace(/"schemaVersion":\d+/, '"schemaVersion":99') : text,
  );
  expect(await code(restoreBackup(into, newer))).toBe('backup-newer');
  const later = await rewritten(file, (path, text) =>
    path === 'manifest.jsonl' ? text.replace('"formatVersion":1', '"formatVersion":2') : text,
  );
  expect(await code(restoreBackup(into, later))).toBe('backup-newer');
  expect(await code(restoreBackup(into, new Blob(['a photo, perhaps'])))).toBe(
    'backup-not-recognised',
  );
  const zip = await zipBlob((sink) => sink.add('notes.txt', 'hello'));
  expect(await code(restoreBackup(into, zip))).toBe('backup-not-recognised');
});

test('hostile backups are refused and change nothing', async () => {
  const from = await open();
  await fill(from, 1, 2);
  const [first] = await from.photos();
  await from.act({ kind: 'describe-photos', photoIds: [first!.id], fields: { side: 'left' } });
  await from.addPhoto(await photo('markup', { name: '<img src=x onerror=alert(1)>.jpg' }));
  const { file } = await backupOf(from);
  const into = await open();
  const before = await contents(into.name);
  const [one] = await from.photos();
  const photos = (change: (text: string) => string) => (path: string, text: string) =>
    path.startsWith('records/photos') ? change(text) : text;
  const attacks: Record<
    string,
    (path: string, text: string, bytes: Uint8Array) => string | Uint8Array
  > = {
    'a lying count': (path, text) =>
      path === 'manifest.jsonl' ? text.replace('"photos":3', '"photos":4') : text,
    'an id that climbs': photos((text) => text.replaceAll(one!.id, '../../etc/passwd')),
    'a crop outside the photo': photos((text) =>
      text.replace('"crop":null', '"crop":{"x":2,"y":0,"width":1,"height":1}'),
    ),
    'another crop than its key': photos((text) =>
      text.replace('"cropKey":"whole"', '"cropKey":"0,0,1,1"'),
    ),
    'a prototype': photos((text) =>
      text.replace('"value":{', '"value":{"__proto__":{"polluted":1},'),
    ),
    'a photo whose file is not there': photos((text) => text.replace(one!.sha256, 'f'.repeat(64))),
    'a time that is no number': photos((text) =>
      text.replace(/"importedAt":\d+/, '"importedAt":"now"'),
    ),
    'a size beyond all': photos((text) => text.replace(/"byteLength":\d+/, '"byteLength":9e15')),
    'a step of the journal that would crop without encoding': (path, text) =>
      path.startsWith('records/journal')
        ? text.replace(
            '"after":{"side":"left"}',
            '"after":{"crop":{"x":0,"y":0,"width":0.5,"height":1}}',
          )
        : text,
    'a new crop that is not the one it says': (path, text) =>
      path.startsWith('records/journal')
        ? text
            .replace('"kind":"describe-photos"', '"kind":"recrop"')
            .replaceAll(
              /"(before|after)":\{"side":[^}]*\}/g,
              '"$1":{"crop":null,"cropKey":"0,0,1,1"}',
            )
        : text,
    'vectors of NaN': (path, _, bytes) =>
      path === 'vectors/000001.bin'
        ? new Uint8Array(new Float32Array(bytes.length / 4).fill(NaN).buffer)
        : bytes,
    'a vector longer than the others': (path, text) =>
      path === 'vectors/000001.jsonl'
        ? text.replace('"bytes":32', '"bytes":28').replace('"bytes":32', '"bytes":36')
        : text,
    'an original that is another file': (path, text) =>
      path.startsWith('originals/') ? `${text} and more` : text,
    'a nest': (path, text) =>
      path.startsWith('records/photos')
        ? text.replace('"place":null', `"place":${'['.repeat(500)}${']'.repeat(500)}`)
        : text,
  };
  for (const [what, attack] of Object.entries(attacks)) {
    const hostile = await rewritten(file, attack);
    expect([what, await code(restoreBackup(into, hostile))]).toEqual([what, 'backup-refused']);
    expect(await contents(into.name)).toEqual(before);
  }
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  // A picture that says it is a document is kept as bytes, and a name with markup is a name.
  const disguised = await rewritten(
    file,
    photos((text) => text.replaceAll('image/jpeg', 'image/svg+xml')),
  );
  await restoreBackup(into, disguised);
  for (const { id } of await into.photos())
    expect((await into.original(id)).type).toBe('application/octet-stream');
  expect((await into.photos()).map(({ name }) => name)).toContain(
    '<img src=x onerror=alert(1)>.jpg',
  );
});

interface Entry {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

const read = new WeakMap<Blob, Promise<readonly Entry[]>>();

/** What a backup holds, read once. */
function entriesOf(file: Blob): Promise<readonly Entry[]> {
  const reading = read.get(file) ?? readEntries(file);
  read.set(file, reading);
  return reading;
}

async function readEntries(file: Blob): Promise<readonly Entry[]> {
  const archive = await ZipArchive.open(file);
  const entries: Entry[] = [];
  for (const item of archive.items) {
    const bytes = new Uint8Array(await (await archive.blob(item)).arrayBuffer());
    entries.push({ path: item.path, bytes, text: new TextDecoder().decode(bytes) });
  }
  await archive.close();
  return entries;
}

/**
 * The backup with its entries changed and a manifest that fits them: as made with knowledge of the
 * format.
 */
async function rewritten(
  file: Blob,
  change: (path: string, text: string, bytes: Uint8Array<ArrayBuffer>) => string | Uint8Array,
): Promise<Blob> {
  return zipBlob(async (sink) => {
    const entries: object[] = [];
    for (const { path, bytes, text } of await entriesOf(file)) {
      let next: string | Uint8Array;
      if (path === 'manifest.jsonl') {
        const [head] = text.split('\n');
        const fitting = [head, ...entries.map((entry) => JSON.stringify(entry)), ''].join('\n');
        next = change(path, fitting, encoded(fitting));
      } else {
        next = change(path, text, bytes);
        const data = next === text ? bytes : encoded(next);
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
        const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        entries.push({ path, size: data.length, sha256 });
      }
      await sink.add(path, next === text ? bytes : next, { modified: new Date(0) });
    }
  });
}

function encoded(data: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(typeof data === 'string' ? new TextEncoder().encode(data) : data);
}
