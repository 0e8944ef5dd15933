/**
 * What can go wrong with a catalogue. Its codes are apart from those of `engine/errors.ts`, because
 * their sentences are wanted only by people who share one, and the first screen loads all of those.
 */
export type CatalogueCode =
  /** There is no catalogue in this place, and this device may not begin one. */
  | 'none'
  /** The secret is not the one that the catalogue was begun with. */
  | 'key-wrong'
  /** A later version of Huella wrote it. */
  | 'newer'
  /** An object is not as it was sent: it was not used. */
  | 'damaged'
  /** Another device writes under the id of this one. */
  | 'device-copied'
  /** The store lets this key read only. */
  | 'forbidden'
  /** The store has no room left. */
  | 'full'
  /** The store answers and keeps nothing new: some say no more than that when they are full. */
  | 'unwritable'
  /** This is no address of a store, or no name of a bucket. */
  | 'address'
  /** This is no link to a catalogue, or a part of it is missing. */
  | 'link'
  /** The store does not answer. */
  | 'unreachable'
  /** The store does not let a page of this address use it: its CORS rule is missing. */
  | 'cors'
  | 'no-bucket'
  /** The store does not know this access key, or not with this secret. */
  | 'key-refused'
  /** This page has no service worker, which alone can let it reach the store: it is to be reloaded. */
  | 'no-guard'
  /** The clock of this device is wrong. */
  | 'clock'
  /** This device shares no catalogue. */
  | 'not-joined'
  /** This device shares a catalogue already. */
  | 'joined'
  /** To invite readers, a key that may only read must be given. */
  | 'read-key-needed';

export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
  constructor(
    readonly code: CatalogueCode,
    message: string,
    /** Of the object concerned; empty: of none in particular. */
    readonly object = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether it is this failure of a catalogue. */
export function isFailure(thrown: unknown, code: CatalogueCode): thrown is CatalogueError {
  return thrown instanceof CatalogueError && thrown.code === code;
}

export function damaged(name: string, why: string, cause?: unknown): CatalogueError {
  return new CatalogueError('damaged', `${name}: ${why}`, name, { cause });
}
