/** Qué tal se encuentran los animales de la propia galería, en español. */
import type { Messages } from '../../messages';
import { duration, number, percent, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });
const animals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animales' });
/** Ten of ten is said only of all. */
const tenths = (share: number): string =>
  number(share < 1 ? Math.min(9, Math.round(share * 10)) : 10);

export const evaluate: Messages['evaluate'] = {
  lead: 'Huella se pregunta por cada foto a la que pusiste nombre, sin mirar las que se tomaron junto con ella, y cuenta cuántas veces acierta. Así sabes hasta dónde fiarte con tus animales.',
  nothingTitle: 'Todavía hay muy poco que medir',
  nothing:
    'Pon nombre al menos a dos animales, con fotos de dos momentos distintos cada uno. Cuantos más nombres, más seguras las cifras.',
  toGallery: 'Poner nombres en la galería',
  about: (p, a) => `Hay ${photos(p)} de ${animals(a)} con nombre.`,
  species: 'Especie',
  allSpecies: 'Todas las especies',
  markings: 'Comparar también las marcas',
  markingsHint: 'De hasta 300 fotos. Tarda unos minutos más.',
  start: 'Medir',
  again: 'Medir otra vez',
  stop: 'Detener',
  stopped: 'Detenido. No se cambió nada.',
  steps: {
    preparing: 'Preparando las fotos…',
    measuring: 'Preguntando por tus fotos…',
    markings: 'Comparando las marcas…',
  },
  finished: 'Medido.',
  comparing: (name) => `Midiendo ${name}…`,

  headline: 'En pocas palabras',
  first: (value, low, high) =>
    `De diez fotos de un animal con nombre, acierta ${tenths(value)} a la primera (${between(low, high)}).`,
  firstFive: (value) =>
    `El animal correcto está entre los cinco primeros en ${tenths(value)} de diez.`,
  learnt: (before, after) =>
    `Aprender de tus animales ayuda: acierta a la primera el ${percent(before)} sin ello y el ${percent(after)} con ello.`,
  learntAlike: (share) =>
    `Con lo aprendido de tus animales acierta a la primera tantas veces como sin ello (${percent(share)}); las probabilidades que dice se acercan más a la verdad.`,
  notLearnt:
    'Aprender de tus animales aún no ayuda con estas fotos, así que las respuestas no lo usan.',
  marked: (before, after) =>
    `En las fotos cuyas marcas se compararon: ${percent(before)} de aciertos a la primera sin marcas, ${percent(after)} con ellas.`,
  fresh: (known, fresh) =>
    `De diez fotos de un animal que no está en tu galería dice en ${tenths(fresh)} que es nuevo; de diez fotos de un animal conocido acierta ${tenths(known)}.`,
  noFresh:
    'Aún no se puede decir qué tal nota un animal nuevo: hacen falta unas 30 fotos de cinco animales, de momentos distintos.',
  sample: (asked, all, a) =>
    `Medido con ${photos(asked)} de ${animals(a)}, una muestra de tus ${number(all)}. Entre todas, dar con el animal correcto es algo más difícil.`,
  measured: (asked, a, e) =>
    `Medido con ${photos(asked)} de ${animals(a)}, de ${plural(e, { one: '{n} encuentro', other: '{n} encuentros' })}.`,
  alone: (n) =>
    plural(n, {
      one: '{n} foto es el único encuentro de su animal, así que solo se pudo preguntar como animal nuevo.',
      other:
        '{n} fotos son el único encuentro de su animal, así que solo se pudieron preguntar como animales nuevos.',
    }),
  few: 'Son pocos animales: toma las cifras como una pista.',

  figures: 'Todas las cifras',
  figure: 'Cifra',
  ways: {
    plain: 'Como lo ve el modelo',
    learnt: 'Con lo aprendido',
    markings: 'Con las marcas',
    without: 'Las mismas fotos sin ellas',
  },
  measures: {
    top1: 'Aciertos a la primera',
    top5: 'Entre los cinco primeros animales',
    meanAveragePrecision: 'Orden de todas las fotos (mAP)',
    balancedKnown: 'Conocidos bien nombrados (BAKS)',
    balancedNew: 'Nuevos que nota (BAUS)',
    newAuc: 'Distinguir nuevos de conocidos (AUC)',
    calibrationError: 'Error de las probabilidades (ECE)',
  },
  explain: {
    top1: 'Parte de las fotos cuyo animal sale el primero.',
    top5: 'Parte de las fotos cuyo animal está entre los cinco primeros.',
    meanAveragePrecision:
      '100 % cuando todas las fotos del animal correcto van antes que las demás.',
    balancedKnown:
      'Cada animal cuenta igual, tenga las fotos que tenga. Llamar nuevo a un conocido es un error.',
    balancedNew: 'Cada foto preguntada como si su animal nunca se hubiera añadido.',
    newAuc: '50 % es adivinar; 100 % distingue a todos los nuevos de todos los conocidos.',
    calibrationError:
      'Cuánto se apartan las probabilidades que dice de las veces que acierta. 0 % es perfecto.',
  },
  range: (low, high) => `${percent(low)} a ${percent(high)}`,
  learntFlatters:
    'La precisión media con aprendizaje sale favorecida: ordena fotos de las que ya aprendió. De la foto por la que se pregunta, nunca.',
  interval: 'Entre paréntesis, dónde está la cifra diecinueve veces de cada veinte.',
  unknown: 'Aún no se sabe',

  reliability: '¿Está tan segura como debe?',
  reliabilityHint:
    'Las respuestas con una probabilidad de, por ejemplo, 80 % deberían acertar en 80 de 100 casos: entonces los puntos están en la línea recta. Por debajo, Huella se fía demasiado; por encima, demasiado poco.',
  said: 'Probabilidad que dice',
  answers: 'Respuestas',
  right: 'Parte que acertó',
  perfect: 'Como debería ser',

  similarities: 'El mismo animal, animales distintos',
  similaritiesHint:
    'Cuánto se parecen dos fotos. Cuanto más separadas las dos montañas, más fácil es distinguir a tus animales.',
  similarity: 'Parecido',
  share: 'Parte de los pares',
  same: 'Dos fotos de un animal',
  different: 'Fotos de dos animales',
  byPhotos: '¿Ayuda tener más fotos?',
  otherPhotos: 'Otras fotos del animal',
  sizes: { '1': '1', '2': '2', '5': '3 a 5', '10': '6 a 10', Infinity: 'más de 10' },
  bySpecies: 'Por especie',
  noSpecies: 'Sin indicar',
  byAnimal: 'Qué animales son difíciles',
  byAnimalHint:
    'Los más difíciles primero. Puede ayudar tener más fotos o mirar mejor sus recuadros.',
  animal: 'Animal',

  rightOf: (right, of) => `${number(right)} de ${number(of)}`,
  showAll: (n) => `Ver los ${number(n)}`,
  gone: 'Un animal que ya no está',

  encoders: 'Comparar modelos',
  encodersHint: 'Las mismas fotos, preguntadas a los otros modelos de este dispositivo.',

  lacking: (n) => `${photos(n)} por preparar para cambiar`,
  ready: 'listo para cambiar',
  prepares:
    'Primero prepara las fotos medidas aquí, en segundo plano. El modelo en uso sigue en uso.',
  measure: (name) => `Medir ${name}`,
  would: (name, value, used, usedValue) =>
    `${name} acertaría a la primera ${tenths(value.value)} de cada 10 (${between(value.low, value.high)}); ${used}, que está en uso, ${tenths(usedValue.value)} de cada 10 (${between(usedValue.low, usedValue.high)}).`,
  mayBeChance: 'Con tan pocas fotos la diferencia puede ser casualidad.',
  switchAtOnce: 'Está preparado: cambiar es cosa de un momento.',
  toSwitch: (seconds) => `Cambiar lleva ${duration(seconds)}, más o menos.`,

  table: 'Como tabla',
  savePicture: (title) => `Guardar la imagen: ${title}`,
  picture: 'Imagen',
  saveTable: 'Guardar todas las cifras como tabla (CSV)',
};

function between(low: number, high: number): string {
  const [from, to] = [tenths(low), tenths(high)];
  return from === to ? 'casi seguro eso' : `lo más probable, entre ${from} y ${to}`;
}
