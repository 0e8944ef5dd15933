/** O que foi feito e o que foi jogado fora, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural, number } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const history: Messages['history'] = {
  lead: 'Tudo o que você decidiu, o mais recente primeiro. Dá para desfazer qualquer coisa.',
  ofPhoto: 'Histórico desta foto',
  ofPhotoTitle: (name) => `Histórico de ${name}`,
  all: 'O histórico inteiro',
  open: 'Abrir o histórico',
  settingsHint: 'O que foi decidido, quando e por quem, e as fotos apagadas há pouco.',
  emptyTitle: 'Ainda não foi feito nada',
  empty:
    'Nomes dados, animais juntados, fotos apagadas: fica tudo anotado aqui e dá para desfazer.',
  more: 'Ver os mais antigos',
  undone: 'Desfeito',
  redo: 'Refazer',
  undoOf: (what) => `Desfazer: ${what}`,
  redoOf: (what) => `Refazer: ${what}`,
  by: (who) => `por ${who}`,
  chance: (value) => `Probabilidade ${value}`,
  basis: { gallery: 'medida com os seus animais', encoder: 'medida com fotos públicas' },
  similarity: (value) => `semelhança ${value}`,
  filters: (filters) => `filtros: ${filters}`,
  today: 'Hoje',
  yesterday: 'Ontem',
  gone: 'um animal que não está mais aqui',
  photos,
  made: (n, name) => `Animal novo, ${name}, com ${photos(n)}`,
  moved: (n, name) =>
    plural(n, { one: `{n} foto passou para ${name}`, other: `{n} fotos passaram para ${name}` }),
  unnamed: (n) =>
    plural(n, { one: '{n} foto ficou sem nome', other: '{n} fotos ficaram sem nome' }),
  split: (n, name) => `${photos(n)} à parte, como ${name}`,
  merged: (from, into) => `${from} juntado com ${into}`,
  renamed: (before, after) => `${before} agora se chama ${after}`,
  described: (name, what) => `${name}: mudou ${what}`,
  describedPhotos: (n, what) => `${photos(n)}: mudou ${what}`,
  marked: (name, status) => `${name} marcado como ${status}`,
  reported: (name, status) => `Aviso: ${name}, ${status}`,
  dismissed: {
    group: (n: number, _names: string) => `Não são um só animal: ${photos(n)}`,
    apart: (n: number, _names: string) => `Uma foto não é do animal de ${photos(n - 1)}`,
    copy: (_n: number, names: string) => `Duas fotos que parecem iguais estão certas: ${names}`,
    alike: (_n: number, names: string) => `São dois animais: ${names}`,
    elsewhere: (_n: number, names: string) => `Uma foto está certa onde está: ${names}`,
    several: (_n: number, names: string) => `É um só animal: ${names}`,
  },
  placedPhotos: (n, stations) => `Estação de ${photos(n)}: ${stations}`,
  describedStations: (names) => `Dados de estações: ${names}`,
  recropped: (name) => `Recorte mudado: ${name}`,
  deleted: (n) =>
    plural(n, { one: '{n} foto foi para a lixeira', other: '{n} fotos foram para a lixeira' }),
  restored: (n) =>
    plural(n, { one: '{n} foto saiu da lixeira', other: '{n} fotos saíram da lixeira' }),
  same: (a, b) => `É o mesmo animal: ${a} e ${b}`,
  is: (name) => `Reconhecido como ${name}`,
  different: (a, b) => `Não é o mesmo animal: ${a} e ${b}`,
  newAnimal: (name) => `Um animal novo: ${name}`,
  skipped: (name) => `Ficou para depois: ${name}`,
  nobody: 'os detalhes',
  fields: {
    name: 'o nome',
    status: 'a situação',
    species: 'a espécie',
    colour: 'a cor',
    labels: 'as etiquetas',
    notes: 'as observações',
    place: 'o lugar',
    placeName: 'o lugar',
    takenAt: 'a data',
    seenAt: 'a data',
    side: 'o lado',
    sex: 'o sexo',
    lifeStage: 'a idade',
    coverPhotoId: 'a foto de capa',
    crop: 'o recorte',
    station: 'a estação',
    folder: 'a pasta',
    microchip: 'o microchip',
    contact: 'o contato',
  },
  statuses: { lost: 'perdido', found: 'encontrado', home: 'em casa' },
  filterNames: {
    statuses: 'situação',
    species: 'espécie',
    colours: 'cor',
    labels: 'etiquetas',
    sides: 'lado',
    near: 'distância',
    from: 'data',
    to: 'data',
    identified: 'identificadas ou não',
    notTakenWith: 'sem o mesmo encontro',
    notIndividual: 'sem as próprias fotos',
  },

  trashLead: (days) =>
    `As fotos apagadas ficam aqui por ${number(days)} dias e podem ser recuperadas.`,
  trashFacts: (n, size) => `${photos(n)}, ${size}`,
  trashOpen: 'Abrir a lixeira',
  trashEmptyTitle: 'A lixeira está vazia',
  trashEmptyText: 'As fotos que você apagar esperam aqui antes de sair de vez.',
  restore: 'Recuperar',
  restoreOne: (name) => `Recuperar ${name}`,
  restoreAll: 'Recuperar tudo',
  restoredToast: (n) =>
    plural(n, {
      one: '{n} foto voltou para a galeria.',
      other: '{n} fotos voltaram para a galeria.',
    }),
  restorePartly: (n, left) =>
    `${plural(n, { one: '{n} foto voltou', other: '{n} fotos voltaram' })} para a galeria. ${plural(
      left,
      {
        one: '{n} não pôde voltar: a mesma foto já está lá.',
        other: '{n} não puderam voltar: as mesmas fotos já estão lá.',
      },
    )}`,
  daysLeft: (n) => plural(n, { one: 'falta {n} dia', other: 'faltam {n} dias' }),
  emptyTrash: 'Esvaziar a lixeira',
  emptyQuestion: 'Esvaziar a lixeira?',
  emptyText: (n) =>
    plural(n, {
      one: '{n} foto é apagada para sempre. Não dá para desfazer.',
      other: '{n} fotos são apagadas para sempre. Não dá para desfazer.',
    }),
  emptied: (n) =>
    plural(n, { one: '{n} foto apagada para sempre.', other: '{n} fotos apagadas para sempre.' }),
};
