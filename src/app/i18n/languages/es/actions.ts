/** Hacer y deshacer, en español. */
import type { Messages } from '../../messages';
import { plural } from './format';

export const actions: Messages['actions'] = {
  undo: 'Deshacer',
  undone: 'Deshecho.',
  redone: 'Hecho de nuevo.',
  partly: (n) =>
    plural(n, {
      one: 'Deshecho, salvo {n} cosa que ha cambiado después.',
      other: 'Deshecho, salvo {n} cosas que han cambiado después.',
    }),
};
