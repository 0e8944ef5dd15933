/** Os números de um levantamento, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });
const animals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animais' });
const encounters = (n: number): string =>
  plural(n, { one: '{n} encontro', other: '{n} encontros' });
const stations = (n: number): string => plural(n, { one: '{n} estação', other: '{n} estações' });
const days = (n: number): string => plural(n, { one: '{n} dia', other: '{n} dias' });

export const surveys: Messages['surveys'] = {
  lead: 'Quando, onde e quantas vezes seus animais foram vistos. Fotos de um animal tiradas em seguida num mesmo lugar são um encontro.',
  nothingTitle: 'Ainda não há nada para contar',
  nothing: 'Adicione fotos com suas datas. Tabelas e pastas podem dizer de qual estação elas são.',
  toGallery: 'Adicionar fotos na galeria',
  counting: 'Contando…',

  choices: 'O que é contado',
  interval: 'Um encontro dura até não haver fotos por',
  intervals: {
    60: '1 minuto',
    300: '5 minutos',
    1800: '30 minutos',
    3600: '1 hora',
    86400: '1 dia',
  },
  species: 'Espécie',
  allSpecies: 'Todas as espécies',
  noSpecies: 'Não informada',
  badSpan: 'O primeiro dia precisa vir antes do último.',
  occasion: 'Ocasiões da curva de descoberta',
  occasions: { 1: 'Dias', 7: 'Semanas', 30: '30 dias', dates: 'Datas próprias' },

  summary: 'Em resumo',
  counted: (e, p) => `${encounters(e)} em ${photos(p)}.`,
  known: (a, unidentified) =>
    unidentified === 0
      ? `${animals(a)} com nome.`
      : `${animals(a)} com nome; ${encounters(unidentified)} sem nome.`,
  time: (from, to) => `De ${from} a ${to}.`,
  at: (s, d) => (d > 0 ? `${stations(s)}, vigiadas ${days(d)} no total.` : `${stations(s)}.`),
  undated: (n) =>
    plural(n, {
      one: '{n} foto não tem data: é contada, mas em nenhum dia.',
      other: '{n} fotos não têm data: são contadas, mas em nenhum dia.',
    }),
  unplaced: (n) =>
    plural(n, {
      one: '{n} foto não diz onde foi tirada.',
      other: '{n} fotos não dizem onde foram tiradas.',
    }),

  sightings: 'Avistamentos ao longo do tempo',
  units: { day: 'Dia', week: 'Semana de', month: 'Mês', year: 'Ano' },
  encounters: 'Encontros',
  individuals: 'Animais com nome',
  number: 'Quantos',

  discovery: 'Curva de descoberta',
  discoveryHint:
    'Quantos animais eram conhecidos depois de tanto tempo de vigia. Onde a linha fica plana, restam poucos a descobrir. A linha tracejada mostra o que esperar com os dias em ordem aleatória, com intervalos de 95 %.',
  watched: 'Dias vigiados, todas as estações juntas',
  occasionsSoFar: 'Ocasiões até então',
  seen: 'Animais vistos',
  expected: 'Esperados em ordem aleatória',
  estimate: (seen, atLeast) =>
    seen >= Math.round(atLeast)
      ? `${animals(seen)} vistos. Quase nenhum outro é de se esperar nestas estações.`
      : `${animals(seen)} vistos. Provavelmente há pelo menos ${number(Math.round(atLeast))} (Chao2).`,
  effortSeen:
    'Ainda não foi dito quando as estações foram vigiadas, por isso vale o tempo entre a primeira e a última foto de cada uma. Diga em Estações.',
  chooseDates: 'Diga acima o primeiro e o último dia de cada ocasião.',
  problems: {
    'no-dates': 'Nenhuma foto tem data.',
    'not-a-span': 'Estas datas não podem ser divididas.',
    overlap: 'Duas das ocasiões têm um dia em comum.',
    'too-many':
      'Há dias demais entre a primeira e a última foto. Alguma data está errada? Escolha um tempo mais curto ou ocasiões mais longas.',
  },

  map: 'Onde',
  mapHint: 'Círculos maiores têm mais encontros. O norte fica em cima.',
  mapOf: (n) => `Mapa de ${stations(n)}`,
  north: 'N',
  whole: 'Ver tudo',
  marker: (name, e, a) => `${name}: ${encounters(e)}, ${animals(a)}`,
  cluster: (n, e) => `${stations(n)}: ${encounters(e)}. Ver de perto`,
  noPlaces: 'Nenhuma estação tem coordenadas ainda.',
  ownMap: 'Pôr um mapa seu por baixo (GeoJSON, PMTiles)',
  dropMap: 'Tirar o mapa',
  ownMapShown: (name) => `${name} está por baixo.`,

  bySpecies: 'Por espécie',
  byStation: 'Estações',
  station: 'Estação',
  photos: 'Fotos',
  watchedDays: 'Dias vigiados',
  rate: 'Encontros em 100 dias',
  first: 'Primeiro',
  last: 'Último',
  assumed: '≈ da primeira à última foto',
  noStations: 'Nenhuma foto diz onde foi tirada.',
  edit: (name) => `Descrever ${name}`,
  showAll: (n) => `Ver todas as ${number(n)}`,
  table: 'Como tabela',
  picture: 'Imagem',
  savePicture: (name) => `Salvar a imagem: ${name}`,

  stationTitle: (name) => `Estação ${name}`,
  efforts: 'Quando foi vigiada',
  effortsHint: 'Primeiro e último dia de cada vez que houve uma câmera ou alguém vigiando.',
  effort: (i) => `Período ${number(i)}`,
  addEffort: 'Adicionar um período',
  dropEffort: (i) => `Tirar o período ${number(i)}`,
  badEffort: 'Cada período precisa de um primeiro e um último dia, nesta ordem.',
  saved: (name) => `${name} salva.`,

  folders: 'Estações pelas pastas',
  foldersHint: 'Se cada pasta é uma estação, diga qual nível tem os nomes.',
  level: (n, names) => `${stations(n)}: ${names}`,
  useFolders: (n) =>
    plural(n, { one: 'Dar a estação a {n} foto', other: 'Dar a estação a {n} fotos' }),
  placed: (n) => `${photos(n)} têm estação agora.`,
};
