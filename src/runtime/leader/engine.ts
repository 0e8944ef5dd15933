/** What the leading tab has and the others call: the library's worker, the encoder's, the queue between them and how they are doing. */
import type { Running } from '../../engine/encoder/supervisor';
import type { GalleryAnswer, IdentifySearch } from '../../engine/gallery';
import { isAbort, toHuellaError } from '../../engine/errors';
import type { JournalEntry, Recrop, RecropEntry, Undone } from '../../engine/library';
import { TRASH_DAYS } from '../../engine/library/trash';
import type { Crop } from '../../engine/types';
import { DEFAULT_ID } from '../encoders/choice';
import { ActiveEncoder, infoOf, type RunningEncoder } from '../encoders/active';
import { Encoders } from '../encoders/encoders';
import { Learner } from './learner';
import { LibraryLink } from './library-link';
import { MarkingsDesk } from './markings';
import { readSettings } from '../settings';
import type { Answer, IdentifyOptions, Match, SearchOptions } from '../api';
import { inTurn } from '../turns';
import type { EngineStatus } from '../status';
import type {
  DoorName,
  Encoded,
  Engine,
  EngineDiagnostics,
  EngineDoor,
  EngineEvents,
  MarkingsOf,
} from '../doors';

const DEFAULT_K = 10;
const DAY_MS = 86_400_000;

type Methods = Record<string, (...args: readonly unknown[]) => Promise<unknown>>;

/** Starts the library and the encoder at once. */
export class LeadingEngine implements Engine {
  readonly door: EngineDoor;
  readonly #library: LibraryLink;
  readonly #encoder: ActiveEncoder;
  readonly #encoders: Encoders;
  readonly #markings: MarkingsDesk;
  readonly #learner: Learner;
  readonly #closing = new AbortController();
  /** While another encoder is put in use, searches that met the change wait. */
  #changing: Promise<unknown> = Promise.resolve();
  /** The bundled encoder is taking the place of a damaged one. */
  #replacing: Promise<boolean> | null = null;
  #status: EngineStatus = { phase: 'starting', step: 'library', done: 0, total: 1 };
  #reading: { readonly done: number; readonly total: number } | null = null;

  constructor(private readonly events: EngineEvents) {
    this.#encoders = new Encoders({
      active: () => this.#encoder,
      library: () => this.#library,
      quiet: (until) => this.#quiet(until),
      onChange: () => this.events.onEvent('encoders'),
      onSwitched: async () => {
        await this.#showRunning(await this.#encoder.start());
        this.events.onEvent('library');
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
        this.events.onEvent('library');
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
      onLearnt: () => this.events.onEvent('library'),
    });
    this.door = this.#makeDoor();
    void this.#start();
  }

  status(): EngineStatus {
    return this.#status;
  }

  call(door: DoorName, method: string, args: readonly unknown[]): Promise<unknown> {
    if (door !== 'engine') {
      const use = door === 'library' ? 'use' : 'useEarly';
      return this.#library[use]((library) => (library as unknown as Methods)[method]!(...args));
    }
    return Promise.resolve((this.door as unknown as Methods)[method]!(...args));
  }

  close(): void {
    this.#closing.abort();
    this.#encoders.close();
    this.#markings.close();
    this.#learner.close();
    this.#encoder.close();
    this.#library.close();
  }

  #makeDoor(): EngineDoor {
    const encoders = this.#encoders;
    return {
      open: () => this.#library.open(),
      retry: async () => {
        if (this.#status.phase === 'failed') await this.#start();
      },
      encode: async (photo, options, priority, signal) => {
        const encode = async (encoder: RunningEncoder): Promise<Encoded> => {
          const encoded = await encoder.encode(photo, options, priority, signal);
          return { ...encoded, fingerprint: encoder.loaded.fingerprint };
        };
        // An import is of one encoder: it ends where that one is damaged.
        return priority === 'query'
          ? this.#withEncoder(encode)
          : encode(await this.#encoder.current());
      },
      search: (query, options, signal) => this.#search(query, options, signal),
      identify: (photo, options, signal, onFirst) =>
        this.#identify(photo, options, signal, onFirst),
      learningReady: async () => {
        await this.#library.open();
        return this.#learner.ready();
      },
      learningReport: () => this.#learner.report(),
      identifyStored: (photoIds, options, signal, onFirst) =>
        this.#answer(
          (search) => this.#library.use((library) => library.recogniseStored(photoIds, search)),
          { photoId: photoIds[0]! },
          { ...options, ...(signal && { signal }), ...(onFirst && { onFirst }) },
        ),
      recrop: (photoId, crop, entry, signal) => this.#recrop(photoId, crop, entry, signal),
      undo: (entryId) => this.#swing(entryId, 'before'),
      redo: (entryId) => this.#swing(entryId, 'after'),
      agreeingPoints: (query, photoIds, signal) => this.#markings.agreeing(query, photoIds, signal),
      keepPoints: (photoId, points) => this.#markings.adopt(photoId, points),
      markingPairs: (from, to, signal) => this.#markings.pairs(from, to, signal),
      diagnostics: () => this.#diagnostics(),
      applySettings: async (settings) => {
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
      },
      listEncoders: () => encoders.list(),
      viewEncoders: () => encoders.view(),
      installEncoder: (source, options, signal, onProgress) =>
        encoders.install(source, {
          ...options,
          ...(signal && { signal }),
          ...(onProgress && { onProgress }),
        }),
      installRequest: (request, signal) => encoders.installRequest(request, signal),
      resumeInstall: (id, signal) => encoders.resumeInstall(id, signal),
      stopInstall: () => encoders.stopInstall(),
      useEncoder: async (id) => {
        await this.#library.open();
        await encoders.use(id);
      },
      removeEncoder: async (id, options) => {
        await this.#library.open();
        await encoders.remove(id, options);
      },
      pauseSwitch: () => encoders.pauseSwitch(),
      resumeSwitch: () => encoders.resumeSwitch(),
      cancelSwitch: () => encoders.cancelSwitch(),
    };
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

  async #search(
    query: Blob | Float32Array,
    { k = DEFAULT_K, by = 'photo', exact, crop, filter, exclude }: Omit<SearchOptions, 'signal'>,
    signal?: AbortSignal,
  ): Promise<Match[]> {
    const limits = {
      k,
      by,
      ...(exact === undefined ? {} : { exact }),
      ...(filter ? { filter } : {}),
      ...(exclude ? { exclude } : {}),
    };
    if (query instanceof Float32Array) {
      return this.#library.use((library) => library.search(query, limits, null));
    }
    return this.#withEncoder(async (encoder) => {
      const { embedding } = await encoder.encode(query, { crop }, 'query', signal);
      signal?.throwIfAborted();
      const { fingerprint } = encoder.loaded;
      return this.#library.use((library) => library.search(embedding, limits, fingerprint));
    });
  }

  async #identify(
    photo: Blob,
    { crop, ...options }: Omit<IdentifyOptions, 'signal' | 'onFirst'>,
    signal?: AbortSignal,
    onFirst?: (answer: Answer) => void,
  ): Promise<Answer> {
    return this.#withEncoder(async (encoder) => {
      const { embedding } = await encoder.encode(photo, { crop }, 'query', signal);
      signal?.throwIfAborted();
      const { fingerprint } = encoder.loaded;
      return this.#answer(
        (search) =>
          this.#library.use((library) => library.recognise(embedding, search, fingerprint)),
        { photo, crop },
        { ...options, ...(signal && { signal }), ...(onFirst && { onFirst }) },
      );
    });
  }

  /** The first answer, then the one that knows of markings, where they are to be compared. */
  async #answer(
    recognise: (search: IdentifySearch) => Promise<GalleryAnswer>,
    query: MarkingsOf,
    {
      k = DEFAULT_K,
      filter,
      exclude,
      markings = readSettings().markings,
      signal,
      onFirst,
    }: Omit<IdentifyOptions, 'crop'>,
  ): Promise<Answer> {
    const learning = readSettings().learning === 'on';
    const search = { k, learning, ...(filter && { filter }), ...(exclude && { exclude }) };
    const first = await recognise(search);
    signal?.throwIfAborted();
    if (markings === 'never' || first.candidates.length === 0) return asAnswer(first);
    if (markings === 'auto' && !first.contested) return asAnswer(first);
    onFirst?.(asAnswer(first));
    const agreeing = await this.#markings
      .agreeing(query, first.candidates, signal)
      .catch((error: unknown) => {
        if (isAbort(error) || signal?.aborted) throw error;
        // The first answer stands: `compared` says that nothing was.
        return null;
      });
    return asAnswer(agreeing ? await recognise({ ...search, agreeing }) : first);
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

  /** The files of an installed encoder are no longer what they were: the bundled one takes its place. False for any other failure. */
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
        this.events.onEvent('library');
        this.#encoders.resume().catch(() => undefined);
        return true;
      } finally {
        this.#replacing = null;
      }
    })();
    return this.#replacing;
  }

  async #swing(entryId: string, to: 'before' | 'after'): Promise<Undone> {
    const undone = await this.#library.use((library) =>
      to === 'before' ? library.undo(entryId) : library.redo(entryId),
    );
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
      const { original } = await this.#library.use((library) => library.source(photoId));
      const options = { crop: crop ?? undefined, thumbnail: true };
      const encoded = await encoder.encode(original, options, 'query', signal);
      const { embedding: vector, thumbnail, lookHash } = encoded;
      signal?.throwIfAborted();
      if ((await this.#encoder.current()) !== encoder) continue;
      const { bytes, mime } = thumbnail!;
      const { fingerprint } = encoder.loaded;
      const recrop: Recrop = {
        photoId,
        crop,
        thumbnail: new Blob([bytes], { type: mime }),
        ...(lookHash === null ? {} : { lookHash }),
        embedding: { fingerprint, vector },
        entry,
      };
      return this.#library.use((library) => library.recrop(recrop));
    }
  }

  async #diagnostics(): Promise<EngineDiagnostics> {
    const [encoder, markings, counts] = await Promise.all([
      this.#encoder.diagnostics(),
      this.#markings.diagnostics(),
      this.#library.peek((library) => library.counts()),
    ]);
    const { photos, indexed } = counts ?? { photos: 0, indexed: 0 };
    return {
      ...encoder,
      markings,
      photos,
      indexed,
      crossOriginIsolated: window.crossOriginIsolated,
    };
  }

  /** Ends ready or failed; the status says which. */
  async #start(): Promise<void> {
    try {
      this.#setStatus({ phase: 'starting', step: 'library', done: 0, total: 1 });
      void this.#library.open().then(
        () => this.#setStarting('encoder', 0, 1),
        () => undefined,
      );
      // The library does not wait for the encoder: the gallery is there before the first search is possible.
      const [, running] = await Promise.all([this.#library.open(), this.#startEncoder()]);
      await this.#showRunning(running);
      this.#encoders.resume().catch(() => undefined);
      this.#emptyOldTrash();
      this.#markings.changed();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What has been in the trash for long goes, in the background: nobody waits for it, and the next start tries again. */
  #emptyOldTrash(): void {
    const before = Date.now() - TRASH_DAYS * DAY_MS;
    this.#library.use((library) => library.emptyTrash(before)).catch(() => undefined);
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
    this.events.onStatus(status);
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
