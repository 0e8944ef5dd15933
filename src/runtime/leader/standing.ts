/** How the engine is doing, told to every tab at each change. */
import type { Running } from '../../engine/encoder/worker-start';
import { toHuellaError } from '../../engine/errors';
import type { EncoderInfo } from '../api';
import type { EngineStatus } from '../status';

export class Standing {
  #status: EngineStatus = { phase: 'starting', step: 'library', done: 0, total: 1 };
  #reading: { readonly done: number; readonly total: number } | null = null;
  readonly #tell: (status: EngineStatus) => void;
  readonly #closing: AbortSignal;

  /** @param closing once it is aborted, the status stays and nothing is told */
  constructor(tell: (status: EngineStatus) => void, closing: AbortSignal) {
    this.#tell = tell;
    this.#closing = closing;
  }

  get status(): EngineStatus {
    return this.#status;
  }

  /** It starts, or starts again. */
  begin(): void {
    this.#set({ phase: 'starting', step: 'library', done: 0, total: 1 });
  }

  /** A step of starting; nothing once it has started. */
  starting(step: 'index' | 'encoder', done: number, total: number): void {
    if (this.#status.phase === 'starting') this.#set({ phase: 'starting', step, done, total });
  }

  /** The index is being read back; `done` is `total`: all is in. */
  reading(done: number, total: number): void {
    this.#reading = done < total ? { done, total } : null;
    if (this.#status.phase === 'ready') this.#set({ ...this.#status, reading: this.#reading });
    else if (this.#reading) this.starting('index', done, total);
    else this.starting('encoder', 0, 1);
  }

  ready({ backend, reason }: Running, encoder: EncoderInfo): void {
    this.#set({ phase: 'ready', backend, reason, encoder, reading: this.#reading });
  }

  fail(thrown: unknown): void {
    const { code, detail, message } = toHuellaError(thrown);
    this.#set({ phase: 'failed', code, detail, reason: message });
  }

  #set(status: EngineStatus): void {
    if (this.#closing.aborted) return;
    this.#status = status;
    this.#tell(status);
  }
}
