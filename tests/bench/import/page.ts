/** Workers for run.ts to drive: the steps', and those of threads, by their names. */
import { wrap } from 'comlink';
import type { StepsWorker } from './steps.worker';
import type { ThreadsWorker } from './threads.worker';

type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;

const workers = new Map<string, Methods>();

function start(name: string): Methods {
  const worker =
    name === 'steps'
      ? new Worker(new URL('./steps.worker.ts', import.meta.url), { type: 'module' })
      : new Worker(new URL('./threads.worker.ts', import.meta.url), { type: 'module' });
  return wrap<StepsWorker & ThreadsWorker>(worker) as unknown as Methods;
}

Object.assign(globalThis, {
  callWorker: (name: string, method: string, args: readonly unknown[]) => {
    const worker = workers.get(name) ?? start(name);
    workers.set(name, worker);
    return worker[method]!(...args);
  },
});
