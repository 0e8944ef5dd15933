/** Sin conexión, versiones nuevas y la pantalla de inicio, en español. */
import type { Messages } from '../../messages';
import { plural } from './format';

export const offline: Messages['offline'] = {
  title: 'Sin conexión',
  starting: 'Mirando qué hay ya en este dispositivo…',
  fetching: 'Preparando Huella para funcionar sin conexión…',
  progress: (done, total) => `${done} de ${total}`,
  ready: (size) =>
    `Huella funciona sin conexión en este dispositivo. Ocupa ${size}, sin contar tus fotos.`,
  unsupported:
    'Este navegador no deja que Huella funcione sin conexión. Puede ser por una ventana privada o porque la dirección no lleva https.',
  failed: 'Huella todavía no funciona sin conexión.',
  obstacles: {
    network: 'Se cortó la conexión mientras llegaban sus archivos.',
    changed:
      'Justo entonces el servidor estaba cambiando de versión. Prueba dentro de unos minutos.',
    full: 'No queda espacio en este dispositivo.',
    unknown: 'El navegador no ha guardado sus archivos.',
  },
  noNetwork: 'Ahora mismo no hay conexión.',
  modelsNeedNetwork:
    'No hay conexión: podrás traer modelos cuando vuelva. Los que ya están en este dispositivo funcionan.',
  updateReady: 'Hay una versión nueva',
  updateHint: 'Es un segundo, y tus fotos se quedan.',
  updateWaiting: 'Se usará en cuanto acabe lo que está en marcha.',
  updateUse: 'Usarla',
  incoming: (n) => plural(n, { one: 'Ha llegado {n} foto', other: 'Han llegado {n} fotos' }),
  incomingText: 'Se han compartido con Huella o se han abierto con ella. ¿Las añades a tu galería?',
  installTitle: 'Huella en tu pantalla de inicio',
  installWhy:
    'Se abre como cualquier otra app, también sin conexión, y puedes compartir fotos con ella.',
  install: 'Instalar',
  installed: 'Huella está instalada en este dispositivo.',
  installApple:
    'Toca el botón Compartir y luego «Añadir a pantalla de inicio». Si no, el navegador podría borrar tus fotos tras una semana sin visitas.',
  installMenu:
    'Elige «Instalar» o «Añadir a pantalla de inicio» en el menú del navegador, si lo tiene.',
};
