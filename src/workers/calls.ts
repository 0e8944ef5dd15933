/**
 * Doors as objects whose every method is one call by name: the only list of methods is the door's
 * own.
 */

/** A door as its callers see it, wherever it is: every method answers with a promise. */
export type Calls<Door> = {
  readonly [Name in MethodsOf<Door>]: Door[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

type MethodsOf<Door> = {
  [Name in keyof Door]: Door[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Door];

/** Any method of any door, for code that passes calls on. */
export type Methods = Record<string, (...args: readonly unknown[]) => Promise<unknown>>;

/** An object of which every method is `call` with the method's name. */
export function callsOf<Door>(
  call: (method: string, args: readonly unknown[]) => Promise<unknown>,
): Calls<Door> {
  return new Proxy({} as Calls<Door>, {
    get: (_, method: string) =>
      // Not a promise: `await door` must not call its `then`.
      method === 'then' ? undefined : (...args: readonly unknown[]) => call(method, args),
  });
}
