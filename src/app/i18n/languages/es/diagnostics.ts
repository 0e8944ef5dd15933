/** Diagnóstico, en español. */
import type { Messages } from '../../messages';
import { number, plural, bytes } from './format';

export const diagnostics: Messages['diagnostics'] = {
  title: 'Diagnóstico',
  lead: 'Cómo le va a Huella en este dispositivo. Útil para quien te ayude con un problema.',
  engine: 'Motor',
  why: 'Por qué',
  inFlight: 'En marcha',
  most: 'Máximo a la vez',
  queued: 'En espera',
  runs: 'Fotos preparadas',
  median: 'Tiempo habitual',
  p95: 'Las lentas (95 %)',
  buffers: 'Búferes gráficos',
  open: 'Fotos abiertas',
  lastRun: 'Queda de la última foto',
  indexed: 'Fotos localizables',
  failedRuns: 'Fallidas',
  recycles: 'Reinicios',
  threads: 'Hilos',
  recyclesWhy: 'Por qué se reinició',
  recall: 'Comprobar la búsqueda',
  recallMeasuring: 'Comparando la búsqueda habitual con la exacta…',
  recallIs: (share: string) =>
    `La búsqueda habitual encuentra el ${share} de lo que se encuentra comparando cada foto.`,
  recycleReasons: {
    'run-count': 'Rutina, para devolver memoria',
    'encoder-failed': 'No se pudo calcular una foto',
    'encoder-timeout': 'Tardó demasiado',
    'device-lost': 'Se perdió el procesador gráfico',
    'out-of-memory': 'Se acabó la memoria',
    internal: 'Se detuvo por su cuenta',
  },
  memory: 'Memoria',
  memoryHint: 'Los últimos cinco minutos. Las líneas planas son buena señal.',
  memoryDuring: 'Memoria durante las búsquedas',
  wasm: 'Procesador',
  gpu: 'Gráficos',
  test: 'Búsquedas seguidas',
  testHint:
    'Busca con fotos de tu galería, una tras otra, y comprueba que cada una se encuentra a sí misma. No cambia nada.',
  howMany: 'Cuántas',
  run: 'Empezar',
  running: 'Buscando',
  passed: 'bien',
  marks: (passed: number, failed: number) => `${number(passed)} bien, ${number(failed)} con fallo`,
  verdict: (done: number, failed: number, growth: number) =>
    `${
      failed === 0
        ? plural(done, { one: 'La búsqueda fue bien', other: 'Las {n} búsquedas fueron bien' })
        : `${plural(failed, { one: 'Falló {n}', other: 'Fallaron {n}' })} de ${plural(done, { one: '{n} búsqueda', other: '{n} búsquedas' })}`
    }${growth > 0 ? `; la memoria creció ${bytes(growth)}.` : '; la memoria no cambió.'}`,
  report: 'Informe',
  reportHint: 'Estos números y el nombre del navegador. No lleva ninguna foto ni ningún nombre.',
  copy: 'Copiar el informe',
  save: 'Guardar el informe',
};
