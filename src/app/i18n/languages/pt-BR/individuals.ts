/** Os animais, um a um, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural, kilometres, number } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const individuals: Messages['individuals'] = {
  count: (n) => plural(n, { one: '{n} animal', other: '{n} animais' }),
  shown: (n, total) => `${number(n)} de ${number(total)} animais`,
  search: 'Buscar por nome ou etiqueta',
  byName: 'Nome',
  bySeen: 'Visto por último',
  byPhotos: 'Mais fotos',
  anyStatus: 'Qualquer situação',
  anySpecies: 'Qualquer espécie',
  emptyTitle: 'Ainda não há animais',
  empty: 'Assim que uma das suas fotos tiver nome, o animal aparece aqui.',
  noMatchTitle: 'Nenhum animal assim',
  noMatch: 'Tente outra palavra ou tire os filtros.',
  clearFilters: 'Tirar os filtros',
  lastSeen: (day) => `Visto em ${day}`,
  gone: 'Este animal não está mais aqui',
  goneText: 'Ele foi juntado com outro ou apagado. O histórico diz o que houve.',
  back: 'Todos os animais',

  edit: 'Editar',
  editTitle: (name) => `Editar ${name}`,
  saved: (name) => `${name}: salvo.`,
  merge: 'Juntar',
  identifyWith: 'Identificar com esta foto',
  select: 'Selecionar fotos',
  cover: 'Foto de capa',
  name: 'Nome',
  sex: 'Sexo',
  sexes: { female: 'Fêmea', male: 'Macho', unknown: 'Não se sabe' },
  lifeStage: 'Idade',
  lifeStages: {
    young: 'Filhote',
    juvenile: 'Jovem',
    subadult: 'Subadulto',
    adult: 'Adulto',
    old: 'Idoso',
  },
  place: 'Lugar',
  mergeInstead: (name) => `Melhor juntar com ${name}`,

  timeline: 'Encontros',
  calendar: 'Calendário',
  calendarYears: 'Encontros em cada mês',
  inMonth: (month, n) => `${month}: ${plural(n, { one: '{n} encontro', other: '{n} encontros' })}`,
  onDay: (day, n) => `${day}: ${plural(n, { one: '{n} encontro', other: '{n} encontros' })}`,
  encounter: (n) => photos(n),
  undated: 'Sem data',
  showMore: (n) => plural(n, { one: 'Ver mais {n}', other: 'Ver mais {n}' }),
  places: 'Lugares',
  placeFacts: (n, day) => (day ? `${photos(n)}, a última em ${day}` : photos(n)),
  fromLatest: (km) => `a ${kilometres(km)} do lugar mais recente`,
  latestPlace: 'O lugar mais recente',
  apart: (km) => `Até ${kilometres(km)} de distância.`,
  photo: (name) => `Foto ${name}`,

  split: 'Animal novo',
  splitTitle: (n) =>
    plural(n, { one: 'Esta foto é de outro animal', other: 'Estas {n} fotos são de outro animal' }),
  splitLead: 'Elas saem deste animal e ganham um nome próprio.',
  splitDone: (n, name) =>
    plural(n, { one: `{n} foto agora é de ${name}.`, other: `{n} fotos agora são de ${name}.` }),
  move: 'Mover',
  moveTitle: (n) => plural(n, { one: 'Mover esta foto', other: 'Mover {n} fotos' }),
  moved: (n, name) =>
    plural(n, { one: `{n} foto passou para ${name}.`, other: `{n} fotos passaram para ${name}.` }),
  takeOut: 'Não é este animal',
  makeCover: 'Usar como capa',
  coverMade: 'Agora esta é a foto de capa do animal.',

  mergeTitle: (name) => `Juntar ${name} com…`,
  mergeLead: 'Os mais prováveis vêm primeiro.',
  mergeSearching: 'Procurando os mais prováveis…',
  mergeConfirmTitle: 'São o mesmo animal?',
  mergeKeep: 'Qual nome fica?',
  mergeText: (from, n, into) =>
    plural(n, {
      one: `{n} foto de ${from} passa a ser de ${into}.`,
      other: `{n} fotos de ${from} passam a ser de ${into}.`,
    }),
  mergeBack: 'Escolher outro',
  merged: (from, into) => `${from} foi juntado com ${into}.`,

  deleteTitle: (name) => `Apagar ${name}?`,
  deleteKeep: 'Manter as fotos, sem nome',
  deleteKeepHint: (n) =>
    plural(n, {
      one: '{n} foto fica na galeria sem identificação.',
      other: '{n} fotos ficam na galeria sem identificação.',
    }),
  deletePhotos: 'Apagar as fotos também',
  deletePhotosHint: (n) =>
    plural(n, { one: '{n} foto vai para a lixeira.', other: '{n} fotos vão para a lixeira.' }),
  deleted: (name) => `${name} foi apagado.`,
};
