/** O espaço e como se guarda, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const storage: Messages['storage'] = {
  parts: {
    photos: 'Fotos',
    prepared: 'O que permite encontrá-las',
    models: 'Modelos',
    trash: 'Na lixeira',
    other: 'O próprio Huella e o resto',
  },
  kept: 'Este navegador prometeu guardar sua galeria até que você mesmo a apague.',
  notKept:
    'Este navegador pode apagar sua galeria quando faltar espaço no aparelho ou se você ficar muito tempo sem entrar.',
  refused:
    'Desta vez o navegador não prometeu. Ele costuma prometer depois que o Huella é instalado, ou depois de alguns dias de uso. Até lá, tenha um backup.',
  ask: 'Pedir ao navegador que guarde',
  keptNow: 'O navegador prometeu guardar sua galeria.',
  notKeptNow:
    'O navegador pode apagar sua galeria se faltar espaço. Com um backup ela fica a salvo.',
  nearlyFull: 'Resta pouco espaço. Libere um pouco antes de adicionar mais fotos.',
  free: 'Liberar espaço',
  freeNothing: 'Não há nada aqui que possa sair sem perder fotos.',
  removeModelHint: 'O modelo e o que ele preparou das suas fotos. As fotos ficam.',
  leftover: (n) => `O que um modelo removido preparou de ${photos(n)}`,
  leftoverRemoveLabel: 'Apagar o que um modelo removido preparou',
  trash: (n) => `${photos(n)} na lixeira`,
  trashTitle: (n) =>
    plural(n, { one: 'Apagar esta foto para sempre?', other: 'Apagar {n} fotos para sempre?' }),
  trashText: 'Elas estavam na lixeira. Depois disso não dá para recuperá-las.',
  exportFirst:
    'Para abrir mais espaço, faça antes um backup da galeria. Depois você pode apagar fotos e recuperá-las do backup.',
  full: (n) =>
    n === 0
      ? 'Não há mais espaço. Nenhuma foto foi adicionada; sua galeria está a salvo.'
      : plural(n, {
          one: 'Não há mais espaço. {n} foto foi adicionada, e sua galeria está a salvo.',
          other: 'Não há mais espaço. {n} fotos foram adicionadas, e sua galeria está a salvo.',
        }),
  fullLeft: (n) =>
    plural(n, {
      one: 'Ainda falta adicionar {n} foto.',
      other: 'Ainda falta adicionar {n} fotos.',
    }),
  withModel: (size) => `Apagar também o que ele preparou das suas fotos (${size})`,
  withModelHint:
    'Se você instalar de novo, a galeria será preparada outra vez para ele, o que pode demorar.',
};
