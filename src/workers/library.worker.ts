import './trusted-urls';
import { expose, transfer } from 'comlink';
import type { Crop } from '../engine/types';
import { cutOut } from '../engine/encoder/decode';
import { HuellaError } from '../engine/errors';
import {
  adoptRecords,
  makeBackup,
  previewRestore,
  recoverRestore,
  restoreBackup,
  type Adopted,
  type MadeBackup,
  type RestoreChoices,
  type RestorePreview,
  type RestoreReport,
} from '../engine/backup';
import { readExif } from '../engine/exchange/exif';
import { LookIndex } from '../engine/exchange/looks';
import { sha256 } from '../engine/exchange/sha256';
import {
  FirstScreen,
  Gallery,
  vectorBudgetFor,
  type GalleryAnswer,
  type GalleryMatch,
  type GallerySearch,
  type IdentifySearch,
  type LearningState,
  type LearningTask,
} from '../engine/gallery';
import type { Learnt } from '../engine/learning';
import {
  Library,
  type Acted,
  type Action,
  type AddedPhoto,
  type Finding,
  type ImportRecord,
  type ImportRow,
  type IndividualRecord,
  type IndividualSummary,
  type JournalEntry,
  type LibraryDelta,
  type LibraryUsage,
  type MatchRecord,
  type NewEmbedding,
  type NewPhoto,
  type PhotoRecord,
  type Recrop,
  type ProposedMatch,
  type TrashedPhoto,
  type Undone,
} from '../engine/library';
import { carryErrors } from './errors';
import { holdWorkersLifeline } from './lifeline';

carryErrors();

/** Longest side of a cut-out, in pixels: sharp on a large screen, and magnified a few times. */
const CUT_OUT_SIDE = 2400;

const held = holdWorkersLifeline();
let library: Library | null = null;
let opening: Promise<Library> | null = null;
let gallery: Gallery | null = null;
// Not every browser tells, and the types know none that does.
const vectorBudget = vectorBudgetFor((navigator as { deviceMemory?: number }).deviceMemory);
/** Of all photos with a look, read once; photos deleted since are still in it, and are asked for before they are named. */
let looks: Promise<LookIndex> | null = null;
const screen = new FirstScreen();
/** In progress: an index is not closed under a search. */
const searches = new Set<Promise<unknown>>();

function opened(): { library: Library; gallery: Gallery } {
  if (!library || !gallery) throw new HuellaError('internal', 'The library is not open.');
  return { library, gallery };
}

/** The gallery, if this encoder's embeddings are what it holds. */
function ofEncoder(fingerprint: string | null): Gallery {
  const { gallery } = opened();
  if (fingerprint !== null && fingerprint !== gallery.fingerprint) {
    throw new HuellaError(
      'dimension-mismatch',
      'The query was encoded by another encoder than the gallery.',
    );
  }
  return gallery;
}

/** The library alone: there before the index is. */
async function early(): Promise<Library> {
  opening ??= openWhole();
  try {
    return (library ??= await opening);
  } catch (error) {
    // The next one who asks tries again.
    opening = null;
    throw error;
  }
}

/** What a restore has left that died with its tab goes before anybody looks. */
async function openWhole(): Promise<Library> {
  const opened = await Library.open();
  await recoverRestore(opened);
  return opened;
}

function counted<T>(search: Promise<T>): Promise<T> {
  searches.add(search);
  const ended = (): void => void searches.delete(search);
  search.then(ended, ended);
  return search;
}

/** Backups and restores under way, by the name their caller gave them. */
const jobs = new Map<string, AbortController>();

async function asJob<T>(job: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  jobs.set(job, controller);
  try {
    return await work(controller.signal);
  } finally {
    jobs.delete(job);
  }
}

async function readLooks(): Promise<LookIndex> {
  const index = new LookIndex();
  for (const { id, lookHash } of await opened().library.photos()) {
    if (lookHash !== undefined) index.add(id, lookHash);
  }
  return index;
}

/** The photo's file name; null when it is gone. */
async function nameOf(photoId: string): Promise<string | null> {
  return opened()
    .library.photo(photoId)
    .then(
      ({ name }) => name,
      () => null,
    );
}

const door = {
  /** Resolves once the worker's lifeline is held. */
  alive: (): Promise<void> => held,

  /** Opens the library and, once the screen shows something, the index of one encoder; the functions are Comlink proxies. */
  async open(
    fingerprint: string,
    dimension: number,
    onProgress: (done: number, total: number) => void,
    onChange: () => void,
  ): Promise<void> {
    const library = await early();
    await screen.served();
    // The old index answers until the new one can.
    const next = await Gallery.open(library, {
      fingerprint,
      dimension,
      onProgress,
      index: { vectorBudget },
    });
    next.onChange(onChange);
    const old = gallery;
    gallery = next;
    await Promise.allSettled(searches);
    await old?.close();
  },

  /** Rejects when the database closes by itself, with what closed it; never resolves. */
  closed: (): Promise<void> => opened().library.closed,

  /** Hash of a file, and the photo that already has it with this crop. */
  async identify(
    file: File,
    crop: Crop | null,
  ): Promise<{ sha256: string; duplicateOf: string | null }> {
    const hash = await sha256(file);
    return { sha256: hash, duplicateOf: await opened().library.findDuplicate(hash, crop) };
  },

  /** Stores a photo with what its file says of time and place; says which photo it nearly looks the same as. */
  async add(photo: NewPhoto): Promise<AddedPhoto & { readonly resembles: string | null }> {
    const {
      takenAt = null,
      takenOffset = '',
      latitude,
      longitude,
    } = await readExif(photo.original);
    const place =
      latitude === undefined || longitude === undefined ? null : { latitude, longitude };
    const index = await (looks ??= readLooks());
    const { lookHash } = photo;
    // Itself is among them when an earlier call stored it and its answer was lost.
    const near = lookHash === undefined ? null : index.nearest(lookHash, photo.id);
    const added = await opened().gallery.add({
      ...photo,
      takenAt: takenAt && takenAt + takenOffset,
      place,
    });
    if (added.kind === 'added' && lookHash !== undefined) index.add(added.photo.id, lookHash);
    const resembles = near === null ? null : await nameOf(near);
    return { ...added, resembles };
  },

  /** `fingerprint`: of the encoder that made the vector; null when nobody knows. Embeddings of two never meet. */
  search(
    vector: Float32Array,
    options: GallerySearch,
    fingerprint: string | null,
  ): Promise<GalleryMatch[]> {
    return counted(ofEncoder(fingerprint).search(vector, options));
  },
  /** As `search`, per individual and with probabilities. */
  recognise(
    vector: Float32Array,
    options: IdentifySearch,
    fingerprint: string,
  ): Promise<GalleryAnswer> {
    return counted(ofEncoder(fingerprint).identify(vector, options));
  },
  recogniseStored: (photoIds: readonly string[], options: IdentifySearch): Promise<GalleryAnswer> =>
    counted(opened().gallery.identifyStored(photoIds, options)),
  similarTo: (photoId: string, options: GallerySearch): Promise<GalleryMatch[]> =>
    counted(opened().gallery.similarTo(photoId, options)),
  // What is on screen first does not wait for the index.
  photosPage: async (
    ...args: Parameters<Library['photosPage']>
  ): ReturnType<Library['photosPage']> => {
    const page = (await early()).photosPage(...args);
    // The pages after the first are off screen.
    return args[1] === null ? screen.serve(page) : page;
  },
  individualRecords: async (): Promise<IndividualRecord[]> => (await early()).individualRecords(),
  changedSince: async (revision: number): Promise<LibraryDelta | null> =>
    (await early()).changedSince(revision),
  photos: (): Promise<PhotoRecord[]> => opened().library.photos(),
  /** In the order asked for; null where there is none. */
  photosOf: (photoIds: readonly string[]): Promise<(PhotoRecord | null)[]> =>
    opened().library.photosOf(photoIds),
  individuals: (): Promise<IndividualSummary[]> => opened().library.individuals(),
  thumbnail: async (photoId: string): Promise<Blob> =>
    screen.serve((await early()).thumbnail(photoId)),
  original: (photoId: string): Promise<Blob> => opened().library.original(photoId),
  /** The caller makes the entry's id: a call repeated after a crash does nothing twice. */
  act: (action: Action, entryId: string, by: string): Promise<Acted> =>
    opened().gallery.act(action, entryId, by),
  undo: (entryId: string): Promise<Undone> => opened().gallery.undo(entryId),
  redo: (entryId: string): Promise<Undone> => opened().gallery.redo(entryId),
  journal: (page: { limit: number; before?: number }): Promise<JournalEntry[]> =>
    opened().library.journal(page),
  journalOf: (photoId: string): Promise<JournalEntry[]> => opened().library.journalOf(photoId),
  matches: (): Promise<MatchRecord[]> => opened().library.matches(),
  matchesOf: (photoId: string): Promise<MatchRecord[]> => opened().library.matchesOf(photoId),
  proposeMatches: (proposals: readonly ProposedMatch[]): Promise<number> =>
    opened().library.proposeMatches(proposals),
  trash: (): Promise<TrashedPhoto[]> => opened().library.trash(),
  emptyTrash: (before?: number): Promise<number> => opened().library.emptyTrash(before),
  imports: (): Promise<ImportRecord[]> => opened().library.imports(),
  importRows: (importId: string): Promise<ImportRow[]> => opened().library.importRows(importId),
  saveImport: (record: ImportRecord, rows?: readonly ImportRow[]): Promise<void> =>
    opened().library.saveImport(record, rows),
  removeImport: (importId: string): Promise<void> => opened().library.removeImport(importId),
  async clear(): Promise<void> {
    await opened().gallery.clear();
    looks = null;
  },
  flush: (): Promise<void> => opened().gallery.flush(),

  /** Ids of the photos without an embedding of this encoder. */
  lacking: (fingerprint: string): Promise<string[]> => opened().library.photosLacking(fingerprint),
  /** Named photos to learn from, their encoder with them; null: what is in use was learnt from these. */
  async learningTask(): Promise<(LearningTask & { fingerprint: string }) | null> {
    const { gallery } = opened();
    const task = await counted(gallery.learningTask());
    if (!task) return null;
    const parts = [task.vectors, task.labels, task.individuals, task.encounters];
    return transfer(
      { ...task, fingerprint: gallery.fingerprint },
      parts.map((part) => part.buffer as ArrayBuffer),
    );
  },
  adoptLearnt: (
    task: Pick<LearningTask, 'signature' | 'labels'>,
    learnt: Learnt,
    fingerprint: string,
  ): Promise<void> => counted(ofEncoder(fingerprint).adoptLearnt(task, learnt)),
  learningReport: (on: boolean): LearningState => opened().gallery.learningReport(on),
  /** Named photos, and how many of them, at least, are not what is in use was learnt from. */
  toLearn(): { photos: number; behind: number } {
    const { gallery } = opened();
    return { photos: gallery.learningReport(true).photos, behind: gallery.learningBehind };
  },
  photoCount: async (): Promise<number> => (await opened().library.counts()).photos,

  /** What it takes to encode a photo anew. */
  async source(photoId: string): Promise<{ original: Blob; crop: Crop | null }> {
    const { library } = opened();
    const [original, { crop }] = await Promise.all([
      library.original(photoId),
      library.photo(photoId),
    ]);
    return { original, crop };
  },
  /** In the order asked for; null where this encoder has made none. */
  vectorsOf: (photoIds: readonly string[], fingerprint: string): Promise<(Float32Array | null)[]> =>
    Promise.all(photoIds.map((id) => opened().library.vectorOf(id, fingerprint))),
  addEmbedding: (photoId: string, embedding: NewEmbedding, crop?: Crop | null): Promise<number> =>
    opened().library.addEmbedding(photoId, embedding, crop),
  recrop: (recrop: Recrop): Promise<JournalEntry | null> => opened().gallery.recrop(recrop),

  /** What a crop cuts out of a photo, for looking at. */
  cutOut: (photo: Blob, crop: Crop): Promise<Blob> => cutOut(photo, crop, CUT_OUT_SIDE),
  /** A stored photo as results show it: its crop, or the file as it is. */
  async picture(photoId: string): Promise<Blob> {
    const { original, crop } = await door.source(photoId);
    return crop ? cutOut(original, crop, CUT_OUT_SIDE) : original;
  },

  usage: (): Promise<LibraryUsage> => opened().library.usage(),
  setting: (key: string): Promise<unknown> => opened().library.setting(key),
  /** Deletes what an encoder made of the photos. @throws HuellaError `internal` for the one in use. */
  forgetEncoder(fingerprint: string): Promise<void> {
    const { library, gallery } = opened();
    if (fingerprint === gallery.fingerprint)
      throw new HuellaError('internal', 'this encoder is in use');
    return library.forgetEncoder(fingerprint);
  },

  /** `chosen`: the file to write to; null: one of the browser's own. `onProgress` is a Comlink proxy. */
  backup: (
    job: string,
    {
      chosen,
      app,
      settings,
    }: { chosen: FileSystemFileHandle | null; app: string; settings: unknown },
    onProgress: (stage: 'writing' | 'checking', done: number, total: number) => void,
  ): Promise<MadeBackup> =>
    asJob(job, (signal) =>
      makeBackup(opened().library, { chosen, app, settings, signal, onProgress }),
    ),
  previewRestore: (
    job: string,
    file: Blob,
    choices: RestoreChoices,
    onProgress: (stage: 'checking' | 'restoring', done: number, total: number) => void,
  ): Promise<RestorePreview> =>
    asJob(job, (signal) => previewRestore(opened().library, file, { choices, signal, onProgress })),
  restore: (
    job: string,
    file: Blob,
    choices: RestoreChoices,
    onProgress: (stage: 'checking' | 'restoring', done: number, total: number) => void,
  ): Promise<RestoreReport> =>
    asJob(job, (signal) => restoreBackup(opened().library, file, { choices, signal, onProgress })),
  adopt: (records: Blob): Promise<Adopted> => adoptRecords(opened().library, records),
  cancelJob: (job: string): void => jobs.get(job)?.abort(),
  /** What does not hold together, empty when all does; reads every stored photo, so it takes a while. */
  integrityCheck(): Promise<Finding[]> {
    const { library, gallery } = opened();
    const { fingerprint, dimension } = gallery;
    return library.integrityCheck({ expected: { fingerprint, dimension }, hashes: true });
  },

  recall: (): Promise<number | null> => opened().gallery.recall(),

  counts(): { photos: number; indexed: number } {
    const diagnostics = gallery?.diagnostics();
    return { photos: diagnostics?.photos ?? 0, indexed: diagnostics?.indexed ?? 0 };
  },
};

export type LibraryDoor = typeof door;

expose(door);
