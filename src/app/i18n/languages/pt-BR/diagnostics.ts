/** Diagnóstico, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural, bytes } from './format';

export const diagnostics: Messages['diagnostics'] = {
  lead: 'Como o Huella está neste aparelho. Útil para quem ajudar você com um problema.',
  engine: 'Motor',
  why: 'Por quê',
  inFlight: 'Em andamento',
  most: 'Máximo ao mesmo tempo',
  queued: 'Na fila',
  runs: 'Fotos preparadas',
  median: 'Tempo comum',
  p95: 'As lentas (95 %)',
  buffers: 'Buffers gráficos',
  open: 'Fotos abertas',
  lastRun: 'Sobra da última foto',
  indexed: 'Fotos que a busca encontra',
  failedRuns: 'Falhas',
  recycles: 'Reinícios',
  threads: 'Threads',
  recyclesWhy: 'Por que reiniciou',
  recall: 'Verificar a busca',
  recallMeasuring: 'Comparando a busca comum com a exata…',
  recallIs: (share) =>
    `A busca comum encontra ${share} do que se encontra comparando todas as fotos.`,
  recycleReasons: {
    'run-count': 'Rotina, para devolver memória',
    'encoder-failed': 'Uma foto não pôde ser calculada',
    'encoder-timeout': 'Demorou demais',
    'device-lost': 'O processador gráfico foi perdido',
    'out-of-memory': 'A memória acabou',
    internal: 'Parou sozinho',
  },
  memory: 'Memória',
  memoryHint: 'Os últimos cinco minutos. Linhas planas são um bom sinal.',
  memoryDuring: 'Memória durante as buscas',
  wasm: 'Processador',
  gpu: 'Gráficos',
  test: 'Buscas seguidas',
  testHint:
    'Busca com fotos da sua galeria, uma depois da outra, e confere se cada uma encontra a si mesma. Não muda nada.',
  howMany: 'Quantas',
  run: 'Começar',
  running: 'Buscando',
  passed: 'certo',
  marks: (passed, failed) =>
    `${plural(passed, { one: '{n} certa', other: '{n} certas' })}, ${number(failed)} com falha`,
  verdict: (done, failed, growth) =>
    `${
      failed === 0
        ? plural(done, { one: 'A busca deu certo', other: 'As {n} buscas deram certo' })
        : `${plural(failed, { one: '{n} falhou', other: '{n} falharam' })} de ${plural(done, { one: '{n} busca', other: '{n} buscas' })}`
    }${growth > 0 ? `; a memória cresceu ${bytes(growth)}.` : '; a memória não mudou.'}`,
  measure: {
    title: 'Medir meu aparelho',
    hint: 'Mede em um minuto cada modelo que está aqui e buscas entre até 100.000 fotos inventadas. Não muda nada na galeria. Feche o resto e deixe o aparelho quieto enquanto isso.',
    start: 'Medir',
    waiting: 'Esperando as fotos terminarem de entrar',
    now: (model, backend) => `${model} em ${backend}`,
    searches: 'Buscas',
    busy: 'Um modelo está sendo instalado, ou a galeria preparada para outro. Meça quando isso terminar.',
    photo: 'Uma foto',
    first: 'A primeira, com o carregamento',
    memory: 'Memória',
    graphics: 'Memória gráfica',
    searchIn: (photos) => `Busca entre ${number(photos)}`,
    ms: (value) => `${value} ms`,
    seconds: (value) => `${value} s`,
    below: (value) => `menos de ${value} ms`,
    withGraph: (exact, graph) => `${exact}; com o índice, ${graph}`,
    late: 'sem tempo',
    lateWhole: 'Não houve tempo para ele dentro do minuto.',
    running: 'Medindo…',
    toCome: 'Ainda falta.',
    not: 'Não medido.',
    because: (why) => `Não medido: ${why}`,
    over: 'O aparelho está medido.',
    stopped: 'A medição parou.',
    copy: 'Copiar a linha',
    copyOf: (model, backend) => `Copiar a linha de ${model} em ${backend}`,
    sendHint:
      'Uma linha leva o que o navegador diz do aparelho e os números: nenhuma foto, nenhum nome. As linhas de muitos aparelhos formam a tabela de docs/devices.md, no código-fonte do Huella, que explica para onde enviar.',
  },
  report: 'Relatório',
  reportHint: 'Estes números e o nome do navegador. Sem nenhuma foto e nenhum nome.',
  copy: 'Copiar o relatório',
  save: 'Salvar o relatório',
};
