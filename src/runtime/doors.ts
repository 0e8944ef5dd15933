/** What the tab that leads offers to every tab: the doors, their methods and their events. */
import type { EncodedPhoto, EncodeOptions } from '../engine/encoder/encoder';
import type { Priority } from '../engine/encoder/queue';
import type { InstallRequest } from '../engine/install';
import type { Comparison } from '../engine/local/compare';
import type { Agreeing, PreparedPoints } from '../engine/local/markings';
import type { JournalEntry, RecropEntry, Undone } from '../engine/library';
import type { Crop } from '../engine/types';
import type { LibraryDoor } from '../workers/library.worker';
import type {
  Answer,
  Diagnostics,
  EncoderInfo,
  IdentifyOptions,
  InstallOptions,
  LearningReport,
  Match,
  Progress,
  SearchOptions,
  Settings,
} from './api';
import type { EncodersView, EngineStatus } from './status';

/** An encoded photo and the fingerprint of the encoder that did it. */
export type Encoded = EncodedPhoto & { readonly fingerprint: string };

/** All but where the asking tab stands. */
export type EngineDiagnostics = Omit<Diagnostics, 'tab'>;

/** A picture whose markings are compared: one of the gallery, or any other. */
export type MarkingsOf =
  { readonly photoId: string } | { readonly photo: Blob; readonly crop?: Crop | undefined };

/** Functions and signals are arguments of their own, so that they reach the leader from another tab. Every call may be repeated. */
export interface EngineDoor {
  /** Resolves when the library is open; tries again after a failure. */
  open(): Promise<void>;
  retry(): Promise<void>;
  encode(
    photo: Blob,
    options: EncodeOptions,
    priority: Priority,
    signal?: AbortSignal,
  ): Promise<Encoded>;
  search(
    query: Blob | Float32Array,
    options: Omit<SearchOptions, 'signal'>,
    signal?: AbortSignal,
  ): Promise<Match[]>;
  /** As `Huella.identify`. */
  identify(
    photo: Blob,
    options: Omit<IdentifyOptions, 'signal' | 'onFirst'>,
    signal?: AbortSignal,
    onFirst?: (answer: Answer) => void,
  ): Promise<Answer>;
  /**
   * As `identify`, of photos of the gallery by the embeddings they have: one photo, or those of one
   * encounter as one question. Neither they nor what a person said they are not is found.
   * @throws HuellaError `not-found` when none has an embedding of the encoder in use
   */
  identifyStored(
    photoIds: readonly string[],
    options: Omit<IdentifyOptions, 'signal' | 'onFirst' | 'crop'>,
    signal?: AbortSignal,
    onFirst?: (answer: Answer) => void,
  ): Promise<Answer>;
  /** As `Huella.learning.ready`. */
  learningReady(): Promise<LearningReport>;
  /** As `Huella.learning.report`. */
  learningReport(): Promise<LearningReport>;
  /** As `Services.recrop`. */
  recrop(
    photoId: string,
    crop: Crop | null,
    entry: RecropEntry,
    signal?: AbortSignal,
  ): Promise<JournalEntry | null>;
  /** As `Services.undo` and `redo`: another crop is encoded anew. */
  undo(entryId: string): Promise<Undone>;
  redo(entryId: string): Promise<Undone>;
  /** As `Services.markings`. */
  agreeingPoints(
    query: MarkingsOf,
    photoIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly Agreeing[]>;
  /** Keeps points that came with a photo; those of another network are passed over. */
  keepPoints(photoId: string, points: PreparedPoints): Promise<void>;
  markingPairs(from: MarkingsOf, to: MarkingsOf, signal?: AbortSignal): Promise<Comparison>;
  diagnostics(): Promise<EngineDiagnostics>;
  /** They are stored already; resolves when a newly chosen backend runs. */
  applySettings(settings: Settings): Promise<void>;

  listEncoders(): Promise<EncoderInfo[]>;
  viewEncoders(): Promise<EncodersView>;
  installEncoder(
    source: Blob | string,
    options: Omit<InstallOptions, 'signal' | 'onProgress'>,
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<EncoderInfo>;
  installRequest(request: InstallRequest, signal?: AbortSignal): Promise<EncoderInfo>;
  resumeInstall(id: string, signal?: AbortSignal): Promise<EncoderInfo>;
  /** Whichever tab began it. */
  stopInstall(): void;
  useEncoder(id: string): Promise<void>;
  removeEncoder(id: string, options?: { readonly keepPrepared?: boolean }): Promise<void>;
  pauseSwitch(): void;
  resumeSwitch(): void;
  cancelSwitch(): void;
}

/** What a leader has that its followers may call, by name. */
export interface Doors {
  readonly library: LibraryDoor;
  /** The same before the index is there. */
  readonly early: LibraryDoor;
  readonly engine: EngineDoor;
}

export type DoorName = keyof Doors;

/** What only the leader has: the workers, behind their doors. */
export interface Engine {
  status(): EngineStatus;
  /** Calls a door's method by its name. */
  call(door: DoorName, method: string, args: readonly unknown[]): Promise<unknown>;
  /** Ends the workers; nothing is written from here on. What is in flight need never settle. */
  close(): void;
}

/** Something changed that the screens of every tab show. */
export type TabEvent = 'library' | 'encoders';

export interface EngineEvents {
  onStatus(status: EngineStatus): void;
  onEvent(event: TabEvent): void;
}
