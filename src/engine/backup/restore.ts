/**
 * A backup into a library, empty or not. First everything is read, proven and planned; then files
 * and vectors are staged where nothing refers to them; then one transaction adds all records. A tab
 * that dies at any moment before its commit has changed nothing: the next visit takes away what was
 * staged.
 */
import { HuellaError, toHuellaError } from '../errors';
import type { ZipArchive } from '../exchange/zip';
import {
  isNormalised,
  type Arrivals,
  type EmbeddingRecord,
  type Everything,
  type Library,
  type StoredFile,
} from '../library';
import { checkSpace } from '../space';
import { checkBackup, openBackup, readManifest, type Damage } from './check';
import { damaged, LAST_BACKUP, refused, safeMime } from './format';
import type { LastBackup } from './make';
import { planMerge } from './plan';
import { readChunk, readContents, readEntry, type Contents } from './read';
import type { Choices, RestoreCounts, RestorePreview, RestoreReport } from './report';
import { ownSide, type Plan } from './sides';

export interface RestoreOptions {
  readonly choices?: Choices;
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: 'checking' | 'restoring', done: number, total: number) => void;
}

/** Bytes staged in one transaction: a moment's work, and no burden on a phone's memory. */
const STAGE_BYTES = 8 * 2 ** 20;
/** The library may change while a restore prepares: then it plans again, at most this often. */
const ATTEMPTS = 5;
/** Left free for the database's own bookkeeping. */
const RESERVE_BYTES = 32 * 2 ** 20;

/**
 * What is in the backup, and what restoring it would do. Reads all of it. @throws HuellaError
 * `backup-…`, `cancelled`
 */
export async function previewRestore(
  library: Library,
  file: Blob,
  { choices = {}, signal, onProgress }: RestoreOptions = {},
): Promise<RestorePreview> {
  const { manifest, damage } = await checked(file, signal, onProgress);
  return withContents(file, signal, async (_, contents) => {
    const plan = planFor(await library.transfer.everything(), contents, choices);
    const { createdAt, app } = manifest;
    const { photos, individuals } = contents.side;
    const contains = { photos: photos.length, individuals: individuals.length };
    return { createdAt, app, contains, ...countsOf(plan), conflicts: plan.conflicts, damage };
  });
}

/**
 * All of it or nothing. @throws HuellaError `backup-…`, `storage-full`, `storage-failed`,
 * `cancelled`
 */
export function restoreBackup(
  library: Library,
  file: Blob,
  options: RestoreOptions = {},
): Promise<RestoreReport> {
  const { choices = {}, signal, onProgress } = options;
  return navigator.locks.request(lockOf(library), signal ? { signal } : {}, async () => {
    await library.transfer.sweep();
    const { damage } = await checked(file, signal, onProgress);
    return withContents(file, signal, async (archive, contents) => {
      const staging = new Staging(library, archive, contents, options);
      try {
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
          const here = await library.transfer.everything();
          const plan = planFor(here, contents, choices);
          const arrivals = await staging.prepare(plan);
          throwIfCancelled(signal);
          if (await library.transfer.admit(arrivals, here.revision)) {
            await noteBackup(library, contents, here, file.size);
            const { settings } = contents;
            return { ...countsOf(plan), conflicts: plan.conflicts, damage, settings };
          }
        }
        throw new HuellaError(
          'storage-failed',
          'The gallery kept changing while the backup was being restored.',
        );
      } catch (error) {
        // What was staged goes now if it can, and else at the next visit.
        await library.transfer.sweep().catch(() => undefined);
        throw error;
      }
    });
  });
}

/** Takes away what a restore has left that died with its tab. Call when the library is opened. */
export async function recoverRestore(library: Library): Promise<void> {
  await navigator.locks.request(lockOf(library), { ifAvailable: true }, async (lock) => {
    // No lock: another tab is restoring at this moment.
    if (lock) await library.transfer.sweep();
  });
}

/** A library that came out of a backup whole has one: that one. */
async function noteBackup(
  library: Library,
  { manifest }: Contents,
  before: Everything,
  bytes: number,
): Promise<void> {
  if ((before.records.get('photos')?.length ?? 0) > 0) return;
  const at = Date.parse(manifest.createdAt);
  const last: LastBackup = { at, photos: manifest.counts['photos'] ?? 0, bytes };
  // It is restored already; a note that cannot be written takes nothing from that.
  await library.putSetting(LAST_BACKUP, last).catch(() => undefined);
}

export function lockOf(library: Library): string {
  return `huella-restore:${library.name}`;
}

async function checked(
  file: Blob,
  signal: AbortSignal | undefined,
  onProgress: RestoreOptions['onProgress'],
): ReturnType<typeof checkBackup> {
  const found = await checkBackup(file, {
    ...(signal ? { signal } : {}),
    onProgress: (done, total) => onProgress?.('checking', done, total),
  });
  const fatal = found.damage.find(({ what }) => what !== 'frame');
  if (fatal) throw damaged(fatal.entry, DAMAGE_WORDS[fatal.what]);
  return found;
}

const DAMAGE_WORDS: Record<Damage['what'], string> = {
  content: 'its bytes are not those that were written',
  missing: 'it is missing',
  unlisted: 'Huella did not put it there',
  frame: 'the zip around it is not as Huella writes it',
};

async function withContents<T>(
  file: Blob,
  signal: AbortSignal | undefined,
  work: (archive: ZipArchive, contents: Contents) => Promise<T>,
): Promise<T> {
  const archive = await openBackup(file, signal);
  try {
    const manifest = await readManifest(archive, signal);
    return await work(archive, await readContents(archive, manifest, signal));
  } finally {
    await archive.close().catch(() => undefined);
  }
}

function planFor(here: Everything, { side, vectors }: Contents, choices: Choices): Plan {
  const there = vectors.flatMap(({ items }) => items);
  return planMerge(ownSide(here.records), side, { here: here.embeddings, there }, choices);
}

function countsOf({ counts, embeddings }: Plan): RestoreCounts {
  const { added, present, named, trashed, individuals, decisions, matches } = counts;
  return {
    photos: { added, present, named, toTrash: trashed },
    individuals,
    embeddings: embeddings.length,
    decisions,
    matches,
  };
}

/** Puts bytes where the records will look for them. */
class Staging {
  /**
   * Seqs given to embeddings of the backup, by theirs; they stay the same when the library changes
   * and the plan is made anew.
   */
  readonly #seqs = new Map<number, number>();
  #originals = new Map<string, StoredFile>();
  #thumbnails = new Map<string, StoredFile>();
  #vectors = new Map<number, ArrayBuffer>();
  #bytes = 0;
  #done = 0;
  #total = 0;
  readonly #library: Library;
  readonly #archive: ZipArchive;
  readonly #contents: Contents;
  readonly #options: RestoreOptions;

  constructor(library: Library, archive: ZipArchive, contents: Contents, options: RestoreOptions) {
    this.#library = library;
    this.#archive = archive;
    this.#contents = contents;
    this.#options = options;
  }

  /** Stages what the plan needs and is not there; returns the records to add. */
  async prepare(plan: Plan): Promise<Arrivals> {
    const fresh = plan.embeddings.filter(({ from }) => !this.#seqs.has(from));
    let next = await this.#library.transfer.begin(fresh.length);
    for (const { from } of fresh) this.#seqs.set(from, next++);
    const { originals, thumbnails, vectors } = await this.#library.transfer.stored();
    const wanted = {
      originals: [...plan.originals].filter((sha256) => !originals.has(sha256)),
      thumbnails: new Map([...plan.thumbnails].filter(([, id]) => !thumbnails.has(id))),
      vectors: new Set(
        plan.embeddings
          .map(({ from }) => from)
          .filter((from) => !vectors.has(this.#seqs.get(from)!)),
      ),
    };
    const entries = wanted.originals.map((sha256) => {
      const entry = this.#contents.originals.get(sha256);
      if (!entry) throw refused('photos', `the file ${sha256} of a photo is not in it`);
      return entry;
    });
    this.#total = entries.reduce((sum, { size }) => sum + size, 0);
    this.#done = 0;
    await checkSpace(this.#total, RESERVE_BYTES);
    await this.#stageVectors(wanted.vectors);
    await this.#stageThumbnails(wanted.thumbnails);
    const mimes = this.#mimes();
    for (const entry of entries) {
      const bytes = await readEntry(this.#archive, entry, this.#options.signal);
      this.#originals.set(entry.sha256, {
        bytes: bytes.buffer,
        mime: mimes.get(entry.sha256) ?? safeMime(null),
      });
      await this.#count(bytes.byteLength);
      this.#done += entry.size;
      this.#options.onProgress?.('restoring', this.#done, this.#total);
    }
    await this.#flush();
    return { records: plan.records, embeddings: this.#records(plan), left: plan.left };
  }

  #records(plan: Plan): EmbeddingRecord[] {
    return plan.embeddings.map(({ photoId, fingerprint, from }) => {
      return { seq: this.#seqs.get(from)!, photoId, fingerprint };
    });
  }

  async #stageVectors(wanted: ReadonlySet<number>): Promise<void> {
    const { signal } = this.#options;
    const lengths = new Map<string, number>();
    for (const chunk of this.#contents.vectors) {
      if (!chunk.items.some(({ seq }) => wanted.has(seq))) continue;
      for await (const [{ seq, fingerprint }, bytes] of readChunk(this.#archive, chunk, signal)) {
        if (!wanted.has(seq)) continue;
        const vector = new Float32Array(bytes.slice().buffer);
        // Embeddings of one encoder have one length; numbers that are none would make every search
        // wrong.
        const length = lengths.get(fingerprint) ?? vector.length;
        lengths.set(fingerprint, length);
        if (vector.length !== length || !isNormalised(vector)) {
          throw refused(chunk.bin.path, 'it holds something that is no embedding');
        }
        this.#vectors.set(this.#seqs.get(seq)!, vector.buffer);
        await this.#count(bytes.byteLength);
      }
    }
  }

  async #stageThumbnails(wanted: ReadonlyMap<string, string>): Promise<void> {
    const { signal } = this.#options;
    for (const chunk of this.#contents.thumbnails) {
      if (!chunk.items.some(({ photoId }) => wanted.has(photoId))) continue;
      for await (const [{ photoId, mime }, bytes] of readChunk(this.#archive, chunk, signal)) {
        const id = wanted.get(photoId);
        if (id === undefined) continue;
        this.#thumbnails.set(id, { bytes: bytes.slice().buffer, mime });
        await this.#count(bytes.byteLength);
      }
    }
  }

  #mimes(): Map<string, string> {
    const { photos, trash } = this.#contents.side;
    return new Map(
      [...photos, ...trash.map(({ photo }) => photo)].map(({ sha256, mime }) => [sha256, mime]),
    );
  }

  async #count(bytes: number): Promise<void> {
    this.#bytes += bytes;
    if (this.#bytes >= STAGE_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    throwIfCancelled(this.#options.signal);
    await this.#library.transfer.stage({
      originals: this.#originals,
      thumbnails: this.#thumbnails,
      vectors: this.#vectors,
    });
    this.#originals = new Map();
    this.#thumbnails = new Map();
    this.#vectors = new Map();
    this.#bytes = 0;
  }
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw toHuellaError(signal.reason, 'cancelled');
}
