/** Levar a galeria para fora, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const exporting: Messages['exporting'] = {
  open: 'Exportar',
  lead: (n) => `${photos(n)}: as que aparecem ou estão selecionadas na galeria.`,
  kinds: {
    gallery: 'A galeria em um zip',
    spreadsheet: 'Tabelas para o Excel',
    table: 'Uma tabela das fotos (CSV)',
    histories: 'Históricos de captura (CSV)',
    mark: 'Para o MARK (.inp)',
    secr: 'Para o secr no R',
    camtrap: 'Camtrap DP',
    cocoCameraTraps: 'COCO Camera Traps',
    darwinCore: 'Darwin Core',
    decisions: 'O que foi decidido (CSV)',
    wildbook: 'Para o Wildbook',
    embeddings: 'Embeddings (NumPy)',
  },
  hints: {
    gallery: 'As fotos, uma pasta para cada animal, com tabelas que o Huella abre de novo.',
    spreadsheet:
      'As fotos, os animais e as decisões, cada coisa em sua aba, com as datas como datas.',
    table: 'Nome, animal, data, lugar e o resto, para outros programas.',
    histories:
      'Uma linha para cada animal e uma coluna para cada dia, semana ou período: 1 onde foi visto.',
    mark: 'Os mesmos históricos, como o programa MARK os lê, para sobrevivência e abundância.',
    secr: 'Capturas, estações em metros e dias vigiados, para a densidade com o pacote secr.',
    camtrap:
      'O padrão das armadilhas fotográficas: estações, fotos e quem está em cada uma. O Huella abre de novo.',
    cocoCameraTraps:
      'Fotos com quadros e nomes para aprendizado de máquina. O Huella abre de novo.',
    darwinCore: 'Um registro para cada encontro, como o GBIF e os museus pedem.',
    decisions: 'O mesmo, outro, novo: quem decidiu, quando e com que semelhança.',
    wildbook: 'Planilhas de importação em lote, de até 200 linhas, com as fotos.',
    embeddings: 'Os números que o modelo atual faz de cada foto, e de quem são.',
  },
  files: {
    gallery: 'huella-galeria.zip',
    spreadsheet: 'huella-tabelas.xlsx',
    table: 'huella-fotos.csv',
    histories: 'huella-historicos.csv',
    mark: 'huella-historicos.inp',
    secr: 'huella-secr.zip',
    camtrap: 'huella-camtrap-dp.zip',
    cocoCameraTraps: 'huella-coco.zip',
    darwinCore: 'huella-darwin-core.zip',
    decisions: 'huella-decisoes.csv',
    wildbook: 'huella-wildbook.zip',
    embeddings: 'huella-embeddings.zip',
  },
  contacts: 'Incluir os contatos dos animais perdidos e encontrados',
  contactsHint: 'Telefones e endereços que você anotou. Só para pessoas de confiança.',
  occasions: 'Ocasiões',
  occasionsHint: 'O que é uma coluna do histórico.',
  occasionKinds: {
    day: 'Cada dia',
    week: 'Cada semana',
    days: 'Um número de dias',
    dates: 'Minhas próprias datas',
  },
  days: 'Dias em cada uma',
  occasionDates: (n) => `Ocasião ${n}`,
  addDates: 'Adicionar uma ocasião',
  clock: 'Fuso horário das câmeras',
  clockHint: 'Para as fotos que não dizem o seu. O padrão exige um.',
  exactPlaces: 'Coordenadas exatas',
  exactPlacesHint:
    'Não marque se alguém pode caçar o animal: os lugares são arredondados para uns 11 km.',
  relativePlacesHint:
    'Não marque se alguém pode caçar o animal: as distâncias continuam certas e não se diz onde foi.',
  withPhotos: 'Também as fotos',
  withPhotosHint: 'São necessárias para abrir de novo no Huella.',
  photosTellPlaces:
    'Os arquivos das fotos podem ter dentro o lugar exato. Deixe-os de fora se ninguém deve saber.',
  remarks: {
    'no-date': (n) => `Fora: ${photos(n)} sem data.`,
    'no-place': (n) => `Fora: ${photos(n)} de estações sem coordenadas.`,
    'no-station': (n) =>
      `Fora: ${photos(n)} sem dizer onde ${n === 1 ? 'foi feita' : 'foram feitas'}.`,
    'no-individual': (n) => `Fora: ${photos(n)} sem animal identificado.`,
    'outside-occasions': (n) => `Fora: ${photos(n)} de datas que não são de nenhuma ocasião.`,
    undated: (n) => `No arquivo sem data: ${photos(n)}.`,
    unplaced: (n) => `No arquivo sem coordenadas: ${photos(n)}.`,
    'time-unknown': (n) => `De ${photos(n)} só se sabe o dia: o arquivo diz meia-noite.`,
    'not-latin': (n) =>
      `A espécie de ${photos(n)} não tem nome científico: o arquivo diz Animalia, com as suas palavras ao lado.`,
    'effort-unknown': (n) =>
      `Não se sabe quando as câmeras de ${plural(n, { one: '{n} estação', other: '{n} estações' })} vigiaram: vale o tempo da primeira à última foto.`,
    'outside-effort': (n) =>
      plural(n, {
        one: '{n} avistamento é de um dia em que a estação não constava como vigiada.',
        other: '{n} avistamentos são de dias em que a estação não constava como vigiada.',
      }),
    'places-rounded': (n) => `Coordenadas arredondadas: ${photos(n)}.`,
    'places-relative': (n) =>
      `Os lugares são metros a partir de um canto da área: ${plural(n, { one: '{n} estação', other: '{n} estações' })}.`,
    'several-species': (n) =>
      `Os históricos misturam ${plural(n, { one: '{n} espécie', other: '{n} espécies' })}. Para uma só, filtre antes a galeria.`,
  },
  again: 'Outra exportação',
  running: 'Exportando',
  done: (name) => `${name} está salvo.`,
  cancelled: 'A exportação foi parada. Nada foi salvo.',
};
