/**
 * What the library's worker does: the library as it is stored, and the gallery over it once its
 * index is open. Arguments and results survive structured clone; functions among the arguments
 * (`onProgress`, `onChange`) may be called from another thread.
 */
import {
  adoptRecords,
  makeBackup,
  previewRestore,
  readRecords,
  recoverRestore,
  restoreBackup,
  type Adopted,
  type MadeBackup,
  type MakeOptions,
  type RestoreChoices,
  type RestorePreview,
  type RestoreReport,
} from '../backup';
import { cutOut, uprightPicture } from '../encoder/decode';
import { HuellaError } from '../errors';
import { readExif } from '../exchange/exif';
import { LookIndex } from '../exchange/looks';
import { Jobs } from '../jobs';
import type { Learnt } from '../learning';
import {
  Library,
  type Acted,
  type Action,
  type AddedPhoto,
  type Finding,
  type IndividualRecord,
  type LibraryDelta,
  type NewPhoto,
} from '../library';
import type { Crop } from '../types';
import { vectorBudgetFor } from './budget';
import { evaluationTask, type EvaluationChoice, type EvaluationTask } from './evaluation';
import { FirstScreen } from './first-screen';
import { Gallery } from './gallery';
import { HashedFiles } from './hashed-files';
import type { GalleryAnswer, IdentifySearch } from './identify';
import type { LearningState, LearningTask } from './learning';
import type { GalleryMatch, GallerySearch } from './search';

/** Longest side of a cut-out, in pixels: sharp on a large screen, and magnified a few times. */
const CUT_OUT_SIDE = 2400;
/** Longest side of a photo that must be turned to be looked at: it may be magnified more. */
const UPRIGHT_SIDE = 4096;

/**
 * Who acts: the id of the journal's entry, made by the caller so that a repeated call acts once.
 */
export interface Signature {
  /** UUID. */
  readonly id: string;
  /** As written in Settings; empty: unknown. */
  readonly by: string;
}

type OnStage<Stage> = (stage: Stage, done: number, total: number) => void;

export class GalleryService {
  #library: Library | null = null;
  #opening: Promise<Library> | null = null;
  #gallery: Gallery | null = null;
  readonly #database: string;
  /**
   * Of all photos with a look, read once. Photos deleted since are still in it: each one found is
   * looked up before it is named.
   */
  #looks: Promise<LookIndex> | null = null;
  readonly #hashed = new HashedFiles();
  readonly #screen = new FirstScreen();
  /** In progress: an index is not closed under a search. */
  readonly #searches = new Set<Promise<unknown>>();
  readonly #jobs = new Jobs();

  constructor(database: string) {
    this.#database = database;
  }

  /** The open library. @throws HuellaError `internal` before `open` */
  get library(): Library {
    return this.#library ?? notOpen();
  }

  /** The open gallery. @throws HuellaError `internal` before `open` */
  get gallery(): Gallery {
    return this.#gallery ?? notOpen();
  }

  /** Opens the library and, once the first screen is served, the index of one encoder. */
  async open(
    fingerprint: string,
    dimension: number,
    onProgress: (done: number, total: number) => void,
    onChange: () => void,
  ): Promise<void> {
    const library = await this.#early();
    await this.#screen.served();
    // Not every browser tells its memory, and TypeScript knows none that does.
    const { deviceMemory } = navigator as { deviceMemory?: number };
    const index = { vectorBudget: vectorBudgetFor(deviceMemory) };
    // The old index answers until the new one can.
    const next = await Gallery.open(library, { fingerprint, dimension, onProgress, index });
    next.onChange(onChange);
    const old = this.#gallery;
    this.#gallery = next;
    await Promise.allSettled(this.#searches);
    await old?.close();
  }

  /** Rejects when the database closes by itself, with what closed it; never resolves. */
  closed(): Promise<never> {
    return this.library.closed;
  }

  // What the first screen shows: answered by the library alone, without waiting for the index.

  async photosPage(...args: Parameters<Library['photosPage']>): ReturnType<Library['photosPage']> {
    const page = (await this.#early()).photosPage(...args);
    // The pages after the first are off screen.
    return args[1] === null ? this.#screen.serve(page) : page;
  }

  async individualRecords(): Promise<IndividualRecord[]> {
    return (await this.#early()).individualRecords();
  }

  async changedSince(revision: number): Promise<LibraryDelta | null> {
    return (await this.#early()).changedSince(revision);
  }

  async thumbnail(photoId: string): Promise<Blob> {
    return this.#screen.serve((await this.#early()).thumbnail(photoId));
  }

  // Adding and finding

  /** SHA-256 of a file, and the photo that already has it with this crop. */
  async identify(
    file: File,
    crop: Crop | null,
  ): Promise<{ sha256: string; duplicateOf: string | null }> {
    const sha256 = await this.#hashed.hash(file);
    const duplicateOf = await this.library.findDuplicate(sha256, crop);
    if (duplicateOf !== null) this.#hashed.drop(sha256);
    return { sha256, duplicateOf };
  }

  /**
   * Stores a photo with the time and place that its file states; `photo`'s own stand in where it
   * states none.
   * @returns also the name of a photo that looks nearly the same, or null
   */
  async add(photo: NewPhoto): Promise<AddedPhoto & { readonly resembles: string | null }> {
    const bytes = this.#hashed.get(photo.sha256);
    const exif = await readExif(bytes ?? photo.original);
    const { takenAt = null, takenOffset = '', latitude, longitude } = exif;
    const place =
      latitude === undefined || longitude === undefined ? null : { latitude, longitude };
    const looks = await (this.#looks ??= this.#readLooks());
    const { lookHash } = photo;
    // An earlier call may have stored this photo and lost its answer: it is not compared with
    // itself.
    const near = lookHash === undefined ? null : looks.nearest(lookHash, photo.id);
    const added = await this.gallery.add({
      ...photo,
      bytes,
      takenAt: takenAt === null ? (photo.takenAt ?? null) : takenAt + takenOffset,
      place: place ?? photo.place ?? null,
    });
    this.#hashed.drop(photo.sha256);
    if (added.kind === 'added' && lookHash !== undefined) looks.add(added.photo.id, lookHash);
    const [resembled] = near === null ? [] : await this.library.photosOf([near]);
    return { ...added, resembles: resembled?.name ?? null };
  }

  /**
   * @param fingerprint of the encoder that made the vector; null: unknown
   * @throws HuellaError `dimension-mismatch` for another encoder than the gallery's, and as
   *   `Gallery.search`
   */
  async search(
    vector: Float32Array,
    options: GallerySearch,
    fingerprint: string | null,
  ): Promise<GalleryMatch[]> {
    return this.#counted(this.#ofEncoder(fingerprint).search(vector, options));
  }

  /** As `search`, per individual and with probabilities. */
  async recognise(
    vector: Float32Array,
    options: IdentifySearch,
    fingerprint: string,
  ): Promise<GalleryAnswer> {
    return this.#counted(this.#ofEncoder(fingerprint).identify(vector, options));
  }

  /** As `recognise`, for photos of the gallery by the embeddings they have. */
  async recogniseStored(
    photoIds: readonly string[],
    options: IdentifySearch,
  ): Promise<GalleryAnswer> {
    return this.#counted(this.gallery.identifyStored(photoIds, options));
  }

  similarTo(photoId: string, options: GallerySearch): Promise<GalleryMatch[]> {
    return this.#counted(this.gallery.similarTo(photoId, options));
  }

  // What people do: journaled

  /** As `Library.act`; every search that starts after it resolves knows. */
  act(action: Action, { id, by }: Signature): Promise<Acted> {
    return this.gallery.write((library) => library.act(action, id, by));
  }

  /** Deletes every photo, individual, embedding and index. Settings stay. */
  async clear(): Promise<void> {
    await this.gallery.write((library) => library.clear());
    this.#looks = null;
  }

  /** Deletes what an encoder made of the photos. @throws HuellaError `internal`: it is in use */
  async forgetEncoder(fingerprint: string): Promise<void> {
    if (fingerprint === this.gallery.fingerprint)
      throw new HuellaError('internal', 'this encoder is in use');
    return this.library.forgetEncoder(fingerprint);
  }

  // Pictures to look at

  /** What a crop cuts out of any photo, upright. @throws HuellaError as decoding, `crop-invalid` */
  cutOut(photo: Blob, crop: Crop): Promise<Blob> {
    return cutOut(photo, crop, CUT_OUT_SIDE);
  }

  /** What a photo of the gallery shows: its crop, upright, or the file when it has none. */
  async picture(photoId: string): Promise<Blob> {
    const { original, crop } = await this.library.source(photoId);
    return crop ? this.cutOut(original, crop) : original;
  }

  /** The whole photo as it is to be looked at. @throws HuellaError as decoding */
  upright(photo: Blob): Promise<Blob> {
    return uprightPicture(photo, UPRIGHT_SIDE);
  }

  // Backups; `job` names one for `cancelJob`

  /** @throws HuellaError as `makeBackup` */
  backup(
    job: string,
    options: Omit<MakeOptions, 'signal' | 'onProgress'>,
    onProgress: OnStage<'writing' | 'checking'>,
  ): Promise<MadeBackup> {
    return this.#jobs.run(job, (signal) =>
      makeBackup(this.library, { ...options, signal, onProgress }),
    );
  }

  /** What is in a backup and what it would add. Changes nothing. */
  previewRestore(
    job: string,
    file: Blob,
    choices: RestoreChoices,
    onProgress: OnStage<'checking' | 'restoring'>,
  ): Promise<RestorePreview> {
    return this.#jobs.run(job, (signal) =>
      previewRestore(this.library, file, { choices, signal, onProgress }),
    );
  }

  restore(
    job: string,
    file: Blob,
    choices: RestoreChoices,
    onProgress: OnStage<'checking' | 'restoring'>,
  ): Promise<RestoreReport> {
    return this.#jobs.run(job, (signal) =>
      restoreBackup(this.library, file, { choices, signal, onProgress }),
    );
  }

  cancelJob(job: string): void {
    this.#jobs.cancel(job);
  }

  /** How much an exported gallery (`huella.json`) says. @throws HuellaError `backup-…` */
  async recordsIn(
    file: Blob,
  ): Promise<{ readonly decisions: number; readonly individuals: number }> {
    const { journal, individuals } = await readRecords(file);
    return { decisions: journal.length, individuals: individuals.length };
  }

  /** Joins the records of an exported gallery to the photos that are here. */
  adopt(records: Blob): Promise<Adopted> {
    return adoptRecords(this.library, records);
  }

  // The whole

  /**
   * What does not hold together; empty when all does. Reads every stored photo: it takes a while.
   */
  integrityCheck(): Promise<Finding[]> {
    const { fingerprint, dimension } = this.gallery;
    return this.library.integrityCheck({ expected: { fingerprint, dimension }, hashes: true });
  }

  // Learning

  /** Named photos to learn from; null: what is in use was learnt from these. */
  async learningTask(): Promise<(LearningTask & { readonly fingerprint: string }) | null> {
    const { gallery } = this;
    const task = await this.#counted(gallery.learningTask());
    return task && { ...task, fingerprint: gallery.fingerprint };
  }

  /** Uses what was learnt from a task, and keeps it. @throws HuellaError `dimension-mismatch` */
  async adoptLearnt(
    task: Pick<LearningTask, 'signature' | 'labels' | 'owners'>,
    learnt: Learnt,
    fingerprint: string,
  ): Promise<void> {
    await this.#counted(this.#ofEncoder(fingerprint).learning.adopt(task, learnt));
  }

  /** @param on whether a person wants what was learnt used */
  learningReport(on: boolean): LearningState {
    return this.gallery.learning.report(on);
  }

  /** Named photos, and how many of them, at least, were not learnt from. */
  toLearn(): { photos: number; behind: number } {
    const { learning } = this.gallery;
    return { photos: learning.report(true).photos, behind: learning.behind };
  }

  // Evaluation

  /** Named photos to measure an encoder on. */
  evaluationTask(choice: EvaluationChoice): Promise<EvaluationTask> {
    return evaluationTask(this.library, choice);
  }

  async photoCount(): Promise<number> {
    return (await this.library.counts()).photos;
  }

  /** Zeros before the gallery is open. */
  counts(): { photos: number; indexed: number } {
    const { photos = 0, indexed = 0 } = this.#gallery?.diagnostics() ?? {};
    return { photos, indexed };
  }

  /** The library alone, which is there before the index. A failed opening is tried again. */
  async #early(): Promise<Library> {
    this.#opening ??= openWhole(this.#database);
    try {
      return (this.#library ??= await this.#opening);
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  /** The gallery, if this encoder's embeddings are what it holds. */
  #ofEncoder(fingerprint: string | null): Gallery {
    if (fingerprint === null || fingerprint === this.gallery.fingerprint) return this.gallery;
    throw new HuellaError(
      'dimension-mismatch',
      'The query was encoded by another encoder than the gallery.',
    );
  }

  #counted<T>(search: Promise<T>): Promise<T> {
    this.#searches.add(search);
    const ended = (): void => void this.#searches.delete(search);
    search.then(ended, ended);
    return search;
  }

  async #readLooks(): Promise<LookIndex> {
    const looks = new LookIndex();
    for (const { id, lookHash } of await this.library.photos())
      if (lookHash !== undefined) looks.add(id, lookHash);
    return looks;
  }
}

/** Removes what a restore left that died with its tab, before anything is read. */
async function openWhole(database: string): Promise<Library> {
  const library = await Library.open(database);
  await recoverRestore(library);
  return library;
}

function notOpen(): never {
  throw new HuellaError('internal', 'The library is not open.');
}
