/** Cuán segura es una respuesta y en qué se apoya, en español. */
import type { Messages } from '../../messages';
import { number, percent, plural } from './format';

export const answer: Messages['answer'] = {
  word: {
    'very-likely': 'Muy probable',
    likely: 'Probable',
    perhaps: 'Quizá',
    unlikely: 'Poco probable',
    unknown: 'Aún no se sabe cuán seguro es',
  },
  odds: (times, outOf) => `unas ${number(times)} de cada ${number(outOf)} veces`,
  none: {
    'very-likely': 'Muy probablemente no está en tu galería',
    likely: 'Probablemente no está en tu galería',
    perhaps: 'Quizá no está en tu galería',
    unlikely: 'Poco probable que sea un animal nuevo',
    unknown: 'Ninguno de estos',
  },
  addNew: 'Añadir la foto como un animal nuevo',
  unlikeTitle: 'Ningún animal que yo conozca',
  unlikeText:
    'Esta foto no se parece a ninguna de tu galería. Si hay un animal en ella, dibuja un recuadro a su alrededor y busca otra vez.',
  sameTitle: 'Huella aún no distingue bien estos animales',
  sameText:
    'Con tus propias fotos con nombre, su primera respuesta falla más veces de las que acierta, así que mira con atención. Lo que ayuda: más fotos de cada animal, un recuadro alrededor de cada uno o un modelo hecho para estos animales.',
  refining: 'Comparando las marcas de los más probables…',
  points: (n) =>
    plural(n, {
      one: '{n} punto de las marcas coincide',
      other: '{n} puntos de las marcas coinciden',
    }),
  unnamed: 'Fotos sin nombre que se le parecen',
  chance: (share) => `Probabilidad ${percent(share)}`,
  between: (low, high) => `entre ${percent(low)} y ${percent(high)}`,
  basis: {
    gallery: 'Cuán seguro es se ha medido con tus propios animales con nombre.',
    encoder:
      'Cuán seguro es viene de colecciones públicas de fotos, porque todavía pocos de tus animales tienen dos fotos de momentos distintos.',
    none: 'Aún no se sabe cuán seguro es. Se verá cuando algunos animales tengan nombre y dos fotos de momentos distintos.',
    learnt: 'Usa lo que ha aprendido de tus animales con nombre.',
  },

  settings: 'Respuestas',
  learning: 'Aprender de los animales a los que doy nombre',
  learningOn: 'Sí',
  learningOff: 'No',
  learningHint:
    'Huella aprende en este dispositivo lo que distingue a tus animales, y lo usa solo si ayuda con tus propias fotos.',
  learnt: (photos, animals, after, before) =>
    `Aprendido de ${plural(photos, { one: '{n} foto', other: '{n} fotos' })} de ${plural(animals, { one: '{n} animal', other: '{n} animales' })}: acierta a la primera ${tenths(after)} de cada 10 veces, antes ${tenths(before)} de cada 10.`,
  notHelping: (before) =>
    `Lo aprendido aún no ayuda con tus fotos, así que no se usa. Sin ello acierta a la primera ${tenths(before)} de cada 10 veces.`,
  notYet:
    'Empieza cuando unos pocos animales tienen nombre y dos fotos de momentos distintos cada uno.',
  off: 'Desactivado: las respuestas son las que da el modelo.',
  markings: 'Comparar las marcas',
  markingsAuto: 'Cuando ayuda',
  markingsAlways: 'Siempre',
  markingsNever: 'Nunca',
  markingsHint:
    'Las manchas, rayas y cicatrices de los animales más probables se comparan punto por punto. La primera respuesta no espera a ello.',
};

/** Una parte como número entero de décimos. */
function tenths(share: number): string {
  return number(Math.round(share * 10));
}
