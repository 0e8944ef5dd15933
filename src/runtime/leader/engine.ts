/**
 * What the leading tab has and the others call: the library's worker, the encoder's, the queue
 * between them and how they are doing.
 */
import type { Running } from '../../engine/encoder/supervisor';
import { isAbort, toHuellaError } from '../../engine/errors';
import type { JournalEntry, Recrop, RecropEntry, Undone } from '../../engine/library';
import { TRASH_DAYS } from '../../engine/library/trash';
import type { EncodeOptions } from '../../engine/encoder/encoder';
import type { Priority } from '../../engine/encoder/queue';
import type { GalleryAnswer, IdentifySearch, Signature } from '../../engine/gallery';
import type { Detection } from '../../engine/detector/detection';
import type { DetectorFacts } from '../../engine/detector/dialects/outside';
import type { Crop } from '../../engine/types';
import { DEFAULT_ID } from '../encoders/choice';
import { ActiveEncoder, infoOf, type RunningEncoder } from '../encoders/active';
import { Encoders } from '../encoders/encoders';
import type { Comparison } from '../../engine/local/compare';
import type { Agreeing, PreparedPoints } from '../../engine/local/markings';
import { MarkingsDesk } from './markings';
import { Learner } from './learner';
import { DetectorDesk } from './detector';
import { LibraryLink } from './library-link';
import { readSettings } from '../settings';
import type {
  Answer,
  DetectorInfo,
  IdentifyOptions,
  LearningReport,
  Match,
  SearchOptions,
  Settings,
} from '../api';
import { inTurn } from '../turns';
import type { EngineStatus } from '../status';
import type {
  MarkingsOf,
  Doors,
  Encoded,
  Engine,
  EngineDiagnostics,
  EngineDoor,
  EngineEvents,
} from '../doors';

const DAY_MS = 86_400_000;

/** Starts the library and the encoder at once. */
export class LeadingEngine implements Engine, EngineDoor {
  readonly doors: Doors;
  readonly #events: EngineEvents;
  readonly #library: LibraryLink;
  readonly #encoder: ActiveEncoder;
  readonly #encoders: Encoders;
  readonly #markings: MarkingsDesk;
  readonly #detector: DetectorDesk;
  readonly #learner: Learner;
  readonly #closing = new AbortController();
  /** While another encoder is put in use, searches that met the change wait. */
  #changing: Promise<unknown> = Promise.resolve();
  /** The bundled encoder is taking the place of a damaged one. */
  #replacing: Promise<boolean> | null = null;
  #status: EngineStatus = { phase: 'starting', step: 'library', done: 0, total: 1 };
  #reading: { readonly done: number; readonly total: number } | null = null;

  constructor(events: EngineEvents) {
    this.#events = events;
    this.#encoders = new Encoders({
      active: () => this.#encoder,
      library: () => this.#library,
      quiet: (until) => this.#quiet(until),
      onChange: () => this.#events.onEvent('encoders'),
      onSwitched: async () => {
        await this.#showRunning(await this.#encoder.start());
        this.#events.onEvent('library');
      },
    });
    this.#encoder = new ActiveEncoder(
      readSettings(),
      () => this.#encoders.loadChosen(),
      (running) => void this.#showRunning(running).catch(() => undefined),
    );
    this.#library = new LibraryLink({
      encoder: async () => {
        const { card, fingerprint } = (await this.#encoder.current()).loaded;
        return { fingerprint, dimension: card.dimension };
      },
      onProgress: (done, total) => this.#setReading(done, total),
      onChange: () => {
        this.#events.onEvent('library');
        this.#markings.changed();
        this.#learner.changed();
      },
      onOutdated: (error) => this.#fail(error),
    });
    this.#markings = new MarkingsDesk({
      queue: this.#encoder.queue,
      library: this.#library,
      wanted: () => readSettings().markings !== 'never',
    });
    this.#learner = new Learner({
      library: this.#library,
      wanted: () => readSettings().learning === 'on',
      onLearnt: () => this.#events.onEvent('library'),
    });
    this.#detector = new DetectorDesk(this.#encoder.queue, () => this.#events.onEvent('encoders'));
    this.doors = { library: this.#library.door, encoders: this.#encoders, engine: this };
    void this.#start();
  }

  status(): EngineStatus {
    return this.#status;
  }

  close(): void {
    this.#closing.abort();
    this.#encoders.close();
    this.#markings.close();
    this.#detector.close();
    this.#learner.close();
    this.#encoder.close();
    this.#library.close();
  }

  open(): Promise<void> {
    return this.#library.open();
  }

  async retry(): Promise<void> {
    if (this.#status.phase === 'failed') await this.#start();
  }

  async encode(
    photo: Blob,
    options: EncodeOptions,
    priority: Priority,
    signal?: AbortSignal,
  ): Promise<Encoded> {
    const encode = async (encoder: RunningEncoder): Promise<Encoded> => {
      const encoded = await encoder.encode(photo, options, priority, signal);
      return { ...encoded, fingerprint: encoder.loaded.fingerprint };
    };
    // An import is of one encoder: it ends where that one is damaged.
    return priority === 'query' ? this.#withEncoder(encode) : encode(await this.#encoder.current());
  }

  async search(
    query: Blob | Float32Array,
    { crop, ...options }: Omit<SearchOptions, 'signal'>,
    signal?: AbortSignal,
  ): Promise<Match[]> {
    const { door } = this.#library;
    if (query instanceof Float32Array) return door.search(query, options, null);
    return this.#withEncoder(async (encoder) => {
      const { embedding } = await encoder.encode(query, { crop }, 'query', signal);
      signal?.throwIfAborted();
      return door.search(embedding, options, encoder.loaded.fingerprint);
    });
  }

  identify(
    photo: Blob,
    { crop, ...options }: Omit<IdentifyOptions, 'signal' | 'onFirst'>,
    signal?: AbortSignal,
    onFirst?: (answer: Answer) => void,
  ): Promise<Answer> {
    const { door } = this.#library;
    return this.#withEncoder(async (encoder) => {
      const { embedding } = await encoder.encode(photo, { crop }, 'query', signal);
      signal?.throwIfAborted();
      const { fingerprint } = encoder.loaded;
      return this.#answer(
        (search) => door.recognise(embedding, search, fingerprint),
        { photo, crop },
        { ...options, ...(signal && { signal }), ...(onFirst && { onFirst }) },
      );
    });
  }

  identifyStored(
    photoIds: readonly string[],
    options: Omit<IdentifyOptions, 'signal' | 'onFirst' | 'crop'>,
    signal?: AbortSignal,
    onFirst?: (answer: Answer) => void,
  ): Promise<Answer> {
    return this.#answer(
      (search) => this.#library.door.recogniseStored(photoIds, search),
      { photoId: photoIds[0]! },
      { ...options, ...(signal && { signal }), ...(onFirst && { onFirst }) },
    );
  }

  async learningReady(): Promise<LearningReport> {
    await this.#library.open();
    return this.#learner.ready();
  }

  learningReport(): Promise<LearningReport> {
    return this.#learner.report();
  }

  async groupingTask(): ReturnType<EngineDoor['groupingTask']> {
    const { card, fingerprint } = (await this.#encoder.current()).loaded;
    const task = await this.#library.door.groupingTask(readSettings().learning === 'on');
    const joining = fingerprint === task.fingerprint ? card.calibration?.joining : undefined;
    return { ...task, fallback: joining && { ...joining, basis: 'encoder' } };
  }

  detect(photo: Blob, priority: Priority, signal?: AbortSignal): Promise<readonly Detection[]> {
    return this.#detector.detect(photo, priority, signal);
  }

  detectorInfo(): Promise<DetectorInfo> {
    return this.#detector.info();
  }

  installDetector(
    files: readonly File[],
    facts: DetectorFacts,
    signal?: AbortSignal,
  ): Promise<DetectorInfo> {
    return this.#detector.install(files, facts, signal);
  }

  removeDetector(): Promise<void> {
    return this.#detector.remove();
  }

  agreeingPoints(
    query: MarkingsOf,
    photoIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly Agreeing[]> {
    return this.#markings.agreeing(query, photoIds, signal);
  }

  keepPoints(photoId: string, points: PreparedPoints): Promise<void> {
    return this.#markings.adopt(photoId, points);
  }

  markingPairs(from: MarkingsOf, to: MarkingsOf, signal?: AbortSignal): Promise<Comparison> {
    return this.#markings.pairs(from, to, signal);
  }

  recrop(
    photoId: string,
    crop: Crop | null,
    signature: Signature,
    signal?: AbortSignal,
  ): Promise<JournalEntry | null> {
    return this.#recrop(photoId, crop, signature, signal);
  }

  undo(entryId: string): Promise<Undone> {
    return this.#replay(entryId, 'before');
  }

  redo(entryId: string): Promise<Undone> {
    return this.#replay(entryId, 'after');
  }

  async diagnostics(): Promise<EngineDiagnostics> {
    const [encoder, markings, detector, counts] = await Promise.all([
      this.#encoder.diagnostics(),
      this.#markings.diagnostics(),
      this.#detector.diagnostics(),
      this.#library.counts(),
    ]);
    const { crossOriginIsolated } = window;
    return { ...encoder, ...counts, markings, detector, crossOriginIsolated };
  }

  async applySettings(settings: Settings): Promise<void> {
    const encoder = await this.#encoder.current();
    this.#markings.changed();
    this.#learner.changed();
    try {
      await this.#encoder.apply(settings);
    } catch (error) {
      if (await this.#standIn(encoder, error)) return;
      this.#fail(error);
      throw error;
    }
  }

  /** Resolves when no tab imports; none starts before `until` has settled. */
  #quiet(until: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      inTurn('alone', { signal: this.#closing.signal }, async () => {
        this.#changing = until;
        resolve();
        await until;
      }).catch(reject);
    });
  }

  /** The first answer, then the one that knows of markings, where they are to be compared. */
  async #answer(
    recognise: (search: IdentifySearch) => Promise<GalleryAnswer>,
    query: MarkingsOf,
    {
      k,
      filter,
      exclude,
      markings = readSettings().markings,
      signal,
      onFirst,
    }: Omit<IdentifyOptions, 'crop'>,
  ): Promise<Answer> {
    const learning = readSettings().learning === 'on';
    // What the card says of this encoder serves until the gallery can be measured itself.
    const { calibration } = (await this.#encoder.current()).loaded.card;
    const search = {
      ...(k === undefined ? {} : { k }),
      ...(calibration && { fallback: calibration, sameAnimal: calibration.sameAnimal }),
      learning,
      ...(filter && { filter }),
      ...(exclude && { exclude }),
    };
    const first = await recognise(search);
    signal?.throwIfAborted();
    const comparing =
      first.candidates.length > 0 &&
      (markings === 'always' || (markings === 'auto' && first.contested));
    if (!comparing && !first.unlike) return asAnswer(first);
    onFirst?.(asAnswer({ ...first, unlike: first.unlike ? null : first.unlike }));
    const [agreeing, animal] = await Promise.all([
      comparing ? this.#agreeing(query, first.candidates, signal) : null,
      first.unlike ? this.#showsAnimal(query, signal) : null,
    ]);
    const last = agreeing ? await recognise({ ...search, agreeing }) : first;
    return asAnswer({ ...last, unlike: last.unlike && !animal });
  }

  /** Null: they could not be compared, and the first answer stands; `compared` says so. */
  #agreeing(
    query: MarkingsOf,
    candidates: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly Agreeing[] | null> {
    return this.#markings.agreeing(query, candidates, signal).catch((error: unknown) => {
      if (isAbort(error) || signal?.aborted) throw error;
      return null;
    });
  }

  /**
   * Whether a picture that is like none of the gallery shows an animal all the same: a person drew
   * a box around one, or the detector finds one. Of other kinds than it knows it is no judge.
   */
  async #showsAnimal(query: MarkingsOf, signal?: AbortSignal): Promise<boolean> {
    if (!('photo' in query) || query.crop) return true;
    try {
      return (await this.#detector.detect(query.photo, 'query', signal)).length > 0;
    } catch (error) {
      if (isAbort(error) || signal?.aborted) throw error;
      return false;
    }
  }

  /** With the encoder in use; again with the one that has taken its place meanwhile. */
  async #withEncoder<T>(work: (encoder: RunningEncoder) => Promise<T>): Promise<T> {
    for (;;) {
      const encoder = await this.#encoder.current();
      try {
        return await work(encoder);
      } catch (error) {
        if (isAbort(error)) throw error;
        if ((await this.#encoder.current()) === encoder && !(await this.#standIn(encoder, error)))
          throw error;
        await this.#changing;
      }
    }
  }

  /**
   * The files of an installed encoder are no longer what they were: the bundled one takes its
   * place. False for any other failure.
   */
  #standIn(encoder: RunningEncoder, thrown: unknown): Promise<boolean> {
    const { code } = toHuellaError(thrown);
    const { id } = encoder.loaded;
    if (id === DEFAULT_ID || !['encoder-missing', 'encoder-damaged'].includes(code))
      return Promise.resolve(false);
    // Several searches may find out at once.
    this.#replacing ??= (async () => {
      try {
        await this.#encoder.replace(this.#encoder.make(await this.#encoders.fallBack(id, thrown)));
        await this.#library.reopen();
        await this.#showRunning(await this.#encoder.start());
        this.#events.onEvent('library');
        this.#encoders.resume().catch(() => undefined);
        return true;
      } finally {
        this.#replacing = null;
      }
    })();
    return this.#replacing;
  }

  async #replay(entryId: string, to: 'before' | 'after'): Promise<Undone> {
    const undone = await this.#library.door[to === 'before' ? 'undo' : 'redo'](entryId);
    if (!undone.recrop) return undone;
    const { photoId, crop } = undone.recrop;
    return { entry: await this.#recrop(photoId, crop, { id: entryId, to }), skipped: 0 };
  }

  async #recrop(
    photoId: string,
    crop: Crop | null,
    entry: RecropEntry,
    signal?: AbortSignal,
  ): Promise<JournalEntry | null> {
    for (;;) {
      // As imports: the gallery that is open and the encoder must be of one kind.
      await this.#changing;
      const encoder = await this.#encoder.current();
      const { original } = await this.#library.door.source(photoId);
      const options = { crop: crop ?? undefined, thumbnail: true };
      const encoded = await encoder.encode(original, options, 'query', signal);
      const { embedding: vector, thumbnail, lookHash, quality } = encoded;
      signal?.throwIfAborted();
      if ((await this.#encoder.current()) !== encoder) continue;
      const { bytes, mime } = thumbnail!;
      const { fingerprint } = encoder.loaded;
      const recrop: Recrop = {
        photoId,
        crop,
        thumbnail: new Blob([bytes], { type: mime }),
        ...(lookHash === null ? {} : { lookHash }),
        ...(quality === null ? {} : { quality }),
        embedding: { fingerprint, vector },
        entry,
      };
      return this.#library.door.recrop(recrop);
    }
  }

  /** Ends ready or failed; the status says which. */
  async #start(): Promise<void> {
    try {
      this.#setStatus({ phase: 'starting', step: 'library', done: 0, total: 1 });
      void this.#library.open().then(
        () => this.#setStarting('encoder', 0, 1),
        () => undefined,
      );
      // The library does not wait for the encoder: the gallery is there before the first search is
      // possible.
      const [, running] = await Promise.all([this.#library.open(), this.#startEncoder()]);
      await this.#showRunning(running);
      this.#encoders.resume().catch(() => undefined);
      this.#emptyOldTrash();
      this.#markings.changed();
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Deletes what has been in the trash for long, in the background: no screen waits for it, and the
   * next start tries again.
   */
  #emptyOldTrash(): void {
    const before = Date.now() - TRASH_DAYS * DAY_MS;
    this.#library.door.emptyTrash(before).catch(() => undefined);
  }

  /** An installed encoder that cannot be started gives way to the bundled one. */
  async #startEncoder(): Promise<Running> {
    const encoder = await this.#encoder.current();
    try {
      return await encoder.start();
    } catch (error) {
      const { id } = encoder.loaded;
      if (id === DEFAULT_ID || this.#closing.signal.aborted) throw error;
      await this.#encoder.replace(this.#encoder.make(await this.#encoders.fallBack(id, error)));
      await this.#library.reopen();
      return this.#encoder.start();
    }
  }

  async #showRunning({ backend, reason }: Running): Promise<void> {
    await this.#library.open();
    // A tab that died while it learnt, or another encoder's photos: due without a change.
    this.#learner.changed();
    const encoder = infoOf((await this.#encoder.current()).loaded, true);
    this.#setStatus({ phase: 'ready', backend, reason, encoder, reading: this.#reading });
  }

  #setReading(done: number, total: number): void {
    this.#reading = done < total ? { done, total } : null;
    if (this.#status.phase === 'ready')
      this.#setStatus({ ...this.#status, reading: this.#reading });
    else if (this.#reading) this.#setStarting('index', done, total);
    else this.#setStarting('encoder', 0, 1);
  }

  #setStarting(step: 'index' | 'encoder', done: number, total: number): void {
    if (this.#status.phase === 'starting')
      this.#setStatus({ phase: 'starting', step, done, total });
  }

  #fail(thrown: unknown): void {
    const { code, detail, message } = toHuellaError(thrown);
    this.#setStatus({ phase: 'failed', code, detail, reason: message });
  }

  #setStatus(status: EngineStatus): void {
    if (this.#closing.signal.aborted) return;
    this.#status = status;
    this.#events.onStatus(status);
  }
}

function asAnswer(found: GalleryAnswer): Answer {
  const { matches, newProbability, unlike, learnt, calibration, tellsApart } = found;
  const compared = matches.filter(({ agreeingPoints }) => agreeingPoints !== null).length;
  return {
    matches,
    newProbability,
    unlike,
    basis: { learnt, calibration, compared, tellsApart },
  };
}
