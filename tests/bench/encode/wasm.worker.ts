/**
 * The graphs on ONNX Runtime's WASM backend, one worker for each number of threads: a runtime has
 * one.
 */
import { expose } from 'comlink';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import * as ort from 'onnxruntime-web/wasm';
import { fetchModel } from './fetch';
import { inputOf, normalised, type Graph, type Models } from './graphs';

export interface Run {
  readonly ms: number;
  readonly embedding: number[];
}

const sessions = new Map<Graph, ort.InferenceSession>();
let size = 0;

const worker = {
  async open(models: Models, graphs: readonly Graph[], options: { threads: number; size: number }) {
    if (!crossOriginIsolated) throw new Error('no threads without cross-origin isolation');
    size = options.size;
    ort.env.wasm.wasmPaths = {
      mjs: new URL(mjs, location.href).href,
      wasm: new URL(wasm, location.href).href,
    };
    ort.env.wasm.numThreads = options.threads;
    ort.env.logLevel = 'error';
    for (const graph of graphs) {
      const { model, externalData } = await fetchModel(models[graph]);
      const session = await ort.InferenceSession.create(model, {
        executionProviders: ['wasm'],
        graphOptimizationLevel: 'all',
        externalData,
        // As the app opens ours: `engine/ort/session.ts`. The yardstick keeps the runtime's
        // defaults.
        ...(graph === 'exporter' ? {} : { extra: { session: { disable_prepacking: '1' } } }),
      });
      sessions.set(graph, session);
    }
  },

  /** Times the run alone; the picture is ready as the graph wants it. */
  async run(graph: Graph): Promise<Run> {
    const session = sessions.get(graph)!;
    const { name, type, data, dims } = inputOf(graph, size);
    const feeds = { [name]: new ort.Tensor(type, data, dims) };
    const from = performance.now();
    const results = await session.run(feeds);
    const ms = performance.now() - from;
    return { ms, embedding: normalised(results[session.outputNames[0]!]!.data as Float32Array) };
  },
};
export type WasmWorker = typeof worker;
expose(worker);
