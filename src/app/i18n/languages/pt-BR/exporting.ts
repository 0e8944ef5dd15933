/** Levar a galeria para fora, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const exporting: Messages['exporting'] = {
  open: 'Exportar',
  title: 'Exportar',
  lead: (n) => `${photos(n)}: as que aparecem ou estão selecionadas na galeria.`,
  kinds: {
    gallery: 'A galeria em um zip',
    table: 'Uma tabela das fotos (CSV)',
    decisions: 'O que foi decidido (CSV)',
    wildbook: 'Para o Wildbook',
    embeddings: 'Embeddings (NumPy)',
  },
  hints: {
    gallery: 'As fotos, uma pasta para cada animal, com tabelas que o Huella abre de novo.',
    table: 'Nome, animal, data, lugar e o resto, para uma planilha.',
    decisions: 'O mesmo, outro, novo: quem decidiu, quando e com que semelhança.',
    wildbook: 'Planilhas de importação em lote, de até 200 linhas, com as fotos.',
    embeddings: 'Os números que o modelo atual faz de cada foto, e de quem são.',
  },
  files: {
    gallery: 'huella-galeria.zip',
    table: 'huella-fotos.csv',
    decisions: 'huella-decisoes.csv',
    wildbook: 'huella-wildbook.zip',
    embeddings: 'huella-embeddings.zip',
  },
  contacts: 'Incluir os contatos dos animais perdidos e encontrados',
  contactsHint: 'Telefones e endereços que você anotou. Só para pessoas de confiança.',
  start: 'Salvar',
  running: 'Exportando',
  left: (seconds) => `faltam uns ${duration(seconds)}`,
  done: (name) => `${name} está salvo.`,
  cancelled: 'A exportação foi parada. Nada foi salvo.',
};
