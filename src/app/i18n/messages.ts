/** What every language says: the keys of English, each with its type. */
import type { messages as first } from './languages/en';
import type { more } from './languages/en/more';

/** Any text in place of the English one; the same arguments in place of the English ones. */
type Widen<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

/** What every language must say on the first screen. A missing or extra key does not compile. */
export type FirstMessages = Widen<typeof first>;

/** What it must say on the others. */
export type MoreMessages = Widen<typeof more>;

export type Messages = FirstMessages & MoreMessages;

/** Of a report and its poster. */
export type Reporting = MoreMessages['reporting'];
