/** Copias de seguridad, en español. */
import type { Messages } from '../../messages';
import { number, plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });
const animals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animales' });

export const backup: Messages['backup'] = {
  title: 'Copia de seguridad',
  lead: 'Un archivo con todas tus fotos, nombres, decisiones y notas. Guárdalo en otro dispositivo. También sirve para juntar las galerías de dos personas.',
  none: 'Todavía no hay ninguna copia.',
  last: (date, n, size) => `Última copia: ${date}, ${photos(n)}, ${size}.`,
  allSaved: 'Todas tus fotos están en ella.',
  unsaved: (n, date) =>
    plural(n, {
      one: `{n} foto no está en ninguna copia; lleva aquí desde el ${date}.`,
      other: `{n} fotos no están en ninguna copia; la más antigua lleva aquí desde el ${date}.`,
    }),
  now: 'Hacer una copia ahora',
  fromFile: 'Recuperar de un archivo',
  empty: 'Todavía no hay nada que copiar.',
  busy: 'Espera a que terminen de añadirse las fotos.',
  stages: {
    waiting: 'Esperando a que terminen de añadirse las fotos',
    writing: 'Escribiendo la copia',
    checking: 'Leyéndola de nuevo para comprobarla',
    looking: 'Mirando qué hay en la copia',
    restoring: 'Trayendo las fotos',
  },
  left: (seconds) => `faltan unos ${duration(seconds)}`,
  stopped: 'Parado. No ha cambiado nada.',
  made: (n, size) => `Copia hecha y comprobada: ${photos(n)}, ${size}.`,
  damagedHere: (n, names) =>
    `${plural(n, {
      one: 'El archivo de {n} foto está dañado en este dispositivo y no está en la copia',
      other: 'Los archivos de {n} fotos están dañados en este dispositivo y no están en la copia',
    })}${names === '' ? '.' : `: ${names}`}`,
  elsewhere: (n) =>
    plural(n, {
      one: '{n} foto no está en la copia: su archivo está en la galería compartida y no en este dispositivo. Para tenerla en la próxima, elige «Todos» en Ajustes, Compartir, y sincroniza antes.',
      other:
        '{n} fotos no están en la copia: sus archivos están en la galería compartida y no en este dispositivo. Para tenerlas en la próxima, elige «Todos» en Ajustes, Compartir, y sincroniza antes.',
    }),
  remind: (n) =>
    plural(n, {
      one: '{n} foto no está en ninguna copia.',
      other: '{n} fotos no están en ninguna copia.',
    }),
  remindWhy: 'Si se pierde este dispositivo, se pierden con él.',
  notNow: 'Ahora no',

  offerTitle: '¿Recuperar esta copia?',
  contains: (date, n, i) => `Hecha el ${date}: ${photos(n)}, ${animals(i)}.`,
  adds: (added, present, i) =>
    `${
      added === 0
        ? 'Aquí no es nueva ninguna foto'
        : plural(added, { one: '{n} foto es nueva aquí', other: '{n} fotos son nuevas aquí' })
    }${
      present > 0 ? plural(present, { one: ' y {n} ya está', other: ' y {n} ya están' }) : ''
    }${i > 0 ? `; ${plural(i, { one: '{n} animal nuevo', other: '{n} animales nuevos' })}` : ''}.`,
  stays: 'Lo que ya tienes aquí no se borra ni se sustituye.',
  frame: 'El archivo se ha cambiado o vuelto a comprimir, pero todo lo que lleva está entero.',
  sameNames: (n) =>
    plural(n, {
      one: '{n} nombre está aquí y en la copia',
      other: '{n} nombres están aquí y en la copia',
    }),
  sameNamesHint: 'Serán el mismo animal. Marca los que sean otro animal con el mismo nombre.',
  apart: (name) => `${name} es otro animal`,
  differ: (n) =>
    plural(n, {
      one: 'En {n} foto o pareja se decidió otra cosa',
      other: 'En {n} fotos o parejas se decidió otra cosa',
    }),
  keepHere: 'Dejar lo de aquí',
  takeTheirs: 'Tomar lo de la copia',
  trashed: (n) =>
    plural(n, {
      one: '{n} de sus fotos está en tu papelera',
      other: '{n} de sus fotos están en tu papelera',
    }),
  leaveTrashed: 'Dejarlas ahí',
  bringBack: 'Recuperarlas',
  more: (n) => `y ${number(n)} más`,
  withSettings: 'Usar también el idioma y el aspecto de aquel dispositivo',
  restore: 'Recuperar',
  restored: (n) =>
    n === 0
      ? 'Recuperada. No había ninguna foto nueva.'
      : `Recuperada: ${plural(n, { one: '{n} foto añadida', other: '{n} fotos añadidas' })}.`,

  reportTitle: 'Copia recuperada',
  reportAdded: (n) => plural(n, { one: '{n} foto añadida', other: '{n} fotos añadidas' }),
  reportPresent: (n) =>
    plural(n, { one: '{n} foto ya estaba aquí', other: '{n} fotos ya estaban aquí' }),
  reportIndividuals: (n) =>
    plural(n, { one: '{n} animal añadido', other: '{n} animales añadidos' }),
  reportNamed: (n) =>
    plural(n, {
      one: '{n} foto de aquí ya tiene nombre',
      other: '{n} fotos de aquí ya tienen nombre',
    }),
  reportConflicts: (n) =>
    plural(n, { one: '{n} cosa era distinta', other: '{n} cosas eran distintas' }),
  conflicts: {
    'same-name': 'mismo nombre aquí y en la copia',
    renamed: 'tiene otro nombre en la copia',
    who: 'es de otro animal en la copia',
    decision: 'se decidió otra cosa',
    described: 'tiene otros datos en la copia',
    'in-trash': 'está en la papelera de aquí',
    'deleted-there': 'está en la papelera de la copia',
    undone: 'un paso deshecho solo en un lado',
    setting: 'un ajuste distinto',
  },
  kept: {
    here: 'se queda como está aquí',
    theirs: 'se toma de la copia',
    both: 'se quedan los dos',
    joined: 'ahora es un solo animal',
  },
  save: 'Guardar la lista',
  fileName: 'huella-recuperada.txt',
};
