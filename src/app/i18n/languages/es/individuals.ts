/** Los animales, uno a uno, en español. */
import type { Messages } from '../../messages';
import { plural, kilometres, number } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const individuals: Messages['individuals'] = {
  count: (n) => plural(n, { one: '{n} animal', other: '{n} animales' }),
  shown: (n, total) => `${number(n)} de ${number(total)} animales`,
  search: 'Buscar por nombre o etiqueta',
  byName: 'Nombre',
  bySeen: 'Visto por última vez',
  byPhotos: 'Más fotos',
  anyStatus: 'Cualquier situación',
  anySpecies: 'Cualquier especie',
  emptyTitle: 'Todavía no hay animales',
  empty: 'En cuanto una de tus fotos tenga nombre, su animal aparecerá aquí.',
  noMatchTitle: 'Ningún animal así',
  noMatch: 'Prueba con otra palabra o quita los filtros.',
  clearFilters: 'Quitar los filtros',
  lastSeen: (day) => `Visto el ${day}`,
  gone: 'Este animal ya no está',
  goneText: 'Se unió a otro o se borró. El historial dice qué pasó.',
  back: 'Todos los animales',

  edit: 'Editar',
  editTitle: (name) => `Editar ${name}`,
  saved: (name) => `${name}: guardado.`,
  merge: 'Unir',
  identifyWith: 'Identificar con esta foto',
  select: 'Elegir fotos',
  cover: 'Foto que se muestra',
  name: 'Nombre',
  sex: 'Sexo',
  sexes: { female: 'Hembra', male: 'Macho', unknown: 'No se sabe' },
  lifeStage: 'Edad',
  lifeStages: {
    young: 'Cría',
    juvenile: 'Joven',
    subadult: 'Subadulto',
    adult: 'Adulto',
    old: 'Viejo',
  },
  place: 'Lugar',
  mergeInstead: (name) => `Mejor unirlo con ${name}`,

  timeline: 'Encuentros',
  calendar: 'Calendario',
  calendarYears: 'Encuentros en cada mes',
  inMonth: (month, n) =>
    `${month}: ${plural(n, { one: '{n} encuentro', other: '{n} encuentros' })}`,
  onDay: (day, n) => `${day}: ${plural(n, { one: '{n} encuentro', other: '{n} encuentros' })}`,
  encounter: (n) => photos(n),
  undated: 'Sin fecha',
  showMore: (n) => plural(n, { one: 'Ver {n} más', other: 'Ver {n} más' }),
  places: 'Lugares',
  placeFacts: (n, day) => (day ? `${photos(n)}, la última el ${day}` : photos(n)),
  fromLatest: (km) => `a ${kilometres(km)} del último lugar`,
  latestPlace: 'El último lugar',
  apart: (km) => `Hasta ${kilometres(km)} entre ellos.`,
  photo: (name) => `Foto ${name}`,

  split: 'Animal nuevo',
  splitTitle: (n) =>
    plural(n, { one: 'Esta foto es de otro animal', other: 'Estas {n} fotos son de otro animal' }),
  splitLead: 'Salen de este animal y llevarán su propio nombre.',
  splitDone: (n, name) => `${photos(n)}: ahora ${name}.`,
  move: 'Mover',
  moveTitle: (n) => plural(n, { one: 'Mover esta foto', other: 'Mover {n} fotos' }),
  moved: (n, name) =>
    plural(n, { one: `{n} foto pasa a ${name}.`, other: `{n} fotos pasan a ${name}.` }),
  takeOut: 'No es este',
  makeCover: 'Mostrar esta',
  coverMade: 'Ahora se muestra esta foto.',

  mergeTitle: (name) => `Unir ${name} con…`,
  mergeLead: 'Los más probables van primero.',
  mergeSearching: 'Buscando los más probables…',
  mergeConfirmTitle: '¿Son el mismo animal?',
  mergeKeep: '¿Con qué nombre se queda?',
  mergeText: (from, n, into) =>
    plural(n, {
      one: `{n} foto de ${from} pasa a ${into}.`,
      other: `{n} fotos de ${from} pasan a ${into}.`,
    }),
  mergeBack: 'Elegir otro',
  merged: (from, into) => `${from} se ha unido a ${into}.`,

  deleteTitle: (name) => `¿Borrar ${name}?`,
  deleteKeep: 'Conservar las fotos, sin nombre',
  deleteKeepHint: (n) =>
    plural(n, {
      one: '{n} foto se queda en la galería sin identificar.',
      other: '{n} fotos se quedan en la galería sin identificar.',
    }),
  deletePhotos: 'Borrar también las fotos',
  deletePhotosHint: (n) =>
    plural(n, { one: '{n} foto va a la papelera.', other: '{n} fotos van a la papelera.' }),
  deleted: (name) => `${name}: borrado.`,
};
