/** Doing and undoing, in English. */
import { createFormatters } from './format';

const { plural } = createFormatters('en');

export const actionsEn = {
  undo: 'Undo',
  redo: 'Redo',
  undone: 'Undone.',
  redone: 'Done again.',
  partly: (n: number) =>
    plural(n, {
      one: 'Undone, except for {n} thing that has changed since.',
      other: 'Undone, except for {n} things that have changed since.',
    }),
};
