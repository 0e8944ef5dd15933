/** What is measured of either app, and in the same way. */
import type { Loaded } from './site';

export const LANES = ['huella', 'library', 'threads'] as const;
/** `library`: transformers.js as it chooses; `threads`: with as many threads as the app takes. */
export type LaneName = (typeof LANES)[number];

export interface Visit {
  /** Seconds from the opening of the address to the first embedding. */
  readonly seconds: number;
  readonly embedding: readonly number[];
}

export interface FirstVisit extends Visit {
  /** The app and its runtime, without the weights. */
  readonly loaded: Loaded;
}

export interface Found {
  /** Of the most similar photo. */
  readonly name: string;
  readonly ms: number;
}

export interface Lane {
  readonly name: LaneName;
  /** With a new profile, up to the first embedding, by `photo`. The page stays open. */
  firstVisit(photo: string): Promise<FirstVisit>;
  /** Closes the page and opens it again, in the same browser. */
  nextVisit(photo: string): Promise<Visit>;
  /** Seconds. */
  importAll(paths: readonly string[]): Promise<number>;
  query(paths: readonly string[]): Promise<readonly Found[]>;
  clear(): Promise<void>;
  /** Ends the browser, too. May be repeated. */
  close(): Promise<void>;
}
