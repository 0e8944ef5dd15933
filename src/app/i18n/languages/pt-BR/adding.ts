/** Adicionar fotos de pastas, zips e tabelas, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

export const adding: Messages['adding'] = {
  fromZip: 'De um zip ou uma tabela',
  noPhotos: 'Não há fotos no que você escolheu. Escolha-as junto com a tabela.',
  planTitle: 'Confira antes de adicionar',
  level: (names) => `A pasta ${names}`,
  levelHint: (n) => plural(n, { one: '{n} nome', other: '{n} nomes' }),
  names: 'Quem é quem',
  table: 'Tabela',
  tableRows: (n) => plural(n, { one: '{n} linha', other: '{n} linhas' }),
  useTable: 'Tenho uma tabela (Excel, CSV) ou resultados do MegaDetector',
  without: (name) => `Continuar sem ${name}`,
  columnsLead: 'O que há em cada coluna? Mude o que o Huella não acertou.',
  none: 'Não está na tabela',
  moreColumns: 'Mais colunas',
  firstRows: 'As primeiras linhas',
  unidentified: 'Sem identificação',
  planned: (photos, identified, individuals) =>
    `${plural(photos, { one: '{n} foto', other: '{n} fotos' })}, ${number(identified)} com nome, ${plural(individuals, { one: '{n} animal', other: '{n} animais' })}`,
  noFileColumn: 'Diga qual coluna tem os nomes dos arquivos.',
  problems: (n) =>
    plural(n, { one: '{n} linha precisa de atenção', other: '{n} linhas precisam de atenção' }),
  lost: (n) =>
    plural(n, { one: '{n} delas não será adicionada', other: '{n} delas não serão adicionadas' }),
  row: (n) => `Linha ${number(n)}`,
  problem: {
    'no-file-name': 'Não diz de que arquivo é.',
    'file-not-found': 'Este arquivo não está entre os que você escolheu.',
    'file-ambiguous': 'Vários dos seus arquivos têm este nome.',
    'no-animal': 'Neste quadro não há um animal. Fica de fora.',
    'duplicate-row': 'A mesma foto está em uma linha anterior.',
    'bad-date': 'Isto não é uma data. A foto é adicionada sem ela.',
    'bad-box': 'Este quadro não é válido.',
    'bad-place': 'Isto não é um lugar. A foto é adicionada sem ele.',
    'unknown-side': 'O Huella não conhece este lado. A foto é adicionada sem ele.',
    'long-row': 'Tem mais células do que a tabela tem colunas. Veja se o que foi lido está certo.',
    'several-animals':
      'A linha nomeia vários animais e nenhum quadro diz qual é qual. A foto é adicionada sem nome.',
    'bad-microchip': 'Este não é um número de microchip. A foto é adicionada sem ele.',
    'folder-differs': 'Seu arquivo com este nome está em outra pasta.',
    'date-undecided':
      'Não se sabe qual número é o dia e qual é o mês. A foto é adicionada sem a data.',
    'box-clipped': 'O quadro passa da borda da foto. A parte de dentro é usada.',
    'no-place': '0, 0 é o que os aparelhos anotam sem sinal. A foto é adicionada sem lugar.',
  },
  addUnnamed: (n) =>
    plural(n, {
      one: 'Adicionar também a foto que a tabela não cita',
      other: 'Adicionar também as {n} fotos que a tabela não cita',
    }),
  results: 'Animais encontrados pelo MegaDetector',
  order: {
    title: 'Qual número é o dia?',
    lead: (example) =>
      `A tabela escreve datas como “${example}”, e nada nela diz qual número é qual.`,
    'day-first': (date) => `Primeiro o dia: ${date}`,
    'month-first': (date) => `Primeiro o mês: ${date}`,
    'year-first': (date) => `Primeiro o ano: ${date}`,
    none: 'Não sei: adicionar as fotos sem estas datas',
    answer: 'Escolha antes uma destas respostas.',
    byPhotos: 'As datas das próprias fotos concordam com isto.',
    byLanguage: 'O Huella propõe isto pelo idioma da tabela.',
  },
  differ: (n) =>
    plural(n, {
      one: 'Duas tabelas não coincidem em {n} dado. Vale o que diz a primeira.',
      other: 'Duas tabelas não coincidem em {n} dados. Vale o que diz a primeira.',
    }),
  boxForm: {
    example: (box) => `O primeiro quadro da tabela: ${box}.`,
    title: 'Os números de um quadro',
    open: 'Nada na tabela diz o que são os números. Veja onde ele fica na sua foto.',
    size: 'esquerda, topo, largura, altura',
    corners: 'dois cantos: esquerda, topo, direita, base',
    centre: 'o centro, depois largura e altura',
  },
  whichFolder: {
    lead: (folder) =>
      folder === ''
        ? 'Várias pastas têm arquivos com os mesmos nomes. De qual delas são estas fotos?'
        : `Sua pasta “${folder}” tem outro nome ali. Qual das pastas é ela?`,
    label: 'A mesma pasta é',
    none: 'Nenhuma: deixar essas linhas de fora',
    any: 'Qualquer uma: guiar-se só pelos nomes dos arquivos',
    top: '(sem pasta)',
  },
  drawnBoxes: 'Quadros desenhados, em arquivos ao lado das fotos',
  drawnFiles: (name, n) =>
    plural(n, { one: `${name}: {n} arquivo`, other: `${name} e outros: {n} arquivos` }),
  boxProblem: {
    'bad-entry': 'Esta entrada não nomeia um arquivo que se possa usar.',
    'bad-box': 'Este quadro não é válido. Ficou de fora.',
    'box-clipped': 'O quadro passa da borda da foto. A parte de dentro foi usada.',
    'bad-confidence': 'Esta certeza não é um número entre 0 e 1. O quadro ficou de fora.',
    'unknown-category': 'O arquivo não diz o que é esta categoria. O quadro ficou de fora.',
    'detector-failed': 'O detector não conseguiu ler esta foto.',
    'classes-missing':
      'Falta o arquivo com os nomes das classes (classes.txt ou data.yaml), por isso não se sabe o que há em cada quadro. Todos foram usados como animais.',
  },
  entryProblems: (n) =>
    plural(n, { one: 'Há {n} entrada para conferir', other: 'Há {n} entradas para conferir' }),
  emptyPhotos: (n) =>
    plural(n, {
      one: 'Em {n} foto nenhum animal é certo o bastante; ela não é adicionada.',
      other: 'Em {n} fotos nenhum animal é certo o bastante; elas não são adicionadas.',
    }),
  addUnmentioned: (n) =>
    plural(n, {
      one: 'Adicionar também, inteira, a foto que os resultados não mencionam',
      other: 'Adicionar também, inteiras, as {n} fotos que os resultados não mencionam',
    }),
  left: (n) => plural(n, { one: '{n} coisa não foi usada', other: '{n} coisas não foram usadas' }),
  note: {
    'names-nothing': 'Não nomeia nenhuma destas fotos.',
    'no-file-column':
      'Nenhuma de suas colunas tem nomes de arquivos. Escolha-a você para dizer qual os tem.',
    'system-files': (n) =>
      plural(n, {
        one: 'Um sistema pôs aqui {n} arquivo. Ficou de fora.',
        other: 'Um sistema pôs aqui {n} arquivos. Ficaram de fora.',
      }),
    repaired: (n) =>
      plural(n, {
        one: '{n} letra não está escrita como as outras. Veja se está certa.',
        other: '{n} letras não estão escritas como as outras. Veja se estão certas.',
      }),
    sidecars: (n: number) =>
      plural(n, {
        one: 'A data ou o lugar de {n} foto está em um arquivo ao lado dela (Google Takeout ou XMP). É usado onde a própria foto não diz nada.',
        other:
          'As datas e os lugares de {n} fotos estão em arquivos ao lado delas (Google Takeout ou XMP). São usados onde a própria foto não diz nada.',
      }),
    'sidecars-alone': (n: number) =>
      plural(n, {
        one: '{n} arquivo descreve uma foto que não está entre as que você escolheu.',
        other: '{n} arquivos descrevem fotos que não estão entre as que você escolheu.',
      }),
    'second-results': (n: number) =>
      plural(n, {
        one: '{n} foto está também em outros resultados. Foram usados os primeiros.',
        other: '{n} fotos estão também em outros resultados. Foram usados os primeiros.',
      }),
    'name-unused': (individual: string) =>
      `Nesta foto foram encontrados vários animais. O nome “${individual}” não foi dado a nenhum.`,
    'unread-boxes': (columns) =>
      `Esta coluna tem quadros escritos de uma forma que o Huella não lê: ${columns}. Nenhum quadro é tirado dela.`,
    'broken-box': (columns) =>
      `Estas colunas são partes de um quadro, e faltam outras: ${columns}. Nenhum quadro é tirado dela.`,
    'no-animal': 'Nenhum animal era certo o bastante. Não foi adicionada.',
    unmentioned: 'Os resultados não a mencionam. Não foi adicionada.',
    difference: (used, other) => `Duas tabelas diferem: foi usado “${used}”, não “${other}”.`,
  },
  notesTitle: 'Também vale saber',
  confidence: 'Certeza mínima',
  animals: (n) => plural(n, { one: '{n} animal', other: '{n} animais' }),
  resultsHint: 'Cada animal é adicionado recortado da foto.',
  pause: 'Pausar',
  goOn: 'Continuar',
  paused: 'Em pausa',
  waiting: 'Esperando um backup ser recuperado, um modelo ser trocado ou o aparelho ser medido',
  interrupted: (name) =>
    name ? `A adição de “${name}” foi interrompida` : 'A adição de fotos foi interrompida',
  doneOf: (done, total) => `${number(done)} de ${number(total)} prontas`,
  continue: 'Continuar',
  chooseFolder: 'Escolha a pasta de novo',
  chooseZip: 'Escolha o zip de novo',
  chooseFiles: 'Escolha os arquivos de novo',
  forget: 'Deixar assim',
  near: (n) => plural(n, { one: '{n} se parece com outra', other: '{n} se parecem com outras' }),
  looksLike: (name) => `Adicionada. É quase igual a ${name}.`,
  records: (decisions, individuals) =>
    `Exportado pelo Huella: traz o que se sabe de ${plural(individuals, { one: '{n} animal', other: '{n} animais' })} e ${plural(decisions, { one: '{n} passo do histórico', other: '{n} passos do histórico' })}.`,
  adopted: (n) =>
    plural(n, {
      one: '{n} passo do histórico trazido',
      other: '{n} passos do histórico trazidos',
    }),
  stations: (n) => plural(n, { one: '{n} estação descrita', other: '{n} estações descritas' }),
  report: 'Relatório',
  saveTable: 'Salvar como CSV',
  reportFile: 'huella-importacao.csv',
  allFine: 'Tudo foi adicionado.',
  outcomes: {
    imported: 'Adicionada',
    duplicate: 'Já estava',
    'near-duplicate': 'Adicionada, parece outra',
    failed: 'Não adicionada',
  },
  columns: { file: 'Arquivo', outcome: 'Resultado', reason: 'Motivo', individual: 'Animal' },
  fields: {
    file: 'Arquivo',
    folder: 'Pasta do arquivo',
    individual: 'Animal',
    date: 'Data',
    time: 'Hora',
    year: 'Data: ano',
    month: 'Data: mês',
    day: 'Data: dia',
    hour: 'Hora: horas',
    minute: 'Hora: minutos',
    second: 'Hora: segundos',
    coordinates: 'Coordenadas',
    latitude: 'Latitude',
    longitude: 'Longitude',
    station: 'Estação',
    placeName: 'Lugar',
    species: 'Espécie',
    genus: 'Espécie: gênero',
    epithet: 'Espécie: segunda palavra',
    side: 'Lado',
    box: 'Quadro',
    boxX: 'Quadro: esquerda',
    boxY: 'Quadro: alto',
    boxWidth: 'Quadro: largura',
    boxHeight: 'Quadro: altura',
    boxRight: 'Quadro: direita',
    boxBottom: 'Quadro: base',
    boxCentreX: 'Quadro: centro na largura',
    boxCentreY: 'Quadro: centro na altura',
    pictureWidth: 'Largura da foto',
    pictureHeight: 'Altura da foto',
    turns: 'Quartos de volta',
    status: 'Perdido ou encontrado',
    colour: 'Cor',
    microchip: 'Microchip',
    labels: 'Etiquetas',
    notes: 'Observações',
  },
};
