/** Recortar, en español. */
import type { Messages } from '../../messages';
import { number, plural, percent } from './format';

export const crop: Messages['crop'] = {
  open: 'Recortar',
  title: 'Recortar la foto',
  stage: 'La foto con los recuadros',
  hint: 'Dibuja un recuadro alrededor del animal. Si hay varios, uno para cada uno.',
  keys: 'Las flechas mueven, Mayús y flechas cambian el tamaño, Tab pasa de recuadro, F busca los animales, R gira, A añade, Supr quita, más y menos amplían, Intro guarda.',
  boxes: 'Recuadros',
  box: (i, n) => (n === 1 ? 'Recuadro' : `Recuadro ${number(i)} de ${number(n)}`),
  where: (left, top, width, height) =>
    `a ${percent(left)} de la izquierda y ${percent(top)} de arriba, ${percent(width)} de ancho y ${percent(height)} de alto`,
  wholePhoto: 'La foto entera',
  turned: ['derecho', 'girado a la derecha', 'boca abajo', 'girado a la izquierda'],
  add: 'Añadir recuadro',
  turn: 'Girar',
  findAnimals: 'Buscar los animales',
  finding: 'Buscando animales…',
  foundNone: 'No se ha encontrado ningún animal. Dibuja un recuadro o usa la foto entera.',
  foundBoxes: (n) =>
    plural(n, { one: 'Un animal encontrado.', other: '{n} animales encontrados.' }),
  foundDoubtful: 'Mira los recuadros antes de usarlos: algunos son pequeños o dudosos.',
  whole: 'Entera',
  saveMany: (n) => plural(n, { one: 'Listo', other: 'Listo, {n} animales' }),
  removed: 'Recuadro quitado.',
  saving: 'Preparando la foto con su nuevo recorte…',
  failed: 'No se ha podido guardar el recorte.',
  animals: 'Animales de esta foto',
  animal: (i, n) => `Animal ${number(i)} de ${number(n)}`,
  seeWhole: 'Ver la foto entera',
  seeWholes: 'Ver las fotos enteras',
  cropped: 'Recortada',
  saved: 'El nuevo recorte está guardado.',
  savedMore: (n) =>
    plural(n, {
      one: 'Guardado, y el otro animal queda como una foto aparte.',
      other: 'Guardado, y otros {n} animales quedan como fotos aparte.',
    }),
  sameFile: 'De la misma foto',
  openOther: (who) => `Abrir el otro recorte de esta foto: ${who}`,
};
