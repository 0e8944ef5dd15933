/** Grupos de fotos sem nome, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const groups: Messages['groups'] = {
  lead: 'O Huella junta as fotos sem nome que podem mostrar o mesmo animal. Você diz quem é: nada recebe um nome sozinho.',
  about: (n) => plural(n, { one: 'Há {n} foto sem nome.', other: 'Há {n} fotos sem nome.' }),
  start: 'Agrupar',
  again: 'Agrupar de novo',
  working: 'Comparando as fotos…',
  stopped: 'Parado. Nada mudou.',
  found: (n) =>
    plural(n, {
      one: '{n} grupo, primeiro os mais seguros.',
      other: '{n} grupos, primeiro os mais seguros.',
    }),
  byGallery: 'O quanto são seguros foi medido com os seus próprios animais com nome.',
  byEncoder:
    'O quanto são seguros vem de coleções públicas de fotos. Quando 30 fotos de 5 animais tiverem nome, será medido com as suas.',
  newest: (n, all) => `Só as ${number(n)} fotos mais novas de ${number(all)}.`,
  notYet:
    'Com este modelo, o Huella ainda não sabe o quanto duas fotos do mesmo animal se parecem. Dê nome a 30 fotos de pelo menos 5 animais, e ele saberá.',
  allNamedTitle: 'Todas as fotos têm nome',
  allNamed: 'Não há nada para agrupar.',
  noneTitle: 'Nenhum grupo foi encontrado',
  none: 'Nenhuma destas fotos se parece tanto com outra a ponto de ser com certeza o mesmo animal. Dar nome a algumas, uma por uma, ajuda.',
  toReview: 'Dar nomes uma por uma',
  more: (n) => `Mostrar mais (${number(n)})`,

  title: (n) => `${photos(n)} de um só animal?`,
  sure: {
    'very-likely': (times, outOf) => `Muito provavelmente um só animal: ${times} em ${outOf}.`,
    likely: (times, outOf) => `Provavelmente um só animal: ${times} em ${outOf}.`,
    perhaps: (times, outOf) => `Talvez um só animal: ${times} em ${outOf}.`,
    unlikely: (times, outOf) => `Dificilmente um só animal: ${times} em ${outOf}.`,
    unknown: () => 'Não se sabe com que certeza.',
  },
  moments: (n) => plural(n, { one: 'Tiradas em {n} momento.', other: 'Tiradas em {n} momentos.' }),
  joinedByYou: 'Dois grupos que você juntou.',
  pick: (name) => `Escolher ${name}`,
  all: (n) => `Mostrar todas as ${number(n)}`,
  name: 'Dar nome',
  nameTitle: (n) => `Quem está nestas ${photos(n)}?`,
  nameLead: 'Um nome que você conhece ou um novo. Todas as fotos do grupo o recebem.',
  like: (name, sure) => `Parece mais com ${name} (${sure}).`,
  named: (n, name) => `${photos(n)} com o nome ${name}`,
  notOne: 'Não é um só animal',
  dismissed: 'Este grupo não será proposto de novo',
  takeOut: (n) => `Tirar ${photos(n)}`,
  taken: (n) => plural(n, { one: '{n} foto tirada', other: '{n} fotos tiradas' }),
  compare: 'Olhar as duas de perto',
  join: 'Juntar com outro grupo',
  joinHint: 'Agora escolha o grupo que é o mesmo animal.',
  joinHere: 'É este: juntar',
  joined: 'Os dois grupos agora são um.',
};
