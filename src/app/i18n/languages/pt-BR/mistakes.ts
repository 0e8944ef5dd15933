/** Nomes que podem estar errados, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const mistakes: Messages['mistakes'] = {
  lead: 'O Huella compara todas as fotos que têm nome e mostra onde um nome pode estar errado. Você olha e decide: nada muda sozinho, e tudo pode ser desfeito.',
  start: 'Procurar erros',
  again: 'Procurar de novo',
  working: 'Comparando as fotos…',
  marking: 'Comparando as marcas dos pares…',
  markingsAgree: (n) =>
    plural(n, {
      one: '{n} ponto das marcas coincide.',
      other: '{n} pontos das marcas coincidem.',
    }),
  markingsOf: (other, n, own, m) =>
    `Pontos das marcas que coincidem: ${number(n)} com ${other}, ${number(m)} com ${own}.`,
  stopped: 'Parado. Nada mudou.',
  found: (n) => plural(n, { one: '{n} nome para rever.', other: '{n} nomes para rever.' }),
  hint: 'Muitos estão certos: há também animais parecidos. Os mais seguros vêm primeiro.',
  sample: (n, all) => `Foram olhadas ${number(n)} fotos de ${number(all)}.`,
  nothingTitle: 'Ainda não há nada para comparar',
  nothing: 'Dê nome a pelo menos dois animais.',
  noneTitle: 'Nenhum erro foi encontrado',
  none: 'Cada foto se parece mais com o animal cujo nome ela tem.',
  more: (n) => `Mostrar mais (${number(n)})`,
  look: 'Olhar as duas de perto',
  dismissed: 'Isto não será perguntado de novo',
  splitTitle: (n) => `Quem está nestas ${photos(n)}?`,
  splitLead: (name) => `Elas deixam de ser de ${name} e viram outro animal: dê um nome novo a ele.`,
  moveOnly: (other) => `Só esta foto: mover para ${other}`,

  kinds: {
    copy: {
      title: 'A mesma imagem em dois animais',
      hint: 'Um arquivo duas vezes, ou dois que parecem quase iguais.',
      says: (own, other) => `${own} e ${other} têm a mesma imagem`,
      accept: (own, other) => `Um só animal: juntar ${own} a ${other}`,
      dismiss: () => 'As duas estão certas',
      did: (own, other) => `${own} foi juntado a ${other}`,
    },
    alike: {
      title: 'Dois nomes que podem ser um animal',
      hint: 'As fotos deles se parecem entre si tanto quanto as de cada um.',
      says: (own, other) => `${own} e ${other} parecem um só animal`,
      accept: (own, other) => `Um só animal: juntar ${own} a ${other}`,
      dismiss: () => 'São dois',
      did: (own, other) => `${own} foi juntado a ${other}`,
    },
    elsewhere: {
      title: 'Fotos que parecem outro animal',
      hint: 'A foto da esquerda se parece mais com o animal da direita do que com o dela.',
      says: (own, other) => `Uma foto de ${own} parece ${other}`,
      accept: (_own, other) => `É ${other}: mover`,
      dismiss: (own) => `É ${own}`,
      did: (_own, other, n) =>
        plural(n, {
          one: `{n} foto movida para ${other}`,
          other: `{n} fotos movidas para ${other}`,
        }),
    },
    several: {
      title: 'Um nome que pode ser dois animais',
      hint: 'As fotos se dividem em duas partes que não se parecem.',
      says: (own) => `${own} parece dois animais`,
      accept: (_own, _other, n) => `Dois animais: separar ${photos(n)}`,
      dismiss: () => 'É um só animal',
      did: (_own, other, n) =>
        plural(n, {
          one: `{n} foto separada como ${other}`,
          other: `{n} fotos separadas como ${other}`,
        }),
    },
  },
};
