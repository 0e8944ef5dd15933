/** Añadir fotos de carpetas, zips y tablas, en español. */
import type { Messages } from '../../messages';
import { number, plural } from './format';

export const adding: Messages['adding'] = {
  fromZip: 'De un zip o una tabla',
  noPhotos: 'No hay fotos en lo que has elegido. Elígelas junto con la tabla.',
  planTitle: 'Revisa antes de añadir',
  level: (names) => `La carpeta ${names}`,
  levelHint: (n) => plural(n, { one: '{n} nombre', other: '{n} nombres' }),
  names: 'Quién es quién',
  table: 'Tabla',
  tableRows: (n) => plural(n, { one: '{n} fila', other: '{n} filas' }),
  useTable: 'Tengo una tabla (Excel, CSV) o resultados de MegaDetector',
  without: (name) => `Seguir sin ${name}`,
  columnsLead: '¿Qué hay en cada columna? Cambia lo que Huella no haya acertado.',
  none: 'No está en la tabla',
  moreColumns: 'Más columnas',
  firstRows: 'Las primeras filas',
  unidentified: 'Sin identificar',
  planned: (photos, identified, individuals) =>
    `${plural(photos, { one: '{n} foto', other: '{n} fotos' })}, ${number(identified)} con nombre, ${plural(individuals, { one: '{n} animal', other: '{n} animales' })}`,
  noFileColumn: 'Di en qué columna están los nombres de los archivos.',
  problems: (n) =>
    plural(n, { one: 'Hay {n} fila que revisar', other: 'Hay {n} filas que revisar' }),
  lost: (n) =>
    plural(n, { one: '{n} de ellas no se añadirá', other: '{n} de ellas no se añadirán' }),
  row: (n) => `Fila ${number(n)}`,
  problem: {
    'no-file-name': 'No dice de qué archivo es.',
    'file-not-found': 'Este archivo no está entre los que has elegido.',
    'file-ambiguous': 'Varios de tus archivos se llaman así.',
    'no-animal': 'En este recuadro no hay un animal. Se deja fuera.',
    'duplicate-row': 'La misma foto está en una fila anterior.',
    'bad-date': 'Esto no es una fecha. La foto se añade sin ella.',
    'bad-box': 'Este recuadro no es válido.',
    'bad-place': 'Esto no es un lugar. La foto se añade sin él.',
    'unknown-side': 'Huella no conoce este lado. La foto se añade sin él.',
    'long-row': 'Tiene más celdas que columnas la tabla. Mira si lo leído es correcto.',
    'several-animals':
      'La fila nombra varios animales y ningún recuadro dice cuál es cuál. La foto se añade sin nombre.',
    'bad-microchip': 'Este no es un número de microchip. La foto se añade sin él.',
    'folder-differs': 'Tu archivo con este nombre está en otra carpeta.',
    'date-undecided':
      'No se sabe qué número es el día y cuál el mes. La foto se añade sin la fecha.',
    'box-clipped': 'El recuadro se sale de la foto. Se usa la parte que está dentro.',
    'no-place': '0, 0 es lo que anotan los aparatos sin señal. La foto se añade sin lugar.',
  },
  addUnnamed: (n) =>
    plural(n, {
      one: 'Añadir también la foto que la tabla no nombra',
      other: 'Añadir también las {n} fotos que la tabla no nombra',
    }),
  results: 'Animales encontrados por MegaDetector',
  order: {
    title: '¿Qué número es el día?',
    lead: (example) =>
      `La tabla escribe fechas como «${example}», y nada en ella dice qué número es cuál.`,
    'day-first': (date) => `Primero el día: ${date}`,
    'month-first': (date) => `Primero el mes: ${date}`,
    'year-first': (date) => `Primero el año: ${date}`,
    none: 'No lo sé: añadir las fotos sin estas fechas',
    answer: 'Elige antes una de estas respuestas.',
    byPhotos: 'Las fechas de las propias fotos coinciden con esto.',
    byLanguage: 'Huella lo propone por el idioma de la tabla.',
  },
  differ: (n) =>
    plural(n, {
      one: 'Dos tablas no coinciden en {n} dato. Vale lo que dice la primera.',
      other: 'Dos tablas no coinciden en {n} datos. Vale lo que dice la primera.',
    }),
  boxForm: {
    example: (box) => `El primer recuadro de la tabla: ${box}.`,
    title: 'Los números de un recuadro',
    open: 'Nada en la tabla dice qué son sus números. Mira dónde queda en tu foto.',
    size: 'izquierda, arriba, ancho, alto',
    corners: 'dos esquinas: izquierda, arriba, derecha, abajo',
    centre: 'el centro, y luego ancho y alto',
  },
  whichFolder: {
    lead: (folder) =>
      folder === ''
        ? 'Varias carpetas tienen archivos con los mismos nombres. ¿De cuál son estas fotos?'
        : `Tu carpeta «${folder}» se llama allí de otra forma. ¿Cuál de ellas es?`,
    label: 'La misma carpeta es',
    none: 'Ninguna: dejar fuera esas filas',
    any: 'Cualquiera: guiarse solo por los nombres de archivo',
    top: '(sin carpeta)',
  },
  drawnBoxes: 'Recuadros dibujados, en archivos junto a las fotos',
  drawnFiles: (name, n) =>
    plural(n, { one: `${name}: {n} archivo`, other: `${name} y otros: {n} archivos` }),
  boxProblem: {
    'bad-entry': 'Esta entrada no nombra un archivo que se pueda usar.',
    'bad-box': 'Este recuadro no es válido. Se ha dejado fuera.',
    'box-clipped': 'El recuadro se sale de la foto. Se ha usado la parte que está dentro.',
    'bad-confidence': 'Esta seguridad no es un número entre 0 y 1. El recuadro se ha dejado fuera.',
    'unknown-category': 'El archivo no dice qué es esta categoría. El recuadro se ha dejado fuera.',
    'detector-failed': 'El detector no pudo leer esta foto.',
    'classes-missing':
      'Falta el archivo con los nombres de las clases (classes.txt o data.yaml), así que no se sabe qué hay en cada recuadro. Todos se han usado como animales.',
  },
  entryProblems: (n) =>
    plural(n, { one: 'Hay {n} entrada que revisar', other: 'Hay {n} entradas que revisar' }),
  emptyPhotos: (n) =>
    plural(n, {
      one: 'En {n} foto ningún animal es lo bastante seguro; no se añade.',
      other: 'En {n} fotos ningún animal es lo bastante seguro; no se añaden.',
    }),
  addUnmentioned: (n) =>
    plural(n, {
      one: 'Añadir también, entera, la foto que los resultados no mencionan',
      other: 'Añadir también, enteras, las {n} fotos que los resultados no mencionan',
    }),
  left: (n) => plural(n, { one: '{n} cosa no se ha usado', other: '{n} cosas no se han usado' }),
  note: {
    'names-nothing': 'No nombra ninguna de estas fotos.',
    'no-file-column':
      'Ninguna de sus columnas tiene nombres de archivo. Elígela tú para decir cuál los tiene.',
    'system-files': (n) =>
      plural(n, {
        one: 'Un sistema puso aquí {n} archivo. Se ha dejado fuera.',
        other: 'Un sistema puso aquí {n} archivos. Se han dejado fuera.',
      }),
    repaired: (n) =>
      plural(n, {
        one: '{n} letra no está escrita como las demás. Mira si es correcta.',
        other: '{n} letras no están escritas como las demás. Mira si son correctas.',
      }),
    sidecars: (n: number) =>
      plural(n, {
        one: 'La fecha o el lugar de {n} foto está en un archivo junto a ella (Google Takeout o XMP). Se usa donde la propia foto no dice nada.',
        other:
          'Las fechas y lugares de {n} fotos están en archivos junto a ellas (Google Takeout o XMP). Se usan donde la propia foto no dice nada.',
      }),
    'sidecars-alone': (n: number) =>
      plural(n, {
        one: '{n} archivo describe una foto que no está entre las que elegiste.',
        other: '{n} archivos describen fotos que no están entre las que elegiste.',
      }),
    'second-results': (n: number) =>
      plural(n, {
        one: '{n} foto está también en otros resultados. Se usaron los primeros.',
        other: '{n} fotos están también en otros resultados. Se usaron los primeros.',
      }),
    'name-unused': (individual: string) =>
      `En esta foto se encontraron varios animales. El nombre «${individual}» no se dio a ninguno.`,
    'unread-boxes': (columns) =>
      `Esta columna tiene recuadros escritos de una forma que Huella no lee: ${columns}. No se toman recuadros de ella.`,
    'broken-box': (columns) =>
      `Estas columnas son partes de un recuadro, y faltan otras: ${columns}. No se toman recuadros de ella.`,
    'no-animal': 'Ningún animal era lo bastante seguro. No se ha añadido.',
    unmentioned: 'Los resultados no la mencionan. No se ha añadido.',
    difference: (used, other) => `Dos tablas no coinciden: se ha tomado «${used}», no «${other}».`,
  },
  notesTitle: 'También conviene saber',
  confidence: 'Seguridad mínima',
  animals: (n) => plural(n, { one: '{n} animal', other: '{n} animales' }),
  resultsHint: 'Cada animal se añade recortado de su foto.',
  pause: 'Pausar',
  goOn: 'Seguir',
  paused: 'En pausa',
  waiting: 'Esperando a que se recupere una copia, se cambie de modelo o se mida el dispositivo',
  interrupted: (name) => (name ? `Quedó a medias añadir «${name}»` : 'Quedó a medias añadir fotos'),
  doneOf: (done, total) => `${number(done)} de ${number(total)} hechas`,
  continue: 'Continuar',
  chooseFolder: 'Elige otra vez la carpeta',
  chooseZip: 'Elige otra vez el zip',
  chooseFiles: 'Elige otra vez los archivos',
  forget: 'Dejarlo',
  near: (n) => plural(n, { one: '{n} se parece a otra', other: '{n} se parecen a otras' }),
  looksLike: (name) => `Añadida. Es casi igual que ${name}.`,
  records: (decisions, individuals) =>
    `Exportado por Huella: trae lo que se sabe de ${plural(individuals, { one: '{n} individuo', other: '{n} individuos' })} y ${plural(decisions, { one: '{n} paso del historial', other: '{n} pasos del historial' })}.`,
  adopted: (n) =>
    plural(n, {
      one: '{n} paso del historial incorporado',
      other: '{n} pasos del historial incorporados',
    }),
  stations: (n) => plural(n, { one: '{n} estación descrita', other: '{n} estaciones descritas' }),
  report: 'Informe',
  saveTable: 'Guardar como CSV',
  reportFile: 'huella-importacion.csv',
  allFine: 'Se ha añadido todo.',
  outcomes: {
    imported: 'Añadida',
    duplicate: 'Ya estaba',
    'near-duplicate': 'Añadida, se parece a otra',
    failed: 'No añadida',
  },
  columns: { file: 'Archivo', outcome: 'Resultado', reason: 'Motivo', individual: 'Animal' },
  fields: {
    file: 'Archivo',
    folder: 'Carpeta del archivo',
    individual: 'Animal',
    date: 'Fecha',
    time: 'Hora',
    year: 'Fecha: año',
    month: 'Fecha: mes',
    day: 'Fecha: día',
    hour: 'Hora: horas',
    minute: 'Hora: minutos',
    second: 'Hora: segundos',
    coordinates: 'Coordenadas',
    latitude: 'Latitud',
    longitude: 'Longitud',
    station: 'Estación',
    placeName: 'Lugar',
    species: 'Especie',
    genus: 'Especie: género',
    epithet: 'Especie: segunda palabra',
    side: 'Lado',
    box: 'Recuadro',
    boxX: 'Recuadro: izquierda',
    boxY: 'Recuadro: arriba',
    boxWidth: 'Recuadro: ancho',
    boxHeight: 'Recuadro: alto',
    boxRight: 'Recuadro: derecha',
    boxBottom: 'Recuadro: abajo',
    boxCentreX: 'Recuadro: centro a lo ancho',
    boxCentreY: 'Recuadro: centro a lo alto',
    pictureWidth: 'Ancho de la foto',
    pictureHeight: 'Alto de la foto',
    turns: 'Cuartos de vuelta',
    status: 'Perdido o encontrado',
    colour: 'Color',
    microchip: 'Microchip',
    labels: 'Etiquetas',
    notes: 'Notas',
  },
};
