/** The keys, in Spanish. */
import type { Messages } from '../../messages';

export const keys: Messages['keys'] = {
  title: 'Teclas',
  anywhere: 'En cualquier sitio',
  show: 'Ver las teclas',
  undo: 'Deshacer lo último',
  back: 'Cerrar lo que está abierto',
  photos: 'En la galería',
  arrows: 'Ir de foto en foto',
  enter: 'Abrir la foto',
  space: 'Seleccionar o quitar',
  range: 'Seleccionar hasta aquí',
  looking: 'Al mirar fotos',
  sides: 'Anterior y siguiente',
  zoom: 'Más grande, más pequeña, entera',
  plain: 'Sin letreros',
  lines: 'Líneas entre marcas',
  link: 'Las dos fotos a la vez',
  deciding: 'Al decidir quién es',
  /** As they are called on a keyboard. */
  names: {
    arrows: 'Flechas',
    enter: 'Intro',
    space: 'Espacio',
    shiftSpace: 'Mayús + Espacio',
    escape: 'Esc',
    undo: 'Ctrl + Z',
  },
};
