/** Quadros que o Huella propõe, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural } from './format';

export const boxes: Messages['boxes'] = {
  settings: 'Os animais das suas fotos',
  mode: 'Quadros em volta dos animais',
  suggest: 'Propor',
  surest: 'Usar os que são certos',
  off: 'Não procurar animais',
  modeHint:
    'Um animal é reconhecido melhor sem o que está em volta. Quadros pequenos ou duvidosos nunca são usados sem perguntar.',
  open: 'Procurar os animais na galeria',
  title: 'Procurar os animais',
  lead: (n) =>
    plural(n, {
      one: '{n} foto está sem recorte. O Huella pode procurar os animais nela e propor quadros.',
      other:
        '{n} fotos estão sem recorte. O Huella pode procurar os animais nelas e propor quadros.',
    }),
  start: 'Procurar animais',
  looking: 'Procurando animais…',
  boxing: 'Recortando fotos…',
  found: (n) => plural(n, { one: 'Quadros para {n} foto', other: 'Quadros para {n} fotos' }),
  foundHint: 'As marcadas serão recortadas. Olhe as que não estão: toque para marcá-las.',
  none: (n) =>
    plural(n, {
      one: 'Em {n} foto nenhum animal foi encontrado. Ela fica inteira.',
      other: 'Em {n} fotos nenhum animal foi encontrado. Elas ficam inteiras.',
    }),
  filled: (n) =>
    plural(n, {
      one: 'Em {n} foto o animal já enche a imagem.',
      other: 'Em {n} fotos o animal já enche a imagem.',
    }),
  failed: (n) =>
    plural(n, {
      one: 'Não foi possível ler {n} foto.',
      other: 'Não foi possível ler {n} fotos.',
    }),
  unsure: 'Pequeno ou duvidoso',
  several: (name) => `Há vários animais: qual é ${name}?`,
  use: (n) => plural(n, { one: 'Recortar {n} foto', other: 'Recortar {n} fotos' }),
  boxed: (n) => plural(n, { one: '{n} foto recortada', other: '{n} fotos recortadas' }),
  undo: 'Desfazer os recortes',
  all: 'Marcar todas',
  noneTicked: 'Desmarcar todas',
  edit: (name) => `Desenhar os quadros de ${name}`,
  photo: (name, n) => plural(n, { one: `${name}, {n} animal`, other: `${name}, {n} animais` }),
  nothingTitle: 'Nada para recortar',
  nothing: 'Todas as fotos da galeria têm recorte, ou o animal já enche a foto.',
  proposed: (n) => plural(n, { one: 'Há um animal na foto.', other: 'Há {n} animais na foto.' }),
  proposedDoubtful: 'O Huella não tem certeza.',
  compareOnly: 'Comparar só o animal',
  whichOne: 'Toque no que você quer comparar.',
  animalBoxed: 'Só o animal é comparado.',
  useWhole: 'Usar a foto inteira',
  noAnimal: 'Nenhum animal foi encontrado: a foto inteira é comparada.',
};
