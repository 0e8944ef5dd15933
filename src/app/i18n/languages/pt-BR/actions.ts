/** Fazer e desfazer, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural } from './format';

export const actions: Messages['actions'] = {
  undo: 'Desfazer',
  undone: 'Desfeito.',
  redone: 'Refeito.',
  partly: (n) =>
    plural(n, {
      one: 'Desfeito, menos {n} coisa que mudou depois.',
      other: 'Desfeito, menos {n} coisas que mudaram depois.',
    }),
};
