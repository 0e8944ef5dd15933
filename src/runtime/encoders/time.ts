/** What one encoder takes on one backend of this device: its start, and photos one after another. */
import type { Backend, BackendReason } from '../api';
import type { RunningEncoder } from './active';
import type { RunTimes } from '../../engine/encoder/run-times';

/** Photos that are timed at most: enough for a median. */
const PHOTOS = 20;

export interface EncoderTimes {
  /**
   * Milliseconds until the first embedding, with the files on the device: runtime and weights
   * loaded, one run.
   */
  readonly firstMs: number;
  /**
   * Median milliseconds from a photo's file to its embedding; null: there was no time for one.
   */
  readonly photoMs: number | null;
  /** How many photos that is of. */
  readonly photos: number;
  readonly threads: number;
  /** The GPU adapter's own description; empty on WASM. */
  readonly adapter: string;
  /** Bytes of the worker's WebAssembly memories, and of its GPU buffers; null: not known. */
  readonly wasmBytes: number | null;
  readonly gpuBytes: number | null;
}

export interface Timed {
  /** Why it runs on the backend that it runs on, which need not be the one asked for. */
  readonly reason: BackendReason | null;
  /** Null: it does not run on the backend asked for, or was not started in time. */
  readonly times: EncoderTimes | null;
}

export interface TimeOptions {
  readonly backend: Backend;
  readonly photo: Blob;
  /** Milliseconds to work at most; what was measured by then counts. */
  readonly withinMs: number;
}

/**
 * Starts an encoder of its own, times it and ends it. Its photos wait behind all others in the
 * queue.
 * @param times of this encoder alone
 * @throws HuellaError as starting and encoding; the signal's reason
 */
export async function timeEncoder(
  encoder: RunningEncoder,
  times: RunTimes,
  { backend, photo, withinMs }: TimeOptions,
  signal: AbortSignal,
): Promise<Timed> {
  signal.throwIfAborted();
  const late = new AbortController();
  const clock = setTimeout(() => late.abort(), withinMs);
  const either = AbortSignal.any([signal, late.signal]);
  // A start or a run in the middle of its work hears nothing: its worker is ended.
  either.addEventListener('abort', () => encoder.stop(), { once: true });
  let timed: Timed = { reason: null, times: null };
  try {
    const { reason, firstMs, threads, adapter, ...running } = await encoder.start();
    if (running.backend !== backend) return { reason, times: null };
    for (let photos = 0; ; photos++) {
      const ledger = await encoder.ledger();
      const { wasmBytes = null, gpuBytes = null } = ledger ?? {};
      const photoMs = photos === 0 ? null : times.percentile(0.5);
      const now = { firstMs, photoMs, photos, threads, adapter, wasmBytes, gpuBytes };
      timed = { reason, times: now };
      if (photos === PHOTOS || either.aborted) break;
      await encoder.encode(photo, {}, 'bulk', either);
    }
  } catch (error) {
    if (!either.aborted) throw error;
  } finally {
    clearTimeout(clock);
    encoder.stop();
  }
  signal.throwIfAborted();
  return timed;
}
