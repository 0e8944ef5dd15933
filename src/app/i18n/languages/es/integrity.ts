import type { Messages } from '../../messages';
import { plural } from './format';

export const integrity: Messages['integrity'] = {
  hint: 'Lee todo lo guardado en este dispositivo y comprueba que no falte ni haya cambiado nada. No modifica nada.',
  check: 'Revisar la galería',
  checking: 'Leyendo todas las fotos…',
  whole: 'Todo está en orden.',
  failed: 'No se pudo terminar la revisión.',
  found: (n: number) =>
    plural(n, {
      one: 'Hay {n} cosa que no está en orden:',
      other: 'Hay {n} cosas que no están en orden:',
    }),
};
