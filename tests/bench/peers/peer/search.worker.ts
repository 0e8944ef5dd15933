/** Embeddings by transformers.js, neighbours by hnswlib-wasm, photos in IndexedDB. */
import { env, pipeline, type FeatureExtractor } from '@huggingface/transformers';
import { loadHnswlib } from 'hnswlib-wasm';

export type Call =
  | {
      readonly kind: 'start';
      readonly device: 'wasm' | 'webgpu';
      readonly threads?: number | undefined;
    }
  | { readonly kind: 'add' | 'search' | 'embed'; readonly file: File }
  | { readonly kind: 'dispatches' | 'clear' };
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

/** As hnswlib's own examples have them; results as many as the app shows. */
const GRAPH = { most: 20_000, m: 16, efConstruction: 200, seed: 100, efSearch: 128 };
const K = 10;
const DIMENSION = 768;
const STORE = 'photos';

env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = '/models/';
// From this server and not from a content network; the build is the one that the library takes.
env.backends.onnx.wasm.wasmPaths = {
  mjs: '/ort/ort-wasm-simd-threaded.asyncify.mjs',
  wasm: '/ort/ort-wasm-simd-threaded.asyncify.wasm',
};

/** Of the software adapter, which is slow: work is counted there and not timed. */
let dispatched = 0;
if ('gpu' in navigator) {
  for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'] as const) {
    const original = Reflect.get(GPUComputePassEncoder.prototype, name) as (
      ...args: unknown[]
    ) => void;
    Reflect.set(
      GPUComputePassEncoder.prototype,
      name,
      function (this: GPUComputePassEncoder, ...args: unknown[]) {
        dispatched++;
        original.apply(this, args);
      },
    );
  }
}

let extractor: FeatureExtractor | undefined;
let names: string[] = [];
let graph: Awaited<ReturnType<typeof newGraph>> | undefined;
let database: Promise<IDBDatabase> | undefined;

async function newGraph() {
  const library = await loadHnswlib();
  const made = new library.HierarchicalNSW('cosine', DIMENSION, '');
  made.initIndex(GRAPH.most, GRAPH.m, GRAPH.efConstruction, GRAPH.seed);
  made.setEfSearch(GRAPH.efSearch);
  return made;
}

async function embed(file: File): Promise<Float32Array> {
  const features = await extractor!(file, { pool: true });
  const vector = Float32Array.from(features.data);
  features.dispose();
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** With `relaxed` durability, as a database is opened without asking for more. */
async function store(file: File, embedding: Float32Array): Promise<void> {
  const open = (database ??= opened());
  const transaction = (await open).transaction(STORE, 'readwrite');
  transaction.objectStore(STORE).add({ name: file.name, file, embedding });
  await new Promise((resolve, reject) => {
    transaction.addEventListener('complete', resolve);
    transaction.addEventListener('abort', () => reject(transaction.error as Error));
  });
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('peer', 1);
    request.addEventListener('upgradeneeded', () =>
      request.result.createObjectStore(STORE, { autoIncrement: true }),
    );
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error as Error));
  });
}

async function answer(call: Call): Promise<unknown> {
  switch (call.kind) {
    case 'start':
      if (call.threads) env.backends.onnx.wasm.numThreads = call.threads;
      extractor = await pipeline('image-feature-extraction', 'swin-t', {
        device: call.device,
        dtype: 'fp32',
      });
      return undefined;
    case 'add': {
      const vector = await embed(call.file);
      graph ??= await newGraph();
      graph.addPoint(vector, names.push(call.file.name) - 1, false);
      return store(call.file, vector);
    }
    case 'search': {
      const vector = await embed(call.file);
      const k = Math.min(K, names.length);
      return graph!.searchKnn(vector, k, undefined).neighbors.map((label) => names[label]);
    }
    case 'embed':
      return [...(await embed(call.file))];
    case 'dispatches':
      return dispatched;
    case 'clear': {
      names = [];
      graph = undefined;
      const open = (database ??= opened());
      (await open).transaction(STORE, 'readwrite').objectStore(STORE).clear();
      return undefined;
    }
  }
}

addEventListener('message', ({ data }: MessageEvent<Call & { readonly id: number }>) => {
  const { id } = data;
  answer(data).then(
    (result) => postMessage({ id, result } satisfies Answer),
    (error: unknown) =>
      postMessage({
        id,
        error: String(error instanceof Error ? error.stack : error),
      } satisfies Answer),
  );
});
