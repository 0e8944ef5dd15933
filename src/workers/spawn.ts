/** Makes workers and their doors; the page's side of every door. */
import { proxy, wrap } from 'comlink';
import type { Detector } from '../engine/detector/detector';
import type { Encoder } from '../engine/encoder/encoder';
import { HuellaError } from '../engine/errors';
import type { EvaluationDesk } from '../engine/evaluation';
import type { ExchangeDesk } from '../engine/exchange/desk';
import type { LibraryDoor } from '../engine/gallery/door';
import type { SearchTimer } from '../engine/index/search-timer';
import type { Installer } from '../engine/install';
import type { learn } from '../engine/learning';
import type { Markings } from '../engine/local/markings';
import type { SortingDesk } from '../engine/sorting';
import type { SurveyDesk } from '../engine/survey';
import { callsOf, type Calls, type Methods } from './calls';
import { carryErrors } from './errors';
import { lifelineEnd, LOADED } from './lifeline';
import type { Alive } from './serve';

carryErrors();

/**
 * A worker holds its lifeline milliseconds after its script has run, seconds on a very busy
 * machine. One that ended in between left no lifeline to wait for.
 */
const LIFELINE_DEADLINE_MS = 15_000;

export interface Spawned<Door> {
  /** Functions among the arguments are called back. A call rejects when the worker ends. */
  readonly door: Calls<Door>;
  /** Rejects when the worker fails to load, throws outside any call, or is gone; never resolves. */
  readonly died: Promise<never>;
  readonly terminate: () => void;
}

/**
 * The door of a worker that serves a `Door` and was made with this name, which is its lifeline's.
 */
export function doorOf<Door>(worker: Worker, name: string): Spawned<Door> {
  const remote = wrap<Alive>(worker);
  let isLoaded = false;
  let fail: (reason: string) => void = () => undefined;
  const died = new Promise<never>((_, reject) => {
    fail = (reason) => reject(new HuellaError('internal', `The worker ended: ${reason}`));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      fail(event.message || 'it could not be loaded');
    });
    let deadline: ReturnType<typeof setTimeout> | undefined;
    worker.addEventListener('message', function loaded({ data }) {
      if (data !== LOADED) return;
      worker.removeEventListener('message', loaded);
      isLoaded = true;
      deadline = setTimeout(() => fail('it is gone'), LIFELINE_DEADLINE_MS);
    });
    void remote
      .alive()
      .then(() => {
        clearTimeout(deadline);
        return lifelineEnd(name);
      })
      .then(() => fail('it is gone'));
  });
  // Calls in flight: a race with `died` would keep every call's closure for the worker's life.
  const inFlight = new Set<(reason: unknown) => void>();
  let death: { readonly reason: unknown } | null = null;
  died.catch((reason: unknown) => {
    death = { reason };
    for (const reject of inFlight) reject(reason);
  });
  const methods = remote as unknown as Methods;
  const door = callsOf<Door>(
    (method, args) =>
      new Promise((resolve, reject) => {
        if (death) throw death.reason;
        inFlight.add(reject);
        methods[method]!(...args.map(sendable))
          .then(resolve, reject)
          .finally(() => inFlight.delete(reject));
      }),
  );
  const terminate = (): void => {
    worker.terminate();
    // It will hold no lifeline that could end, and its calls would wait for ever.
    if (!isLoaded) fail('before it began');
  };
  return { door, died, terminate };
}

/** Functions stay where they are and are called from the worker; everything else is cloned. */
function sendable(arg: unknown): unknown {
  return typeof arg === 'function' ? proxy(arg) : arg;
}

/**
 * Makes a worker of this kind and its door.
 * @param make gives it the name, which no other worker of this origin has, in any tab
 */
function spawner<Door>(kind: string, make: (name: string) => Worker): () => Spawned<Door> {
  return () => {
    const name = `huella-${kind}-${crypto.randomUUID()}`;
    return doorOf(make(name), name);
  };
}

// The path is written out in each `new Worker`: the build finds workers by this form.

/** Also computes the reference embedding of an encoder that has none yet. */
export const spawnEncoder = spawner<Encoder>(
  'encoder',
  (name) => new Worker(new URL('./encoder.worker.ts', import.meta.url), { type: 'module', name }),
);

/** The one worker that may reach the model host: its file is served with a policy of its own. */
export const spawnInstall = spawner<Installer>(
  'install',
  (name) => new Worker(new URL('./install.worker.ts', import.meta.url), { type: 'module', name }),
);

export const spawnLibrary = spawner<LibraryDoor>(
  'library',
  (name) => new Worker(new URL('./library.worker.ts', import.meta.url), { type: 'module', name }),
);

/** Compares markings. Started when there are some to compare, or to find ahead of time. */
export const spawnLocal = spawner<Markings>(
  'local',
  (name) => new Worker(new URL('./local.worker.ts', import.meta.url), { type: 'module', name }),
);

/** Finds animals in photos. Started when there is a photo to look at. */
export const spawnDetector = spawner<Detector>(
  'detector',
  (name) => new Worker(new URL('./detector.worker.ts', import.meta.url), { type: 'module', name }),
);

/** Learns from named photos once, and is ended. */
export const spawnLearning = spawner<{ learn: typeof learn }>(
  'learning',
  (name) => new Worker(new URL('./learning.worker.ts', import.meta.url), { type: 'module', name }),
);

/** Evaluates a gallery once, and is ended. */
export const spawnEvaluation = spawner<EvaluationDesk>(
  'evaluation',
  (name) =>
    new Worker(new URL('./evaluation.worker.ts', import.meta.url), { type: 'module', name }),
);

/**
 * Groups unidentified photos and looks for mistakes. Ended when it has had no question for a while.
 */
export const spawnSorting = spawner<SortingDesk>(
  'sorting',
  (name) => new Worker(new URL('./sorting.worker.ts', import.meta.url), { type: 'module', name }),
);

/** Counts a survey. Ended with the screen that shows it. */
export const spawnSurvey = spawner<SurveyDesk>(
  'survey',
  (name) => new Worker(new URL('./survey.worker.ts', import.meta.url), { type: 'module', name }),
);

/** Files in and out: zips, tables, exports. Started when there is one. */
export const spawnExchange = spawner<ExchangeDesk>(
  'exchange',
  (name) => new Worker(new URL('./exchange.worker.ts', import.meta.url), { type: 'module', name }),
);

/** Times searches on this device once, and is ended. */
export const spawnSearchTimer = spawner<SearchTimer>(
  'search-timer',
  (name) =>
    new Worker(new URL('./search-timer.worker.ts', import.meta.url), { type: 'module', name }),
);
