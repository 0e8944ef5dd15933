/** The app's one implementation of the scripting door and of what the screens need beside it. */
import { HuellaError, isAbort, toHuellaError } from '../engine/errors';
import type { Running } from '../engine/encoder/supervisor';
import { TRASH_DAYS } from '../engine/library/trash';
import type { Acted, Action, AddedPhoto, NewPhoto, Recrop, Undone } from '../engine/library';
import type { Crop } from '../engine/types';
import { Backups, staged } from './huella-backup';
import { DEFAULT_ID } from './huella-choice';
import { ActiveEncoder, infoOf, type RunningEncoder } from './huella-encoder';
import { Encoders } from './huella-encoders';
import { loadCatalogue } from './huella-installs';
import { importPhotos, type DetailedReport, type ImportSteps } from './huella-import';
import { LibraryLink, type LibraryCalls } from './huella-library';
import { readSettings, writeSettings } from './huella-settings';
import type { Huella, ImportItem, ImportOptions, Match, SearchOptions, Settings } from './scripting';
import type { EngineStatus, Services } from './services';
import { asWork } from './work';

const DEFAULT_K = 10;
const DAY_MS = 86_400_000;

/** The bundled drawings' list, relative to the page. */
const SAMPLES = 'samples/samples.json';

interface SampleList {
  readonly photos: readonly { readonly file: string; readonly individual: string }[];
}

/** Starts the encoder and the library, publishes `window.huella`, and returns what the screens use. */
export function createServices(): Services {
  const services = new App();
  window.huella = services.huella;
  return services;
}

class App implements Services {
  readonly huella: Huella;
  readonly backups = new Backups((call) => this.#library.use(call));

  readonly #library: LibraryLink;
  readonly #encoder: ActiveEncoder;
  readonly #encoders: Encoders;
  readonly #statusListeners = new Set<(status: EngineStatus) => void>();
  readonly #libraryListeners = new Set<() => void>();
  readonly #encodersListeners = new Set<() => void>();
  /** Imports running, each a promise that never rejects. */
  readonly #imports = new Set<Promise<unknown>>();
  /** While another encoder is put in use, imports wait. */
  #changing: Promise<unknown> = Promise.resolve();
  /** The bundled encoder is taking the place of a damaged one. */
  #replacing: Promise<boolean> | null = null;
  #status: EngineStatus = { phase: 'starting', step: 'library', done: 0, total: 1 };
  #reading: { readonly done: number; readonly total: number } | null = null;
  #started: Promise<void>;

  constructor() {
    this.#encoders = new Encoders({
      active: () => this.#encoder,
      library: () => this.#library,
      quiet: async (until) => {
        while (this.#imports.size > 0) await Promise.all(this.#imports);
        this.#changing = until;
      },
      onChange: () => {
        for (const listener of this.#encodersListeners) listener();
      },
      onSwitched: async () => {
        await this.#showRunning(await this.#encoder.start());
        for (const listener of this.#libraryListeners) listener();
      },
    });
    this.#encoder = new ActiveEncoder(
      readSettings(),
      () => this.#encoders.loadChosen(),
      (running) => void this.#showRunning(running),
    );
    this.#library = new LibraryLink({
      encoder: async () => {
        const { card, fingerprint } = (await this.#encoder.current()).loaded;
        return { fingerprint, dimension: card.dimension };
      },
      onProgress: (done, total) => this.#setReading(done, total),
      onChange: () => {
        for (const listener of this.#libraryListeners) listener();
      },
    });
    this.#started = this.#start();
    this.#started.catch(() => undefined);
    const started = (): Promise<void> => this.#started;
    this.huella = {
      version: __VERSION__,
      get ready() {
        return started();
      },
      encoders: {
        list: () => this.#encoders.list(),
        install: (source, options) => this.#encoders.install(source, options),
        use: async (id) => {
          await this.#library.open();
          await this.#encoders.use(id);
        },
        remove: async (id, options) => {
          await this.#library.open();
          await this.#encoders.remove(id, options);
        },
      },
      encode: async (photo, options = {}) => {
        const { crop, signal } = options;
        return this.#withEncoder(async (encoder) => {
          return (await encoder.encode(photo, { crop }, 'query', signal)).embedding;
        });
      },
      import: async (files, options) => {
        const { imported, duplicates, failed } = await this.importPhotos(files, options);
        return { imported, duplicates, failed: failed.map(({ name, reason }) => ({ name, reason })) };
      },
      search: (query, options) => this.#search(query, options),
      diagnostics: async () => {
        const [encoder, counts] = await Promise.all([
          this.#encoder.diagnostics(),
          this.#library.peek((library) => library.counts()),
        ]);
        const { photos, indexed } = counts ?? { photos: 0, indexed: 0 };
        return { ...encoder, photos, indexed, crossOriginIsolated: window.crossOriginIsolated };
      },
      settings: {
        get: () => Promise.resolve(readSettings()),
        set: (change) => this.#applySettings(change),
      },
      backup: async (options) => (await this.backups.make(null, staged(options))).file,
      restore: (file, options = {}) => this.backups.restore(file, options.choices ?? {}, staged(options)),
      clear: async () => {
        await this.#library.use((library) => library.clear());
      },
    };
  }

  status(): EngineStatus {
    return this.#status;
  }

  onStatus(listener: (status: EngineStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  onLibraryChange(listener: () => void): () => void {
    this.#libraryListeners.add(listener);
    return () => this.#libraryListeners.delete(listener);
  }

  async retry(): Promise<void> {
    if (this.#status.phase !== 'failed') return;
    this.#started = this.#start();
    await this.#started;
  }

  photosPage(...args: Parameters<Services['photosPage']>): ReturnType<Services['photosPage']> {
    return this.#library.useEarly((library) => library.photosPage(...args));
  }

  individualRecords(): ReturnType<Services['individualRecords']> {
    return this.#library.useEarly((library) => library.individualRecords());
  }

  changedSince(revision: number): ReturnType<Services['changedSince']> {
    return this.#library.useEarly((library) => library.changedSince(revision));
  }

  async photos(): ReturnType<Services['photos']> {
    return this.#library.use((library) => library.photos());
  }

  async individuals(): ReturnType<Services['individuals']> {
    return this.#library.use((library) => library.individuals());
  }

  async thumbnail(photoId: string): Promise<Blob> {
    return this.#library.useEarly((library) => library.thumbnail(photoId));
  }

  async original(photoId: string): Promise<Blob> {
    return this.#library.use((library) => library.original(photoId));
  }

  picture(photoId: string): Promise<Blob> {
    return this.#library.use((library) => library.picture(photoId));
  }

  cutOut(photo: Blob, crop: Crop): Promise<Blob> {
    return this.#library.use((library) => library.cutOut(photo, crop));
  }

  async recrop(photoId: string, crop: Crop | null, signal?: AbortSignal): Promise<void> {
    for (;;) {
      // As imports: the gallery that is open and the encoder must be of one kind.
      await this.#changing;
      const encoder = await this.#encoder.current();
      const { original } = await this.#library.use((library) => library.source(photoId));
      const options = { crop: crop ?? undefined, thumbnail: true };
      const { embedding: vector, thumbnail } = await encoder.encode(original, options, 'query', signal);
      signal?.throwIfAborted();
      if ((await this.#encoder.current()) !== encoder) continue;
      const { bytes, mime } = thumbnail!;
      const { fingerprint } = encoder.loaded;
      const recrop: Recrop = {
        photoId,
        crop,
        thumbnail: new Blob([bytes], { type: mime }),
        embedding: { fingerprint, vector },
      };
      return this.#library.use((library) => library.recrop(recrop));
    }
  }

  get library(): LibraryCalls {
    return this.#library.calls;
  }

  act(action: Action): Promise<Acted> {
    const entryId = crypto.randomUUID();
    const { observer } = readSettings();
    return this.#library.use((library) => library.act(action, entryId, observer));
  }

  undo(entryId: string): Promise<Undone> {
    return this.#library.use((library) => library.undo(entryId));
  }

  redo(entryId: string): Promise<Undone> {
    return this.#library.use((library) => library.redo(entryId));
  }

  async assign(photoIds: readonly string[], name: string | null): Promise<void> {
    await this.act({ kind: 'assign', photoIds, name });
  }

  async deletePhotos(photoIds: readonly string[]): Promise<void> {
    await this.act({ kind: 'delete-photos', photoIds });
  }

  catalogue(): ReturnType<Services['catalogue']> {
    return loadCatalogue();
  }

  encoders(): ReturnType<Services['encoders']> {
    return this.#encoders.view();
  }

  onEncodersChange(listener: () => void): () => void {
    this.#encodersListeners.add(listener);
    return () => this.#encodersListeners.delete(listener);
  }

  installFiles(files: readonly File[], signal?: AbortSignal): ReturnType<Services['installFiles']> {
    return this.#encoders.installRequest({ source: files }, signal);
  }

  resumeInstall(id: string, signal?: AbortSignal): ReturnType<Services['resumeInstall']> {
    return this.#encoders.resumeInstall(id, signal);
  }

  pauseSwitch(): void {
    this.#encoders.pauseSwitch();
  }

  resumeSwitch(): void {
    this.#encoders.resumeSwitch();
  }

  cancelSwitch(): void {
    this.#encoders.cancelSwitch();
  }

  async importPhotos(
    files: Iterable<File | ImportItem>,
    options: ImportOptions = {},
  ): Promise<DetailedReport> {
    await this.#library.open();
    await this.#changing;
    const importing = asWork(this.#importWith(files, options));
    const ended = importing.catch(() => undefined);
    this.#imports.add(ended);
    void ended.then(() => this.#imports.delete(ended));
    return importing;
  }

  async #importWith(files: Iterable<File | ImportItem>, options: ImportOptions): Promise<DetailedReport> {
    const encoder = await this.#encoder.current();
    const { fingerprint } = encoder.loaded;
    const steps: ImportSteps = {
      identify: (file, crop) => this.#library.use((library) => library.identify(file, crop)),
      encode: (file, crop, signal) =>
        encoder.encode(file, { crop: crop ?? undefined, thumbnail: true }, 'import', signal),
      store: async ({ file, sha256, crop, individual, fields, encoded }) => {
        const { bytes, mime } = encoded.thumbnail!;
        const photo: NewPhoto = {
          name: file.name,
          sha256,
          original: file,
          thumbnail: new Blob([bytes], { type: mime }),
          crop,
          width: encoded.width,
          height: encoded.height,
          individual,
          ...(fields ? { fields } : {}),
          embedding: { fingerprint, vector: encoded.embedding },
        };
        const added = await this.#library.use<AddedPhoto>((library) => library.add(photo));
        return added.kind === 'added';
      },
    };
    const report = await importPhotos(files, steps, options);
    // The index is a cache: that it could not be saved (a full disk) is no reason to withhold what became of the photos.
    await this.#library.use((library) => library.flush()).catch(() => undefined);
    return report;
  }

  recall(): Promise<number | null> {
    return this.#library.use((library) => library.recall());
  }

  async sampleFiles(): ReturnType<Services['sampleFiles']> {
    const list = new URL(SAMPLES, document.baseURI);
    const { photos } = (await (await fetchSample(list)).json()) as SampleList;
    return Promise.all(
      photos.map(async ({ file, individual }) => {
        const response = await fetchSample(new URL(file, list));
        if (!response.ok) throw new HuellaError('not-found', `The sample ${file} is missing.`, { file });
        const blob = await response.blob();
        return { file: new File([blob], file, { type: blob.type }), individual };
      }),
    );
  }

  async #search(query: Blob | Float32Array, options: SearchOptions = {}): Promise<Match[]> {
    const { k = DEFAULT_K, by = 'photo', exact, crop, filter, exclude, signal } = options;
    if (!Number.isSafeInteger(k) || k < 1) throw new RangeError(`k must be a whole number from 1, not ${k}.`);
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
        for (const listener of this.#libraryListeners) listener();
        this.#encoders.resume().catch(() => undefined);
        return true;
      } finally {
        this.#replacing = null;
      }
    })();
    return this.#replacing;
  }

  async #applySettings(change: Partial<Settings>): Promise<void> {
    const settings = writeSettings(change);
    const encoder = await this.#encoder.current();
    try {
      await this.#encoder.apply(settings);
    } catch (error) {
      if (await this.#standIn(encoder, error)) return;
      this.#fail(error);
      throw error;
    }
  }

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
    } catch (error) {
      this.#fail(error);
      throw error;
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
      if (id === DEFAULT_ID) throw error;
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
    if (this.#status.phase === 'ready') this.#setStatus({ ...this.#status, reading: this.#reading });
    else if (this.#reading) this.#setStarting('index', done, total);
    else this.#setStarting('encoder', 0, 1);
  }

  #setStarting(step: 'index' | 'encoder', done: number, total: number): void {
    if (this.#status.phase === 'starting') this.#setStatus({ phase: 'starting', step, done, total });
  }

  #fail(thrown: unknown): void {
    const { code, detail, message } = toHuellaError(thrown);
    this.#setStatus({ phase: 'failed', code, detail, reason: message });
  }

  #setStatus(status: EngineStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }
}

/** The drawings are kept on the device once they were used, not before. */
async function fetchSample(url: URL): Promise<Response> {
  try {
    return await fetch(url);
  } catch (cause) {
    throw new HuellaError('network-needed', `${url.pathname} could not be fetched.`, {}, { cause });
  }
}
