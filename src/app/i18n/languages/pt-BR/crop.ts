/** Recortar, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural, percent } from './format';

export const crop: Messages['crop'] = {
  open: 'Recortar',
  title: 'Recortar a foto',
  stage: 'A foto com os quadros',
  hint: 'Desenhe um quadro em volta do animal. Se houver vários, um para cada um.',
  keys: 'As setas movem, Shift e setas mudam o tamanho, Tab passa de quadro, F procura os animais, R gira, A adiciona, Del remove, mais e menos ampliam, Enter salva.',
  boxes: 'Quadros',
  box: (i, n) => (n === 1 ? 'Quadro' : `Quadro ${number(i)} de ${number(n)}`),
  where: (left, top, width, height) =>
    `a ${percent(left)} da esquerda e ${percent(top)} do alto, ${percent(width)} de largura e ${percent(height)} de altura`,
  wholePhoto: 'A foto inteira',
  turned: ['em pé', 'virado para a direita', 'de cabeça para baixo', 'virado para a esquerda'],
  add: 'Adicionar quadro',
  turn: 'Girar',
  findAnimals: 'Procurar os animais',
  finding: 'Procurando animais…',
  foundNone: 'Nenhum animal foi encontrado. Desenhe um quadro ou use a foto inteira.',
  foundBoxes: (n) => plural(n, { one: 'Um animal encontrado.', other: '{n} animais encontrados.' }),
  foundDoubtful: 'Olhe os quadros antes de usá-los: alguns são pequenos ou duvidosos.',
  whole: 'Inteira',
  saveMany: (n) => plural(n, { one: 'Pronto', other: 'Pronto, {n} animais' }),
  removed: 'Quadro removido.',
  saving: 'Preparando a foto com o novo recorte…',
  failed: 'Não foi possível salvar o recorte.',
  animals: 'Animais nesta foto',
  animal: (i, n) => `Animal ${number(i)} de ${number(n)}`,
  seeWhole: 'Ver a foto inteira',
  seeWholes: 'Ver as fotos inteiras',
  cropped: 'Recortada',
  saved: 'O novo recorte está salvo.',
  savedMore: (n) =>
    plural(n, {
      one: 'Salvo, e o outro animal virou uma foto separada.',
      other: 'Salvo, e outros {n} animais viraram fotos separadas.',
    }),
  sameFile: 'Da mesma foto',
  openOther: (who) => `Abrir o outro recorte desta foto: ${who}`,
};
