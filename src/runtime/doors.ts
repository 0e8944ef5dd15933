/** What the tab that leads offers to every tab: the doors, their methods and their events. */
import type { Detection } from '../engine/detector/detection';
import type { DetectorFacts } from '../engine/detector/dialects/outside';
import type { EncodedPhoto, EncodeOptions } from '../engine/encoder/encoder';
import type { Priority } from '../engine/encoder/queue';
import type { GroupingTask, LibraryDoor, Signature } from '../engine/gallery';
import type { Comparison } from '../engine/local/compare';
import type { Agreeing, PreparedPoints } from '../engine/local/markings';
import type { JournalEntry, Undone } from '../engine/library';
import type { GroupingRequest } from '../engine/sorting';
import type { Crop } from '../engine/types';
import type { Calls } from '../workers/calls';
import type {
  Answer,
  DetectorInfo,
  Diagnostics,
  IdentifyOptions,
  LearningReport,
  Match,
  SearchOptions,
  Settings,
} from './api';
import type { Encoders } from './encoders/encoders';
import type { EngineStatus } from './status';

/** An encoded photo and the fingerprint of the encoder that did it. */
export type Encoded = EncodedPhoto & { readonly fingerprint: string };

/** All but where the asking tab stands. */
export type EngineDiagnostics = Omit<Diagnostics, 'tab'>;

/** A picture whose markings are compared: one of the gallery, or any other. */
export type MarkingsOf =
  | { readonly photoId: string }
  | { readonly photo: Blob; readonly crop?: Crop | undefined };

/** What needs the encoder and the library together. */
export interface EngineDoor {
  /** Resolves when the library is open; tries again after a failure. */
  open(): Promise<void>;
  /** Starts again after a failed start. */
  retry(): Promise<void>;
  encode(
    photo: Blob,
    options: EncodeOptions,
    priority: Priority,
    signal?: AbortSignal,
  ): Promise<Encoded>;
  /** As `Huella.search`. */
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
  /**
   * Gives a photo of the gallery another crop (null: the whole photo): encodes it anew and replaces
   * what was made of the old one. Journaled.
   * @returns null: that is its crop
   * @throws HuellaError `crop-taken` when another photo of the same file has this crop,
   *   `not-found`, those of encoding and storing
   */
  recrop(
    photoId: string,
    crop: Crop | null,
    signature: Signature,
    signal?: AbortSignal,
  ): Promise<JournalEntry | null>;
  /** As `Library.undo`; a crop that is taken back is encoded once more. */
  undo(entryId: string): Promise<Undone>;
  redo(entryId: string): Promise<Undone>;
  /** Unidentified photos to be grouped, with what the encoder's card says of similarities. */
  groupingTask(): Promise<GroupingTask & Pick<GroupingRequest, 'fallback'>>;
  /** As `Huella.detect`; a person's photo goes before an import. */
  detect(photo: Blob, priority: Priority, signal?: AbortSignal): Promise<readonly Detection[]>;
  /** As `Huella.detector.info`. */
  detectorInfo(): Promise<DetectorInfo>;
  /** As `Huella.detector.install`. */
  installDetector(
    files: readonly File[],
    facts: DetectorFacts,
    signal?: AbortSignal,
  ): Promise<DetectorInfo>;
  /** As `Huella.detector.remove`. */
  removeDetector(): Promise<void>;
  /** How many points of each photo's markings agree with the query's. */
  agreeingPoints(
    query: MarkingsOf,
    photoIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly Agreeing[]>;
  /** Keeps points that came with a photo; those of another network are passed over. */
  keepPoints(photoId: string, points: PreparedPoints): Promise<void>;
  /** The places that two pictures have in common, in fractions of each crop. */
  markingPairs(from: MarkingsOf, to: MarkingsOf, signal?: AbortSignal): Promise<Comparison>;
  diagnostics(): Promise<EngineDiagnostics>;
  /** They are stored already; resolves when a newly chosen backend runs. */
  applySettings(settings: Settings): Promise<void>;
}

/** Which encoders are here, installing, switching and removing them. */
export type EncodersDoor = Omit<Encoders, 'close' | 'loadChosen' | 'fallBack' | 'resume'>;

/**
 * What followers may call, by name. Functions and AbortSignals are arguments of their own, so that
 * they reach the leader from another tab. Every call may be repeated.
 */
export interface Doors {
  readonly library: Calls<LibraryDoor>;
  readonly encoders: EncodersDoor;
  readonly engine: EngineDoor;
}
export type DoorName = keyof Doors;
/** The same from any tab: every method answers with a promise. */
export type DoorCalls = { readonly [Name in DoorName]: Calls<Doors[Name]> };

/** What only the leader has: the workers, behind their doors. */
export interface Engine {
  readonly doors: Doors;
  status(): EngineStatus;
  /** Ends the workers; nothing is written from here on. What is in flight need never settle. */
  close(): void;
}

/** Something changed that the screens of every tab show. */
export type TabEvent = 'library' | 'encoders';

export interface EngineEvents {
  onStatus(status: EngineStatus): void;
  onEvent(event: TabEvent): void;
}
