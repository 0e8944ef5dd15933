/** Nombres que pueden estar mal, en español. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const mistakes: Messages['mistakes'] = {
  lead: 'Huella compara todas las fotos que tienen nombre y muestra dónde puede haber un nombre equivocado. Tú miras y decides: nada cambia por sí solo y todo se puede deshacer.',
  start: 'Buscar errores',
  again: 'Buscar otra vez',
  working: 'Comparando las fotos…',
  marking: 'Comparando las marcas de las parejas…',
  markingsAgree: (n) =>
    plural(n, {
      one: 'Coincide {n} punto de las marcas.',
      other: 'Coinciden {n} puntos de las marcas.',
    }),
  markingsOf: (other, n, own, m) =>
    `Puntos de las marcas que coinciden: ${number(n)} con ${other}, ${number(m)} con ${own}.`,
  stopped: 'Detenido. No cambió nada.',
  found: (n) => plural(n, { one: '{n} nombre por revisar.', other: '{n} nombres por revisar.' }),
  hint: 'Muchos están bien: también hay animales parecidos. Primero van los más seguros.',
  sample: (n, all) => `Se miraron ${number(n)} fotos de ${number(all)}.`,
  nothingTitle: 'Todavía no hay nada que comparar',
  nothing: 'Ponles nombre al menos a dos animales.',
  noneTitle: 'No se encontraron errores',
  none: 'Cada foto se parece sobre todo al animal cuyo nombre lleva.',
  more: (n) => `Mostrar más (${number(n)})`,
  look: 'Mirar las dos de cerca',
  dismissed: 'Esto no se volverá a preguntar',
  splitTitle: (n) => `¿Quién está en estas ${photos(n)}?`,
  splitLead: (name) => `Dejan de ser de ${name} y pasan a ser otro animal: ponle un nombre nuevo.`,
  moveOnly: (other) => `Solo esta foto: moverla a ${other}`,

  kinds: {
    copy: {
      title: 'La misma imagen en dos animales',
      hint: 'Un archivo dos veces, o dos que se ven casi iguales.',
      says: (own, other) => `${own} y ${other} comparten una imagen`,
      accept: (own, other) => `Un solo animal: unir ${own} a ${other}`,
      dismiss: () => 'Las dos están bien',
      did: (own, other) => `${own} se unió a ${other}`,
    },
    alike: {
      title: 'Dos nombres que pueden ser un animal',
      hint: 'Sus fotos se parecen entre sí tanto como las de cada uno.',
      says: (own, other) => `${own} y ${other} parecen un solo animal`,
      accept: (own, other) => `Un solo animal: unir ${own} a ${other}`,
      dismiss: () => 'Son dos',
      did: (own, other) => `${own} se unió a ${other}`,
    },
    elsewhere: {
      title: 'Fotos que se parecen a otro animal',
      hint: 'La foto de la izquierda se parece más al animal de la derecha que al suyo.',
      says: (own, other) => `Una foto de ${own} se parece a ${other}`,
      accept: (_own, other) => `Es ${other}: moverla`,
      dismiss: (own) => `Es ${own}`,
      did: (_own, other, n) =>
        plural(n, { one: `{n} foto pasó a ${other}`, other: `{n} fotos pasaron a ${other}` }),
    },
    several: {
      title: 'Un nombre que puede ser dos animales',
      hint: 'Sus fotos se reparten en dos partes que no se parecen entre sí.',
      says: (own) => `${own} parece dos animales`,
      accept: (_own, _other, n) => `Dos animales: separar ${photos(n)}`,
      dismiss: () => 'Es un solo animal',
      did: (_own, other, n) =>
        plural(n, {
          one: `{n} foto separada como ${other}`,
          other: `{n} fotos separadas como ${other}`,
        }),
    },
  },
};
