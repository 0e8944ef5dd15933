/** Makes workers and their Comlink doors; the page's side of every door. */
import { proxy, wrap, type Remote } from 'comlink';
import { HuellaError } from '../engine/errors';
import type { EncoderWorker } from '../engine/encoder/supervisor';
import type { EncoderDoor } from './encoder.worker';
import { carryErrors } from './errors';
import type { ExchangeDoor } from './exchange.worker';
import type { InstallDoor } from './install.worker';
import type { LearningDoor } from './learning.worker';
import type { LibraryDoor } from './library.worker';
import type { LocalDoor } from './local.worker';
import { lifelineEnd, LOADED } from './lifeline';

carryErrors();

/**
 * A worker holds its lifeline milliseconds after its script has run, seconds on a machine that is very busy. One that ended in between
 * left nothing to wait for.
 */
const LIFELINE_DEADLINE_MS = 15_000;

export interface Spawned<Door> {
  readonly door: Remote<Door>;
  /** Rejects when the worker fails to load, throws outside any call, or is gone; never resolves. */
  readonly died: Promise<never>;
  readonly terminate: () => void;
}

function spawn<Door extends { alive(): Promise<void> }>(
  worker: Worker,
  name: string,
): Spawned<Door> {
  const door = wrap<Door>(worker);
  const died = new Promise<never>((_, reject) => {
    const fail = (reason: string): void =>
      reject(new HuellaError('internal', `The worker ended: ${reason}`));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      fail(event.message || 'it could not be loaded');
    });
    let deadline: ReturnType<typeof setTimeout> | undefined;
    worker.addEventListener('message', function loaded({ data }) {
      if (data !== LOADED) return;
      worker.removeEventListener('message', loaded);
      deadline = setTimeout(() => fail('it is gone'), LIFELINE_DEADLINE_MS);
    });
    const alive = door.alive as unknown as () => Promise<void>;
    void alive()
      .then(() => {
        clearTimeout(deadline);
        return lifelineEnd(name);
      })
      .then(() => fail('it is gone'));
  });
  // Nobody may be listening yet when it dies; whoever asks later still learns of it.
  died.catch(() => undefined);
  return { door, died, terminate: () => worker.terminate() };
}

/** A name no other worker of this origin has, in any tab: it is also the name of the worker's lifeline. */
function uniqueName(kind: string): string {
  return `huella-${kind}-${crypto.randomUUID()}`;
}

export function spawnEncoder(): EncoderWorker {
  const name = uniqueName('encoder');
  return encoderDoor(
    new Worker(new URL('./encoder.worker.ts', import.meta.url), { type: 'module', name }),
    name,
  );
}

/** The supervisor's view of a worker that exposes an EncoderDoor and was made with this name. */
export function encoderDoor(worker: Worker, name: string): EncoderWorker {
  const { door, died, terminate } = spawn<EncoderDoor>(worker, name);
  return {
    remote: {
      start: (options, onDeviceLost) => door.start(options, proxy(onDeviceLost)),
      encode: (jobId, photo, options) => door.encode(jobId, photo, options),
      cancel: (jobId) => door.cancel(jobId),
      ledger: () => door.ledger(),
    },
    died,
    terminate,
  };
}

/** A worker that answers one question: the embedding of the self-check picture by an encoder without a reference. */
export function spawnReference(): Spawned<EncoderDoor> {
  const name = uniqueName('reference');
  const worker = new Worker(new URL('./encoder.worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
  return spawn<EncoderDoor>(worker, name);
}

/** The one worker that may reach the model host: its file is served with a policy of its own. */
export function spawnInstall(): Spawned<InstallDoor> {
  const name = uniqueName('install');
  const worker = new Worker(new URL('./install.worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
  return spawn<InstallDoor>(worker, name);
}

export function spawnLibrary(): Spawned<LibraryDoor> {
  const name = uniqueName('library');
  const worker = new Worker(new URL('./library.worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
  return spawn<LibraryDoor>(worker, name);
}

/** Compares markings. Started when there are some to compare, or to find ahead of time. */
export function spawnLocal(): Spawned<LocalDoor> {
  const name = uniqueName('local');
  const worker = new Worker(new URL('./local.worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
  return spawn<LocalDoor>(worker, name);
}

/** Learns from named photos once, and is ended. */
export function spawnLearning(): Spawned<LearningDoor> {
  const name = uniqueName('learning');
  const worker = new Worker(new URL('./learning.worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
  return spawn<LearningDoor>(worker, name);
}

/** Files in and out: zips, tables, exports. Started when there is one. */
export function spawnExchange(): Spawned<ExchangeDoor> {
  const name = uniqueName('exchange');
  const worker = new Worker(new URL('./exchange.worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
  return spawn<ExchangeDoor>(worker, name);
}
