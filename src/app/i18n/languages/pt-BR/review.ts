/** Decidir foto a foto, e como se olham as fotos, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

export const look: Messages['look'] = {
  link: 'Mover as duas juntas',
  plain: 'Só as fotos',
  light: 'Luz',
  brightness: 'Brilho',
  contrast: 'Contraste',
  reset: 'Como estavam',
  lines: 'Mostrar as marcas que coincidem',
  comparing: 'Comparando as marcas…',
  agreeing: (n) => plural(n, { one: '{n} ponto coincide', other: '{n} pontos coincidem' }),
  noAgreement: 'Nenhuma marca coincide. Só por isso não quer dizer que seja outro animal.',
  wholeHidesLines: 'As linhas aparecem nos recortes, não nas fotos inteiras.',
};

export const review: Messages['review'] = {
  title: 'Quem são?',
  open: (n) =>
    plural(n, {
      one: 'Revisar {n} foto sem identificação',
      other: 'Revisar {n} fotos sem identificação',
    }),
  hint: 'As mais claras vêm primeiro. O Huella sugere, você decide.',
  left: (n) => plural(n, { one: 'Falta {n} foto', other: 'Faltam {n} fotos' }),
  ranking: (done, total) => `Comparando: ${number(done)} de ${number(total)}`,
  preparing: 'Procurando os mais prováveis…',
  photo: 'Foto sem identificação',
  candidates: 'Candidatos',
  candidate: (name, sure) => `${name}, ${sure}`,
  noCandidates: 'Não há outro animal na sua galeria para comparar com esta foto.',
  allDone: 'Todas as fotos têm nome',
  allDoneText: 'Não falta revisar nada. As fotos novas sem nome vão esperar você aqui.',
  skippedTitle: 'Por enquanto é só',
  skippedText: (n) => plural(n, { one: 'Você pulou {n} foto.', other: 'Você pulou {n} fotos.' }),
  again: 'Passar por elas de novo',
  toGallery: 'Ir para a galeria',
  same: 'É o mesmo',
  different: 'É diferente',
  isNew: 'Animal novo',
  skip: 'Pular',
  undo: 'Desfazer',
  sameAs: (name) => `É o mesmo: ${name}`,
  didSame: (name) => `É ${name}.`,
  didDifferent: (name) => `Não é ${name}.`,
  didNew: (name) => `Animal novo: ${name}.`,
  didSkip: 'Pulada.',
  newLead: 'Um nome que nenhum outro animal tenha.',
  nameLead: 'Nenhuma das duas fotos tem nome ainda. As duas vão ficar com este.',
  moment: (n) => plural(n, { one: '{n} foto deste momento', other: '{n} fotos deste momento' }),
  photosOf: (name) => `Fotos de ${name}`,
  together: 'As fotos de um mesmo momento são uma só pergunta',
  hideEncounter: 'Ocultar fotos do mesmo momento',
  keys: { same: 'm', different: 'd', isNew: 'n', skip: 'u', undo: 'z' },
  help: 'Setas: outros candidatos. + − 0: ampliar. P: só as fotos. L: juntas ou separadas.',
};
