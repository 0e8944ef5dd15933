/** The only door to onnxruntime-web: one loaded model, its runs serialised, every tensor given back. */
import type * as Ort from 'onnxruntime-web';
import asyncifyMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiMjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import plainMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { HuellaError, saysOutOfMemory, toHuellaError } from '../errors';
import type { EncoderCard } from './card';
import { LazyBytes } from './lazy-bytes';
import type { Model } from './model';
import { leftSince, readLedger, tensorDisposed, tensorMade, type LeftBehind } from './ledger';

export type Backend = 'webgpu' | 'wasm';

/** More threads than this gain nothing for models of this size and take cores from the page. */
const MAX_THREADS = 4;

type Runtime = typeof Ort;

/**
 * Loads the smallest ONNX Runtime that serves the backend. WebGPU needs calls that suspend: JSPI where the browser has
 * it (10 MB smaller and faster to start), else Asyncify. The WASM backend takes the plain build, which Safari also compiles well.
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

/** Threads the WASM backend will use: shared memory needs cross-origin isolation. */
export function threadsFor(backend: Backend): number {
  if (backend === 'webgpu' || !self.crossOriginIsolated) return 1;
  return Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency));
}

export interface SessionInfo {
  readonly backend: Backend;
  readonly threads: number;
  /** The GPU adapter's own description; empty on WASM. */
  readonly adapter: string;
}

export class Session {
  /** Runs wait for each other here: two overlapping runs deadlock the native WebGPU provider (measured, ORT 1.30). */
  #turn: Promise<unknown> = Promise.resolve();
  #failed: HuellaError | null = null;
  #lastRun: LeftBehind | null = null;

  private constructor(
    readonly info: SessionInfo,
    private readonly runtime: Runtime,
    private readonly session: Ort.InferenceSession,
    private readonly card: EncoderCard,
  ) {}

  /**
   * Loads a model on one backend. A worker opens one session in its life: the runtime's memory only grows, so another
   * backend or model gets another worker.
   *
   * @param model the ONNX file's bytes and the files of its external data
   * @param onDeviceLost called when the GPU device is lost, with the browser's reason
   * @throws HuellaError `encoder-failed` when the runtime or the graph cannot be loaded, `out-of-memory`
   */
  static async open(
    card: EncoderCard,
    model: Model,
    backend: Backend,
    onDeviceLost: (reason: string) => void,
  ): Promise<Session> {
    const threads = threadsFor(backend);
    try {
      const adapter = backend === 'webgpu' ? await describeAdapter() : '';
      const runtime = await loadRuntime(backend, threads);
      const session = await createSession(runtime, model, backend);
      if (backend === 'webgpu') {
        const device = await runtime.env.webgpu.device;
        void device.lost.then((info) => onDeviceLost(info.message || info.reason));
      }
      return new Session({ backend, threads, adapter }, runtime, session, card);
    } catch (error) {
      throw asEncoderError(error);
    }
  }

  /**
   * Embeds one or more resized crops.
   *
   * @param pixels uint8 `[batch, S, S, 3]`
   * @returns float32 `[batch * dimension]`, each row L2-normalised by the graph
   * @throws HuellaError `encoder-failed` or `out-of-memory`; after that every later run fails alike: a failed run may leave
   *   stale bindings in the runtime, so the session is not used again
   */
  run(pixels: Uint8Array, batch = 1): Promise<Float32Array> {
    const turn = this.#turn.catch(() => undefined).then(() => this.#runNow(pixels, batch));
    this.#turn = turn;
    return turn;
  }

  /** What the last run left behind; null before the first. */
  get lastRun(): LeftBehind | null {
    return this.#lastRun;
  }

  async #runNow(pixels: Uint8Array, batch: number): Promise<Float32Array> {
    if (this.#failed) throw this.#failed;
    const before = readLedger();
    const { inputSize, dimension, input, output } = this.card;
    const tensor = new this.runtime.Tensor('uint8', pixels, [batch, inputSize, inputSize, 3]);
    tensorMade();
    let results: Ort.InferenceSession.OnnxValueMapType | undefined;
    try {
      results = await this.session.run({ [input]: tensor }, [output]);
      tensorMade();
      const data = results[output]?.data;
      if (!(data instanceof Float32Array) || data.length !== batch * dimension) {
        throw new HuellaError(
          'encoder-failed',
          `The encoder gave no [${batch}, ${dimension}] float32 output.`,
        );
      }
      return normaliseRows(data, dimension);
    } catch (error) {
      this.#failed = asEncoderError(error);
      throw this.#failed;
    } finally {
      tensor.dispose();
      tensorDisposed();
      if (results) {
        for (const value of Object.values(results)) value.dispose();
        tensorDisposed();
      }
      this.#lastRun = leftSince(before);
    }
  }

  /** Frees the graph and its GPU buffers. Waits for the run in progress. */
  async release(): Promise<void> {
    await this.#turn.catch(() => undefined);
    this.#failed ??= new HuellaError('encoder-failed', 'The session was released.');
    await this.session.release();
  }
}

/**
 * Weights are read from disk one tensor at a time where the runtime allows it, else whole.
 *
 * The runtime's default cache of GPU buffers ("bucket") stays: it makes none after the first run, so a run that leaks shows at once.
 * Measured with the default encoder: 209 buffers and 33 MB, the same after every run; "simple" 238 and 39 MB; "lazyRelease" 186 and
 * 15 MB between runs, for about a hundred buffers made and destroyed in each.
 */
async function createSession(
  runtime: Runtime,
  model: Model,
  backend: Backend,
): Promise<Ort.InferenceSession> {
  const create = (externalData: { path: string; data: Uint8Array }[]): Promise<Ort.InferenceSession> =>
    runtime.InferenceSession.create(model.graph, {
      executionProviders: [backend],
      graphOptimizationLevel: 'all',
      ...(externalData.length > 0 ? { externalData } : {}),
      // Repacked copies of large weights cost half as much memory again and gained no speed (measured, Swin-L on WASM).
      ...(externalData.length > 0 && backend === 'wasm'
        ? { extra: { session: { disable_prepacking: '1' } } }
        : {}),
    });
  if (model.external.length === 0) return create([]);
  try {
    return await create(model.external.map(({ path, file }) => ({ path, data: new LazyBytes(file) })));
  } catch (error) {
    const known = asEncoderError(error);
    // More memory would not help, and reading whole takes more.
    if (known.code === 'out-of-memory') throw known;
    return create(
      await Promise.all(
        model.external.map(async ({ path, file }) => ({
          path,
          data: new Uint8Array(await file.arrayBuffer()),
        })),
      ),
    );
  }
}

/**
 * Copies the rows out of the runtime's memory with length 1 to float32's precision: the graph sums the squares in float32,
 * whose error shows as a similarity of .999997 of a photo with itself.
 */
function normaliseRows(data: Float32Array, dimension: number): Float32Array {
  const rows = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += dimension) {
    let squares = 0;
    for (let i = start; i < start + dimension; i++) squares += data[i]! * data[i]!;
    // Also what a NaN, an infinity or an all-zero output comes to: such an embedding would poison every comparison.
    if (!Number.isFinite(squares) || squares === 0) {
      throw new HuellaError('encoder-failed', 'The encoder gave numbers that are not finite, or only zeros.');
    }
    const scale = 1 / Math.sqrt(squares);
    for (let i = start; i < start + dimension; i++) rows[i] = data[i]! * scale;
  }
  return rows;
}

async function describeAdapter(): Promise<string> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new HuellaError('encoder-failed', 'No WebGPU adapter.');
  const { vendor, architecture, description } = adapter.info;
  return [vendor, architecture, description].filter(Boolean).join(' ');
}

/** A run that reaches beyond the runtime's memory is how some browsers show that it could not grow. */
const OUT_OF_BOUNDS = /memory access out of bounds/i;

function asEncoderError(error: unknown): HuellaError {
  const known = toHuellaError(error, 'encoder-failed');
  return saysOutOfMemory(known) || OUT_OF_BOUNDS.test(known.message)
    ? new HuellaError('out-of-memory', known.message, {}, { cause: error })
    : known;
}
