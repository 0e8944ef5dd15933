/**
 * Points of the photos' markings, kept between visits in a database of their own. They are a cache:
 * a photo's file makes them again, so they are in no backup, the library's version does not depend
 * on them, and what was used longest ago goes first when they take too much room.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { toHuellaError } from '../errors';

export const POINTS_DATABASE = 'huella-points';

/**
 * Points of about 10,000 photos at 24.5 kB: all of most galleries, and no more than 60 originals.
 */
const BUDGET_BYTES = 250_000_000;
/**
 * A use is written down when the last one was longer ago: a search must not rewrite what it reads.
 */
const USE_STEP_MS = 3_600_000;

interface Use {
  readonly photoId: string;
  readonly fingerprint: string;
  /** Of the crop the points were found in. */
  readonly cropKey: string;
  readonly byteLength: number;
  readonly usedAt: number;
}

interface PointsSchema extends DBSchema {
  /** By photo id. */
  points: { key: string; value: ArrayBuffer };
  /** Apart from the points, so that looking at uses reads no points. */
  uses: { key: string; value: Use; indexes: { usedAt: number } };
}

interface Picture {
  readonly id: string;
  readonly cropKey: string;
}

export class PointsCache {
  readonly #database: IDBPDatabase<PointsSchema>;
  readonly #budget: number;
  #bytes: number;

  private constructor(database: IDBPDatabase<PointsSchema>, budget: number, bytes: number) {
    this.#database = database;
    this.#budget = budget;
    this.#bytes = bytes;
  }

  /**
   * One writer at a time: the tab that leads. @throws HuellaError `storage-failed`, `storage-full`
   */
  static async open(name = POINTS_DATABASE, budget = BUDGET_BYTES): Promise<PointsCache> {
    try {
      const database = await openDB<PointsSchema>(name, 1, {
        upgrade(fresh) {
          fresh.createObjectStore('points');
          fresh.createObjectStore('uses', { keyPath: 'photoId' }).createIndex('usedAt', 'usedAt');
        },
        // A later version of Huella, or a person who clears the site's data.
        blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
      });
      const uses = await database.getAll('uses');
      return new PointsCache(database, budget, sumOf(uses));
    } catch (error) {
      throw toHuellaError(error, 'storage-failed');
    }
  }

  /** What is kept, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  async read(
    fingerprint: string,
    photos: readonly Picture[],
  ): Promise<(Uint8Array<ArrayBuffer> | null)[]> {
    const transaction = this.#database.transaction(['points', 'uses'], 'readonly');
    const stale: Use[] = [];
    const now = Date.now();
    const found = await Promise.all(
      photos.map(async (photo) => {
        const [use, bytes] = await Promise.all([
          transaction.objectStore('uses').get(photo.id),
          transaction.objectStore('points').get(photo.id),
        ]);
        if (!bytes || !isOf(use, fingerprint, photo)) return null;
        if (now - use.usedAt > USE_STEP_MS) stale.push(use);
        return new Uint8Array(bytes);
      }),
    );
    if (stale.length > 0) await this.#touch(stale, now);
    return found;
  }

  /** Replaces what is kept of the photo. Makes room first; finding none is no error. */
  async write(fingerprint: string, photo: Picture, points: Uint8Array): Promise<void> {
    const byteLength = points.byteLength;
    if (byteLength > this.#budget) return;
    const bytes = points.slice().buffer;
    const { id: photoId, cropKey } = photo;
    const use: Use = { photoId, fingerprint, cropKey, byteLength, usedAt: Date.now() };
    try {
      const transaction = this.#database.transaction(['points', 'uses'], 'readwrite', {
        durability: 'relaxed',
      });
      // Awaited below; a request that fails first must not leave this one unheard.
      transaction.done.catch(() => undefined);
      const [pointStore, uses] = [
        transaction.objectStore('points'),
        transaction.objectStore('uses'),
      ];
      let freed = (await uses.get(photoId))?.byteLength ?? 0;
      let cursor = await uses.index('usedAt').openCursor();
      while (cursor && this.#bytes - freed + byteLength > this.#budget) {
        if (cursor.value.photoId !== photoId) {
          freed += cursor.value.byteLength;
          await Promise.all([pointStore.delete(cursor.value.photoId), cursor.delete()]);
        }
        cursor = await cursor.continue();
      }
      await Promise.all([pointStore.put(bytes, photoId), uses.put(use), transaction.done]);
      this.#bytes += byteLength - freed;
    } catch (error) {
      if (toHuellaError(error).code !== 'storage-full')
        throw toHuellaError(error, 'storage-failed');
    }
  }

  /** Ids of those photos that have no points of this fingerprint and crop. */
  async lacking(fingerprint: string, photos: readonly Picture[]): Promise<string[]> {
    const uses = new Map((await this.#database.getAll('uses')).map((use) => [use.photoId, use]));
    return photos
      .filter((photo) => !isOf(uses.get(photo.id), fingerprint, photo))
      .map(({ id }) => id);
  }

  /** Removes all points but those of these photos with their crops. */
  async sweep(photos: readonly Picture[]): Promise<void> {
    const crops = new Map(photos.map(({ id, cropKey }) => [id, cropKey]));
    const transaction = this.#database.transaction(['points', 'uses'], 'readwrite', {
      durability: 'relaxed',
    });
    const uses = await transaction.objectStore('uses').getAll();
    const gone = uses.filter(({ photoId, cropKey }) => crops.get(photoId) !== cropKey);
    await Promise.all([
      ...gone.flatMap(({ photoId }) => [
        transaction.objectStore('points').delete(photoId),
        transaction.objectStore('uses').delete(photoId),
      ]),
      transaction.done,
    ]);
    this.#bytes -= sumOf(gone);
  }

  close(): void {
    this.#database.close();
  }

  async #touch(uses: readonly Use[], usedAt: number): Promise<void> {
    const transaction = this.#database.transaction('uses', 'readwrite', { durability: 'relaxed' });
    await Promise.all([
      ...uses.map((use) => transaction.store.put({ ...use, usedAt })),
      transaction.done,
    ]);
  }
}

function isOf(use: Use | undefined, fingerprint: string, { cropKey }: Picture): use is Use {
  return use?.fingerprint === fingerprint && use.cropKey === cropKey;
}

function sumOf(uses: readonly Use[]): number {
  return uses.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
