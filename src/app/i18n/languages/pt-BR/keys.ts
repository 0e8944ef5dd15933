/** The keys, in Brazilian Portuguese. */
import type { Messages } from '../../messages';

export const keys: Messages['keys'] = {
  title: 'Teclas',
  anywhere: 'Em qualquer lugar',
  show: 'Ver as teclas',
  undo: 'Desfazer a última ação',
  back: 'Fechar o que está aberto',
  photos: 'Na galeria',
  arrows: 'Ir de foto em foto',
  enter: 'Abrir a foto',
  space: 'Selecionar ou tirar',
  range: 'Selecionar até aqui',
  looking: 'Ao olhar fotos',
  sides: 'Anterior e próxima',
  zoom: 'Maior, menor, inteira',
  plain: 'Sem rótulos',
  lines: 'Linhas entre marcas',
  link: 'As duas fotos juntas',
  deciding: 'Ao decidir quem é',
  /** As they are called on a keyboard. */
  names: {
    arrows: 'Setas',
    enter: 'Enter',
    space: 'Espaço',
    shiftSpace: 'Shift + Espaço',
    escape: 'Esc',
    undo: 'Ctrl + Z',
  },
};
