import type { MoreMessages } from '../../messages';

/** The words of the camera, in Spanish. */
export const camera: MoreMessages['camera'] = {
  title: 'Cámara',
  shutter: 'Hacer la foto',
  switch: 'Cambiar de cámara',
  starting: 'Encendiendo la cámara…',
  denied:
    'Huella no tiene permiso para usar la cámara. Dáselo en los ajustes del navegador o usa la app de cámara.',
  absent: 'No se ha encontrado ninguna cámara.',
  busy: 'Otra aplicación está usando la cámara.',
  failed: 'No se ha podido encender la cámara.',
  app: 'Usar la app de cámara',
};
