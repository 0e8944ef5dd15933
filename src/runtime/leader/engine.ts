/**
 * What the leading tab has and the others call: the library's worker, the encoder's, the queue
 * between them and how they are doing.
 */
import type { Running } from '../../engine/encoder/worker-start';
import { isAbort, toHuellaError } from '../../engine/errors';
import type { GroupingTask, LibraryDoor, Signature } from '../../engine/gallery';
import type { JournalEntry, Undone } from '../../engine/library';
import type { GroupingRequest } from '../../engine/sorting';
import type { Crop } from '../../engine/types';
import type { Calls } from '../../workers/calls';
import type { EncodeOptions } from '../../engine/encoder/encoder';
import type { Priority } from '../../engine/encoder/queue';
import { DEFAULT_ID } from '../encoders/choice';
import { ActiveEncoder, infoOf, type Encoded, type RunningEncoder } from '../encoders/active';
import { Encoders } from '../encoders/encoders';
import { MarkingsDesk } from './markings';
import { Answering } from './answering';
import { Learner } from './learner';
import { DetectorDesk } from './detector';
import { LibraryLink } from './library-link';
import { Recropping } from './recropping';
import { Standing } from './standing';
import { readSettings } from '../settings';
import type { Answer, IdentifyOptions, Match, SearchOptions, Settings } from '../api';
import { inTurn } from '../turns';
import type { EngineDiagnostics } from '../diagnostics';
import type { EngineEvents, EngineStatus } from '../status';

/** Starts the library and the encoder at once. */
export class LeadingEngine {
  readonly doors: {
    readonly library: Calls<LibraryDoor>;
    readonly encoders: Encoders;
    readonly engine: LeadingEngine;
    readonly markings: MarkingsDesk;
    readonly detector: DetectorDesk;
    readonly learning: Learner;
  };
  readonly #events: EngineEvents;
  readonly #library: LibraryLink;
  readonly #encoder: ActiveEncoder;
  readonly #encoders: Encoders;
  readonly #markings: MarkingsDesk;
  readonly #detector: DetectorDesk;
  readonly #learner: Learner;
  readonly #standing: Standing;
  readonly #answering: Answering;
  readonly #recropping: Recropping;
  readonly #closing = new AbortController();
  /** While another encoder is put in use, searches that met the change wait. */
  #changing: Promise<unknown> = Promise.resolve();
  /** The bundled encoder is taking the place of a damaged one. */
  #replacing: Promise<boolean> | null = null;

  constructor(events: EngineEvents) {
    this.#events = events;
    this.#standing = new Standing((status) => events.onStatus(status), this.#closing.signal);
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
      onProgress: (done, total) => this.#standing.reading(done, total),
      onChange: () => {
        this.#events.onEvent('library');
        this.#markings.changed();
        this.#learner.changed();
      },
      onOutdated: (error) => this.#standing.fail(error),
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
    this.#answering = new Answering({
      encoder: this.#encoder,
      markings: this.#markings,
      detector: this.#detector,
    });
    this.#recropping = new Recropping({
      encoder: this.#encoder,
      library: this.#library,
      changed: () => this.#changing,
    });
    this.doors = {
      library: this.#library.door,
      encoders: this.#encoders,
      engine: this,
      markings: this.#markings,
      detector: this.#detector,
      learning: this.#learner,
    };
    void this.#start();
  }

  status(): EngineStatus {
    return this.#standing.status;
  }

  /** Ends the workers; nothing is written from here on. What is in flight need never settle. */
  close(): void {
    this.#closing.abort();
    this.#encoders.close();
    this.#markings.close();
    this.#detector.close();
    this.#learner.close();
    this.#encoder.close();
    this.#library.close();
  }

  /** Resolves when the library is open; tries again after a failure. */
  open(): Promise<void> {
    return this.#library.open();
  }

  /** Starts again after a failed start. */
  async retry(): Promise<void> {
    if (this.#standing.status.phase === 'failed') await this.#start();
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

  /** As `Huella.search`. */
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

  /** As `Huella.identify`. */
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
      return this.#answering.answer(
        (search) => door.recognise(embedding, search, fingerprint),
        [{ photo, crop }],
        { ...options, ...(signal && { signal }), ...(onFirst && { onFirst }) },
      );
    });
  }

  /**
   * As `identify`, of photos of the gallery by the embeddings they have: one photo, or those of one
   * encounter as one question. Neither they nor what a person said they are not is found.
   * @throws HuellaError `not-found` when none has an embedding of the encoder in use
   */
  identifyStored(
    photoIds: readonly string[],
    options: Omit<IdentifyOptions, 'signal' | 'onFirst' | 'crop'>,
    signal?: AbortSignal,
    onFirst?: (answer: Answer) => void,
  ): Promise<Answer> {
    return this.#answering.answer(
      (search) => this.#library.door.recogniseStored(photoIds, search),
      [{ photoId: photoIds[0]! }, ...photoIds.slice(1).map((photoId) => ({ photoId }))],
      { ...options, ...(signal && { signal }), ...(onFirst && { onFirst }) },
    );
  }

  /** Unidentified photos to be grouped, with what the encoder's card says of similarities. */
  async groupingTask(): Promise<GroupingTask & Pick<GroupingRequest, 'fallback'>> {
    const { card, fingerprint } = (await this.#encoder.current()).loaded;
    const task = await this.#library.door.groupingTask(readSettings().learning === 'on');
    const joining = fingerprint === task.fingerprint ? card.calibration?.joining : undefined;
    return { ...task, fallback: joining && { ...joining, basis: 'encoder' } };
  }

  /**
   * Gives a photo of the gallery another crop (null: the whole photo): encodes it anew and replaces
   * what was made of the old one. Journaled.
   * @returns null: that is its crop
   * @throws HuellaError `crop-taken` when another photo of the same file has this crop,
   *   `not-found`, those of encoding and storing
   */
  recrop(
    photoId: string,
    crop: Crop | null,
    signature: Signature,
    signal?: AbortSignal,
  ): Promise<JournalEntry | null> {
    return this.#recropping.recrop(photoId, crop, signature, signal);
  }

  /** As `Library.undo`; a crop that is taken back is encoded once more. */
  undo(entryId: string): Promise<Undone> {
    return this.#recropping.replay(entryId, 'before');
  }

  redo(entryId: string): Promise<Undone> {
    return this.#recropping.replay(entryId, 'after');
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

  /** They are stored already; resolves when a newly chosen backend runs. */
  async applySettings(settings: Settings): Promise<void> {
    const encoder = await this.#encoder.current();
    this.#markings.changed();
    this.#learner.changed();
    try {
      await this.#encoder.apply(settings);
    } catch (error) {
      if (await this.#standIn(encoder, error)) return;
      this.#standing.fail(error);
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

  /** Ends ready or failed; the status says which. */
  async #start(): Promise<void> {
    try {
      this.#standing.begin();
      void this.#library.open().then(
        () => this.#standing.starting('encoder', 0, 1),
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
      this.#standing.fail(error);
    }
  }

  /**
   * Deletes what has been in the trash for long, in the background: no screen waits for it, and the
   * next start tries again.
   */
  #emptyOldTrash(): void {
    this.#library.door.emptyOldTrash().catch(() => undefined);
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

  async #showRunning(running: Running): Promise<void> {
    await this.#library.open();
    // A tab that died while it learnt, or another encoder's photos: due without a change.
    this.#learner.changed();
    const encoder = infoOf((await this.#encoder.current()).loaded, true);
    this.#standing.ready(running, encoder);
  }
}
