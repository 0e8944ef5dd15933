/** A verificação da galeria, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural } from './format';

export const integrity: Messages['integrity'] = {
  hint: 'Lê tudo o que está guardado neste aparelho e confere se nada falta ou mudou. Não altera nada.',
  check: 'Verificar a galeria',
  checking: 'Lendo todas as fotos…',
  whole: 'Está tudo em ordem.',
  failed: 'Não foi possível terminar a verificação.',
  found: (n) =>
    plural(n, { one: '{n} coisa não está em ordem:', other: '{n} coisas não estão em ordem:' }),
};
