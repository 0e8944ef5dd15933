/**
 * The only door to onnxruntime-web: one loaded graph of any network, its runs serialised, every
 * tensor given back. Encoder, detector and markings each wrap it with what they know of their
 * graph.
 */
import type * as Ort from 'onnxruntime-web';
import asyncifyMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiMjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import plainMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { HuellaError, saysOutOfMemory, toHuellaError, type ErrorCode } from '../errors';
import { LazyBytes } from './lazy-bytes';
import { leftSince, readLedger, tensorDisposed, tensorMade, type LeftBehind } from './ledger';

export type Backend = 'webgpu' | 'wasm';

/** More threads than this gain nothing for models of this size and take cores from the page. */
const MAX_THREADS = 4;

/**
 * WebKit says 4 or 8 cores for any number of them, and each thread compiles anew: with 1, 2 and 4
 * threads WebKitGTK 2.50 on two busy cores had its first graph after 7.4, 10.6 and 13.6 s.
 */
const MAX_THREADS_IN_WEBKIT = 2;
/** Chromium and Edge name WebKit too. */
const isWebKit = (agent: string): boolean =>
  agent.includes('AppleWebKit') && !/Chrom(e|ium)\//.test(agent);

type Runtime = typeof Ort;

/**
 * Loads the smallest ONNX Runtime that serves the backend. WebGPU needs calls that suspend: JSPI
 * where the browser has it (10 MB smaller and faster to start), else Asyncify. The WASM backend
 * takes the plain build, which Safari also compiles well.
 */
async function loadRuntime(backend: Backend, threads: number): Promise<Runtime> {
  let runtime: Runtime;
  let files: { mjs: string; wasm: string };
  if (backend === 'wasm') {
    runtime = await import('onnxruntime-web/wasm');
    files = { mjs: plainMjs, wasm: plainWasm };
  } else if ('Suspending' in WebAssembly) {
    runtime = await import('onnxruntime-web/jspi');
    files = { mjs: jspiMjs, wasm: jspiWasm };
  } else {
    runtime = await import('onnxruntime-web/webgpu');
    files = { mjs: asyncifyMjs, wasm: asyncifyWasm };
  }
  // Relative addresses would be resolved against the runtime's own file; make them absolute.
  runtime.env.wasm.wasmPaths = {
    mjs: new URL(files.mjs, self.location.href).href,
    wasm: new URL(files.wasm, self.location.href).href,
  };
  runtime.env.wasm.numThreads = threads;
  runtime.env.logLevel = 'error';
  return runtime;
}

/**
 * Threads that the WASM backend will use. Shared memory needs cross-origin isolation, and WebKitGTK
 * is isolated without `SharedArrayBuffer`, so both are asked.
 */
function threadsFor(backend: Backend): number {
  const shared = self.crossOriginIsolated && typeof SharedArrayBuffer === 'function';
  if (backend === 'webgpu' || !shared) return 1;
  const most = isWebKit(navigator.userAgent) ? MAX_THREADS_IN_WEBKIT : MAX_THREADS;
  return Math.max(1, Math.min(most, navigator.hardwareConcurrency));
}

async function startRuntime(
  backend: Backend,
  threads: number,
  failure: ErrorCode,
): Promise<{ readonly runtime: Runtime; readonly adapter: string }> {
  const adapter = backend === 'webgpu' ? await describeAdapter(failure) : '';
  const runtime = await loadRuntime(backend, threads);
  // Into the browser's cache: the runtime asks for it again with its first graph. A first graph
  // made for that alone left Firefox without an answer in some starts.
  if (backend === 'wasm') {
    const { wasm } = runtime.env.wasm.wasmPaths as { readonly wasm: string };
    await fetch(wasm).then(
      (response) => response.blob(),
      () => undefined,
    );
  }
  return { runtime, adapter };
}

export interface SessionInfo {
  readonly backend: Backend;
  readonly threads: number;
  /** The GPU adapter's own description; empty on WASM. */
  readonly adapter: string;
}

/** A graph and its weights, ready to be loaded. */
export interface GraphFiles {
  /** The ONNX file. */
  readonly graph: Uint8Array;
  /** Its external data, by the names the graph uses. */
  readonly external: readonly { readonly path: string; readonly file: Blob }[];
}

/** What goes into a graph, by the type of its tensor. */
export type Feed =
  | { readonly type: 'uint8'; readonly data: Uint8Array; readonly dims: readonly number[] }
  | { readonly type: 'float32'; readonly data: Float32Array; readonly dims: readonly number[] }
  | { readonly type: 'int64'; readonly data: BigInt64Array; readonly dims: readonly number[] };

/** An output while the run is open: `data` lies in the runtime's memory and is gone afterwards. */
export interface OutputView {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export interface OpenOptions {
  readonly backend: Backend;
  /** On WASM at most so many; absent: all that serve. */
  readonly threads?: number | undefined;
  /** The code of any failure that is not a lack of memory: it says whose graph failed. */
  readonly failure: ErrorCode;
  /** Called when the GPU device is lost, with the browser's reason. */
  readonly onDeviceLost: (reason: string) => void;
}

export class OrtSession {
  /**
   * Runs wait here for each other: two overlapping runs deadlock the WebGPU provider (ORT 1.30).
   */
  #turn: Promise<unknown> = Promise.resolve();
  #failed: HuellaError | null = null;
  #lastRun: LeftBehind | null = null;
  readonly #runtime: Runtime;
  readonly #session: Ort.InferenceSession;
  readonly #failure: ErrorCode;

  private constructor(
    readonly info: SessionInfo,
    runtime: Runtime,
    session: Ort.InferenceSession,
    failure: ErrorCode,
  ) {
    this.#runtime = runtime;
    this.#session = session;
    this.#failure = failure;
  }

  /**
   * Loads a graph on one backend. A worker opens one session in its life: the runtime's memory only
   * grows, so another backend or graph gets another worker. Call `installLedger` before the first.
   *
   * @param files may still be on their way: the runtime is fetched beside them
   * @throws HuellaError `failure` when the runtime or the graph cannot be loaded, `out-of-memory`;
   *   what `files` rejects with, before any failure of the runtime
   */
  static async open(
    files: GraphFiles | Promise<GraphFiles>,
    options: OpenOptions,
  ): Promise<OrtSession> {
    const { backend, failure, onDeviceLost } = options;
    const threads = Math.min(threadsFor(backend), options.threads ?? Infinity);
    try {
      const loading = startRuntime(backend, threads, failure);
      // Looked at below, after the files.
      loading.catch(() => undefined);
      const model = await files;
      const { runtime, adapter } = await loading;
      const session = await createSession(runtime, model, backend);
      if (backend === 'webgpu') {
        const device = await runtime.env.webgpu.device;
        void device.lost.then((info) => onDeviceLost(info.message || info.reason));
      }
      return new OrtSession({ backend, threads, adapter }, runtime, session, failure);
    } catch (error) {
      throw asGraphError(error, failure);
    }
  }

  /**
   * Runs the graph once its turn comes.
   *
   * @param feeds by input name
   * @param outputs names of the outputs wanted, of float32 or int64
   * @param read takes what it needs out of the outputs, in their order, and copies it: the tensors
   *   are disposed as soon as it returns. What it throws counts as a failed run.
   * @throws HuellaError the session's failure code or `out-of-memory`; after that every later run
   *   fails alike: a failed run may leave stale bindings in the runtime, so the session is not used
   *   again
   */
  run<Result>(
    feeds: Readonly<Record<string, Feed>>,
    outputs: readonly string[],
    read: (views: readonly OutputView[]) => Result,
  ): Promise<Result> {
    const turn = this.#turn.catch(() => undefined).then(() => this.#runNow(feeds, outputs, read));
    this.#turn = turn;
    return turn;
  }

  /** What the last run left behind; null before the first. */
  get lastRun(): LeftBehind | null {
    return this.#lastRun;
  }

  async #runNow<Result>(
    feeds: Readonly<Record<string, Feed>>,
    outputs: readonly string[],
    read: (views: readonly OutputView[]) => Result,
  ): Promise<Result> {
    if (this.#failed) throw this.#failed;
    const before = readLedger();
    const tensors: Record<string, Ort.Tensor> = {};
    let results: Ort.InferenceSession.OnnxValueMapType = {};
    try {
      for (const [name, feed] of Object.entries(feeds)) {
        tensors[name] = tensorOf(this.#runtime, feed);
        tensorMade();
      }
      results = await this.#session.run(tensors, outputs);
      for (const _ of Object.values(results)) tensorMade();
      return read(outputs.map((name) => viewOf(results[name], name, this.#failure)));
    } catch (error) {
      this.#failed = asGraphError(error, this.#failure);
      throw this.#failed;
    } finally {
      for (const tensor of [...Object.values(tensors), ...Object.values(results)]) {
        tensor.dispose();
        tensorDisposed();
      }
      this.#lastRun = leftSince(before);
    }
  }

  /** Frees the graph and its GPU buffers. Waits for the run in progress. */
  async release(): Promise<void> {
    await this.#turn.catch(() => undefined);
    this.#failed ??= new HuellaError(this.#failure, 'The session was released.');
    await this.#session.release();
  }
}

function tensorOf({ Tensor }: Runtime, { type, data, dims }: Feed): Ort.Tensor {
  // The constructor's types take one kind of data for each name, and not a choice of pairs.
  return new Tensor(type as 'uint8', data as Uint8Array, dims);
}

/** Whole numbers (labels of a detector) are given as float32, which holds those up to 2^24. */
function viewOf(value: Ort.OnnxValue | undefined, name: string, failure: ErrorCode): OutputView {
  if (value?.type === 'int64' && value.data instanceof BigInt64Array)
    return { data: Float32Array.from(value.data, Number), dims: value.dims };
  if (value?.type !== 'float32' || !(value.data instanceof Float32Array)) {
    throw new HuellaError(failure, `The graph gave no float32 output "${name}".`);
  }
  return { data: value.data, dims: value.dims };
}

/**
 * Weights are read from disk one tensor at a time where the runtime allows it, else whole.
 *
 * The runtime's default cache of GPU buffers ("bucket") stays: it makes none after the first run,
 * so a run that leaks shows at once. Measured with the default encoder: 209 buffers and 33 MB, the
 * same after every run; "simple" 238 and 39 MB; "lazyRelease" 186 and 15 MB between runs, for about
 * a hundred buffers made and destroyed in each.
 */
async function createSession(
  runtime: Runtime,
  model: GraphFiles,
  backend: Backend,
): Promise<Ort.InferenceSession> {
  const create = (
    externalData: { path: string; data: Uint8Array }[],
  ): Promise<Ort.InferenceSession> =>
    runtime.InferenceSession.create(model.graph, {
      executionProviders: [backend],
      graphOptimizationLevel: 'all',
      ...(externalData.length > 0 ? { externalData } : {}),
      // Repacked copies of large weights cost half as much memory again and gained no speed
      // (measured, Swin-L on WASM).
      ...(externalData.length > 0 && backend === 'wasm'
        ? { extra: { session: { disable_prepacking: '1' } } }
        : {}),
    });
  if (model.external.length === 0) return create([]);
  try {
    const lazy = model.external.map(({ path, file }) => ({ path, data: new LazyBytes(file) }));
    return await create(lazy);
  } catch (error) {
    const known = asGraphError(error, 'internal');
    // More memory would not help, and reading whole takes more.
    if (known.code === 'out-of-memory') throw known;
    const whole = model.external.map(async ({ path, file }) => {
      return { path, data: new Uint8Array(await file.arrayBuffer()) };
    });
    return create(await Promise.all(whole));
  }
}

async function describeAdapter(failure: ErrorCode): Promise<string> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new HuellaError(failure, 'No WebGPU adapter.');
  const { vendor, architecture, description } = adapter.info;
  return [vendor, architecture, description].filter(Boolean).join(' ');
}

/**
 * A run that reaches beyond the runtime's memory is how some browsers show that it could not grow.
 */
const OUT_OF_BOUNDS = /memory access out of bounds/i;

function asGraphError(error: unknown, failure: ErrorCode): HuellaError {
  const known = toHuellaError(error, failure);
  return saysOutOfMemory(known) || OUT_OF_BOUNDS.test(known.message)
    ? new HuellaError('out-of-memory', known.message, {}, { cause: error })
    : known;
}
