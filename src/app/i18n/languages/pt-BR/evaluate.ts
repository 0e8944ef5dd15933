/** Quão bem os animais da própria galeria são encontrados, em português do Brasil. */
import type { Messages } from '../../messages';
import { duration, number, percent, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });
const animals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animais' });
/** Ten of ten is said only of all. */
const tenths = (share: number): string =>
  number(share < 1 ? Math.min(9, Math.round(share * 10)) : 10);

export const evaluate: Messages['evaluate'] = {
  lead: 'O Huella se pergunta sobre cada foto a que você deu nome, sem olhar as que foram tiradas junto com ela, e conta quantas vezes acerta. Assim você sabe até onde confiar com os seus animais.',
  nothingTitle: 'Ainda há muito pouco para medir',
  nothing:
    'Dê nome a pelo menos dois animais, com fotos de dois momentos diferentes cada um. Quanto mais nomes, mais seguros os números.',
  toGallery: 'Dar nomes na galeria',
  about: (p, a) => `Há ${photos(p)} de ${animals(a)} com nome.`,
  species: 'Espécie',
  allSpecies: 'Todas as espécies',
  markings: 'Comparar também as marcas',
  markingsHint: 'De até 300 fotos. Leva alguns minutos a mais.',
  start: 'Medir',
  again: 'Medir de novo',
  stop: 'Parar',
  stopped: 'Parado. Nada foi mudado.',
  steps: {
    preparing: 'Preparando as fotos…',
    measuring: 'Perguntando sobre as suas fotos…',
    markings: 'Comparando as marcas…',
  },
  finished: 'Medido.',
  comparing: (name) => `Medindo ${name}…`,

  headline: 'Em poucas palavras',
  first: (value, low, high) =>
    `De dez fotos de um animal com nome, acerta ${tenths(value)} na primeira tentativa (${between(low, high)}).`,
  firstFive: (value) => `O animal certo está entre os cinco primeiros em ${tenths(value)} de dez.`,
  learnt: (before, after) =>
    `Aprender com os seus animais ajuda: acerta na primeira ${percent(before)} sem isso e ${percent(after)} com isso.`,
  learntAlike: (share) =>
    `Com o que aprendeu com os seus animais, acerta na primeira tantas vezes quanto sem isso (${percent(share)}); as chances que diz ficam mais perto da verdade.`,
  notLearnt:
    'Aprender com os seus animais ainda não ajuda com estas fotos, então as respostas não usam isso.',
  marked: (before, after) =>
    `Nas fotos cujas marcas foram comparadas: ${percent(before)} de acertos na primeira sem as marcas, ${percent(after)} com elas.`,
  fresh: (known, fresh) =>
    `De dez fotos de um animal que não está na sua galeria, diz em ${tenths(fresh)} que é novo; de dez fotos de um animal conhecido, acerta ${tenths(known)}.`,
  noFresh:
    'Ainda não dá para dizer se nota bem um animal novo: são precisas umas 30 fotos de cinco animais, de momentos diferentes.',
  sample: (asked, all, a) =>
    `Medido com ${photos(asked)} de ${animals(a)}, uma amostra das suas ${number(all)}. Entre todas, achar o animal certo é um pouco mais difícil.`,
  measured: (asked, a, e) =>
    `Medido com ${photos(asked)} de ${animals(a)}, de ${plural(e, { one: '{n} encontro', other: '{n} encontros' })}.`,
  alone: (n) =>
    plural(n, {
      one: '{n} foto é o único encontro do seu animal, então só pôde ser perguntada como animal novo.',
      other:
        '{n} fotos são o único encontro do seu animal, então só puderam ser perguntadas como animais novos.',
    }),
  few: 'São poucos animais: tome os números como uma pista.',

  figures: 'Todos os números',
  figure: 'Número',
  ways: {
    plain: 'Como o modelo vê',
    learnt: 'Com o que aprendeu',
    markings: 'Com as marcas',
    without: 'As mesmas fotos sem elas',
  },
  measures: {
    top1: 'Acertos na primeira',
    top5: 'Entre os cinco primeiros animais',
    meanAveragePrecision: 'Ordem de todas as fotos (mAP)',
    balancedKnown: 'Conhecidos bem nomeados (BAKS)',
    balancedNew: 'Novos que nota (BAUS)',
    newAuc: 'Distinguir novos de conhecidos (AUC)',
    calibrationError: 'Erro das probabilidades (ECE)',
  },
  explain: {
    top1: 'Parte das fotos cujo animal vem primeiro.',
    top5: 'Parte das fotos cujo animal está entre os cinco primeiros.',
    meanAveragePrecision:
      '100 % quando todas as fotos do animal certo vêm antes de todas as outras.',
    balancedKnown:
      'Cada animal conta igual, tenha quantas fotos tiver. Chamar de novo um conhecido é um erro.',
    balancedNew: 'Cada foto perguntada como se o seu animal nunca tivesse sido adicionado.',
    newAuc: '50 % é adivinhar; 100 % distingue todos os novos de todos os conhecidos.',
    calibrationError:
      'Quanto as probabilidades que diz se afastam das vezes em que acerta. 0 % é perfeito.',
  },
  range: (low, high) => `${percent(low)} a ${percent(high)}`,
  learntFlatters:
    'A precisão média com aprendizado sai favorecida: ela ordena fotos com que já aprendeu. Com a foto perguntada, nunca.',
  interval: 'Entre parênteses, onde o número está dezenove vezes em vinte.',
  unknown: 'Ainda não se sabe',

  reliability: 'Está tão segura quanto deve?',
  reliabilityHint:
    'As respostas com uma probabilidade de, por exemplo, 80 % deveriam acertar em 80 de 100 casos: então os pontos ficam na linha reta. Abaixo dela, o Huella confia demais; acima, de menos.',
  said: 'Probabilidade que diz',
  answers: 'Respostas',
  right: 'Parte que acertou',
  perfect: 'Como deveria ser',

  similarities: 'O mesmo animal, animais diferentes',
  similaritiesHint:
    'Quanto duas fotos se parecem. Quanto mais afastadas as duas montanhas, mais fácil é distinguir os seus animais.',
  similarity: 'Semelhança',
  share: 'Parte dos pares',
  same: 'Duas fotos de um animal',
  different: 'Fotos de dois animais',
  byPhotos: 'Ajuda ter mais fotos?',
  otherPhotos: 'Outras fotos do animal',
  sizes: { '1': '1', '2': '2', '5': '3 a 5', '10': '6 a 10', Infinity: 'mais de 10' },
  bySpecies: 'Por espécie',
  noSpecies: 'Não dita',
  byAnimal: 'Quais animais são difíceis',
  byAnimalHint:
    'Os mais difíceis primeiro. Pode ajudar ter mais fotos ou olhar melhor os seus quadros.',
  animal: 'Animal',

  rightOf: (right, of) => `${number(right)} de ${number(of)}`,
  showAll: (n) => `Ver os ${number(n)}`,
  gone: 'Um animal que não está mais aqui',

  encoders: 'Comparar modelos',
  encodersHint: 'As mesmas fotos, perguntadas aos outros modelos deste aparelho.',

  lacking: (n) => `${photos(n)} por preparar para trocar`,
  ready: 'pronto para trocar',
  prepares:
    'Primeiro ele prepara as fotos medidas aqui, em segundo plano. O modelo em uso continua em uso.',
  measure: (name) => `Medir ${name}`,
  would: (name, value, used, usedValue) =>
    `${name} acertaria na primeira ${tenths(value.value)} em 10 (${between(value.low, value.high)}); ${used}, que está em uso, ${tenths(usedValue.value)} em 10 (${between(usedValue.low, usedValue.high)}).`,
  mayBeChance: 'Com tão poucas fotos, a diferença pode ser acaso.',
  switchAtOnce: 'Ele está preparado: trocar leva só um instante.',
  toSwitch: (seconds) => `Trocar leva cerca de ${duration(seconds)}.`,

  table: 'Como tabela',
  savePicture: (title) => `Salvar a imagem: ${title}`,
  picture: 'Imagem',
  saveTable: 'Salvar todos os números como tabela (CSV)',
};

function between(low: number, high: number): string {
  const [from, to] = [tenths(low), tenths(high)];
  return from === to ? 'quase certamente isso' : `o mais provável, entre ${from} e ${to}`;
}
