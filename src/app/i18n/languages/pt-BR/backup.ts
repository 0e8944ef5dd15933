/** Cópias de segurança, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });
const animals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animais' });

export const backup: Messages['backup'] = {
  title: 'Backup',
  lead: 'Um arquivo com todas as suas fotos, nomes, decisões e observações. Guarde em outro aparelho. Serve também para duas pessoas juntarem as galerias.',
  none: 'Ainda não há nenhum backup.',
  last: (date, n, size) => `Último backup: ${date}, ${photos(n)}, ${size}.`,
  allSaved: 'Todas as fotos estão nele.',
  unsaved: (n, date) =>
    plural(n, {
      one: `{n} foto não está em nenhum backup; está aqui desde ${date}.`,
      other: `{n} fotos não estão em nenhum backup; a mais antiga está aqui desde ${date}.`,
    }),
  now: 'Fazer backup agora',
  fromFile: 'Recuperar de um arquivo',
  empty: 'Ainda não há nada para guardar.',
  busy: 'Espere até as fotos serem adicionadas.',
  stages: {
    waiting: 'Esperando as fotos terminarem de entrar',
    writing: 'Escrevendo o backup',
    checking: 'Lendo de novo para ter certeza',
    looking: 'Vendo o que há no backup',
    restoring: 'Trazendo as fotos',
  },
  left: (seconds) => `faltam uns ${duration(seconds)}`,
  stopped: 'Parado. Nada mudou.',
  made: (n, size) => `Backup feito e conferido: ${photos(n)}, ${size}.`,
  damagedHere: (n, names) =>
    `${plural(n, {
      one: 'O arquivo de {n} foto está danificado neste aparelho e não está no backup',
      other: 'Os arquivos de {n} fotos estão danificados neste aparelho e não estão no backup',
    })}${names === '' ? '.' : `: ${names}`}`,
  elsewhere: (n) =>
    plural(n, {
      one: '{n} foto não está no backup: o arquivo dela está na galeria compartilhada e não neste aparelho. Para tê-la no próximo, escolha “Todos” em Ajustes, Compartilhar, e sincronize antes.',
      other:
        '{n} fotos não estão no backup: os arquivos delas estão na galeria compartilhada e não neste aparelho. Para tê-las no próximo, escolha “Todos” em Ajustes, Compartilhar, e sincronize antes.',
    }),
  remind: (n) =>
    plural(n, {
      one: '{n} foto não está em nenhum backup.',
      other: '{n} fotos não estão em nenhum backup.',
    }),
  remindWhy: 'Se este aparelho se perder, elas se perdem junto.',
  notNow: 'Agora não',

  offerTitle: 'Recuperar este backup?',
  contains: (date, n, i) => `Feito em ${date}: ${photos(n)}, ${animals(i)}.`,
  adds: (added, present, i) =>
    `${
      added === 0
        ? 'Nenhuma foto é nova aqui'
        : plural(added, { one: '{n} foto é nova aqui', other: '{n} fotos são novas aqui' })
    }${
      present > 0 ? plural(present, { one: ', {n} já está', other: ', {n} já estão' }) : ''
    }${i > 0 ? `; ${plural(i, { one: '{n} animal novo', other: '{n} animais novos' })}` : ''}.`,
  stays: 'Nada do que já está aqui é apagado ou substituído.',
  frame: 'O arquivo foi mudado ou compactado de novo, mas tudo o que há nele está inteiro.',
  sameNames: (n) =>
    plural(n, {
      one: '{n} nome está aqui e no backup',
      other: '{n} nomes estão aqui e no backup',
    }),
  sameNamesHint: 'Viram um só animal. Marque os que são outro animal com o mesmo nome.',
  apart: (name) => `${name} é outro animal`,
  differ: (n) =>
    plural(n, {
      one: '{n} foto ou par foi decidido de outro jeito',
      other: '{n} fotos ou pares foram decididos de outro jeito',
    }),
  keepHere: 'Manter o que está aqui',
  takeTheirs: 'Usar o do backup',
  trashed: (n) =>
    plural(n, {
      one: '{n} das fotos está na sua lixeira',
      other: '{n} das fotos estão na sua lixeira',
    }),
  leaveTrashed: 'Deixar lá',
  bringBack: 'Recuperar',
  more: (n) => `e mais ${number(n)}`,
  withSettings: 'Usar também o idioma e a aparência daquele aparelho',
  restore: 'Recuperar',
  restored: (n) =>
    n === 0
      ? 'Recuperado. Nenhuma foto era nova.'
      : `Recuperado: ${plural(n, { one: '{n} foto adicionada', other: '{n} fotos adicionadas' })}.`,

  reportTitle: 'Backup recuperado',
  reportAdded: (n) => plural(n, { one: '{n} foto adicionada', other: '{n} fotos adicionadas' }),
  reportPresent: (n) =>
    plural(n, { one: '{n} foto já estava aqui', other: '{n} fotos já estavam aqui' }),
  reportIndividuals: (n) =>
    plural(n, { one: '{n} animal adicionado', other: '{n} animais adicionados' }),
  reportNamed: (n) =>
    plural(n, {
      one: '{n} foto daqui ganhou nome',
      other: '{n} fotos daqui ganharam nome',
    }),
  reportConflicts: (n) =>
    plural(n, { one: '{n} coisa era diferente', other: '{n} coisas eram diferentes' }),
  conflicts: {
    'same-name': 'o mesmo nome aqui e no backup',
    renamed: 'tem outro nome no backup',
    who: 'é de outro animal no backup',
    decision: 'foi decidido de outro jeito',
    described: 'tem outros dados no backup',
    'in-trash': 'está na lixeira daqui',
    'deleted-there': 'está na lixeira do backup',
    undone: 'um passo desfeito só de um lado',
    setting: 'um ajuste diferente',
  },
  kept: {
    here: 'fica como está aqui',
    theirs: 'vem do backup',
    both: 'ficam os dois',
    joined: 'agora é um só animal',
  },
  save: 'Salvar a lista',
  fileName: 'huella-recuperado.txt',
};
