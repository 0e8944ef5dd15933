/** Quão segura é uma resposta e em que ela se apoia, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, percent, plural } from './format';

export const answer: Messages['answer'] = {
  word: {
    'very-likely': 'Muito provável',
    likely: 'Provável',
    perhaps: 'Talvez',
    unlikely: 'Pouco provável',
    unknown: 'Ainda não se sabe quão certo é',
  },
  odds: (times, outOf) => `cerca de ${number(times)} em cada ${number(outOf)} vezes`,
  none: {
    'very-likely': 'Muito provavelmente não está na sua galeria',
    likely: 'Provavelmente não está na sua galeria',
    perhaps: 'Talvez não esteja na sua galeria',
    unlikely: 'Pouco provável que seja um animal novo',
    unknown: 'Nenhum destes',
  },
  addNew: 'Adicionar a foto como um animal novo',
  unlikeTitle: 'Nenhum animal que eu conheça',
  unlikeText:
    'Esta foto não se parece com nenhuma da sua galeria. Se há um animal nela, desenhe um quadro em volta dele e busque de novo.',
  sameTitle: 'O Huella ainda não distingue bem estes animais',
  sameText:
    'Com as suas próprias fotos com nome, a primeira resposta erra mais do que acerta, então olhe com atenção. O que ajuda: mais fotos de cada animal, um quadro em volta de cada um ou um modelo feito para estes animais.',
  refining: 'Comparando as marcas dos mais prováveis…',
  points: (n) =>
    plural(n, {
      one: '{n} ponto das marcas coincide',
      other: '{n} pontos das marcas coincidem',
    }),
  unnamed: 'Fotos sem nome que se parecem com ele',
  chance: (share) => `Probabilidade ${percent(share)}`,
  between: (low, high) => `entre ${percent(low)} e ${percent(high)}`,
  basis: {
    gallery: 'Quão certo é foi medido com os seus próprios animais com nome.',
    encoder:
      'Quão certo é vem de coleções públicas de fotos, porque poucos dos seus animais têm duas fotos de momentos diferentes.',
    none: 'Ainda não se sabe quão certo é. Aparece quando alguns animais tiverem nome e duas fotos de momentos diferentes.',
    learnt: 'Usa o que aprendeu com os seus animais com nome.',
  },

  settings: 'Respostas',
  learning: 'Aprender com os animais a que dou nome',
  learningOn: 'Sim',
  learningOff: 'Não',
  learningHint:
    'O Huella aprende neste aparelho o que distingue os seus animais, e só usa isso se ajudar com as suas próprias fotos.',
  learnt: (photos, animals, after, before) =>
    `Aprendido com ${plural(photos, { one: '{n} foto', other: '{n} fotos' })} de ${plural(animals, { one: '{n} animal', other: '{n} animais' })}: acerta de primeira ${tenths(after)} em cada 10 vezes, antes ${tenths(before)} em cada 10.`,
  notHelping: (before) =>
    `O que aprendeu ainda não ajuda com as suas fotos, então não é usado. Sem isso acerta de primeira ${tenths(before)} em cada 10 vezes.`,
  notYet: 'Começa quando alguns animais têm nome e duas fotos de momentos diferentes cada um.',
  off: 'Desligado: as respostas são as que o modelo dá.',
  markings: 'Comparar as marcas',
  markingsAuto: 'Quando ajuda',
  markingsAlways: 'Sempre',
  markingsNever: 'Nunca',
  markingsHint:
    'Manchas, listras e cicatrizes dos animais mais prováveis são comparadas ponto a ponto. A primeira resposta não espera por isso.',
};

/** Uma parte como número inteiro de décimos. */
function tenths(share: number): string {
  return number(Math.round(share * 10));
}
