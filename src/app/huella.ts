/** The app's one implementation of the scripting door and of what the screens need beside it. */
import { proxy } from 'comlink';
import { HuellaError, toHuellaError } from '../engine/errors';
import type { Running } from '../engine/encoder/supervisor';
import { spawnLibrary } from '../workers/spawn';
import { ActiveEncoder } from './huella-encoder';
import { importPhotos, type DetailedReport, type ImportSteps } from './huella-import';
import { readSettings, writeSettings } from './huella-settings';
import type { Huella, ImportItem, ImportOptions, Match, SearchOptions, Settings } from './scripting';
import type { EngineStatus, Services } from './services';

const DEFAULT_K = 10;

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

  readonly #library = spawnLibrary().door;
  readonly #encoder: ActiveEncoder;
  readonly #statusListeners = new Set<(status: EngineStatus) => void>();
  readonly #libraryListeners = new Set<() => void>();
  #status: EngineStatus = { phase: 'starting', step: 'library', done: 0, total: 1 };
  #libraryOpen: Promise<void> | null = null;
  #started: Promise<void>;

  constructor() {
    this.#encoder = new ActiveEncoder(readSettings(), (running) => void this.#showRunning(running));
    this.#started = this.#start();
    this.#started.catch(() => undefined);
    const started = (): Promise<void> => this.#started;
    this.huella = {
      version: __VERSION__,
      get ready() {
        return started();
      },
      encoders: { list: async () => [await this.#encoder.info()] },
      encode: async (photo, options = {}) => {
        const { crop, signal } = options;
        return (await this.#encoder.encode(photo, { crop }, 'query', signal)).embedding;
      },
      import: async (files, options) => {
        const { imported, duplicates, failed } = await this.importPhotos(files, options);
        return { imported, duplicates, failed: failed.map(({ name, reason }) => ({ name, reason })) };
      },
      search: (query, options) => this.#search(query, options),
      diagnostics: async () => {
        const [encoder, library] = await Promise.all([this.#encoder.diagnostics(), this.#library.counts()]);
        return { ...encoder, ...library, crossOriginIsolated: window.crossOriginIsolated };
      },
      settings: {
        get: () => Promise.resolve(readSettings()),
        set: (change) => this.#applySettings(change),
      },
      clear: async () => {
        await this.#openLibrary();
        await this.#library.clear();
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

  async photos(): ReturnType<Services['photos']> {
    await this.#openLibrary();
    return this.#library.photos();
  }

  async individuals(): ReturnType<Services['individuals']> {
    await this.#openLibrary();
    return this.#library.individuals();
  }

  async thumbnail(photoId: string): Promise<Blob> {
    await this.#openLibrary();
    return this.#library.thumbnail(photoId);
  }

  async original(photoId: string): Promise<Blob> {
    await this.#openLibrary();
    return this.#library.original(photoId);
  }

  async assign(photoIds: readonly string[], name: string | null): Promise<void> {
    await this.#openLibrary();
    await this.#library.assign(photoIds, name);
  }

  async deletePhotos(photoIds: readonly string[]): Promise<void> {
    await this.#openLibrary();
    await this.#library.deletePhotos(photoIds);
  }

  async importPhotos(
    files: Iterable<File | ImportItem>,
    options: ImportOptions = {},
  ): Promise<DetailedReport> {
    await this.#openLibrary();
    const { fingerprint } = await this.#encoder.load();
    const steps: ImportSteps = {
      identify: (file, crop) => this.#library.identify(file, crop),
      encode: (file, crop, signal) =>
        this.#encoder.encode(file, { crop: crop ?? undefined, thumbnail: true }, 'import', signal),
      store: async ({ file, sha256, crop, individual, encoded }) => {
        const { bytes, mime } = encoded.thumbnail!;
        const added = await this.#library.add({
          name: file.name,
          sha256,
          original: file,
          thumbnail: new Blob([bytes], { type: mime }),
          crop,
          width: encoded.width,
          height: encoded.height,
          individual,
          embedding: { fingerprint, vector: encoded.embedding },
        });
        return added.kind === 'added';
      },
    };
    const report = await importPhotos(files, steps, options);
    await this.#library.flush();
    return report;
  }

  async sampleFiles(): ReturnType<Services['sampleFiles']> {
    const list = new URL(SAMPLES, document.baseURI);
    const { photos } = (await (await fetch(list)).json()) as SampleList;
    return Promise.all(
      photos.map(async ({ file, individual }) => {
        const response = await fetch(new URL(file, list));
        if (!response.ok) throw new HuellaError('not-found', `The sample ${file} is missing.`, { file });
        const blob = await response.blob();
        return { file: new File([blob], file, { type: blob.type }), individual };
      }),
    );
  }

  async #search(query: Blob | Float32Array, options: SearchOptions = {}): Promise<Match[]> {
    const { k = DEFAULT_K, by = 'photo', exact, crop, signal } = options;
    if (!Number.isSafeInteger(k) || k < 1) throw new RangeError(`k must be a whole number from 1, not ${k}.`);
    await this.#openLibrary();
    const vector =
      query instanceof Float32Array
        ? query
        : (await this.#encoder.encode(query, { crop }, 'query', signal)).embedding;
    signal?.throwIfAborted();
    return this.#library.search(vector, { k, by, ...(exact === undefined ? {} : { exact }) });
  }

  async #applySettings(change: Partial<Settings>): Promise<void> {
    const settings = writeSettings(change);
    try {
      await this.#encoder.apply(settings);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  async #start(): Promise<void> {
    try {
      this.#setStatus({ phase: 'starting', step: 'library', done: 0, total: 1 });
      // The library does not wait for the encoder: the gallery is there before the first search is possible.
      await Promise.all([this.#openLibrary(), this.#encoder.start()]);
      await this.#showRunning(await this.#encoder.start());
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Opens library and index once; a failed opening is tried again by the next caller. */
  #openLibrary(): Promise<void> {
    this.#libraryOpen ??= this.#openLibraryNow().catch((error: unknown) => {
      this.#libraryOpen = null;
      throw error;
    });
    return this.#libraryOpen;
  }

  async #openLibraryNow(): Promise<void> {
    const { card, fingerprint } = await this.#encoder.load();
    await this.#library.open(
      fingerprint,
      card.dimension,
      proxy((done: number, total: number) => {
        if (this.#status.phase === 'starting')
          this.#setStatus({ phase: 'starting', step: 'index', done, total });
      }),
      proxy(() => {
        for (const listener of this.#libraryListeners) listener();
      }),
    );
    if (this.#status.phase === 'starting')
      this.#setStatus({ phase: 'starting', step: 'encoder', done: 0, total: 1 });
  }

  async #showRunning({ backend, reason }: Running): Promise<void> {
    await this.#openLibrary();
    this.#setStatus({ phase: 'ready', backend, reason, encoder: await this.#encoder.info() });
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
