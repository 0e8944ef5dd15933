/** Lo que se hizo y lo que se tiró, en español. */
import type { Messages } from '../../messages';
import { plural, number } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const history: Messages['history'] = {
  lead: 'Todo lo que has decidido, lo último primero. Cualquier cosa se puede deshacer.',
  ofPhoto: 'Historial de esta foto',
  ofPhotoTitle: (name) => `Historial de ${name}`,
  all: 'Todo el historial',
  open: 'Abrir el historial',
  settingsHint: 'Qué se decidió, cuándo y quién, y las fotos borradas hace poco.',
  emptyTitle: 'Todavía no has hecho nada',
  empty: 'Nombres, uniones, fotos borradas: aquí queda todo escrito y se puede deshacer.',
  more: 'Ver anteriores',
  undone: 'Deshecho',
  redo: 'Rehacer',
  undoOf: (what) => `Deshacer: ${what}`,
  redoOf: (what) => `Rehacer: ${what}`,
  by: (who) => `por ${who}`,
  chance: (value) => `Probabilidad ${value}`,
  basis: { gallery: 'medida con tus animales', encoder: 'medida con fotos públicas' },
  similarity: (value) => `parecido ${value}`,
  filters: (filters) => `filtros: ${filters}`,
  today: 'Hoy',
  yesterday: 'Ayer',
  gone: 'un animal que ya no está',
  photos,
  made: (n, name) => `Animal nuevo: ${name}, con ${photos(n)}`,
  moved: (n, name) =>
    plural(n, { one: `{n} foto pasó a ${name}`, other: `{n} fotos pasaron a ${name}` }),
  unnamed: (n) =>
    plural(n, { one: '{n} foto quedó sin nombre', other: '{n} fotos quedaron sin nombre' }),
  split: (n, name) =>
    plural(n, {
      one: `{n} foto se separó como ${name}`,
      other: `{n} fotos se separaron como ${name}`,
    }),
  merged: (from, into) => `${from} se unió a ${into}`,
  renamed: (before, after) => `${before} pasó a llamarse ${after}`,
  described: (name, what) => `${name}: cambió ${what}`,
  describedPhotos: (n, what) => `${photos(n)}: cambió ${what}`,
  marked: (name, status) => `${name}: ${status}`,
  reported: (name, status) => `Aviso: ${name}, ${status}`,
  dismissed: {
    group: (n: number, _names: string) => `No son un solo animal: ${photos(n)}`,
    apart: (n: number, _names: string) => `Una foto no es del animal de ${photos(n - 1)}`,
    copy: (_n: number, names: string) => `Dos fotos que se ven iguales están bien: ${names}`,
    alike: (_n: number, names: string) => `Son dos animales: ${names}`,
    elsewhere: (_n: number, names: string) => `Una foto está bien donde está: ${names}`,
    several: (_n: number, names: string) => `Es un solo animal: ${names}`,
  },
  placedPhotos: (n, stations) => `Estación de ${photos(n)}: ${stations}`,
  describedStations: (names) => `Datos de estaciones: ${names}`,
  recropped: (name: string) => `Recorte cambiado: ${name}`,
  deleted: (n) => plural(n, { one: '{n} foto a la papelera', other: '{n} fotos a la papelera' }),
  restored: (n) =>
    plural(n, {
      one: '{n} foto recuperada de la papelera',
      other: '{n} fotos recuperadas de la papelera',
    }),
  same: (a, b) => `El mismo animal: ${a} y ${b}`,
  is: (name) => `Reconocido: es ${name}`,
  different: (a, b) => `No es el mismo animal: ${a} y ${b}`,
  newAnimal: (name) => `Un animal nuevo: ${name}`,
  skipped: (name) => `Se dejó para después: ${name}`,
  nobody: 'los detalles',
  fields: {
    name: 'el nombre',
    status: 'la situación',
    species: 'la especie',
    colour: 'el color',
    labels: 'las etiquetas',
    notes: 'las notas',
    place: 'el lugar',
    placeName: 'el lugar',
    takenAt: 'la fecha',
    seenAt: 'la fecha',
    side: 'el lado',
    sex: 'el sexo',
    lifeStage: 'la edad',
    coverPhotoId: 'la foto que se muestra',
    crop: 'el recorte',
    station: 'la estación',
    folder: 'la carpeta',
    microchip: 'el microchip',
    contact: 'el contacto',
  },
  statuses: { lost: 'perdido', found: 'encontrado', home: 'en casa' },
  filterNames: {
    statuses: 'situación',
    species: 'especie',
    colours: 'color',
    labels: 'etiquetas',
    sides: 'lado',
    near: 'distancia',
    from: 'fecha',
    to: 'fecha',
    identified: 'identificadas o no',
    notTakenWith: 'sin el mismo encuentro',
    notIndividual: 'sin sus propias fotos',
  },

  trashLead: (days) =>
    `Las fotos borradas se quedan aquí ${number(days)} días y se pueden recuperar.`,
  trashFacts: (n, size) => `${photos(n)}, ${size}`,
  trashOpen: 'Abrir la papelera',
  trashEmptyTitle: 'La papelera está vacía',
  trashEmptyText: 'Las fotos que borres esperan aquí antes de irse para siempre.',
  restore: 'Recuperar',
  restoreOne: (name) => `Recuperar ${name}`,
  restoreAll: 'Recuperar todo',
  restoredToast: (n) =>
    plural(n, {
      one: '{n} foto ha vuelto a la galería.',
      other: '{n} fotos han vuelto a la galería.',
    }),
  restorePartly: (n, left) =>
    `${plural(n, { one: '{n} foto ha vuelto', other: '{n} fotos han vuelto' })} a la galería. ${plural(
      left,
      {
        one: '{n} no ha podido: la misma foto ya está allí.',
        other: '{n} no han podido: las mismas fotos ya están allí.',
      },
    )}`,
  daysLeft: (n) => plural(n, { one: 'queda {n} día', other: 'quedan {n} días' }),
  emptyTrash: 'Vaciar la papelera',
  emptyQuestion: '¿Vaciar la papelera?',
  emptyText: (n) =>
    plural(n, {
      one: '{n} foto se borra para siempre. No se puede deshacer.',
      other: '{n} fotos se borran para siempre. No se puede deshacer.',
    }),
  emptied: (n) =>
    plural(n, { one: '{n} foto borrada para siempre.', other: '{n} fotos borradas para siempre.' }),
};
