/** What every language says: the keys of English, each with its type. */
import type { messages as english } from './languages/en';

/** Any text in place of the English one; the same arguments in place of the English ones. */
export type Widen<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** What every language must say. A missing or extra key does not compile. */
export type Messages = Widen<typeof english>;
