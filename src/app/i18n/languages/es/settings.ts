/** Ajustes, en español. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

export const settings: Messages['settings'] = {
  look: 'Idioma y aspecto',
  language: 'Idioma',
  languageAuto: 'Como el navegador',
  theme: 'Tema',
  themeAuto: 'Como el dispositivo',
  themeLight: 'Claro',
  themeDark: 'Oscuro',
  engine: 'Cómo se comparan las fotos',
  backend: 'Procesador',
  backendAuto: 'Automático',
  backendWebgpu: 'Gráfico (WebGPU)',
  backendWasm: 'Principal (WASM)',
  backendHint:
    'El automático prueba el procesador gráfico y comprueba sus resultados antes de fiarse.',
  concurrency: 'Fotos a la vez',
  concurrencyHint: 'Elige una si este dispositivo va lento o le falta memoria.',
  encoder: 'Modelo',
  encoderDefault: 'El modelo de parecidos incluido',
  encoderUse:
    'Encuentra parecidos de cualquier clase de animal. No se entrenó para distinguir a los individuos de una especie, así que su primera respuesta es una sugerencia, no una prueba.',
  encoderFacts: (size, input, dimension) =>
    `${size}, ve las fotos a ${number(input)} × ${number(input)}, ${number(dimension)} números por foto`,
  encoderLoading: 'Todavía no se ha cargado.',
  storage: 'Espacio',
  storageUsed: (used, total) => `${used} usados de los ${total} que permite este navegador`,
  storageUnknown: 'Este navegador no dice cuánto espacio se usa.',
  storagePersisted: 'El navegador ha prometido no borrarlo por su cuenta.',
  storageNotPersisted: 'El navegador podría borrarlo si el dispositivo se queda sin espacio.',
  diagnosticsHint: 'Números para quien te ayude con un problema. No contienen ninguna foto.',
  diagnosticsOpen: 'Abrir el diagnóstico',
  danger: 'Borrar todo',
  observer: 'Tu nombre',
  observerHint:
    'Se anota junto a cada cosa que decides, en el historial, en las copias de seguridad y en las decisiones exportadas.',
  observerSaved: (name: string) => `Lo que decidas desde ahora llevará la firma ${name}.`,
  observerNone: 'Lo que decidas desde ahora no llevará firma.',
  dangerText:
    'Todas las fotos, todos los nombres y el índice de búsqueda de este dispositivo. Tus ajustes se quedan.',
  dangerButton: 'Borrar todo…',
  dangerTitle: '¿Borrar la galería entera?',
  dangerConfirm: (n, word) =>
    `${plural(n, { one: 'Se va {n} foto', other: 'Se van {n} fotos' })} para siempre. No hay copia en ningún otro sitio. Para seguir, escribe «${word}».`,
  dangerWord: 'borrar',
  dangerLabel: 'Escribe la palabra',
  dangerDone: 'Se ha borrado todo.',
  about: 'Acerca de Huella',
  aboutText:
    'Huella es software libre con licencia MIT: sin cuentas, sin servidores, sin anuncios. Tus fotos se quedan en este dispositivo.',
  version: (version) => `Versión ${version}`,
};
