/** Hacer y deshacer, en español. */
import type { actionsEn } from './actions.en';
import { createFormatters } from './format';

const { plural } = createFormatters('es');

export const actionsEs: typeof actionsEn = {
  undo: 'Deshacer',
  redo: 'Rehacer',
  undone: 'Deshecho.',
  redone: 'Hecho de nuevo.',
  partly: (n) =>
    plural(n, {
      one: 'Deshecho, salvo {n} cosa que ha cambiado después.',
      other: 'Deshecho, salvo {n} cosas que han cambiado después.',
    }),
};
