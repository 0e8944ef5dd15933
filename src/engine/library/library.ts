/**
 * The library: the truth about photos, individuals and embeddings. One door over the concepts
 * beside it.
 */
import { HuellaError } from '../errors';
import type { Crop } from '../types';
import type { ChangeListener } from './changes';
import { forgetNote } from './shared-note';
import type { WriteTransaction } from './schema';
import { Connection, revisionOf } from './connection';
import { ChangeLog, read as readDelta, type LibraryDelta } from './delta';
import { cropKey as cropKeyOf } from '../crop';
import * as embeddings from './embeddings';
import * as imports from './imports';
import * as individuals from './individuals';
import * as integrity from './integrity';
import * as journal from './journal';
import * as matches from './matches';
import * as photos from './photos';
import * as recrops from './recrop';
import * as reserve from './reserve';
import { RECORDED_STORES } from './recorder';
import * as stations from './stations';
import { Transfer } from './transfer';
import * as trash from './trash';
import * as usage from './usage';
import type {
  Action,
  Dismissal,
  EmbeddingRecord,
  ImportRecord,
  ImportRow,
  IndividualRecord,
  JournalEntry,
  MatchRecord,
  PhotoRecord,
  StationDescription,
  StoredFile,
  TrashListing,
} from './records';

export const DATABASE = 'huella';

/** Embeddings deleted in one transaction. */
const FORGET_BATCH = 500;

export interface Counts {
  readonly photos: number;
  readonly unidentified: number;
  readonly individuals: number;
}

/** Where what was learnt from an encoder's embeddings lies, beside the snapshots of the index. */
export function learntKey(fingerprint: string): string {
  return `learnt:${fingerprint}`;
}

export interface LibraryView {
  readonly revision: number;
  readonly photos: readonly PhotoRecord[];
  readonly individuals: readonly IndividualRecord[];
  /** Of one encoder, by ascending seq. */
  readonly embeddings: readonly EmbeddingRecord[];
}

export class Library {
  readonly #log = new ChangeLog();
  readonly #connection: Connection;
  /** In and out as a whole: backups. */
  readonly transfer: Transfer;

  private constructor(connection: Connection) {
    this.#connection = connection;
    this.transfer = new Transfer(connection);
    connection.feed.listen((change) => this.#log.note(change));
  }

  /**
   * @throws HuellaError `storage-newer-version`, `storage-blocked`, `storage-full`,
   * `storage-failed`.
   */
  static async open(name = DATABASE): Promise<Library> {
    return new Library(await Connection.open(name));
  }

  get name(): string {
    return this.#connection.name;
  }

  /**
   * Rejects when the database is closed, with the reason every later call fails with; never
   * resolves.
   */
  get closed(): Promise<never> {
    return this.#connection.closed;
  }

  /** Steps down: every later call fails with `storage-failed`. */
  close(): void {
    this.#connection.close();
  }

  /**
   * Calls back after every committed change, of this tab or another; returns the function that
   * stops it.
   */
  onChange(listener: ChangeListener): () => void {
    return this.#connection.feed.listen(listener);
  }

  /** How many changes have been committed since the library was made. */
  revision(): Promise<number> {
    return this.#connection.read(['counters'], revisionOf);
  }

  // Photos

  /**
   * Stores the photo, its original, thumbnail, embedding and, when its name is new, its individual:
   * all or nothing.
   * @throws HuellaError `crop-invalid`, `photo-unreadable`, `storage-full`, `storage-failed`.
   */
  async addPhoto(photo: photos.NewPhoto): Promise<photos.AddedPhoto> {
    const prepared = await photos.prepare(photo);
    return this.#connection.write<photos.AddedPhoto>(photos.PHOTO_STORES, 'strict', async (t) => {
      const { added: result, isNew } = await photos.addPhoto(t, prepared);
      if (result.kind === 'duplicate' || !isNew) return { result, change: null };
      await reserve.keep(t);
      const seqs = result.seq === null ? [] : [result.seq];
      return { result, change: { kind: 'added', photoIds: [result.photo.id], seqs } };
    });
  }

  /**
   * Gives a photo another crop, with the thumbnail and the embedding that are of it; its id,
   * individual and decisions stay, the embeddings of every encoder go. All or nothing. Returns the
   * journal's entry; null: that is its crop.
   * @throws HuellaError `not-found`, `crop-taken`, `crop-invalid`, `storage-full`,
   *   `storage-failed`.
   */
  async recropPhoto(recrop: recrops.Recrop): Promise<JournalEntry | null> {
    const prepared = await recrops.prepareRecrop(recrop);
    return this.#connection.write(recrops.RECROP_STORES, 'strict', async (t) => {
      const { entry, change } = await recrops.recropPhoto(t, prepared);
      return { result: entry, change };
    });
  }

  /** The id of the photo with these bytes and this crop (null: the whole photo), or null. */
  findDuplicate(sha256: string, crop: Crop | null): Promise<string | null> {
    const cropKey = cropKeyOf(crop);
    return this.#connection.read(
      ['photos'],
      async (t) => (await photos.findDuplicate(t, sha256, cropKey)) ?? null,
    );
  }

  /** @throws HuellaError `not-found`. */
  async photo(photoId: string): Promise<PhotoRecord> {
    return (await this.#connection.get('photos', photoId)) ?? notFound('photo', photoId);
  }

  /** In the order asked for; null where there is none. */
  photosOf(photoIds: readonly string[]): Promise<(PhotoRecord | null)[]> {
    return this.#connection.getEach('photos', photoIds);
  }

  /** Newest first, without their files. */
  photos(): Promise<PhotoRecord[]> {
    return this.#connection.read(['photos'], photos.newestFirst);
  }

  /**
   * A page of `photos()`, after the photo given, with how many there are and the revision it is of.
   */
  photosPage(
    limit: number,
    after: Pick<PhotoRecord, 'importedAt' | 'id'> | null,
  ): Promise<{ photos: PhotoRecord[]; total: number; revision: number }> {
    return this.#connection.read(['photos', 'counters'], async (t) => {
      const [page, total, revision] = await Promise.all([
        photos.pageAfter(t, limit, after),
        t.objectStore('photos').count(),
        revisionOf(t),
      ]);
      return { photos: page, total, revision };
    });
  }

  /**
   * What is different now from what it was at that revision; null when everything has to be read
   * again.
   */
  async changedSince(revision: number): Promise<LibraryDelta | null> {
    const now = await this.revision();
    const touched = now < revision ? null : this.#log.between(revision, now);
    return (
      touched && this.#connection.read(['photos', 'individuals'], (t) => readDelta(t, now, touched))
    );
  }

  /** The whole file as it was brought. @throws HuellaError `not-found`. */
  async original(photoId: string): Promise<Blob> {
    const file = await this.#connection.read(['photos', 'originals'], (t) =>
      photos.original(t, photoId),
    );
    return file ? asBlob(file) : notFound('original', photoId);
  }

  /** What it takes to encode a photo anew. @throws HuellaError `not-found`. */
  async source(photoId: string): Promise<{ original: Blob; crop: Crop | null }> {
    const [original, { crop }] = await Promise.all([this.original(photoId), this.photo(photoId)]);
    return { original, crop };
  }

  /** @throws HuellaError `not-found`. */
  async thumbnail(photoId: string): Promise<Blob> {
    const file = await this.#connection.get('thumbnails', photoId);
    return file ? asBlob(file) : notFound('thumbnail', photoId);
  }

  /**
   * For good (the trash is `act`). Returns the seqs of the embeddings that went with them. Ids that
   * are not there are passed over.
   */
  deletePhotos(photoIds: readonly string[]): Promise<number[]> {
    return this.#connection.writeAnyway(photos.PHOTO_STORES, 'strict', async (t) => {
      const deleted = await photos.deletePhotos(t, photoIds);
      const change =
        deleted.photoIds.length > 0 ? ({ kind: 'deleted', ...deleted } as const) : null;
      return { result: deleted.seqs, change };
    });
  }

  // Individuals

  /** By name key, with photo counts and covers. */
  individuals(): Promise<individuals.IndividualSummary[]> {
    return this.#connection.read(['photos', 'individuals'], individuals.summaries);
  }

  /** By name key, as they are stored. */
  individualRecords(): Promise<IndividualRecord[]> {
    return this.#connection.read(['individuals'], (t) =>
      t.objectStore('individuals').index('nameKey').getAll(),
    );
  }

  /** In the order asked for; null where there is none. */
  individualsOf(ids: readonly string[]): Promise<(IndividualRecord | null)[]> {
    return this.#connection.getEach('individuals', ids);
  }

  // What people do: journaled, undoable

  /**
   * Does it and writes it down, all or nothing. `entryId`: a UUID of the caller's, so that asking
   * twice is doing it once.
   * @throws HuellaError `not-found`, `name-taken`, `storage-full`, `storage-failed`.
   */
  act(action: Action, entryId: string = crypto.randomUUID(), by = ''): Promise<journal.Acted> {
    return this.#connection.writeAnyway(RECORDED_STORES, 'strict', (t) =>
      journal.act(t, action, { id: entryId, by }),
    );
  }

  /**
   * Puts back what the entry changed and nothing else has changed since. @throws HuellaError as
   * `act`.
   */
  undo(entryId: string): Promise<journal.Undone> {
    return this.#connection.writeAnyway(RECORDED_STORES, 'strict', (t) =>
      journal.replay(t, entryId, 'before'),
    );
  }

  /** Does an undone entry again. @throws HuellaError as `act`. */
  redo(entryId: string): Promise<journal.Undone> {
    return this.#connection.writeAnyway(RECORDED_STORES, 'strict', (t) =>
      journal.replay(t, entryId, 'after'),
    );
  }

  /** Newest first; `before`: only those older than this moment (ms). */
  journal(page: { readonly limit: number; readonly before?: number }): Promise<JournalEntry[]> {
    return this.#connection.read(['journal'], (t) => journal.entries(t, page));
  }

  /** All that was done with one photo, oldest first. */
  journalOf(photoId: string): Promise<JournalEntry[]> {
    return this.#connection.read(['journal'], (t) => journal.entriesOf(t, photoId));
  }

  /** What people dismissed and have not taken back. */
  dismissals(): Promise<Dismissal[]> {
    return this.#connection.read(['journal'], (t) => journal.dismissals(t));
  }

  /** What was said of stations and is in force, in no order; one without photos as well. */
  stations(): Promise<StationDescription[]> {
    return this.#connection.read(['journal'], (t) => stations.stations(t));
  }

  // Matches

  /** Newest first. */
  matches(): Promise<MatchRecord[]> {
    return this.#connection.read(['matches'], matches.all);
  }

  matchesOf(photoId: string): Promise<MatchRecord[]> {
    return this.#connection.read(['matches'], (t) => matches.ofPhoto(t, photoId));
  }

  /** Keeps pairs as pending; what is decided stays. Returns how many are new. */
  proposeMatches(proposals: readonly matches.ProposedMatch[]): Promise<number> {
    return this.#connection.write(['matches'], 'relaxed', async (t) => {
      const result = await matches.propose(t, proposals);
      return { result, change: result > 0 ? { kind: 'matched' } : null };
    });
  }

  // Trash

  /** Newest first. */
  trash(): Promise<TrashListing[]> {
    return this.#connection.read(['trash', 'counters'], (t) => trash.contents(t, Date.now()));
  }

  /** Deletes for good all that was discarded; returns how many photos. */
  emptyTrash(): Promise<number> {
    return this.#emptied(trash.empty);
  }

  /**
   * The same of what has been in the trash for TRASH_DAYS.
   * @param now milliseconds
   */
  emptyOldTrash(now = Date.now()): Promise<number> {
    return this.#emptied((t) => trash.emptyOld(t, now));
  }

  async #emptied(empty: (transaction: WriteTransaction) => Promise<number>): Promise<number> {
    // Nothing but deletes: that goes through on the fullest of disks. Then there is room to tell.
    const deleted = await this.#connection.writeQuietly(trash.TRASH_STORES, 'strict', empty);
    if (deleted > 0) {
      await this.#connection.write([], 'relaxed', () =>
        Promise.resolve({ result: undefined, change: { kind: 'matched' } }),
      );
    }
    return deleted;
  }

  // Imports begun

  /** Newest first. */
  imports(): Promise<ImportRecord[]> {
    return this.#connection.read(['imports'], imports.all);
  }

  saveImport(record: ImportRecord, rows: readonly ImportRow[] = []): Promise<void> {
    return this.#connection.writeQuietly(['imports', 'importRows'], 'relaxed', (t) =>
      imports.save(t, record, rows),
    );
  }

  importRows(importId: string): Promise<ImportRow[]> {
    return this.#connection.read(['importRows'], (t) =>
      t.objectStore('importRows').getAll(imports.rowsOf(importId)),
    );
  }

  removeImport(importId: string): Promise<void> {
    return this.#connection.writeQuietly(['imports', 'importRows'], 'relaxed', (t) =>
      imports.remove(t, importId),
    );
  }

  // Embeddings

  /**
   * Adds the embedding of another encoder to a photo; one that is there already stays. Returns its
   * seq. `crop`: what it was made of; when the photo has another by now, it is not the one that was
   * asked for (`not-found`).
   * @throws HuellaError `not-found`, `storage-full`, `storage-failed`.
   */
  async addEmbedding(
    photoId: string,
    embedding: embeddings.NewEmbedding,
    crop?: Crop | null,
  ): Promise<number> {
    embeddings.checkNormalised(embedding.vector);
    const cropKey = crop === undefined ? undefined : cropKeyOf(crop);
    // Relaxed: it can be encoded again.
    return this.#connection.write(['photos', 'embeddings', 'vectors'], 'relaxed', async (t) => {
      const byPhoto = t.objectStore('embeddings').index('photo');
      const known = await byPhoto.getKey([photoId, embedding.fingerprint]);
      if (known !== undefined) return { result: known, change: null };
      const photo = await t.objectStore('photos').get(photoId);
      if (!photo || (cropKey !== undefined && photo.cropKey !== cropKey))
        notFound('photo', photoId);
      const seq = await embeddings.addEmbedding(t, photoId, embedding);
      return { result: seq, change: { kind: 'embedded', photoIds: [photoId], seqs: [seq] } };
    });
  }

  /** Deletes what one encoder has made of the photos, its index included; the photos stay. */
  async forgetEncoder(fingerprint: string): Promise<void> {
    for (const stored of [fingerprint, trash.TRASH_PREFIX + fingerprint]) {
      let seqs: number[];
      do {
        // In parts: on a full disk a transaction that deletes everything at once may itself find no
        // room.
        seqs = await this.#connection.writeAnyway(
          ['embeddings', 'vectors'],
          'relaxed',
          async (t) => {
            const result = await embeddings.removeSome(t, stored, FORGET_BATCH);
            return {
              result,
              change: result.length > 0 ? { kind: 'unembedded', seqs: result } : null,
            };
          },
        );
      } while (seqs.length > 0);
    }
    await this.deleteSnapshot(fingerprint);
    await this.deleteSnapshot(learntKey(fingerprint));
  }

  /** Those of the embeddings that are there, with vectors, of any encoder. */
  embeddingsOf(seqs: readonly number[]): Promise<embeddings.Embedding[]> {
    return this.#connection.read(['embeddings', 'vectors'], (t) => embeddings.bySeqs(t, seqs));
  }

  /** In the order asked for; null where there is none. */
  vectors(seqs: readonly number[]): Promise<(Float32Array | null)[]> {
    return this.#connection.read(['vectors'], (t) => embeddings.vectorsOf(t, seqs));
  }

  /** The photo's vector by this encoder; null when it has none. */
  vectorOf(photoId: string, fingerprint: string): Promise<Float32Array | null> {
    return this.#connection.read(['embeddings', 'vectors'], (t) =>
      embeddings.vectorOf(t, photoId, fingerprint),
    );
  }

  /** As `vectorOf`, in the order asked for. */
  vectorsOf(photoIds: readonly string[], fingerprint: string): Promise<(Float32Array | null)[]> {
    return Promise.all(photoIds.map((id) => this.vectorOf(id, fingerprint)));
  }

  /** How many photos no search with this encoder compares. */
  countUnseen(fingerprint: string): Promise<number> {
    return this.#connection.read(['photos', 'embeddings'], (t) =>
      embeddings.countUnseen(t, fingerprint),
    );
  }

  /** Ids of the photos that have no embedding of this encoder yet, and whose file is here. */
  photosLacking(fingerprint: string): Promise<string[]> {
    return this.#connection.read(['photos', 'originals', 'embeddings'], (t) =>
      embeddings.photosLacking(t, fingerprint),
    );
  }

  /**
   * All that a search needs to know except the vectors, at one moment: what `revision` had made of
   * the library.
   */
  view(fingerprint: string): Promise<LibraryView> {
    return this.#connection.read(['photos', 'individuals', 'embeddings', 'counters'], async (t) => {
      const [revision, allPhotos, allIndividuals, records] = await Promise.all([
        revisionOf(t),
        t.objectStore('photos').getAll(),
        t.objectStore('individuals').getAll(),
        embeddings.recordsOf(t, fingerprint),
      ]);
      return { revision, photos: allPhotos, individuals: allIndividuals, embeddings: records };
    });
  }

  // Snapshots of the index: a cache, so a power cut may take the last one

  snapshot(fingerprint: string): Promise<ArrayBuffer | null> {
    return this.#connection.get('snapshots', fingerprint);
  }

  putSnapshot(fingerprint: string, bytes: ArrayBuffer): Promise<void> {
    return this.#connection.writeQuietly(['snapshots'], 'relaxed', async (t) => {
      await t.objectStore('snapshots').put(bytes, fingerprint);
    });
  }

  deleteSnapshot(fingerprint: string): Promise<void> {
    return this.#connection.writeQuietly(['snapshots'], 'relaxed', (t) =>
      t.objectStore('snapshots').delete(fingerprint),
    );
  }

  // Settings

  /** What was put under the key; undefined when nothing was. */
  setting(key: string): Promise<unknown> {
    return this.#connection.read(['settings'], (t) => t.objectStore('settings').get(key));
  }

  putSetting(key: string, value: unknown): Promise<void> {
    return this.#connection.writeAnyway(['settings'], 'strict', async (t) => {
      await t.objectStore('settings').put(value, key);
      return { result: undefined, change: { kind: 'settings', key } };
    });
  }

  // The whole

  /** What takes how much space. */
  usage(): Promise<usage.LibraryUsage> {
    return this.#connection.read(usage.USAGE_STORES, usage.measure);
  }

  counts(): Promise<Counts> {
    return this.#connection.read(['photos', 'individuals'], async (t) => {
      const [total, identified, named] = await Promise.all([
        t.objectStore('photos').count(),
        t.objectStore('photos').index('individual').count(),
        t.objectStore('individuals').count(),
      ]);
      return { photos: total, unidentified: total - identified, individuals: named };
    });
  }

  /** Deletes everything but settings; no seq is ever given again. */
  clear(): Promise<void> {
    const stores = [
      ...photos.PHOTO_STORES,
      'journal',
      'imports',
      'importRows',
      'snapshots',
    ] as const;
    return this.#connection.write(stores, 'strict', async (t) => {
      await Promise.all(stores.map((store) => t.objectStore(store).clear()));
      // What is gone now was not deleted from a catalogue.
      await forgetNote(t);
      return { result: undefined, change: { kind: 'cleared' } };
    });
  }

  /**
   * What does not hold together, empty when all does. `expected`: every photo should have this
   * encoder's embedding. `hashes`: also reads every original and compares its SHA-256 (slow).
   */
  async integrityCheck(
    options: { expected?: integrity.ExpectedEncoder; hashes?: boolean } = {},
  ): Promise<integrity.Finding[]> {
    const findings = await this.#connection.read(integrity.INTEGRITY_STORES, (t) =>
      integrity.check(t, options.expected),
    );
    if (options.hashes) findings.push(...(await integrity.damagedOriginals(this.#connection)));
    return findings;
  }
}

function asBlob({ bytes, mime }: StoredFile): Blob {
  return new Blob([bytes], { type: mime });
}

function notFound(what: string, id: string): never {
  throw new HuellaError('not-found', `no ${what} of ${id}`, { id });
}
