/** Perdidos e encontrados, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural, kilometres } from './format';

export const lost: Messages['lost'] = {
  statuses: { lost: 'Perdido', found: 'Encontrado', home: 'Em casa' },
  notSaid: 'Não informado',
  status: 'Situação',
  species: 'Espécie',
  colour: 'Cor',
  labels: 'Etiquetas',
  labelsHint: 'Separe com vírgulas: coleira vermelha, manca.',
  when: 'Quando',
  hour: 'Hora, se souber',
  where: 'Onde, em palavras',
  whereHint: 'Uma rua, uma praça, um bebedouro.',
  notes: 'Observações',
  several: 'Vários',
  details: 'Detalhes',
  detailsTitle: (n) => plural(n, { one: 'Sobre esta foto', other: 'Sobre {n} fotos' }),
  detailsLead: 'Em todas muda só o que você mudar aqui.',
  saved: (n) => plural(n, { one: '{n} foto atualizada.', other: '{n} fotos atualizadas.' }),

  view: 'Mostrar',
  lostTab: 'Perdidos',
  foundTab: 'Encontrados',
  matchesTab: 'Pares',
  pending: 'A decidir',
  confirmed: 'Confirmados',
  rejected: 'Descartados',
  toDecide: (n) => plural(n, { one: '{n} par a decidir', other: '{n} pares a decidir' }),
  none: 'Ainda sem pares',
  markHome: 'Já está em casa',
  markedHome: (name) => `${name} está em casa.`,

  lookFound: 'Fotos de encontrados parecidas com esta',
  lookLost: 'Animais perdidos parecidos com este',
  looking: 'Procurando…',
  alikeTitle: (name) => `Parecidos com ${name}`,
  thisPhoto: 'esta foto',
  onlySpecies: (species) => `Só ${species}, ou não informado`,
  withinKm: (km) => `A até ${kilometres(km)}`,
  apart: (km) => `a ${kilometres(km)}`,
  days: (n) =>
    n === 0
      ? 'no mesmo dia'
      : n > 0
        ? plural(n, { one: '{n} dia depois', other: '{n} dias depois' })
        : plural(-n, { one: '{n} dia antes', other: '{n} dias antes' }),
  same: 'É o mesmo',
  different: 'É outro',
  sameDone: 'Confirmado: é o mesmo animal.',
  differentDone: 'Descartado: é outro animal.',
  pair: (a, b) => `${a} e ${b}`,
  twoTitle: 'Dois animais viram um',
  twoText: (a, b) => `As fotos são de ${a} e de ${b}. Qual nome fica?`,
};
