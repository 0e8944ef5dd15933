/** El espacio y quién lo ocupa, en español. */
import type { Messages } from '../../messages';
import { plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const storage: Messages['storage'] = {
  parts: {
    photos: 'Fotos',
    prepared: 'Lo que permite encontrarlas',
    models: 'Modelos',
    trash: 'En la papelera',
    other: 'Huella y lo demás',
  },
  kept: 'El navegador ha prometido guardar tu galería hasta que la borres tú.',
  notKept:
    'El navegador podría borrar tu galería si al dispositivo le falta espacio o si pasas mucho tiempo sin venir.',
  refused:
    'Esta vez el navegador no lo ha prometido. Suele hacerlo cuando Huella está instalada o llevas unos días usándola. Mientras tanto, ten una copia de seguridad.',
  ask: 'Pedir al navegador que la guarde',
  keptNow: 'El navegador ha prometido guardar tu galería.',
  notKeptNow:
    'El navegador podría borrar tu galería si falta espacio. Con una copia estará a salvo.',
  nearlyFull: 'Queda poco espacio. Libera un poco antes de añadir más fotos.',
  free: 'Liberar espacio',
  freeNothing: 'Aquí no hay nada que pueda irse sin perder fotos.',
  removeModelHint: 'El modelo y lo que preparó de tus fotos. Las fotos se quedan.',
  leftover: (n) => `Lo que un modelo ya quitado preparó de ${photos(n)}`,
  leftoverRemoveLabel: 'Borrar lo que preparó un modelo ya quitado',
  trash: (n) => `${photos(n)} en la papelera`,
  trashTitle: (n) =>
    plural(n, { one: '¿Borrar esta foto para siempre?', other: '¿Borrar {n} fotos para siempre?' }),
  trashText: 'Estaban en la papelera. Después de esto no se pueden recuperar.',
  exportFirst:
    'Para hacer más sitio, guarda antes una copia de la galería. Luego podrás borrar fotos y recuperarlas de la copia.',
  full: (n) =>
    n === 0
      ? 'No queda espacio. No se ha añadido ninguna foto; tu galería está a salvo.'
      : plural(n, {
          one: 'No queda espacio. Se ha añadido {n} foto y tu galería está a salvo.',
          other: 'No queda espacio. Se han añadido {n} fotos y tu galería está a salvo.',
        }),
  fullLeft: (n) =>
    plural(n, { one: 'Falta {n} foto por añadir.', other: 'Faltan {n} fotos por añadir.' }),
  withModel: (size) => `Borrar también lo que preparó de tus fotos (${size})`,
  withModelHint:
    'Si lo instalas otra vez, habrá que preparar la galería de nuevo, y puede tardar mucho.',
};
