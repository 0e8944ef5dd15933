/** Doing and undoing, in English. */
import { plural } from './format';

export const actions = {
  undo: 'Undo',
  undone: 'Undone.',
  redone: 'Done again.',
  partly: (n: number) =>
    plural(n, {
      one: 'Undone, except for {n} thing that has changed since.',
      other: 'Undone, except for {n} things that have changed since.',
    }),
};
