/** Quais fotos uma busca pode encontrar, em português do Brasil. */
import type { Messages } from '../../messages';
import { number } from './format';

export const filters: Messages['filters'] = {
  open: 'Filtros',
  inUse: 'Filtros em uso',
  title: 'Buscar entre',
  show: 'Ver resultados',
  clear: 'Sem filtros',
  remove: (filter) => `Tirar o filtro: ${filter}`,
  hideEncounter: 'Ocultar fotos tiradas no mesmo momento',
  hideEncounterShort: 'Mesmo momento oculto',
  hideEncounterHint: 'Fotos de uma sequência se parecem pelo momento, não pelo animal.',
  side: 'Lado visto',
  anySide: 'Qualquer lado',
  sides: {
    left: 'Lado esquerdo',
    right: 'Lado direito',
    front: 'Frente',
    back: 'Trás',
    top: 'Cima',
  },
  dates: 'Tiradas entre',
  since: (date) => `Desde ${date}`,
  until: (date) => `Até ${date}`,
  near: 'Perto de um lugar',
  km: 'A até (km)',
  within: (km) => `A até ${number(km)} km`,
  known: 'Quais fotos',
  anyPhoto: 'Todas',
  identified: 'Identificadas',
  unidentified: 'Sem identificação',
  nothing: 'Nenhuma foto da sua galeria passa por estes filtros.',
};
