/**
 * Keeps an encoder alive on the page's side: chooses the backend, replaces the worker when it
 * fails, retries what was in flight once. What a worker cannot give back (WebAssembly memory, a
 * lost GPU device) is given back by replacing it.
 */
import { HuellaError, isAbort, toHuellaError } from '../errors';
import { withDeadline } from './deadline';
import type { EncodedPhoto, EncodeOptions, EncoderLedger } from './encoder';
import type { Backend } from './session';
import { FIRST_START_MS } from './start-limits';
import {
  endLine,
  isFilesFault,
  stoppedError,
  WorkerStarter,
  type BackendReason,
  type Line,
  type Running,
  type StarterOptions,
} from './worker-start';

interface SupervisorOptions extends StarterOptions {
  readonly preference: 'auto' | Backend;
  /** Shorter ones than an app needs. */
  readonly limits?: Partial<SupervisorLimits>;
  /** Called after a worker was replaced or the backend changed. */
  onChange?(running: Running): void;
}

export interface SupervisorLimits {
  /**
   * A first start on WASM that takes longer is begun anew in another worker, which gets the whole
   * time.
   */
  readonly firstStartMs: number;
  /** A photo that takes longer hangs. */
  readonly jobMs: number;
  /** A worker on WebGPU is replaced after so many photos. */
  readonly runsPerWebgpuWorker: number;
}

const LIMITS: SupervisorLimits = {
  firstStartMs: FIRST_START_MS,
  // The largest encoder needs about 10 s on two old cores, a phone several times that.
  jobMs: 180_000,
  // iOS kills the page after about 500 WebGPU runs in one worker (onnxruntime#27584): stay well
  // under it everywhere.
  runsPerWebgpuWorker: 250,
};

/** WebGPU that fails this often without one good run in between is given up for WASM. */
const MAX_WEBGPU_FAILURES = 2;

/** Failures that say something about the photo or the request, not about the worker. */
function isWorkersFault(error: HuellaError): boolean {
  return ['encoder-failed', 'encoder-timeout', 'device-lost', 'out-of-memory', 'internal'].includes(
    error.code,
  );
}

export class Supervisor {
  #line: Promise<Line> | null = null;
  #current: Line | null = null;
  #backend: Backend | null = null;
  #reason: BackendReason = 'chosen';
  #webgpuFailures = 0;
  #nextJob = 1;
  #stopped = false;
  #runs = 0;
  #failedRuns = 0;
  readonly #recycles: string[] = [];

  readonly #limits: SupervisorLimits;
  readonly #options: SupervisorOptions;
  readonly #starter: WorkerStarter;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#starter = new WorkerStarter(options, this.#limits.firstStartMs);
  }

  get running(): Running | null {
    return this.#current?.running ?? null;
  }
  get runs(): number {
    return this.#runs;
  }
  get failedRuns(): number {
    return this.#failedRuns;
  }
  /** Why each worker was replaced, oldest first. */
  get recycles(): readonly string[] {
    return this.#recycles;
  }

  /**
   * Starts the first worker. One failed start never poisons the next: calling again tries again.
   * @throws HuellaError of the last backend tried
   */
  async start(): Promise<Running> {
    return (await this.#ready()).running;
  }

  /**
   * Encodes one photo; a worker that fails is replaced and the photo is tried once more on the new
   * one.
   * @throws HuellaError of the second failure, or the signal's reason
   */
  async encode(photo: Blob, options: EncodeOptions, signal: AbortSignal): Promise<EncodedPhoto> {
    for (let attempt = 1; ; attempt++) {
      const line = await this.#ready();
      signal.throwIfAborted();
      const jobId = this.#nextJob++;
      // A worker that is ended at the same time has nothing left to cancel.
      const onAbort = (): void => void line.worker.door.cancel(jobId).catch(() => undefined);
      signal.addEventListener('abort', onAbort, { once: true });
      line.inFlight += 1;
      try {
        const encoded = await withDeadline(
          Promise.race([line.worker.door.encode(jobId, photo, options), line.lost]),
          this.#limits.jobMs,
        );
        line.runs += 1;
        this.#runs += 1;
        if (line.running.backend === 'webgpu') this.#webgpuFailures = 0;
        return encoded;
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        const error = toHuellaError(thrown, 'encoder-failed');
        if (!isWorkersFault(error)) throw error;
        this.#failedRuns += 1;
        this.#replace(line, error);
        if (attempt === 2) throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
        line.inFlight -= 1;
        if (line.running.backend === 'webgpu' && line.runs >= this.#limits.runsPerWebgpuWorker)
          this.#retire(line);
      }
    }
  }

  /** What the current worker holds; null while there is none. */
  async ledger(): Promise<EncoderLedger | null> {
    const line = this.#current;
    if (!line) return null;
    return Promise.race([line.worker.door.ledger(), line.lost]).catch(() => null);
  }

  /** Ends the worker for good; jobs in flight reject. */
  stop(): void {
    this.#stopped = true;
    this.#starter.stop();
    if (this.#current) endLine(this.#current);
    this.#current = null;
    this.#line = null;
  }

  #ready(): Promise<Line> {
    if (this.#stopped) return Promise.reject(stoppedError());
    if (!this.#line) {
      const line = this.#startLine();
      this.#line = line;
      line.catch(() => {
        if (this.#line === line) this.#line = null;
      });
    }
    return this.#line;
  }

  async #startLine(): Promise<Line> {
    for (const [backend, reason] of this.#candidates()) {
      try {
        const line = await this.#startOn(backend, reason);
        if (this.#stopped) {
          endLine(line);
          throw stoppedError();
        }
        this.#current = line;
        this.#options.onChange?.(line.running);
        return line;
      } catch (thrown) {
        const error = toHuellaError(thrown, 'encoder-failed');
        // A missing or damaged file is as bad on the other backend; trying it would hide the cause.
        if (this.#stopped || backend === 'wasm' || isFilesFault(error)) throw error;
        this.#backend = 'wasm';
        this.#reason =
          error.code === 'encoder-self-check-failed' ? 'webgpu-wrong-numbers' : 'webgpu-failed';
      }
    }
    throw new HuellaError('internal', 'No backend was tried.');
  }

  /** The backends to try in order. Lazy: why WASM is used is known only once WebGPU has failed. */
  *#candidates(): Generator<[Backend, BackendReason]> {
    const { preference, card } = this.#options;
    // Its operators would be moved to the processor one by one.
    if (card.precision === 'int8') {
      const hasGpu = 'gpu' in navigator;
      if (preference !== 'wasm') this.#reason = hasGpu ? 'webgpu-without-int8' : 'webgpu-absent';
    } else if (this.#backend === null && preference !== 'wasm') {
      if ('gpu' in navigator)
        yield ['webgpu', preference === 'webgpu' ? 'chosen' : 'self-check-passed'];
      else this.#reason = 'webgpu-absent';
    } else if (this.#backend === 'webgpu') {
      yield ['webgpu', this.#reason];
    }
    yield ['wasm', this.#reason];
  }

  async #startOn(backend: Backend, reason: BackendReason): Promise<Line> {
    let adapter = '';
    if (backend === 'webgpu') {
      const found = await navigator.gpu.requestAdapter();
      if (!found) return this.#startOnWasm('webgpu-absent');
      // ONNX Runtime would fail, or move every node to the processor one by one.
      if (this.#options.card.precision === 'fp16' && !found.features.has('shader-f16'))
        return this.#startOnWasm('webgpu-without-halves');
      const { vendor, architecture, description } = found.info;
      adapter = [vendor, architecture, description].join('|');
      // A person who asks for WebGPU by name gets it tried again.
      if (
        this.#options.preference === 'auto' &&
        this.#options.verdicts?.recall(adapter) === 'wrong'
      )
        return this.#startOnWasm('webgpu-wrong-numbers');
    }
    const line = await this.#starter.start(backend, reason, adapter).catch((thrown: unknown) => {
      const wrong = toHuellaError(thrown).code === 'encoder-self-check-failed';
      if (backend === 'webgpu' && wrong) this.#options.verdicts?.remember(adapter, 'wrong');
      throw thrown;
    });
    if (backend === 'webgpu' && !this.#options.card.attention)
      this.#options.verdicts?.remember(adapter, 'right');
    this.#backend = backend;
    this.#reason = reason;
    line.lost.catch((error: unknown) => this.#replace(line, toHuellaError(error)));
    return line;
  }

  #startOnWasm(reason: BackendReason): Promise<Line> {
    this.#backend = 'wasm';
    this.#reason = reason;
    return this.#startOn('wasm', reason);
  }

  /**
   * Ends a worker that failed; the next job starts another. The first of several failing jobs
   * decides.
   */
  #replace(line: Line, error: HuellaError): void {
    if (line.ended) return;
    this.#recycles.push(error.code);
    if (line.running.backend === 'webgpu' && ++this.#webgpuFailures >= MAX_WEBGPU_FAILURES) {
      this.#backend = 'wasm';
      this.#reason = 'webgpu-failed';
    }
    this.#forget(line);
    endLine(line);
  }

  /**
   * Replaces a healthy worker that has run long enough: new jobs go to a new one, this one ends
   * with its last job.
   */
  #retire(line: Line): void {
    if (line.ended) return;
    this.#forget(line);
    if (line.inFlight > 0) return;
    this.#recycles.push('run-count');
    endLine(line);
  }

  #forget(line: Line): void {
    if (this.#current !== line) return;
    this.#current = null;
    this.#line = null;
  }
}
