import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Sealing } from '../../../../src/engine/catalogue/sealing';
import { USUAL_CHOICES } from '../../../../src/engine/exchange/export/choices';
import { FORMATS } from '../../../../src/engine/exchange/export/formats';
import { LeftOut } from '../../../../src/engine/exchange/export/left-out';
import { blobTarget, ZipArchive } from '../../../../src/engine/exchange/zip';
import { entriesAbout, historyOf } from '../../../../src/runtime/exported-history';
import { exportOriginals, type Exported } from '../../../../tools/catalogue/export';
import { exportWords } from '../../../../tools/catalogue/words';
import { Device, Killed, randomFrom } from '../../engine/catalogue/devices';
import { Owner } from './owner';

let owner: Owner;
let device: Device;
let folder: string;

beforeEach(async () => {
  owner = new Owner();
  device = new Device('Ana', randomFrom(4));
  folder = mkdtempSync(join(tmpdir(), 'huella-export-'));
  await device.bring('one', 'Luna');
  await device.bring('two', 'Luna/../..');
  await device.bring('three', null);
  device.assign(device.records.photos[2]!.id, 'Sol');
  await device.bring('four', null);
  await device.sync(owner.store, owner.secret);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function exported(contacts = false): Promise<Exported> {
  return exportOriginals(owner.store, await Sealing.of(owner.secret), { folder, contacts });
}

function paths(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('an export from the bucket', () => {
  it('has the files and the tables of an exported gallery, byte for byte', async () => {
    const done = await exported();
    expect(done).toMatchObject({ photos: 4, individuals: 3, fetched: 4, there: 0, unsent: [] });
    const { photos, individuals, matches, journal } = device.records;
    const ordered = [...photos].sort((x, y) => x.importedAt - y.importedAt);
    const { target, blob } = blobTarget('application/zip');
    const format = await FORMATS.gallery();
    const source = {
      ...{ photos: ordered, individuals, choices: USUAL_CHOICES },
      encoder: { dimension: 8, fingerprint: 'f'.repeat(64) },
      original: async (id: string) => {
        const { sha256 } = photos.find((photo) => photo.id === id)!;
        return new Blob([(await device.file(sha256))!.bytes]);
      },
      vectors: () => Promise.resolve([]),
      history: () =>
        Promise.resolve(
          historyOf(ordered, journal.filter(entriesAbout(ordered)), individuals, matches),
        ),
      stations: () => Promise.resolve([]),
    };
    const run = { signal: new AbortController().signal, onProgress: () => undefined };
    await format.write(target, source, { ...run, leftOut: new LeftOut() });
    const archive = await ZipArchive.open(blob());
    const expected = archive.items.map(({ path }) => path).sort();
    expect(paths()).toEqual(expected);
    expect(expected.filter((path) => path.startsWith('photos/'))).toHaveLength(3);
    for (const item of archive.items) {
      const bytes = Buffer.from(await (await archive.blob(item)).arrayBuffer());
      expect(readFileSync(join(folder, item.path)).equals(bytes)).toBe(true);
    }
  });

  it('goes on where it was ended, and writes what is not whole once more', async () => {
    const get = owner.store.get.bind(owner.store);
    let files = 0;
    owner.store.get = (name) => {
      if (name.startsWith('file/') && ++files > 2) return Promise.reject(new Killed('power'));
      return get(name);
    };
    await expect(exported()).rejects.toBeInstanceOf(Killed);
    owner.store.get = get;
    await new Promise((resolve) => setTimeout(resolve, 100));
    const first = paths().filter((path) => !path.endsWith('.part'));
    expect(first.length).toBeGreaterThan(0);
    expect(await exported()).toMatchObject({ fetched: 4 - first.length, there: first.length });
    writeFileSync(join(folder, first[0]!), 'half');
    expect(await exported()).toMatchObject({ fetched: 1, there: 3 });
    expect(paths().filter((path) => path.endsWith('.part'))).toEqual([]);
  });

  it('names what is damaged and what was never sent, and writes neither', async () => {
    await device.bring('five', 'Sol');
    const { name } = device.records.photos.at(-1)!;
    await device.sync(owner.store, owner.secret, { files: 'none' });
    const [spoilt] = owner.names('file/');
    owner.spoil(spoilt!);
    const done = await exported();
    expect(done.damaged.map((one) => one.name)).toEqual([spoilt]);
    expect(done.unsent).toEqual([name]);
    expect(done.fetched).toBe(3);
    const words = exportWords(done, folder);
    expect(words).toContain(spoilt);
    expect(words).toContain(done.unsent[0]);
    // The tables tell of all photos.
    const rows = readFileSync(join(folder, 'metadata.csv'), 'utf8').trim().split('\r\n');
    expect(rows).toHaveLength(1 + 5);
  });

  it('has what was damaged and sent again', async () => {
    const [spoilt] = owner.names('file/');
    owner.spoil(spoilt!);
    await new Device('Eva', randomFrom(9)).sync(owner.store, owner.secret);
    await device.sync(owner.store, owner.secret);
    expect(await exported()).toMatchObject({ fetched: 4, damaged: [], unsent: [] });
  });

  it('has the contacts of lost animals only when they are wanted', async () => {
    const [luna] = device.records.individuals;
    device.records = {
      ...device.records,
      individuals: device.records.individuals.map((one) =>
        one === luna ? { ...one, contact: '+34 600 000 000' } : one,
      ),
    };
    await device.sync(owner.store, owner.secret);
    const text = (): string =>
      paths()
        .map((path) => readFileSync(join(folder, path), 'latin1'))
        .join('\n');
    await exported();
    expect(text()).not.toContain('600 000');
    await exported(true);
    expect(text()).toContain('600 000');
  });
});
