/** Decidir foto a foto, y cómo se miran las fotos, en español. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

export const look: Messages['look'] = {
  link: 'Mover las dos a la vez',
  plain: 'Sin letreros',
  light: 'Luz',
  brightness: 'Brillo',
  contrast: 'Contraste',
  reset: 'Como estaban',
  lines: 'Mostrar las marcas que coinciden',
  comparing: 'Comparando las marcas…',
  agreeing: (n) => plural(n, { one: 'Coincide {n} punto', other: 'Coinciden {n} puntos' }),
  noAgreement: 'No coincide ninguna marca. Solo por eso no es otro animal.',
  wholeHidesLines: 'Las líneas se ven en los recortes, no en las fotos enteras.',
};

export const review: Messages['review'] = {
  title: '¿Quiénes son?',
  open: (n) =>
    plural(n, {
      one: 'Revisar {n} foto sin identificar',
      other: 'Revisar {n} fotos sin identificar',
    }),
  hint: 'Primero las más claras. Huella propone y tú decides.',
  left: (n) => plural(n, { one: 'Queda {n} foto', other: 'Quedan {n} fotos' }),
  ranking: (done, total) => `Comparando: ${number(done)} de ${number(total)}`,
  preparing: 'Buscando los más probables…',
  photo: 'Foto sin identificar',
  candidates: 'Candidatos',
  candidate: (name, sure) => `${name}, ${sure}`,
  noCandidates: 'En tu galería no hay otro animal con el que compararla.',
  allDone: 'Todas las fotos tienen nombre',
  allDoneText: 'No queda nada por revisar. Las fotos nuevas sin nombre te esperarán aquí.',
  skippedTitle: 'Por ahora, eso es todo',
  skippedText: (n) =>
    plural(n, {
      one: 'Has dejado {n} foto para luego.',
      other: 'Has dejado {n} fotos para luego.',
    }),
  again: 'Volver a empezar',
  toGallery: 'Ir a la galería',
  same: 'Es el mismo',
  different: 'Es distinto',
  isNew: 'Animal nuevo',
  skip: 'Omitir',
  undo: 'Deshacer',
  sameAs: (name) => `Es el mismo: ${name}`,
  didSame: (name) => `Es ${name}.`,
  didDifferent: (name) => `No es ${name}.`,
  didNew: (name) => `Animal nuevo: ${name}.`,
  didSkip: 'Omitida.',
  newLead: 'Un nombre que no tenga ningún otro.',
  nameLead: 'Ninguna de las dos fotos tiene nombre todavía. Las dos tendrán este.',
  moment: (n) => plural(n, { one: '{n} foto de este momento', other: '{n} fotos de este momento' }),
  photosOf: (name) => `Fotos de ${name}`,
  together: 'Las fotos de un mismo momento son una sola pregunta',
  hideEncounter: 'Ocultar las fotos del mismo momento',
  keys: { same: 'm', different: 'd', isNew: 'n', skip: 'o', undo: 'z' },
  help: 'Flechas: otros candidatos. + − 0: ampliar. P: sin letreros. L: juntas o por separado.',
};
