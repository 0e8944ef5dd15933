/** Perdidos y encontrados, en español. */
import type { Messages } from '../../messages';
import { plural, kilometres } from './format';

export const lost: Messages['lost'] = {
  statuses: { lost: 'Perdido', found: 'Encontrado', home: 'En casa' },
  notSaid: 'Sin indicar',
  status: 'Situación',
  species: 'Especie',
  colour: 'Color',
  labels: 'Etiquetas',
  labelsHint: 'Sepáralas con comas: collar rojo, cojea.',
  when: 'Cuándo',
  hour: 'Hora, si se sabe',
  where: 'Dónde, con palabras',
  whereHint: 'Una calle, una estación, una charca.',
  notes: 'Notas',
  several: 'Varios',
  details: 'Detalles',
  detailsTitle: (n) => plural(n, { one: 'Sobre esta foto', other: 'Sobre {n} fotos' }),
  detailsLead: 'En todas cambia solo lo que cambies aquí.',
  saved: (n) => plural(n, { one: '{n} foto actualizada.', other: '{n} fotos actualizadas.' }),

  view: 'Mostrar',
  lostTab: 'Perdidos',
  foundTab: 'Encontrados',
  matchesTab: 'Parejas',
  pending: 'Por decidir',
  confirmed: 'Confirmadas',
  rejected: 'Descartadas',
  toDecide: (n) => plural(n, { one: '{n} pareja por decidir', other: '{n} parejas por decidir' }),
  none: 'Todavía sin parejas',
  markHome: 'Ya está en casa',
  markedHome: (name) => `${name} está en casa.`,

  lookFound: 'Fotos de encontrados que se le parecen',
  lookLost: 'Perdidos que se le parecen',
  looking: 'Buscando…',
  alikeTitle: (name) => `Se parecen a ${name}`,
  thisPhoto: 'esta foto',
  onlySpecies: (species) => `Solo ${species}, o sin indicar`,
  withinKm: (km) => `A menos de ${kilometres(km)}`,
  apart: (km) => `a ${kilometres(km)}`,
  days: (n) =>
    n === 0
      ? 'el mismo día'
      : n > 0
        ? plural(n, { one: '{n} día después', other: '{n} días después' })
        : plural(-n, { one: '{n} día antes', other: '{n} días antes' }),
  same: 'Es el mismo',
  different: 'Es otro',
  sameDone: 'Confirmado: es el mismo animal.',
  differentDone: 'Descartado: es otro animal.',
  pair: (a, b) => `${a} y ${b}`,
  twoTitle: 'Dos animales pasan a ser uno',
  twoText: (a, b) => `Sus fotos son de ${a} y de ${b}. ¿Con qué nombre se queda?`,
};
