/** Recuadros que propone Huella, en español. */
import type { Messages } from '../../messages';
import { plural } from './format';

export const boxes: Messages['boxes'] = {
  settings: 'Los animales de tus fotos',
  mode: 'Recuadros alrededor de los animales',
  suggest: 'Proponerlos',
  surest: 'Usar los seguros',
  off: 'No buscar animales',
  modeHint:
    'A un animal se le reconoce mejor sin lo que tiene alrededor. Los recuadros pequeños o dudosos nunca se usan sin preguntar.',
  open: 'Buscar los animales en la galería',
  title: 'Buscar los animales',
  lead: (n) =>
    plural(n, {
      one: '{n} foto está sin recortar. Huella puede buscar en ella los animales y proponer recuadros.',
      other:
        '{n} fotos están sin recortar. Huella puede buscar en ellas los animales y proponer recuadros.',
    }),
  start: 'Buscar animales',
  looking: 'Buscando animales…',
  boxing: 'Recortando fotos…',
  found: (n) => plural(n, { one: 'Recuadros para {n} foto', other: 'Recuadros para {n} fotos' }),
  foundHint: 'Se recortarán las marcadas. Mira las que no lo están: toca para marcarlas.',
  none: (n) =>
    plural(n, {
      one: 'En {n} foto no se ha encontrado ningún animal. Se queda entera.',
      other: 'En {n} fotos no se ha encontrado ningún animal. Se quedan enteras.',
    }),
  filled: (n) =>
    plural(n, {
      one: 'En {n} foto el animal ya llena la imagen.',
      other: 'En {n} fotos el animal ya llena la imagen.',
    }),
  failed: (n) =>
    plural(n, { one: 'No se ha podido leer {n} foto.', other: 'No se han podido leer {n} fotos.' }),
  unsure: 'Pequeño o dudoso',
  several: (name) => `Hay varios animales: ¿cuál es ${name}?`,
  use: (n) => plural(n, { one: 'Recortar {n} foto', other: 'Recortar {n} fotos' }),
  boxed: (n) => plural(n, { one: '{n} foto recortada', other: '{n} fotos recortadas' }),
  undo: 'Deshacer los recortes',
  all: 'Marcar todas',
  noneTicked: 'Quitar las marcas',
  edit: (name) => `Dibujar los recuadros de ${name}`,
  photo: (name, n) => plural(n, { one: `${name}, {n} animal`, other: `${name}, {n} animales` }),
  nothingTitle: 'Nada que recortar',
  nothing: 'Todas las fotos de la galería tienen su recorte, o el animal las llena.',
  proposed: (n) =>
    plural(n, { one: 'Hay un animal en la foto.', other: 'Hay {n} animales en la foto.' }),
  proposedDoubtful: 'Huella no está segura.',
  compareOnly: 'Comparar solo el animal',
  whichOne: 'Toca el que quieras comparar.',
  animalBoxed: 'Se compara solo el animal.',
  useWhole: 'Usar la foto entera',
  noAnimal: 'No se ha encontrado ningún animal: se compara toda la foto.',
};
