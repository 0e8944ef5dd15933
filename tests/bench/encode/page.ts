/** Workers by name, each with a runtime of its own, for run.ts to drive. */
import { wrap } from 'comlink';
import type { GpuWorker } from './gpu.worker';
import type { WasmWorker } from './wasm.worker';

type Call = (name: string, method: string, args: unknown[]) => Promise<unknown>;

const workers = new Map<string, Record<string, (...args: unknown[]) => Promise<unknown>>>();

function start(name: string): Record<string, (...args: unknown[]) => Promise<unknown>> {
  const worker =
    name === 'gpu'
      ? new Worker(new URL('./gpu.worker.ts', import.meta.url), { type: 'module' })
      : new Worker(new URL('./wasm.worker.ts', import.meta.url), { type: 'module' });
  return wrap<GpuWorker & WasmWorker>(worker) as unknown as ReturnType<typeof start>;
}

const callWorker: Call = (name, method, args) => {
  const worker = workers.get(name) ?? start(name);
  workers.set(name, worker);
  return worker[method]!(...args);
};
Object.assign(globalThis, { callWorker });
