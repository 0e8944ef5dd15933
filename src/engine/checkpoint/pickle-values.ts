/** What a pickle can build here. Plain data and inert names; no classes of the file's own. */

/** Something of a class this reader does not interpret. Holds its name, nothing else. */
export class Opaque {
  constructor(
    readonly name: string,
    readonly kind: 'global' | 'object',
  ) {}
}

/** Every value a pickle can build here. Dicts are Maps: a key called `__proto__` is a key. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Opaque
  | Known
  | PickleTuple
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>;

export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** Base class of what a `PickleHost` makes. */
export abstract class Known {
  /** What it is, for messages. */
  abstract readonly name: string;
}

/** The few classes and functions that are interpreted. */
export interface PickleHost {
  /** The value of a global, or undefined to leave it opaque. */
  global(module: string, name: string): Known | undefined;
  /** The result of calling one of the host's own globals. */
  call(callee: Known, args: readonly PickleValue[]): PickleValue;
  /** Resolves a persistent id (a storage, in PyTorch's files). */
  persistent(id: PickleValue): PickleValue;
}
