/** The app's one implementation of the scripting door and of what the screens need beside it. */
import { HuellaError, toHuellaError } from '../engine/errors';
import type { Running } from '../engine/encoder/supervisor';
import type { AddedPhoto, NewPhoto } from '../engine/library';
import { ActiveEncoder } from './huella-encoder';
import { importPhotos, type DetailedReport, type ImportSteps } from './huella-import';
import { LibraryLink } from './huella-library';
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

  readonly #library: LibraryLink;
  readonly #encoder: ActiveEncoder;
  readonly #statusListeners = new Set<(status: EngineStatus) => void>();
  readonly #libraryListeners = new Set<() => void>();
  #status: EngineStatus = { phase: 'starting', step: 'library', done: 0, total: 1 };
  #started: Promise<void>;

  constructor() {
    this.#encoder = new ActiveEncoder(readSettings(), (running) => void this.#showRunning(running));
    this.#library = new LibraryLink({
      encoder: async () => {
        const { card, fingerprint } = await this.#encoder.load();
        return { fingerprint, dimension: card.dimension };
      },
      onProgress: (done, total) => this.#setStarting('index', done, total),
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

  async photos(): ReturnType<Services['photos']> {
    return this.#library.use((library) => library.photos());
  }

  async individuals(): ReturnType<Services['individuals']> {
    return this.#library.use((library) => library.individuals());
  }

  async thumbnail(photoId: string): Promise<Blob> {
    return this.#library.use((library) => library.thumbnail(photoId));
  }

  async original(photoId: string): Promise<Blob> {
    return this.#library.use((library) => library.original(photoId));
  }

  async assign(photoIds: readonly string[], name: string | null): Promise<void> {
    await this.#library.use((library) => library.assign(photoIds, name));
  }

  async deletePhotos(photoIds: readonly string[]): Promise<void> {
    await this.#library.use((library) => library.deletePhotos(photoIds));
  }

  async importPhotos(
    files: Iterable<File | ImportItem>,
    options: ImportOptions = {},
  ): Promise<DetailedReport> {
    await this.#library.open();
    const { fingerprint } = await this.#encoder.load();
    const steps: ImportSteps = {
      identify: (file, crop) => this.#library.use((library) => library.identify(file, crop)),
      encode: (file, crop, signal) =>
        this.#encoder.encode(file, { crop: crop ?? undefined, thumbnail: true }, 'import', signal),
      store: async ({ file, sha256, crop, individual, encoded }) => {
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
          embedding: { fingerprint, vector: encoded.embedding },
        };
        const added = await this.#library.use<AddedPhoto>((library) => library.add(photo));
        return added.kind === 'added';
      },
    };
    const report = await importPhotos(files, steps, options);
    await this.#library.use((library) => library.flush());
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
    const vector =
      query instanceof Float32Array
        ? query
        : (await this.#encoder.encode(query, { crop }, 'query', signal)).embedding;
    signal?.throwIfAborted();
    return this.#library.use((library) =>
      library.search(vector, { k, by, ...(exact === undefined ? {} : { exact }) }),
    );
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
      void this.#library.open().then(
        () => this.#setStarting('encoder', 0, 1),
        () => undefined,
      );
      // The library does not wait for the encoder: the gallery is there before the first search is possible.
      await Promise.all([this.#library.open(), this.#encoder.start()]);
      await this.#showRunning(await this.#encoder.start());
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  async #showRunning({ backend, reason }: Running): Promise<void> {
    await this.#library.open();
    this.#setStatus({ phase: 'ready', backend, reason, encoder: await this.#encoder.info() });
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
