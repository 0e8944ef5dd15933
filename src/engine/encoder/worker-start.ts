/**
 * Starts workers with an encoder, in the form of its graph that is right and fast on an adapter.
 */
import { HuellaError, toHuellaError } from '../errors';
import type { AttentionForm, EncoderCard } from './card';
import { withDeadline } from './deadline';
import type { EncodedPhoto, EncodeOptions, EncoderLedger, Started, StartOptions } from './encoder';
import { losable, type Losable, type WorkerParts } from './losable';
import type { Backend } from './session';
import { START_MS, withWeights } from './start-limits';
import { formOf, type VerdictMemory } from './verdict';

/** The encoder's functions, wherever it runs. */
export interface RemoteEncoder {
  start(options: StartOptions, onDeviceLost: (reason: string) => void): Promise<Started>;
  encode(jobId: number, photo: Blob, options: EncodeOptions): Promise<EncodedPhoto>;
  cancel(jobId: number): Promise<void>;
  ledger(): Promise<EncoderLedger>;
}

export type EncoderWorker = WorkerParts<RemoteEncoder>;

export type BackendReason =
  | 'chosen' // the person asked for this one
  | 'self-check-passed' // WebGPU, and its numbers are right
  | 'webgpu-absent'
  | 'webgpu-wrong-numbers'
  | 'webgpu-failed'
  | 'webgpu-without-halves' // the encoder is in half precision, which this adapter does not compute
  | 'webgpu-without-int8'; // the encoder is in 8 bits, which the main processor computes faster

export interface Running extends Started {
  readonly reason: BackendReason;
  /** Form of the graph; null where the encoder has one. */
  readonly form: AttentionForm | null;
}

/** A worker whose encoder has started. */
export interface Line extends Losable {
  readonly worker: EncoderWorker;
  readonly running: Running;
  runs: number;
  inFlight: number;
  /** Set when the worker is replaced: its late answers are dropped. */
  ended: boolean;
}

/** Failures to read the encoder: another backend or form reads the same files. */
export function isFilesFault(error: unknown): boolean {
  return ['encoder-missing', 'encoder-damaged', 'storage-failed'].includes(
    toHuellaError(error).code,
  );
}

export function stoppedError(): HuellaError {
  return new HuellaError('internal', 'The encoder was stopped.');
}

/** What was in flight on it rejects, and its late answers are dropped. */
export function endLine(line: Line): void {
  line.ended = true;
  line.lose(new HuellaError('encoder-failed', 'The worker was replaced.'));
  line.worker.terminate();
}

export interface StarterOptions {
  /** Makes a fresh worker. */
  spawn(): EncoderWorker;
  readonly card: EncoderCard;
  readonly modelUrl: string;
  readonly verdicts?: VerdictMemory;
}

export class WorkerStarter {
  /** Workers between their making and their first good answer. */
  readonly #starting = new Map<EncoderWorker, (error: HuellaError) => void>();
  /** The external files were hashed by a worker of this starter: the next one need not. */
  #verified = false;
  #stopped = false;

  constructor(
    private readonly options: StarterOptions,
    private readonly firstStartMs: number,
  ) {}

  /** What is being started rejects, and nothing more is begun. */
  stop(): void {
    this.#stopped = true;
    for (const lose of this.#starting.values()) lose(stoppedError());
  }

  /**
   * Starts the form of the graph that is right and fast on this adapter. The first time both are
   * tried, one worker after the other (two would need the weights twice); the answer is remembered.
   */
  async start(backend: Backend, reason: BackendReason, adapter: string): Promise<Line> {
    const { card, verdicts } = this.options;
    if (!card.attention) return this.#startWorker(backend, reason, null);
    // On the processor the forms differ little; the written-out one is there should the other be
    // wrong.
    const known = backend === 'wasm' ? 'mha' : formOf(verdicts?.recall(adapter));
    if (known) {
      try {
        return await this.#startWorker(backend, reason, known);
      } catch (error) {
        if (isFilesFault(error) || toHuellaError(error).code === 'out-of-memory') throw error;
        const second = known === 'mha' ? 'manual' : 'mha';
        const other = await this.#startWorker(backend, reason, second).catch(() => null);
        if (!other) throw error;
        if (backend === 'webgpu') verdicts?.remember(adapter, other.running.form!);
        return other;
      }
    }
    let fusedMs = Infinity;
    try {
      const fused = await this.#startWorker(backend, reason, 'mha', true);
      fusedMs = fused.running.runMs ?? Infinity;
      endLine(fused);
    } catch (error) {
      if (isFilesFault(error)) throw error;
    }
    let manual: Line | null = null;
    try {
      manual = await this.#startWorker(backend, reason, 'manual', true);
    } catch (error) {
      if (fusedMs === Infinity) throw error;
    }
    if (manual && (manual.running.runMs ?? Infinity) <= fusedMs) {
      verdicts?.remember(adapter, 'manual');
      return manual;
    }
    if (manual) endLine(manual);
    verdicts?.remember(adapter, 'mha');
    return this.#startWorker(backend, reason, 'mha');
  }

  async #startWorker(
    backend: Backend,
    reason: BackendReason,
    form: AttentionForm | null,
    timed = false,
    isSecond = false,
  ): Promise<Line> {
    // Stopped while one form of the graph was tried: the other is not wanted either.
    this.#throwIfStopped();
    const worker = this.options.spawn();
    const { lost, lose } = losable(worker.died);
    const fate = { died: false };
    worker.died.catch(() => (fate.died = true));
    this.#starting.set(worker, lose);
    const { card, modelUrl } = this.options;
    const onDeviceLost = (why: string): void =>
      lose(new HuellaError('device-lost', `GPU device lost: ${why}`));
    const verify = !this.#verified;
    try {
      const how = { backend, form: form ?? undefined, verify, timed };
      const isFirst = backend === 'wasm' && !isSecond;
      const started = await withDeadline(
        Promise.race([worker.door.start({ card, modelUrl, ...how }, onDeviceLost), lost]),
        withWeights(isFirst ? this.firstStartMs : START_MS, card),
      );
      this.#verified = true;
      const running = { ...started, reason, form };
      return { worker, running, lost, lose, runs: 0, inFlight: 0, ended: false };
    } catch (error) {
      worker.terminate();
      // The browser took it away (for memory, say) before it could say anything, or it never
      // answered: that may pass. WebGPU has WASM behind it.
      const isGone = fate.died || toHuellaError(error).code === 'encoder-timeout';
      if (isGone && backend === 'wasm' && !isSecond && !this.#stopped) {
        return await this.#startWorker(backend, reason, form, timed, true);
      }
      throw error;
    } finally {
      this.#starting.delete(worker);
    }
  }

  #throwIfStopped(): void {
    if (this.#stopped) throw stoppedError();
  }
}
