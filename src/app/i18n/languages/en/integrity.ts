/** The check whether the gallery holds together. */
import { plural } from './format';

export const integrity = {
  hint: 'Reads everything stored on this device and checks that nothing is missing or altered. Nothing is changed.',
  check: 'Check the gallery',
  checking: 'Reading every photo…',
  whole: 'All is in order.',
  failed: 'The check could not be finished.',
  found: (n: number) =>
    plural(n, { one: '{n} thing is not in order:', other: '{n} things are not in order:' }),
};
