/** Grupos de fotos sin nombre, en español. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const groups: Messages['groups'] = {
  lead: 'Huella junta las fotos sin nombre que pueden mostrar el mismo animal. Tú dices quién es: nada recibe un nombre por sí solo.',
  about: (n) => plural(n, { one: 'Hay {n} foto sin nombre.', other: 'Hay {n} fotos sin nombre.' }),
  start: 'Agruparlas',
  again: 'Agruparlas otra vez',
  working: 'Comparando las fotos…',
  stopped: 'Detenido. No cambió nada.',
  found: (n) =>
    plural(n, {
      one: '{n} grupo, primero los más seguros.',
      other: '{n} grupos, primero los más seguros.',
    }),
  byGallery: 'Lo seguros que son se midió con tus propios animales con nombre.',
  byEncoder:
    'Lo seguros que son viene de colecciones públicas de fotos. Cuando 30 fotos de 5 animales tengan nombre, se mide con las tuyas.',
  newest: (n, all) => `Solo las ${number(n)} fotos más recientes de ${number(all)}.`,
  notYet:
    'Con este modelo, Huella aún no sabe cuánto se parecen dos fotos de un mismo animal. Ponles nombre a 30 fotos de al menos 5 animales y lo sabrá.',
  allNamedTitle: 'Todas las fotos tienen nombre',
  allNamed: 'No hay nada que agrupar.',
  noneTitle: 'No se encontraron grupos',
  none: 'Ninguna de estas fotos se parece tanto a otra como para ser con seguridad el mismo animal. Ayuda ponerles nombre a algunas una por una.',
  toReview: 'Poner nombres una por una',
  more: (n) => `Mostrar más (${number(n)})`,

  title: (n) => `¿${photos(n)} de un solo animal?`,
  sure: {
    'very-likely': (times, outOf) => `Muy probablemente un solo animal: ${times} de ${outOf}.`,
    likely: (times, outOf) => `Probablemente un solo animal: ${times} de ${outOf}.`,
    perhaps: (times, outOf) => `Quizás un solo animal: ${times} de ${outOf}.`,
    unlikely: (times, outOf) => `Difícilmente un solo animal: ${times} de ${outOf}.`,
    unknown: () => 'No se sabe con qué seguridad.',
  },
  moments: (n) => plural(n, { one: 'Tomadas en {n} momento.', other: 'Tomadas en {n} momentos.' }),
  joinedByYou: 'Dos grupos que juntaste.',
  pick: (name) => `Elegir ${name}`,
  all: (n) => `Mostrar las ${number(n)}`,
  name: 'Ponerles nombre',
  nameTitle: (n) => `¿Quién está en estas ${photos(n)}?`,
  nameLead: 'Un nombre que conoces o uno nuevo. Lo reciben todas las fotos del grupo.',
  like: (name, sure) => `Se parece sobre todo a ${name} (${sure}).`,
  named: (n, name) => `${photos(n)} con el nombre ${name}`,
  notOne: 'No es un solo animal',
  dismissed: 'Este grupo no se volverá a proponer',
  takeOut: (n) => `Sacar ${photos(n)}`,
  taken: (n) => plural(n, { one: '{n} foto sacada', other: '{n} fotos sacadas' }),
  compare: 'Mirar las dos de cerca',
  join: 'Juntar con otro grupo',
  joinHint: 'Ahora elige el grupo que es el mismo animal.',
  joinHere: 'Es este: juntar',
  joined: 'Los dos grupos ahora son uno.',
};
