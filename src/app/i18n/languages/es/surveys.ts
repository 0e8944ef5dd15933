/** Las cifras de un muestreo, en español. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });
const animals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animales' });
const encounters = (n: number): string =>
  plural(n, { one: '{n} encuentro', other: '{n} encuentros' });
const stations = (n: number): string => plural(n, { one: '{n} estación', other: '{n} estaciones' });
const days = (n: number): string => plural(n, { one: '{n} día', other: '{n} días' });

export const surveys: Messages['surveys'] = {
  lead: 'Cuándo, dónde y cuántas veces se vio a tus animales. Las fotos de un animal tomadas seguidas en un mismo lugar son un encuentro.',
  nothingTitle: 'Aún no hay nada que contar',
  nothing: 'Añade fotos con su fecha. Las tablas y las carpetas pueden decir de qué estación son.',
  toGallery: 'Añadir fotos en la galería',
  counting: 'Contando…',

  choices: 'Qué se cuenta',
  interval: 'Un encuentro dura hasta que no hay fotos durante',
  intervals: {
    60: '1 minuto',
    300: '5 minutos',
    1800: '30 minutos',
    3600: '1 hora',
    86400: '1 día',
  },
  species: 'Especie',
  allSpecies: 'Todas las especies',
  noSpecies: 'Sin indicar',
  badSpan: 'El primer día tiene que ser anterior al último.',
  occasion: 'Ocasiones de la curva de descubrimiento',
  occasions: { 1: 'Días', 7: 'Semanas', 30: '30 días', dates: 'Fechas propias' },

  summary: 'En breve',
  counted: (e, p) => `${encounters(e)} en ${photos(p)}.`,
  known: (a, unidentified) =>
    unidentified === 0
      ? `${animals(a)} con nombre.`
      : `${animals(a)} con nombre; ${encounters(unidentified)} sin nombre.`,
  time: (from, to) => `Del ${from} al ${to}.`,
  at: (s, d) => (d > 0 ? `${stations(s)}, vigiladas ${days(d)} en total.` : `${stations(s)}.`),
  undated: (n) =>
    plural(n, {
      one: '{n} foto no tiene fecha: se cuenta, pero en ningún día.',
      other: '{n} fotos no tienen fecha: se cuentan, pero en ningún día.',
    }),
  unplaced: (n) =>
    plural(n, {
      one: '{n} foto no dice dónde se tomó.',
      other: '{n} fotos no dicen dónde se tomaron.',
    }),

  sightings: 'Avistamientos en el tiempo',
  units: { day: 'Día', week: 'Semana desde', month: 'Mes', year: 'Año' },
  encounters: 'Encuentros',
  individuals: 'Animales con nombre',
  number: 'Cuántos',

  discovery: 'Curva de descubrimiento',
  discoveryHint:
    'Cuántos animales se conocían tras tanto tiempo de vigilancia. Donde la línea se aplana, quedan pocos por descubrir. La línea discontinua muestra lo que cabe esperar con los días en orden al azar, con intervalos del 95 %.',
  watched: 'Días vigilados, todas las estaciones juntas',
  occasionsSoFar: 'Ocasiones hasta entonces',
  seen: 'Animales vistos',
  expected: 'Esperados en orden al azar',
  estimate: (seen, atLeast) =>
    seen >= Math.round(atLeast)
      ? `${animals(seen)} vistos. Apenas cabe esperar más en estas estaciones.`
      : `${animals(seen)} vistos. Probablemente hay al menos ${number(Math.round(atLeast))} (Chao2).`,
  effortSeen:
    'Aún no se ha dicho cuándo se vigilaron las estaciones, así que se usa el tiempo entre la primera y la última foto de cada una. Dilo en Estaciones.',
  chooseDates: 'Di arriba el primer y el último día de cada ocasión.',
  problems: {
    'no-dates': 'Ninguna foto tiene fecha.',
    'not-a-span': 'Estas fechas no se pueden dividir.',
    overlap: 'Dos de las ocasiones comparten un día.',
    'too-many':
      'Hay demasiados días entre la primera y la última foto. ¿Hay una fecha equivocada? Elige un tiempo más corto u ocasiones más largas.',
  },

  map: 'Dónde',
  mapHint: 'Los círculos más grandes tienen más encuentros. El norte está arriba.',
  mapOf: (n) => `Mapa de ${stations(n)}`,
  north: 'N',
  whole: 'Ver todo',
  marker: (name, e, a) => `${name}: ${encounters(e)}, ${animals(a)}`,
  cluster: (n, e) => `${stations(n)}: ${encounters(e)}. Ver de cerca`,
  noPlaces: 'Ninguna estación tiene coordenadas todavía.',
  ownMap: 'Poner debajo un mapa tuyo (GeoJSON, PMTiles)',
  dropMap: 'Quitar el mapa',
  ownMapShown: (name) => `Debajo está ${name}.`,

  bySpecies: 'Por especie',
  byStation: 'Estaciones',
  station: 'Estación',
  photos: 'Fotos',
  watchedDays: 'Días vigilados',
  rate: 'Encuentros en 100 días',
  first: 'Primero',
  last: 'Último',
  assumed: '≈ de su primera a su última foto',
  noStations: 'Ninguna foto dice dónde se tomó.',
  edit: (name) => `Describir ${name}`,
  showAll: (n) => `Ver las ${number(n)}`,
  table: 'Como tabla',
  picture: 'Imagen',
  savePicture: (name) => `Guardar la imagen: ${name}`,

  stationTitle: (name) => `Estación ${name}`,
  efforts: 'Cuándo se vigiló',
  effortsHint: 'Primer y último día de cada vez que hubo una cámara o alguien vigilando.',
  effort: (i) => `Período ${number(i)}`,
  addEffort: 'Añadir un período',
  dropEffort: (i) => `Quitar el período ${number(i)}`,
  badEffort: 'Cada período necesita un primer y un último día, en este orden.',
  saved: (name) => `${name} guardada.`,

  folders: 'Estaciones según las carpetas',
  foldersHint: 'Si cada carpeta es una estación, di qué nivel tiene sus nombres.',
  level: (n, names) => `${stations(n)}: ${names}`,
  useFolders: (n) =>
    plural(n, { one: 'Dar su estación a {n} foto', other: 'Dar su estación a {n} fotos' }),
  placed: (n) => `${photos(n)} ya tienen estación.`,
};
