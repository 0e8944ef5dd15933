/**
 * A photo search as it is put together from what there is: transformers.js in a worker, as its
 * guides have it, and hnswlib-wasm beside it. Driven by ../transformers.ts through `window.peer`.
 */
import type { Answer, Call } from './search.worker';

const worker = new Worker(new URL('./search.worker.ts', import.meta.url), { type: 'module' });
const waiting = new Map<
  number,
  { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void }
>();
let next = 0;

worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
  const call = waiting.get(data.id);
  waiting.delete(data.id);
  if ('error' in data) call?.reject(new Error(data.error));
  else call?.resolve(data.result);
});

function ask<Result>(call: Call): Promise<Result> {
  return new Promise((resolve, reject) => {
    const id = next++;
    waiting.set(id, { resolve: (result) => resolve(result as Result), reject });
    worker.postMessage({ ...call, id });
  });
}

const input = document.querySelector<HTMLInputElement>('#files')!;

export interface Peer {
  /** Loads the network. @param threads undefined: as the library chooses */
  start(device: 'wasm' | 'webgpu', threads?: number): Promise<void>;
  /** Embeds and stores the files of the page's input; seconds. */
  importFiles(): Promise<number>;
  /** The most similar photo's name for each of the files, and milliseconds. */
  query(): Promise<readonly { readonly name: string; readonly ms: number }[]>;
  embed(): Promise<number[]>;
  dispatches(): Promise<number>;
  clear(): Promise<void>;
}

const peer: Peer = {
  start: (device, threads) => ask({ kind: 'start', device, threads }),
  async importFiles() {
    const from = performance.now();
    for (const file of input.files!) await ask({ kind: 'add', file });
    return (performance.now() - from) / 1000;
  },
  async query() {
    const found = [];
    for (const file of input.files!) {
      const from = performance.now();
      const [name] = await ask<string[]>({ kind: 'search', file });
      found.push({ name: name ?? '', ms: performance.now() - from });
    }
    return found;
  },
  embed: () => ask({ kind: 'embed', file: input.files![0]! }),
  dispatches: () => ask({ kind: 'dispatches' }),
  clear: () => ask({ kind: 'clear' }),
};

declare global {
  interface Window {
    peer: Peer;
  }
}
window.peer = peer;
