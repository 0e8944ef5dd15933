/** What the tab that leads offers to every tab: the doors, their methods and their events. */
import type { LibraryDoor } from '../engine/gallery';
import type { Calls } from '../workers/calls';
import type { Encoders } from './encoders/encoders';
import type { DetectorDesk } from './leader/detector';
import type { LeadingEngine } from './leader/engine';
import type { Learner } from './leader/learner';
import type { MarkingsDesk } from './leader/markings';
import type { EngineStatus } from './status';

/** What needs the encoder and the library together. */
export type EngineDoor = Omit<LeadingEngine, 'doors' | 'status' | 'close'>;

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
  readonly markings: Pick<MarkingsDesk, 'agreeing' | 'pairs' | 'adopt'>;
  readonly detector: Pick<DetectorDesk, 'info' | 'install' | 'remove' | 'detect'>;
  readonly learning: Pick<Learner, 'ready' | 'report'>;
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
