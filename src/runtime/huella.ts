/**
 * The scripting door, `window.huella`, over the same doors as the screens (`api.ts` describes it).
 */
import { HuellaError } from '../engine/errors';
import type { Huella, TabRole, WorkOptions } from './api';
import { staged } from './backups';
import { importPhotos } from './import';
import { callsOf, type Methods } from '../workers/calls';
import type { Services } from './services';
import type { SortingOptions } from './sorting';
import { readSettings, writeSettings } from './settings';
import { during } from './during';

/** @param role where this tab stands among the tabs */
export function scriptingDoor(services: Omit<Services, 'huella'>, role: () => TabRole): Huella {
  const { engine, encoders, detector, learning, library, backups } = services;
  return {
    version: __VERSION__,
    get ready() {
      return readiness(services);
    },
    encoders: {
      list: () => encoders.list(),
      install: (source, { signal, onProgress, ...options } = {}) =>
        encoders.install(source, options, signal, onProgress),
      use: (id) => encoders.use(id),
      remove: (id, options) => encoders.remove(id, options),
    },
    encode: async (photo, { crop, signal } = {}) =>
      (await engine.encode(photo, { crop }, 'query', signal)).embedding,
    import: async (files, options) => {
      const { imported, duplicates, failed } = await importPhotos(services, files, options);
      return { imported, duplicates, failed: failed.map(({ name, reason }) => ({ name, reason })) };
    },
    search: async (query, { signal, ...options } = {}) => {
      checkCount(options.k);
      return engine.search(query, options, signal);
    },
    identify: async (photo, { signal, onFirst, ...options } = {}) => {
      checkCount(options.k);
      return during(onFirst, (tell) => engine.identify(photo, options, signal, onFirst && tell));
    },
    detect: async (photo, { signal } = {}) => detector.detect(photo, 'query', signal),
    detector: {
      info: () => detector.info(),
      install: (files, { signal, ...facts } = {}) => detector.install(files, facts, signal),
      remove: () => detector.remove(),
    },
    learning: {
      ready: () => learning.ready(),
      report: () => learning.report(),
      set: (on) => engine.applySettings(writeSettings({ learning: on ? 'on' : 'off' })),
    },
    evaluate: async (options = {}) => {
      const { species, markings = false, signal } = options;
      signal?.throwIfAborted();
      const run = await services.evaluate({ species, markings }, (label, done, total) =>
        options.onProgress?.({ done, total, label }),
      );
      signal?.addEventListener('abort', () => run.cancel(), { once: true });
      return run.report;
    },
    groups: async (options) => (await services.sorting.groups(told(options))).groups,
    mistakes: async (options) => {
      const markings = options?.markings === 'never' ? 'never' : undefined;
      return (await services.sorting.mistakes({ ...told(options), markings })).mistakes;
    },
    diagnostics: async () => ({ ...(await engine.diagnostics()), tab: role() }),
    settings: {
      get: () => Promise.resolve(readSettings()),
      set: async (change) => engine.applySettings(writeSettings(change)),
    },
    backup: async (options) => (await backups.make(null, staged(options))).file,
    restore: (file, options = {}) => backups.restore(file, options.choices ?? {}, staged(options)),
    integrityCheck: () => library.integrityCheck(),
    clear: () => library.clear(),
    catalogue: callsOf<Huella['catalogue']>(async (method, args) =>
      ((await services.catalogue()) as unknown as Methods)[method]!(...args),
    ),
  };
}

/** The door's options as the runtime has them. */
function told(options: WorkOptions = {}): SortingOptions {
  return {
    signal: options.signal,
    onProgress: (label, done, total) => options.onProgress?.({ done, total, label }),
  };
}

/** @throws RangeError unless it is absent or a whole number from 1 */
function checkCount(k: number | undefined): void {
  if (k !== undefined && !(Number.isSafeInteger(k) && k >= 1))
    throw new RangeError(`k must be a whole number from 1, not ${k}.`);
}

/** Settles once the status is ready or failed. */
function readiness({ status, onStatus }: Pick<Services, 'status' | 'onStatus'>): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = (): void => undefined;
    const look = (now = status()): void => {
      if (now.phase === 'starting') return;
      stop();
      if (now.phase === 'ready') resolve();
      else reject(new HuellaError(now.code, now.reason, now.detail));
    };
    look();
    if (status().phase === 'starting') stop = onStatus(look);
  });
}
