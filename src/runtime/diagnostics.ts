/** How the workers are doing and what they hold, as the Diagnostics screen and scripts are told. */
import type { BackendReason } from '../engine/encoder/worker-start';
import type { Backend } from '../engine/encoder/session';

export interface Diagnostics {
  readonly backend: Backend | null;
  /** Why this backend: a code of `BackendReason`. */
  readonly backendReason: BackendReason | null;
  /** What the adapter calls itself, empty on WASM. */
  readonly adapter: string;
  readonly threads: number;
  readonly crossOriginIsolated: boolean;
  readonly inFlight: number;
  readonly maxInFlightSeen: number;
  readonly queued: number;
  /** Encoder runs since start, self-check runs not counted. */
  readonly runs: number;
  readonly failedRuns: number;
  readonly recycles: number;
  /** Why each encoder worker was replaced, oldest first: error codes, or `run-count`. */
  readonly recycleReasons: readonly string[];
  /** Time a photo took lately from leaving the queue to its embedding, in milliseconds. */
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Live GPU buffers and their bytes, counted at the device. */
  readonly gpuBuffers: number;
  readonly gpuBytes: number;
  readonly wasmBytes: number;
  /** Decoded photos and tensors held at this moment: 0 while nothing runs. */
  readonly openBitmaps: number;
  readonly openTensors: number;
  /** Since the encoder's worker started. */
  readonly tensorsMade: number;
  readonly tensorsDisposed: number;
  /** What the last run left behind, of each; null before the first. */
  readonly lastRun: {
    readonly gpuBuffers: number;
    readonly gpuBytes: number;
    readonly wasmBytes: number;
    readonly tensors: number;
  } | null;
  /** Of the worker that compares markings; while there is none, what it would hold is 0. */
  readonly markings: NetworkDiagnostics & {
    /** Of the points kept on this device; null while no worker can say. */
    readonly pointBytes: number | null;
  };
  /** Of the worker that finds animals; while there is none, what it would hold is 0. */
  readonly detector: NetworkDiagnostics;
  readonly photos: number;
  readonly indexed: number;
  /**
   * Whether this tab has the workers or calls the tab that has: `leader` or `follower` (others: in
   * between).
   */
  readonly tab: TabRole;
}

/** Of the worker of a network beside the encoder. */
export interface NetworkDiagnostics {
  /** Pictures looked at and comparisons, since the start. */
  readonly runs: number;
  readonly failedRuns: number;
  readonly recycleReasons: readonly string[];
  readonly wasmBytes: number;
  readonly openBitmaps: number;
  readonly openTensors: number;
}

/** All but where the asking tab stands. */
export type EngineDiagnostics = Omit<Diagnostics, 'tab'>;

export type TabRole =
  | 'joining'
  | 'leader'
  | 'follower'
  | 'outdated' // newer code is about: this tab does nothing more
  | 'away'; // frozen, or kept by the browser in case a person comes back
