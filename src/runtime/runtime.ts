/** The app's one implementation of the scripting door and of what the screens need beside it; the same in every tab, whichever leads. */
import type { Remote } from 'comlink';
import type { Adopted } from '../engine/backup';
import { HuellaError, isAbort } from '../engine/errors';
import type { Acted, Action, AddedPhoto, JournalEntry, NewPhoto, Undone } from '../engine/library';
import type { Crop } from '../engine/types';
import type { LibraryDoor } from '../workers/library.worker';
import { LeadingEngine } from './leader/engine';
import { Backups, staged } from './backups';
import { loadCatalogue } from './encoders/install';
import { ExchangeLink, type ExchangeCalls } from './leader/exchange-link';
import {
  importPhotos,
  type DetailedOptions,
  type DetailedReport,
  type ImportSteps,
  type LazyItem,
} from './import';
import type { LibraryCalls } from './leader/library-link';
import { readSettings, writeSettings } from './settings';
import type {
  Answer,
  Huella,
  IdentifyOptions,
  ImportItem,
  Match,
  SearchOptions,
  Settings,
} from './api';
import type { ExportOf, Services } from './services';
import { sampleFiles } from './samples';
import { Tabs } from './tabs/tabs';
import { inTurn } from './turns';
import { asWork } from './work';
import type { EngineStatus } from './status';
import type { EngineDoor } from './doors';

/** Joins the other tabs or starts the engine, publishes `window.huella`, and returns what the screens use. */
export function createServices(): Services {
  const services = new App();
  window.huella = services.huella;
  return services;
}

/** The library of the tab that leads. */
interface Library {
  use<T>(call: (door: Remote<LibraryDoor>) => Promise<T>): Promise<T>;
  /** Without waiting for the index: for what is on screen first. */
  useEarly<T>(call: (door: Remote<LibraryDoor>) => Promise<T>): Promise<T>;
}

class App implements Services {
  readonly huella: Huella;
  readonly backups = new Backups((call) => this.#library.use(call));

  readonly #tabs: Tabs;
  readonly #engine: Remote<EngineDoor>;
  readonly #library: Library;
  readonly #exchange = new ExchangeLink();
  readonly library: LibraryCalls;
  readonly markings: Services['markings'];
  readonly #statusListeners = new Set<(status: EngineStatus) => void>();
  readonly #libraryListeners = new Set<() => void>();
  readonly #encodersListeners = new Set<() => void>();
  #status: EngineStatus = { phase: 'starting', step: 'library', done: 0, total: 1 };

  constructor() {
    this.#tabs = new Tabs({
      lead: (events) => new LeadingEngine(events),
      onStatus: (status) => {
        this.#status = status;
        tell(this.#statusListeners, status);
      },
      onEvent: (event) =>
        tell(event === 'library' ? this.#libraryListeners : this.#encodersListeners),
    });
    const engine = this.#tabs.door('engine');
    this.#engine = engine;
    this.markings = engine;
    const library = this.#tabs.door('library');
    const early = this.#tabs.door('early');
    this.#library = { use: (call) => call(library), useEarly: (call) => call(early) };
    this.library = library;
    const ready = (): Promise<void> => this.#ready();
    this.huella = {
      version: __VERSION__,
      get ready() {
        return ready();
      },
      encoders: {
        list: () => engine.listEncoders(),
        install: (source, { signal, onProgress, ...options } = {}) =>
          engine.installEncoder(source, options, signal, onProgress),
        use: (id) => engine.useEncoder(id),
        remove: (id, options) => engine.removeEncoder(id, options),
      },
      encode: async (photo, { crop, signal } = {}) =>
        (await engine.encode(photo, { crop }, 'query', signal)).embedding,
      import: async (files, options) => {
        const { imported, duplicates, failed } = await this.importPhotos(files, options);
        return {
          imported,
          duplicates,
          failed: failed.map(({ name, reason }) => ({ name, reason })),
        };
      },
      search: (query, options) => this.#search(query, options),
      identify: (photo, options) => this.#identify(photo, options),
      learning: {
        ready: () => engine.learningReady(),
        report: () => engine.learningReport(),
        set: (on) => this.#applySettings({ learning: on ? 'on' : 'off' }),
      },
      diagnostics: async () => ({ ...(await engine.diagnostics()), tab: this.#tabs.role }),
      settings: {
        get: () => Promise.resolve(readSettings()),
        set: (change) => this.#applySettings(change),
      },
      backup: async (options) => (await this.backups.make(null, staged(options))).file,
      restore: (file, options = {}) =>
        this.backups.restore(file, options.choices ?? {}, staged(options)),
      integrityCheck: () => library.integrityCheck(),
      clear: async () => {
        await this.#library.use((library) => library.clear());
      },
    };
    this.#tabs.join();
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
    await this.#engine.retry();
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

  recrop(photoId: string, crop: Crop | null, signal?: AbortSignal): Promise<JournalEntry | null> {
    const entry = { id: crypto.randomUUID(), by: readSettings().observer };
    return this.#engine.recrop(photoId, crop, entry, signal);
  }

  act(action: Action): Promise<Acted> {
    const entryId = crypto.randomUUID();
    const { observer } = readSettings();
    return this.#library.use((library) => library.act(action, entryId, observer));
  }

  undo(entryId: string): Promise<Undone> {
    return this.#engine.undo(entryId);
  }

  redo(entryId: string): Promise<Undone> {
    return this.#engine.redo(entryId);
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
    return this.#engine.viewEncoders();
  }

  onEncodersChange(listener: () => void): () => void {
    this.#encodersListeners.add(listener);
    return () => this.#encodersListeners.delete(listener);
  }

  installFiles(files: readonly File[], signal?: AbortSignal): ReturnType<Services['installFiles']> {
    return this.#engine.installRequest({ source: files }, signal);
  }

  resumeInstall(id: string, signal?: AbortSignal): ReturnType<Services['resumeInstall']> {
    return this.#engine.resumeInstall(id, signal);
  }

  stopInstall(): void {
    this.#engine.stopInstall().catch(() => undefined);
  }

  pauseSwitch(): void {
    this.#engine.pauseSwitch().catch(() => undefined);
  }

  resumeSwitch(): void {
    this.#engine.resumeSwitch().catch(() => undefined);
  }

  cancelSwitch(): void {
    this.#engine.cancelSwitch().catch(() => undefined);
  }

  async importPhotos(
    files: Iterable<File | ImportItem | LazyItem>,
    options: DetailedOptions = {},
  ): Promise<DetailedReport> {
    await this.#engine.open();
    try {
      return await inTurn('beside', options, () => asWork(this.#importWith(files, options)));
    } catch (error) {
      if (!isAbort(error) || options.signal?.aborted !== true) throw error;
      // Stopped before its turn came.
      return { imported: 0, duplicates: 0, nearDuplicates: 0, failed: [], cancelled: true };
    }
  }

  async #importWith(
    files: Iterable<File | ImportItem | LazyItem>,
    options: DetailedOptions,
  ): Promise<DetailedReport> {
    const steps: ImportSteps = {
      identify: (file, crop) => this.#library.use((library) => library.identify(file, crop)),
      size: (file) => this.#exchange.calls.size(file),
      encode: (file, crop, signal) =>
        this.#engine.encode(file, { crop: crop ?? undefined, thumbnail: true }, 'import', signal),
      keepPoints: (photoId, points) => this.#engine.keepPoints(photoId, points),
      store: async ({ file, sha256, crop, individual, fields, encoded }) => {
        const { bytes, mime } = encoded.thumbnail!;
        const photo: NewPhoto = {
          // Chosen here: when the library's tab dies before it answers, the next one knows the photo again.
          id: crypto.randomUUID(),
          name: file.name,
          sha256,
          original: file,
          thumbnail: new Blob([bytes], { type: mime }),
          crop,
          width: encoded.width,
          height: encoded.height,
          individual,
          ...(fields ? { fields } : {}),
          ...(encoded.lookHash === null ? {} : { lookHash: encoded.lookHash }),
          embedding: { fingerprint: encoded.fingerprint, vector: encoded.embedding },
        };
        const added = await this.#library.use<AddedPhoto & { resembles: string | null }>(
          (library) => library.add(photo),
        );
        return added.kind === 'added'
          ? { isNew: true, photoId: added.photo.id, resembles: added.resembles }
          : { isNew: false, photoId: added.photoId, resembles: null };
      },
    };
    const report = await importPhotos(files, steps, options);
    // The index is a cache: that it could not be saved (a full disk) is no reason to withhold what became of the photos.
    await this.#library.use((library) => library.flush()).catch(() => undefined);
    return report;
  }

  adopt(records: Blob): Promise<Adopted> {
    return asWork(this.#library.use((library) => library.adopt(records)));
  }

  get exchange(): ExchangeCalls {
    return this.#exchange.calls;
  }

  async export(request: ExportOf): Promise<Blob | null> {
    const { photos, individuals, decisions, records, ...rest } = request;
    const { dimension, fingerprint } = (await this.huella.encoders.list()).find(
      ({ active }) => active,
    )!;
    return asWork(
      this.#exchange.export({
        ...rest,
        data: { photos, individuals, decisions, records, encoder: { dimension, fingerprint } },
        original: (photoId) => this.original(photoId),
        vectors: (photoIds) =>
          this.#library.use((library) => library.vectorsOf(photoIds, fingerprint)),
      }),
    );
  }

  recall(): Promise<number | null> {
    return this.#library.use((library) => library.recall());
  }

  async sampleFiles(): ReturnType<Services['sampleFiles']> {
    const encoders = await this.huella.encoders.list();
    return sampleFiles(encoders.find(({ active }) => active)?.fingerprint ?? '');
  }

  get identifyStored(): EngineDoor['identifyStored'] {
    return this.#engine.identifyStored;
  }

  #identify(photo: Blob, { signal, onFirst, ...options }: IdentifyOptions = {}): Promise<Answer> {
    checkK(options.k);
    return this.#engine.identify(photo, options, signal, onFirst);
  }

  async #search(
    query: Blob | Float32Array,
    { signal, ...options }: SearchOptions = {},
  ): Promise<Match[]> {
    checkK(options.k);
    return this.#engine.search(query, options, signal);
  }

  async #applySettings(change: Partial<Settings>): Promise<void> {
    await this.#engine.applySettings(writeSettings(change));
  }

  /** The status once it is ready or failed. */
  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      let stop: (() => void) | null = null;
      const look = (status: EngineStatus): void => {
        if (status.phase === 'starting') return;
        stop?.();
        if (status.phase === 'ready') resolve();
        else reject(new HuellaError(status.code, status.reason, status.detail));
      };
      look(this.#status);
      if (this.#status.phase === 'starting') stop = this.onStatus(look);
    });
  }
}

/** @throws RangeError unless it is absent or a whole number from 1 */
function checkK(k: number | undefined): void {
  if (k !== undefined && !(Number.isSafeInteger(k) && k >= 1)) {
    throw new RangeError(`k must be a whole number from 1, not ${k}.`);
  }
}

function tell<T extends unknown[]>(listeners: Iterable<(...told: T) => void>, ...told: T): void {
  for (const listener of listeners) listener(...told);
}
