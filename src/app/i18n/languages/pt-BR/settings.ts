/** Configurações, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

export const settings: Messages['settings'] = {
  look: 'Idioma e aparência',
  language: 'Idioma',
  languageAuto: 'Como o navegador',
  theme: 'Tema',
  themeAuto: 'Como o aparelho',
  themeLight: 'Claro',
  themeDark: 'Escuro',
  engine: 'Como as fotos são comparadas',
  backend: 'Processador',
  backendAuto: 'Automático',
  backendWebgpu: 'Gráfico (WebGPU)',
  backendWasm: 'Principal (WASM)',
  backendHint:
    'O automático testa o processador gráfico e confere os resultados antes de confiar nele.',
  concurrency: 'Fotos ao mesmo tempo',
  concurrencyHint: 'Escolha uma se este aparelho ficar lento ou com pouca memória.',
  encoder: 'Modelo',
  encoderDefault: 'O modelo de parecidos incluído',
  encoderUse:
    'Encontra parecidos de qualquer tipo de animal. Não foi treinado para distinguir animais da mesma espécie, então a primeira resposta é uma sugestão, não uma prova.',
  encoderFacts: (size, input, dimension) =>
    `${size}, vê as fotos em ${number(input)} × ${number(input)}, ${number(dimension)} números por foto`,
  encoderLoading: 'Ainda não foi carregado.',
  storage: 'Espaço',
  storageUsed: (used, total) => `${used} usados de ${total} que este navegador permite`,
  storageUnknown: 'Este navegador não diz quanto espaço é usado.',
  storagePersisted: 'O navegador prometeu não apagar por conta própria.',
  storageNotPersisted: 'O navegador pode apagar se o aparelho ficar sem espaço.',
  diagnosticsHint: 'Números para quem ajudar você com um problema. Não contêm nenhuma foto.',
  diagnosticsOpen: 'Abrir o diagnóstico',
  danger: 'Apagar tudo',
  observer: 'Seu nome',
  observerHint:
    'Fica anotado ao lado de cada coisa que você decide, no histórico, nos backups e nas decisões exportadas.',
  observerSaved: (name) => `O que você decidir daqui em diante leva a assinatura ${name}.`,
  observerNone: 'O que você decidir daqui em diante não leva assinatura.',
  dangerText:
    'Todas as fotos, todos os nomes e o índice de busca deste aparelho. Seus ajustes ficam.',
  dangerButton: 'Apagar tudo…',
  dangerTitle: 'Apagar a galeria inteira?',
  dangerConfirm: (n, word) =>
    `${plural(n, { one: '{n} foto some', other: '{n} fotos somem' })} para sempre. Não há cópia em nenhum outro lugar. Para continuar, digite “${word}”.`,
  dangerWord: 'apagar',
  dangerLabel: 'Digite a palavra',
  dangerDone: 'Tudo foi apagado.',
  about: 'Sobre o Huella',
  aboutText:
    'Huella quer dizer pegada em espanhol. É software livre com licença MIT: sem conta, sem servidor, sem anúncios. Suas fotos ficam neste aparelho.',
  version: (version) => `Versão ${version}`,
};
