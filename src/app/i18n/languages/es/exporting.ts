/** Sacar la galería, en español. */
import type { Messages } from '../../messages';
import { plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const exporting: Messages['exporting'] = {
  open: 'Exportar',
  lead: (n) => `${photos(n)}: las que se ven o están seleccionadas en la galería.`,
  kinds: {
    gallery: 'La galería en un zip',
    spreadsheet: 'Tablas para Excel',
    table: 'Una tabla de las fotos (CSV)',
    histories: 'Historias de captura (CSV)',
    mark: 'Para MARK (.inp)',
    secr: 'Para secr en R',
    camtrap: 'Camtrap DP',
    cocoCameraTraps: 'COCO Camera Traps',
    darwinCore: 'Darwin Core',
    decisions: 'Lo que se decidió (CSV)',
    wildbook: 'Para Wildbook',
    embeddings: 'Vectores (NumPy)',
  },
  hints: {
    gallery: 'Las fotos, una carpeta por animal, con tablas que Huella vuelve a abrir.',
    spreadsheet:
      'Las fotos, los animales y las decisiones, cada cosa en su hoja, con las fechas como fechas.',
    table: 'Nombre, animal, fecha, lugar y lo demás, para otros programas.',
    histories: 'Una fila por animal y una columna por día, semana o periodo: 1 donde se vio.',
    mark: 'Las mismas historias, como las lee el programa MARK, para supervivencia y abundancia.',
    secr: 'Capturas, estaciones en metros y días vigilados, para la densidad con el paquete secr.',
    camtrap:
      'El estándar del fototrampeo: estaciones, fotos y quién sale en cada una. Huella lo vuelve a abrir.',
    cocoCameraTraps:
      'Fotos con recuadros y nombres para aprendizaje automático. Huella lo vuelve a abrir.',
    darwinCore: 'Un registro por cada encuentro, como los piden GBIF y los museos.',
    decisions: 'Mismo, distinto, nuevo: quién, cuándo y cuánto se parecían.',
    wildbook: 'Hojas de importación de hasta 200 filas, con sus fotos.',
    embeddings: 'Los números que el modelo actual hace de cada foto, y de quién son.',
  },
  files: {
    gallery: 'huella-galeria.zip',
    spreadsheet: 'huella-tablas.xlsx',
    table: 'huella-fotos.csv',
    histories: 'huella-historias.csv',
    mark: 'huella-historias.inp',
    secr: 'huella-secr.zip',
    camtrap: 'huella-camtrap-dp.zip',
    cocoCameraTraps: 'huella-coco.zip',
    darwinCore: 'huella-darwin-core.zip',
    decisions: 'huella-decisiones.csv',
    wildbook: 'huella-wildbook.zip',
    embeddings: 'huella-vectores.zip',
  },
  contacts: 'Incluir los contactos de los animales perdidos y encontrados',
  contactsHint: 'Teléfonos y direcciones que has apuntado. Solo para gente de confianza.',
  occasions: 'Ocasiones',
  occasionsHint: 'Lo que es una columna de la historia.',
  occasionKinds: {
    day: 'Cada día',
    week: 'Cada semana',
    days: 'Un número de días',
    dates: 'Mis propias fechas',
  },
  days: 'Días en cada una',
  occasionDates: (n) => `Ocasión ${n}`,
  addDates: 'Añadir una ocasión',
  clock: 'Zona horaria de las cámaras',
  clockHint: 'Para las fotos que no dicen la suya. El estándar pide una.',
  exactPlaces: 'Coordenadas exactas',
  exactPlacesHint:
    'No la marques si alguien puede cazar al animal: los lugares se redondean a unos 11 km.',
  relativePlacesHint:
    'No la marques si alguien puede cazar al animal: las distancias siguen bien y no se dice dónde fue.',
  withPhotos: 'También las fotos',
  withPhotosHint: 'Hacen falta para volver a abrirlo en Huella.',
  photosTellPlaces:
    'Los archivos de las fotos pueden llevar dentro su lugar exacto. No los incluyas si no debe saberse.',
  remarks: {
    'no-date': (n) => `Fuera: ${photos(n)} sin fecha.`,
    'no-place': (n) => `Fuera: ${photos(n)} de estaciones sin coordenadas.`,
    'no-station': (n) =>
      `Fuera: ${photos(n)} sin decir dónde ${n === 1 ? 'se hizo' : 'se hicieron'}.`,
    'no-individual': (n) => `Fuera: ${photos(n)} sin animal identificado.`,
    'outside-occasions': (n) => `Fuera: ${photos(n)} de fechas que no son de ninguna ocasión.`,
    undated: (n) => `En el archivo sin fecha: ${photos(n)}.`,
    unplaced: (n) => `En el archivo sin coordenadas: ${photos(n)}.`,
    'time-unknown': (n) => `De ${photos(n)} solo se sabe el día: el archivo dice medianoche.`,
    'not-latin': (n) =>
      `La especie de ${photos(n)} no tiene nombre científico: el archivo dice Animalia, con tus palabras al lado.`,
    'effort-unknown': (n) =>
      `No se sabe cuándo vigilaron las cámaras de ${plural(n, { one: '{n} estación', other: '{n} estaciones' })}: cuenta el tiempo de la primera a la última foto.`,
    'outside-effort': (n) =>
      plural(n, {
        one: '{n} avistamiento es de un día en que su estación no constaba como vigilada.',
        other: '{n} avistamientos son de días en que su estación no constaba como vigilada.',
      }),
    'places-rounded': (n) => `Coordenadas redondeadas: ${photos(n)}.`,
    'places-relative': (n) =>
      `Los lugares son metros desde una esquina de la zona: ${plural(n, { one: '{n} estación', other: '{n} estaciones' })}.`,
    'several-species': (n) =>
      `Las historias mezclan ${plural(n, { one: '{n} especie', other: '{n} especies' })}. Para una sola, filtra antes la galería.`,
  },
  again: 'Otra exportación',
  running: 'Exportando',
  done: (name) => `${name} está guardado.`,
  cancelled: 'Has parado la exportación. No se ha guardado nada.',
};
