/**
 * Measures this device: every encoder that is installed, on every backend, then searches among as
 * many numbers as each makes. The gallery and the encoder in use stay as they are. Fetched when
 * first wanted; what the first page needs too comes as arguments, because a chunk that both import
 * would be split from the first page's own.
 */
import type { Precision } from '../engine/encoder/card';
import type { HuellaError } from '../engine/errors';
import { vectorBudgetFor } from '../engine/gallery/budget';
import type { SearchTimer, SearchTimes } from '../engine/index/search-timer';
import type { Spawned } from '../workers/spawn';
import type { Backend, BackendReason, EncoderInfo } from './api';
import type { DoorCalls } from './doors';
import type { EncoderTimes } from './encoders/time';
import { madeUpPhoto } from './made-up-photo';
import type { inTurn } from './turns';

/** As long as a person looks on. Parts that were not reached by then are told so. */
export const BUDGET_MS = 60_000;

/** One encoder on one backend. */
export interface MeasuredRow {
  readonly id: string;
  readonly name: string;
  readonly precision: Precision;
  /** Numbers of an embedding. */
  readonly dimension: number;
  readonly backend: Backend;
  /**
   * `without`: this device or browser cannot, as `reason` says; `late`: there was no time for it;
   * `failed`: as `error` says.
   */
  readonly state: 'waiting' | 'running' | 'done' | 'without' | 'late' | 'failed';
  readonly reason: BackendReason | null;
  readonly error: HuellaError | null;
  readonly times: EncoderTimes | null;
  /** The smallest gallery first; those that there was no time or memory for are not in it. */
  readonly searches: readonly SearchTimes[];
}

export interface MeasuringState {
  readonly phase: 'waiting' | 'encoders' | 'searches' | 'over';
  readonly rows: readonly MeasuredRow[];
  /** Parts that are over, and that there are. */
  readonly done: number;
  readonly total: number;
}

/** What measuring is done with. */
export interface MeasuringMeans {
  readonly services: Pick<DoorCalls, 'encoders'>;
  readonly spawn: () => Spawned<SearchTimer>;
  readonly inTurn: typeof inTurn;
  /** Milliseconds in all; for tests. */
  readonly budgetMs?: number;
  /** What is encoded; for tests. */
  readonly photo?: () => Promise<Blob>;
}

export class Measuring {
  /**
   * Resolves when there is nothing left to measure, or no time.
   * @throws AbortError when it was cancelled; HuellaError `cancelled` when another encoder is being
   *   put in use, and what listing the encoders throws. What was measured by then stays.
   */
  readonly over: Promise<void>;
  readonly #means: MeasuringMeans;
  readonly #cancelled = new AbortController();
  readonly #onChange: (state: MeasuringState) => void;
  #state: MeasuringState = { phase: 'waiting', rows: [], done: 0, total: 1 };
  #end = 0;

  constructor(means: MeasuringMeans, onChange: (state: MeasuringState) => void) {
    this.#means = means;
    this.#onChange = onChange;
    const { signal } = this.#cancelled;
    // Alone: an import beside it would be measured too.
    this.over = means.inTurn('alone', { signal }, () => this.#run());
  }

  cancel(): void {
    this.#cancelled.abort(new DOMException('Measuring was stopped.', 'AbortError'));
  }

  async #run(): Promise<void> {
    const { services, budgetMs = BUDGET_MS, photo: makePhoto = madeUpPhoto } = this.#means;
    this.#end = performance.now() + budgetMs;
    const [encoders, adapter, photo] = await Promise.all([
      services.encoders.list(),
      adapterHere(),
      makePhoto(),
    ]);
    // The smallest are measured first, because large ones may use up the minute.
    const installed = encoders
      .filter((encoder) => encoder.installed)
      .sort((a, b) => a.bytes - b.bytes);
    const rows = installed.flatMap((encoder) => [
      rowOf(encoder, 'wasm', null),
      rowOf(encoder, 'webgpu', withoutWebgpu(encoder.precision, adapter)),
    ]);
    const dimensions = [...new Set(installed.map(({ dimension }) => dimension))];
    const waiting = rows.filter(({ state }) => state === 'waiting');
    this.#show({ phase: 'encoders', rows, total: waiting.length + dimensions.length });
    for (const { id, backend } of waiting)
      await this.#part(() => this.#timeEncoder({ id, backend }, photo));
    this.#show({ phase: 'searches' });
    for (const dimension of dimensions) await this.#part(() => this.#timeSearches(dimension));
    this.#show({ phase: 'over' });
  }

  async #part(work: () => Promise<void>): Promise<void> {
    this.#cancelled.signal.throwIfAborted();
    await work();
    this.#show({ done: this.#state.done + 1 });
  }

  /** An equal share of what is left for each part that is left. */
  get #shareMs(): number {
    const { done, total } = this.#state;
    return Math.max(0, (this.#end - performance.now()) / (total - done));
  }

  async #timeEncoder(
    { id, backend }: Pick<MeasuredRow, 'id' | 'backend'>,
    photo: Blob,
  ): Promise<void> {
    const change = (changed: Partial<MeasuredRow>): void =>
      this.#change((row) => row.id === id && row.backend === backend, changed);
    change({ state: 'running' });
    try {
      const { reason, times } = await this.#means.services.encoders.time(
        id,
        { backend, photo, withinMs: this.#shareMs },
        this.#cancelled.signal,
      );
      const state = times ? 'done' : reason ? 'without' : 'late';
      change({ state, reason, times });
    } catch (thrown) {
      const error = thrown as HuellaError;
      const { aborted } = this.#cancelled.signal;
      const isOver = aborted || error.code === 'cancelled';
      change(isOver ? { state: 'waiting' } : { state: 'failed', error });
      // Of one encoder: the others go on.
      if (isOver) throw thrown;
    }
  }

  async #timeSearches(dimension: number): Promise<void> {
    const { signal } = this.#cancelled;
    const { door, terminate } = this.#means.spawn();
    const withinMs = this.#shareMs;
    const searches: SearchTimes[] = [];
    let ending: ReturnType<typeof setTimeout> | undefined;
    // What it is in the middle of is not waited for.
    const ended = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      ending = setTimeout(resolve, withinMs);
    });
    const { deviceMemory } = navigator as { readonly deviceMemory?: number };
    try {
      const vectorBudget = vectorBudgetFor(deviceMemory);
      const timing = door.time({ dimension, vectorBudget, withinMs }, (times) => {
        searches.push(times);
        this.#change((row) => row.dimension === dimension, { searches: [...searches] });
      });
      await Promise.race([timing, ended]);
    } catch (error) {
      // Where memory ends, so do the galleries of this device.
      if ((error as Partial<HuellaError>).code !== 'out-of-memory') throw error;
    } finally {
      clearTimeout(ending);
      terminate();
    }
    signal.throwIfAborted();
  }

  #change(which: (row: MeasuredRow) => boolean, changed: Partial<MeasuredRow>): void {
    const rows = this.#state.rows.map((row) => (which(row) ? { ...row, ...changed } : row));
    this.#show({ rows });
  }

  #show(changed: Partial<MeasuringState>): void {
    this.#state = { ...this.#state, ...changed };
    this.#onChange(this.#state);
  }
}

function rowOf(
  { id, name, precision, dimension }: EncoderInfo,
  backend: Backend,
  reason: BackendReason | null,
): MeasuredRow {
  const state = reason ? 'without' : 'waiting';
  const unmeasured = { error: null, times: null, searches: [] };
  return { id, name, precision, dimension, backend, state, reason, ...unmeasured };
}

async function adapterHere(): Promise<GPUAdapter | null> {
  return 'gpu' in navigator ? navigator.gpu.requestAdapter().catch(() => null) : null;
}

/** Why an encoder cannot run on WebGPU here; null: it may. As `Supervisor` has it. */
function withoutWebgpu(precision: Precision, adapter: GPUAdapter | null): BackendReason | null {
  if (!adapter) return 'webgpu-absent';
  if (precision === 'int8') return 'webgpu-without-int8';
  return precision === 'fp16' && !adapter.features.has('shader-f16')
    ? 'webgpu-without-halves'
    : null;
}
