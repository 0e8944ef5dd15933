/**
 * Markings in the tab that leads: their worker, started when first wanted; points of gallery
 * photos, made when a query needs them and, while nothing else is to do, ahead of time.
 */
import { cropKey } from '../../engine/crop';
import type { JobQueue, Priority } from '../../engine/encoder/queue';
import { HuellaError, isAbort } from '../../engine/errors';
import { parseMarkingsCard } from '../../engine/local/card';
import type { Comparison } from '../../engine/local/compare';
import type { Agreeing, MarkedPhoto, PreparedPoints } from '../../engine/local/markings';
import { freeBytes } from '../../engine/space';
import type { Crop } from '../../engine/types';
import { spawnLocal } from '../../workers/spawn';
import type { Diagnostics } from '../api';
import type { LibraryLink } from './library-link';
import { fetchNetwork, NetworkWorker } from './network-worker';

/** The network's card, relative to the page. */
const CARD = 'models/xfeat.json';

/** A start that takes longer hangs: it opens a database and no more. */
const START_MS = 60_000;
/** Photos whose points are made ahead are looked for this long after the last change. */
const QUIET_MS = 5_000;
/** A photo younger than this may be about to get the points it came with. Less than QUIET_MS. */
const SETTLED_MS = 3_000;
/** Between two photos made ahead: it leaves the device time for other work. */
const PAUSE_MS = 250;
/** While the queue has other work, points ahead of time wait this long before the next look. */
const BUSY_MS = 2_000;

/** Ahead of time nothing is kept on a device with less room than this: photos to come need it. */
const LEAST_FREE_BYTES = 500_000_000;

/** A picture whose markings are compared: one of the gallery, or any other. */
export type MarkingsOf =
  | { readonly photoId: string }
  | { readonly photo: Blob; readonly crop?: Crop | undefined };

export interface MarkingsOptions {
  /** The encoder's: two jobs are in flight in all. */
  readonly queue: JobQueue;
  readonly library: LibraryLink;
  /** False: a person wants no markings compared, and none are made ahead. */
  readonly wanted: () => boolean;
}

type Remote = ReturnType<typeof spawnLocal>['door'];

export class MarkingsDesk {
  readonly #options: MarkingsOptions;
  readonly #worker: NetworkWorker<Remote>;
  readonly #closing = new AbortController();
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #makingAhead = false;
  /** Counts the changes of the library: points made ahead are of what it was. */
  #changes = 0;

  constructor(options: MarkingsOptions) {
    this.#options = options;
    this.#worker = new NetworkWorker<Remote>({
      queue: options.queue,
      spawn: spawnLocal,
      start: async (remote) =>
        remote.use(await fetchNetwork(CARD, parseMarkingsCard, 'markings-failed')),
      startMs: START_MS,
      failure: 'markings-failed',
    });
  }

  /**
   * How many points of each of these photos' markings agree with the query's. Points that are not
   * there yet are made and kept. A photo that is gone or cannot be read is left out.
   *
   * @param photoIds the best of a first ranking; 50 take a fraction of a second once their points
   *   are there, and up to half a second each before
   * @throws HuellaError as decoding the query, `markings-failed`, `out-of-memory`; the signal's
   *   reason
   */
  async agreeing(
    query: MarkingsOf,
    photoIds: readonly string[],
    signal: AbortSignal = this.#closing.signal,
  ): Promise<readonly Agreeing[]> {
    const [points, photos] = await Promise.all([
      this.#pointsOf(query, signal),
      this.#marked(photoIds),
    ]);
    const { agreeing, lacking } = await this.#worker.run(
      (remote) => remote.compare(points, photos),
      signal,
    );
    if (lacking.length === 0) return agreeing;
    const missing = photos.filter(({ id }) => lacking.includes(id));
    const made = await Promise.all(
      missing.map(async (photo): Promise<Agreeing[]> => {
        const kept = await this.#make(photo, 'refine', signal).catch((error: unknown) => {
          if (isAbort(error) || isOurs(error)) throw error;
          return null;
        });
        if (!kept) return [];
        const { agreeingPoints } = await this.#worker.run(
          (remote) => remote.pairs(points, kept),
          signal,
        );
        return [{ photoId: photo.id, agreeingPoints }];
      }),
    );
    return [...agreeing, ...made.flat()];
  }

  /**
   * The places that two pictures have in common, in fractions of each crop. @throws as `agreeing`
   */
  async pairs(
    from: MarkingsOf,
    to: MarkingsOf,
    signal: AbortSignal = this.#closing.signal,
  ): Promise<Comparison> {
    const [a, b] = await Promise.all([this.#pointsOf(from, signal), this.#pointsOf(to, signal)]);
    return this.#worker.run((remote) => remote.pairs(a, b), signal);
  }

  /**
   * Keeps points that came with a photo of the gallery; those of another network are passed over.
   * They are of the whole photo: with a crop by now, it gets its own.
   */
  async adopt(photoId: string, points: PreparedPoints): Promise<void> {
    const [photo] = await this.#marked([photoId]);
    if (photo?.cropKey !== cropKey(null)) return;
    await this.#worker.run((remote) => remote.adopt(photo, points), this.#closing.signal);
  }

  /** Photos were added, cropped or deleted, or a setting changed: looks for what to do, later. */
  changed(): void {
    this.#changes += 1;
    clearTimeout(this.#quiet);
    if (this.#closing.signal.aborted) return;
    this.#quiet = setTimeout(() => {
      // The pass under way ends at the change, and asks for another one.
      if (this.#makingAhead) return;
      this.#makingAhead = true;
      const seen = this.#changes;
      this.#makeAhead(() => seen === this.#changes)
        // No photo is lost by it: points are made when a query needs them.
        .catch(() => true)
        .then((done) => {
          this.#makingAhead = false;
          if (!done) this.changed();
        })
        .catch(() => undefined);
    }, QUIET_MS);
  }

  async diagnostics(): Promise<Diagnostics['markings']> {
    const ledger = await this.#worker.peek((remote) => remote.ledger());
    return { ...this.#worker.diagnostics(ledger), pointBytes: ledger?.pointBytes ?? null };
  }

  close(): void {
    this.#closing.abort(new HuellaError('cancelled', 'The tab no longer leads.'));
    clearTimeout(this.#quiet);
    this.#worker.stop();
  }

  async #pointsOf(picture: MarkingsOf, signal: AbortSignal): Promise<Uint8Array> {
    if ('photo' in picture) {
      const { photo, crop } = picture;
      const find = (remote: Remote, jobId: number) => remote.find(jobId, photo, crop);
      return this.#worker.runInTurn(find, 'query', signal);
    }
    const [photo] = await this.#marked([picture.photoId]);
    if (!photo) {
      const { photoId } = picture;
      throw new HuellaError('not-found', `no photo ${photoId}`, { id: photoId });
    }
    const kept = await this.#worker.run((remote) => remote.kept(photo), signal);
    return kept ?? this.#make(photo, 'query', signal);
  }

  /** Those of the photos that are there. */
  async #marked(photoIds: readonly string[]): Promise<MarkedPhoto[]> {
    const records = await this.#options.library.door.photosOf(photoIds);
    return records.flatMap((photo) => (photo ? [{ id: photo.id, cropKey: photo.cropKey }] : []));
  }

  /** Makes and keeps a photo's points. Its file is read when its turn has come, not before. */
  #make(photo: MarkedPhoto, priority: Priority, signal: AbortSignal): Promise<Uint8Array> {
    return this.#worker.runInTurn(
      async (remote, jobId) => {
        const { original, crop } = await this.#options.library.door.source(photo.id);
        // Cropped anew meanwhile: these are the points of the crop it has now.
        const now = { id: photo.id, cropKey: cropKey(crop) };
        return remote.keep(jobId, now, original, crop ?? undefined);
      },
      priority,
      signal,
    );
  }

  /**
   * Newest photos first, one at a time, while the queue is empty.
   * @param current false once the library has changed
   * @returns false: there is, or may be, more to do later
   */
  async #makeAhead(current: () => boolean): Promise<boolean> {
    const { library, wanted, queue } = this.#options;
    const { signal } = this.#closing;
    const records = wanted() ? await library.door.photos() : [];
    const photos = records.map(({ id, cropKey }) => ({ id, cropKey }));
    await this.#worker.run((remote) => remote.sweep(photos), signal);
    if (photos.length < 2) return current();
    const lacking = new Set(await this.#worker.run((remote) => remote.lacking(photos), signal));
    const now = Date.now();
    for (const { id, cropKey, importedAt } of records) {
      if (!lacking.has(id)) continue;
      // A time to come is of a clock that was put right since.
      if (importedAt > now - SETTLED_MS && importedAt <= now) return false;
      while (queue.inFlight + queue.queued > 0) await pause(BUSY_MS);
      signal.throwIfAborted();
      if (!current()) return false;
      if (!wanted() || !(await hasRoom())) return true;
      const photo = { id, cropKey };
      // A query may have made them meanwhile, or the import brought them.
      if (await this.#worker.run((remote) => remote.kept(photo), signal)) continue;
      await this.#make(photo, 'bulk', signal).catch((error: unknown) => {
        // A photo that cannot be read says so when a query meets it.
        if (isAbort(error) || isOurs(error)) throw error;
      });
      await pause(PAUSE_MS);
    }
    return current();
  }
}

/** Of the network and its worker, not of one photo. */
function isOurs(error: unknown): boolean {
  const codes = ['markings-failed', 'out-of-memory', 'internal', 'encoder-timeout'];
  return error instanceof HuellaError && codes.includes(error.code);
}

async function hasRoom(): Promise<boolean> {
  const free = await freeBytes();
  return free === null || free >= LEAST_FREE_BYTES;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
