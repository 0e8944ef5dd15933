/** How the engine, its encoders and an import are doing, as the screens show it in every tab. */
import type { ErrorCode, ErrorDetail } from '../engine/errors';
import type { InstallProgress } from '../engine/install';
import type { Backend, BackendReason, EncoderInfo } from './api';

/** A stage of starting or the state reached. */
export type EngineStatus =
  | {
      readonly phase: 'starting';
      /** `tabs`: another tab is to open the gallery; `silent`: it does not answer. */
      readonly step: 'library' | 'encoder' | 'index' | 'tabs' | 'silent';
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly phase: 'ready';
      readonly backend: Backend;
      readonly reason: BackendReason;
      readonly encoder: EncoderInfo;
      /**
       * The index is being read back from the library; searches work, and take longer. Null: all is
       * in.
       */
      readonly reading: { readonly done: number; readonly total: number } | null;
    }
  | {
      readonly phase: 'failed';
      readonly code: ErrorCode;
      readonly detail: ErrorDetail;
      readonly reason: string;
    };

/** Failure of one file, as the screens show it: the code names the translated sentence. */
export interface ImportFailure {
  readonly name: string;
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
  readonly reason: string;
}

/** An encoder that is here, whole or not. */
export interface LocalEncoder {
  readonly id: string;
  readonly name: string;
  /** `partial`: its installation was interrupted. */
  readonly state: 'installed' | 'damaged' | 'partial';
  readonly active: boolean;
  /** Null while its installation is not finished. */
  readonly info: EncoderInfo | null;
  /** Of a partial one: whether it can be taken up without choosing the file again. */
  readonly resumable: boolean;
}

export interface InstallState extends Omit<InstallProgress, 'stage'> {
  /** `reference`: computing what the self-check will compare with. */
  readonly stage: InstallProgress['stage'] | 'reference';
  /** Of the variant or the file. */
  readonly name: string;
  /** The encoder's id where it is known beforehand (variants). */
  readonly id: string | null;
  /** Bytes per second over the last while; null while it says nothing. */
  readonly rate: number | null;
}

export interface SwitchState {
  /** Of the encoder the gallery is prepared for. */
  readonly id: string;
  readonly name: string;
  readonly done: number;
  readonly total: number;
  /** Photos that can no longer be encoded; they stay in the gallery and are not found. */
  readonly failed: number;
  readonly paused: boolean;
  /** What stopped it; null while it runs. */
  readonly error: { readonly code: ErrorCode; readonly detail: ErrorDetail } | null;
}

/**
 * Why an encoder asked for in fewer bits is in full precision. `device`, `numbers`: in halves;
 * `layers`, `answers`: in 8 bits, which its network gains nothing from, or answers otherwise in.
 */
export type WholeReason = 'device' | 'numbers' | 'layers' | 'answers';

export interface EncodersView {
  readonly local: readonly LocalEncoder[];
  /** Null: nothing is being installed, in any tab. */
  readonly install: InstallState | null;
  /** Null: the gallery is complete for the encoder in use, and no other is wanted. */
  readonly switching: SwitchState | null;
  /** The encoder that was chosen and could not be used: the bundled one stands in. */
  readonly fallback: {
    readonly name: string;
    readonly code: ErrorCode;
    readonly detail: ErrorDetail;
  } | null;
  /** Asked for in fewer bits and installed whole, lately. */
  readonly whole: { readonly name: string; readonly reason: WholeReason } | null;
}

/** Something changed that the screens of every tab show. */
export type TabEvent = 'library' | 'encoders';

export interface EngineEvents {
  onStatus(status: EngineStatus): void;
  onEvent(event: TabEvent): void;
}
