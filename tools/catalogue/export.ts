/**
 * Writes the originals of a catalogue as folders by individual, with the tables of an exported
 * gallery. It may be ended at any time and called again: what is there and whole stays.
 */
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Blobs } from '../../src/engine/catalogue/blobs';
import { triesFrom, tryOf } from '../../src/engine/catalogue/file-tries';
import type { Sealing } from '../../src/engine/catalogue/sealing';
import { unite } from '../../src/engine/catalogue/unite';
import { galleryFiles, galleryTables } from '../../src/engine/exchange/export/formats/gallery';
import { entriesAbout, historyOf } from '../../src/runtime/exported-history';
import { inLanes } from './lanes';
import { orDamage, readLogs, type Damage, type OnRead } from './logs';
import type { OwnedStore } from './owned-store';

export interface ExportOptions {
  readonly folder: string;
  /** Telephone numbers and addresses of lost and found animals go along. */
  readonly contacts: boolean;
}

export interface Exported {
  readonly photos: number;
  readonly individuals: number;
  /** Originals fetched now, and those that were there already. */
  readonly fetched: number;
  readonly there: number;
  /** Names of photos whose original is not in the store. */
  readonly unsent: readonly string[];
  readonly damaged: readonly Damage[];
}

/**
 * What ends with this is not whole: a file gets its name when it is. Under no ending of pictures,
 * so that no program shows half of one.
 */
const PART = '.part';

/** @throws CatalogueError those of the store, `newer`, `none`, `key-wrong`; errors of the disk */
export async function exportOriginals(
  store: OwnedStore,
  sealing: Sealing,
  { folder, contacts }: ExportOptions,
  onRead: OnRead = () => undefined,
): Promise<Exported> {
  const logs = await readLogs(store, sealing, onRead);
  const { records } = unite(logs.state);
  // The oldest first: what comes later takes no name from what was written before.
  const photos = [...records.photos].sort(
    (a, b) => a.importedAt - b.importedAt || (a.id < b.id ? -1 : 1),
  );
  const { individuals, matches } = records;
  const files = galleryFiles({ photos, individuals });
  const blobs = new Blobs(store, sealing);
  const damaged: Damage[] = [...logs.damaged];
  const unsent: string[] = [];
  let [fetched, there, done] = [0, 0, 0];
  await inLanes([...files], async ([sha256, { path, photos: shown }]) => {
    const target = join(folder, ...path.split('/'));
    if ((await sha256OfFile(target)) === sha256) there += 1;
    else {
      const broken: Damage[] = [];
      const file = await orDamage(path, broken, async () => {
        for (const attempt of triesFrom(tryOf(logs.state, sha256))) {
          const found = await blobs.getFile(sha256, attempt);
          if (found) return found;
        }
        return null;
      });
      damaged.push(...broken);
      if (file) {
        await writeWhole(target, new Uint8Array(file.bytes));
        fetched += 1;
      } else if (broken.length === 0) unsent.push(shown[0]!.name);
    }
    onRead('originals', (done += 1), files.size);
  });
  const journal = records.journal.filter(entriesAbout(photos)).sort((a, b) => a.at - b.at);
  const history = historyOf(photos, journal, individuals, matches);
  for (const [path, content] of galleryTables({ photos, individuals, contacts }, history, files)) {
    const bytes = await new Response(content).bytes();
    await writeWhole(join(folder, path), bytes);
  }
  const known = individuals.length;
  return { photos: photos.length, individuals: known, fetched, there, unsent, damaged };
}

/** Null: there is no such file. */
async function sha256OfFile(path: string): Promise<string | null> {
  if (!(await stat(path).catch(() => null))?.isFile()) return null;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path + PART, bytes);
  await rename(path + PART, path);
}
