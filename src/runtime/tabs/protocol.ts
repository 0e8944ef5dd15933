/** What tabs of one origin say to each other, and which of two tabs runs newer code. */
import type { ErrorCrossing } from '../../workers/errors';
import { VERSION as SCHEMA } from '../../engine/library/schema';
import type { EngineStatus, TabEvent } from '../status';
import type { DoorName } from '../doors';

/** Raised when tabs of the code before could not work with tabs of the code after. */
const PROTOCOL = 3;

/**
 * What a tab's code understands. Tabs work together only where all three are equal; the newer one
 * wins.
 */
export interface Code {
  /** Of the database. */
  readonly schema: number;
  readonly protocol: number;
  /** Of the app: 1.2.3. */
  readonly version: string;
}

export const THIS_CODE: Code = { schema: SCHEMA, protocol: PROTOCOL, version: __VERSION__ };

/** Above 0: `a` is newer than `b`; 0: the same. */
export function compareCode(a: Code, b: Code): number {
  return a.schema - b.schema || a.protocol - b.protocol || compareVersions(a.version, b.version);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) =>
    version.split('.').map((part) => Number.parseInt(part, 10) || 0),
  );
  for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
    const difference = (left![i] ?? 0) - (right![i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Heard by every tab. `hello` and `leading` keep this form in every version: it is how tabs of two
 * versions find out that they are two.
 */
export type PublicMessage =
  /** A tab that looks for the leader. */
  | { readonly kind: 'hello'; readonly tab: string; readonly code: Code }
  /** The leader: when it takes over, when a tab looks for it, and when its status changes. */
  | {
      readonly kind: 'leading';
      readonly leader: string;
      readonly code: Code;
      readonly status: EngineStatus;
    }
  /** The leader gives up; another tab follows it. */
  | { readonly kind: 'left'; readonly leader: string }
  | { readonly kind: 'event'; readonly leader: string; readonly event: TabEvent };

/** A value that cannot be cloned travels as its place among the arguments. */
export interface Call {
  readonly kind: 'call';
  readonly tab: string;
  readonly call: number;
  readonly door: DoorName;
  readonly method: string;
  readonly args: readonly unknown[];
  /** Places of the arguments that are functions, and of those that are AbortSignals. */
  readonly callbacks: readonly number[];
  readonly signals: readonly number[];
}

/** Heard by one leader. */
export type LeaderMessage =
  | Call
  | { readonly kind: 'abort'; readonly tab: string; readonly call: number }
  | { readonly kind: 'ping'; readonly tab: string };

/** Heard by one follower. */
export type FollowerMessage = { readonly leader: string } & (
  | { readonly kind: 'result'; readonly call: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly call: number; readonly error: ErrorCrossing }
  | {
      readonly kind: 'callback';
      readonly call: number;
      readonly place: number;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'pong' }
);

export const PUBLIC_CHANNEL = 'huella-tabs';

/** Calls go where only the leader listens: a photo is not copied into every tab. */
export function leaderChannel(leader: string): string {
  return `huella-leader:${leader}`;
}

/** Also the name of the lock a tab holds for as long as it lives. */
export function tabChannel(tab: string): string {
  return `huella-tab:${tab}`;
}
