/** The included encoder's graph with a number of threads: a runtime has one number for its life. */
import { expose } from 'comlink';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import * as ort from 'onnxruntime-web/wasm';

/** How a worker runs the graph. */
export interface Setting {
  readonly threads: number;
  /** Threads without work look for some for a while before they sleep. */
  readonly spinning: boolean;
  /** Photos a run. */
  readonly batch: number;
}

let session: ort.InferenceSession;
let feeds: Record<string, ort.Tensor>;

const worker = {
  async open({ threads, spinning, batch }: Setting): Promise<void> {
    if (!crossOriginIsolated) throw new Error('no threads without cross-origin isolation');
    ort.env.wasm.wasmPaths = {
      mjs: new URL(mjs, location.href).href,
      wasm: new URL(wasm, location.href).href,
    };
    ort.env.wasm.numThreads = threads;
    ort.env.logLevel = 'error';
    const card = (await (await fetch('/models/default.json')).json()) as {
      file: string;
      input: string;
      inputSize: number;
    };
    const model = await (await fetch(`/models/${card.file}`)).arrayBuffer();
    session = await ort.InferenceSession.create(new Uint8Array(model), {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
    });
    const side = card.inputSize;
    const pixels = new Uint8Array(batch * side * side * 3).map((_, i) => (i * 2654435761) >>> 24);
    feeds = { [card.input]: new ort.Tensor('uint8', pixels, [batch, side, side, 3]) };
  },

  /** Runs for so long; how many runs there were. */
  async run(ms: number): Promise<number> {
    let runs = 0;
    for (const until = performance.now() + ms; performance.now() < until; runs++) {
      const results = await session.run(feeds);
      for (const result of Object.values(results)) result.dispose();
    }
    return runs;
  },

  /** Of the first photo. */
  async embedding(): Promise<number[]> {
    const results = await session.run(feeds);
    const [output] = Object.values(results);
    const row = (output!.data as Float32Array).slice(0, output!.dims[1]);
    for (const result of Object.values(results)) result.dispose();
    return [...row];
  },
};
export type ThreadsWorker = typeof worker;
expose(worker);
