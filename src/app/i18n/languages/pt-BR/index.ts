/** Todas as palavras da tela, em português do Brasil (de você). */
import type { FirstMessages } from '../../messages';
import { actions } from './actions';
import { answer } from './answer';
import { crop } from './crop';
import { errors } from './errors';
import { filters } from './filters';
import { number, plural, duration } from './format';
import { offline } from './offline';
import { look, review } from './review';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });
const individuals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animais' });

export const messages: FirstMessages = {
  errors,
  crop,
  actions,
  answer,
  offline,
  filters,
  look,
  review,

  common: {
    cancel: 'Cancelar',
    close: 'Fechar',
    done: 'Pronto',
    delete: 'Apagar',
    remove: 'Remover',
    save: 'Salvar',
    retry: 'Tentar de novo',
    dismiss: 'Dispensar',
    unidentified: 'Sem identificação',
    photos,
  },

  shell: {
    skip: 'Pular para o conteúdo',
    sections: 'Seções',
    identify: 'Identificar',
    gallery: 'Galeria',
    individuals: 'Animais',
    lost: 'Perdidos e encontrados',
    lostTab: 'Perdidos',
    evaluate: 'Como funciona aqui',
    groups: 'Grupos sem nome',
    mistakes: 'Nomes para rever',
    surveys: 'Levantamentos',
    history: 'Histórico',
    trash: 'Lixeira',
    encoders: 'Modelos',
    settings: 'Ajustes',
    share: 'Compartilhar',
    diagnostics: 'Diagnóstico',
    review: 'Revisar',
    boxes: 'Procurar os animais',
    lacking: (names) =>
      `Falta a este navegador algo de que o Huella precisa (${names}): abra-o em um Chrome, Edge, Firefox ou Safari atual, em um endereço https.`,
    notLoaded: 'Não foi possível carregar esta parte do Huella. Recarregue a página.',
    dropIdentify: 'Quem é?',
    dropIdentifyHint: 'Solte aqui para buscar',
    dropAdd: 'Adicionar à galeria',
    dropAddHint: 'Solte fotos ou pastas aqui',
  },

  /** O que o sistema mostra do Huella instalado. */
  manifest: {
    description:
      'Encontra o mesmo animal outra vez: busca por indivíduo com fotos, no seu aparelho.',
    identifyLabel: 'Uma foto e os animais com que ela mais se parece',
    galleryLabel: 'As fotos da galeria',
  },

  status: {
    tabs: 'Conectando com sua outra aba do Huella…',
    silent: 'Sua outra aba do Huella não responde. Se continuar assim, esta assume em instantes.',
    reload: 'Recarregar',
    library: 'Abrindo sua galeria…',
    encoder: 'Preparando a comparação de fotos…',
    index: 'Preparando a busca…',
    reading: 'Você já pode buscar. Ainda há fotos sendo preparadas, então demora um pouco mais.',
    failed: 'O Huella não conseguiu iniciar.',
    slower: 'As buscas podem ser um pouco mais lentas aqui:',
    reasons: {
      chosen: 'você escolheu assim nos Ajustes.',
      'self-check-passed': 'o processador gráfico está em uso.',
      'webgpu-absent':
        'este navegador não oferece o processador gráfico (WebGPU), então o processador principal é usado.',
      'webgpu-wrong-numbers':
        'o processador gráfico errou na verificação, então o processador principal é usado.',
      'webgpu-failed': 'o processador gráfico não iniciou, então o processador principal é usado.',
      'webgpu-without-halves':
        'este modelo está guardado na metade do tamanho e o processador gráfico deste aparelho não sabe usá-lo assim: o processador principal é usado.',
      'webgpu-without-int8':
        'este modelo está guardado em um quarto do tamanho, para o processador principal.',
    },
  },

  welcome: {
    title: 'Encontre o mesmo animal outra vez',
    text: 'Dê ao Huella a foto de um animal e ele mostra com quais dos que você conhece ela mais se parece, pela pelagem, pelas marcas e pela forma. Tudo acontece neste aparelho: suas fotos nunca saem dele.',
    sample: 'Testar com animais de exemplo',
    sampleNote: 'São desenhos feitos para o Huella, para você testar antes de adicionar os seus.',
    own: 'Adicionar suas fotos',
    ownNote:
      'Ou solte uma pasta em qualquer lugar desta página. Se ela tiver uma subpasta para cada animal, o nome fica.',
    preparing: 'Abrindo os desenhos…',
  },

  identify: {
    title: 'Quem é?',
    lead: (p, i) => `Busca entre ${photos(p)}${i > 0 ? ` de ${individuals(i)}` : ''}.`,
    choose: 'Escolher uma foto',
    camera: 'Tirar uma foto',
    dropHint: 'Você também pode soltar uma foto aqui, ou colar.',
    tryOne: 'Ou teste com uma da sua galeria',
    tryThis: (name) => `Identificar ${name}`,
    query: 'Foto a identificar',
    another: 'Outra foto',
    clear: 'Tirar esta foto',
    searching: 'Procurando o mesmo animal…',
    waiting: 'A busca começa assim que o Huella estiver pronto.',
    cancelled: 'Busca cancelada.',
    results: 'Os mais parecidos',
    found: (n) => plural(n, { one: '{n} resultado', other: '{n} resultados' }),
    foundFirst: (n, name) =>
      `${plural(n, { one: '{n} resultado', other: '{n} resultados' })}. O primeiro: ${name}.`,
    by: 'Mostrar',
    byIndividual: 'Por animal',
    byPhoto: 'Por foto',
    count: 'Quantos',
    similarityOf: (value) => `Semelhança ${value}`,
    about:
      'A semelhança diz quanto duas fotos se parecem: 1 é igual e 0 é nada em comum. Não é a chance de ser o mesmo animal: olhe as duas fotos e decida.',
    exact: 'Busca exata',
    exactHint: (unseen) =>
      unseen === 0
        ? 'Sua foto foi comparada com todas as da galeria.'
        : 'Sua foto foi comparada com todas as que estão preparadas neste aparelho.',
    unseen: (n) =>
      plural(n, {
        one: '{n} foto da galeria não foi comparada: o modelo em uso ainda não a viu neste aparelho.',
        other:
          '{n} fotos da galeria não foram comparadas: o modelo em uso ainda não as viu neste aparelho.',
      }),
    approximate: 'Busca aproximada',
    approximateHint:
      'Em uma galeria grande só as fotos mais prováveis são comparadas, então alguma pode escapar.',
    best: 'O mais parecido',
    compareWith: (name) => `Comparar com ${name}`,
    noneTitle: 'Não há com o que comparar',
    none: 'A galeria ainda não tem outras fotos.',
    newTitle: 'Um animal novo',
    newLead: 'A foto entra na sua galeria com este nome.',
    failedTitle: 'A busca não funcionou',
    added: (name) => `Foto adicionada a ${name}.`,
  },

  compare: {
    title: (index, total) => `Comparando, ${number(index)} de ${number(total)}`,
    yours: 'Sua foto',
    previous: 'Resultado anterior',
    next: 'Próximo resultado',
    same: (name) => `É o mesmo: adicionar a ${name}`,
    sameUnnamed: 'É o mesmo: dar um nome',
    nameTitle: 'Dê um nome a este animal',
    nameLead: 'As duas fotos vão ficar com este nome.',
    isSame: (name) => `Marcado como ${name}`,
    different: 'É outro animal',
    isDifferent: (name) => `Não é ${name}`,
    keys: 'Setas: outros resultados. + − 0: ampliar. P: só as fotos. L: juntas ou separadas. G: marcas que coincidem. Esc fecha.',
  },

  zoom: {
    in: 'Ampliar',
    out: 'Reduzir',
    area: (name) => `${name}. Arraste para mover, mais e menos para ampliar.`,
  },

  gallery: {
    counts: (p, i) => (i > 0 ? `${photos(p)}, ${individuals(i)}` : photos(p)),
    add: 'Adicionar fotos',
    addFiles: 'Fotos',
    addFolder: 'Uma pasta',
    search: 'Buscar por nome',
    clearSearch: 'Limpar a busca',
    view: 'Ordem',
    newest: 'Recentes',
    byDate: 'Por data',
    byIndividual: 'Por animal',
    showAll: 'Ver todas as fotos',
    select: 'Selecionar',
    selected: (n) => plural(n, { one: '{n} selecionada', other: '{n} selecionadas' }),
    selectAll: 'Selecionar tudo',
    selectNone: 'Desmarcar tudo',
    selectGroup: (name) => `Selecionar todas as de ${name}`,
    assign: 'Quem é?',
    grid: 'Fotos',
    gridHelp: 'As setas movem, Enter abre, Espaço seleciona.',
    photoLabel: (name, who) => `${who}, ${name}`,
    emptyTitle: 'Sua galeria está vazia',
    empty: 'Adicione fotos dos animais que você conhece. O Huella vai procurá-los aqui.',
    noMatchTitle: 'Nada com esse nome',
    noMatch: (text) => `Não há foto nem animal chamado “${text}”.`,
    noneUnidentified: 'Todas as fotos têm nome. Muito bem!',
    loading: 'Abrindo sua galeria…',
    deleteTitle: (n) => plural(n, { one: 'Apagar esta foto?', other: 'Apagar {n} fotos?' }),
    deleteText: (n) =>
      plural(n, {
        one: 'Ela sai da galeria e nenhuma busca vai encontrá-la. Fica 30 dias na lixeira e pode ser recuperada de lá.',
        other:
          'Elas saem da galeria e nenhuma busca vai encontrá-las. Ficam 30 dias na lixeira e podem ser recuperadas de lá.',
      }),
    deleteButton: (n) => plural(n, { one: 'Apagar {n} foto', other: 'Apagar {n} fotos' }),
    deleted: (n) =>
      plural(n, {
        one: '{n} foto foi para a lixeira.',
        other: '{n} fotos foram para a lixeira.',
      }),
    assigned: (n, name) => `${photos(n)}: ${name}.`,
    unassigned: (n) =>
      plural(n, { one: '{n} foto ficou sem nome.', other: '{n} fotos ficaram sem nome.' }),
  },

  name: {
    title: (n) => plural(n, { one: 'Quem é?', other: 'Quem está nestas {n} fotos?' }),
    label: 'Nome',
    placeholder: 'Um nome que você conhece ou um novo',
    known: 'Animais que você conhece',
    create: (name) => `Animal novo: ${name}`,
    none: 'Deixar sem nome',
  },

  photo: {
    title: 'Foto',
    size: (width, height) => `${String(width)} × ${String(height)} pixels`,
    added: (date) => `Adicionada em ${date}`,
    similar: 'Ver com quem se parece',
    previous: 'Foto anterior',
    next: 'Próxima foto',
    position: (index, total) => `${number(index)} de ${number(total)}`,
  },

  import: {
    running: 'Adicionando fotos',
    progress: (done, total) => `${number(done)} de ${number(total)}`,
    announce: (done, total) => `${number(done)} de ${number(total)} fotos adicionadas.`,
    left: (seconds) => `faltam uns ${duration(seconds)}`,
    reading: 'Lendo a pasta…',
    busy: 'Há fotos sendo adicionadas. Espere terminar, ou pare.',
    cancelling: 'Parando…',
    stop: 'Parar',
    stopKeeps: 'O que já foi adicionado fica.',
    finished: (n) => plural(n, { one: '{n} foto adicionada', other: '{n} fotos adicionadas' }),
    cancelled: (n) =>
      plural(n, { one: 'Parado. {n} foto adicionada', other: 'Parado. {n} fotos adicionadas' }),
    duplicates: (n) => plural(n, { one: '{n} já estava lá', other: '{n} já estavam lá' }),
    failed: (n) =>
      plural(n, { one: '{n} não pôde ser adicionada', other: '{n} não puderam ser adicionadas' }),
    see: 'Ver quais',
    reportTitle: 'O que não pôde ser adicionado',
    copy: 'Copiar a lista',
    copied: 'Copiada',
    folderTitle: 'Como suas fotos estão organizadas?',
    folderLead: (n) => plural(n, { one: 'Há {n} foto.', other: 'Há {n} fotos.' }),
    bySubfolder: 'Cada subpasta é um animal',
    bySubfolderHint: (n, names) => `${individuals(n)}: ${names}`,
    byFolder: (name) => `Todas são de ${name}`,
    byFolderHint: 'A pasta tem o nome do animal',
    noNames: 'Sem nomes por enquanto',
    noNamesHint: 'Você pode dizer quem é quem depois, na galeria',
    start: (n) => plural(n, { one: 'Adicionar {n} foto', other: 'Adicionar {n} fotos' }),
    emptyFolder: 'Não há arquivos nessa pasta.',
    storing: 'O Huella falhou ao adicionar as fotos.',
  },
};
