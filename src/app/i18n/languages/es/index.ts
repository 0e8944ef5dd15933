/** Las palabras del marco y de la primera pantalla, en español (de tú). */
import type { FirstMessages } from '../../messages';
import { actions } from './actions';
import { answer } from './answer';
import { crop } from './crop';
import { errors } from './errors';
import { filters } from './filters';
import { number, plural, duration } from './format';
import { offline } from './offline';
import { look, review } from './review';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });
const individuals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animales' });

export const messages: FirstMessages = {
  errors,
  crop,
  actions,
  answer,
  offline,
  filters,
  look,
  review,

  common: {
    cancel: 'Cancelar',
    close: 'Cerrar',
    done: 'Listo',
    delete: 'Borrar',
    remove: 'Quitar',
    save: 'Guardar',
    retry: 'Probar otra vez',
    dismiss: 'Descartar',
    unidentified: 'Sin identificar',
    photos,
  },

  shell: {
    skip: 'Saltar al contenido',
    sections: 'Secciones',
    identify: 'Identificar',
    gallery: 'Galería',
    individuals: 'Animales',
    lost: 'Perdidos y encontrados',
    lostTab: 'Perdidos',
    evaluate: 'Qué tal funciona aquí',
    groups: 'Grupos sin nombre',
    mistakes: 'Nombres por revisar',
    surveys: 'Muestreos',
    history: 'Historial',
    trash: 'Papelera',
    encoders: 'Modelos',
    settings: 'Ajustes',
    share: 'Compartir',
    diagnostics: 'Diagnóstico',
    review: 'Revisar',
    boxes: 'Buscar los animales',
    lacking: (names) =>
      `A este navegador le falta lo que Huella necesita (${names}): ábrela en un Chrome, Edge, Firefox o Safari actual, en una dirección https.`,
    notLoaded: 'Esta parte de Huella no se ha podido cargar. Vuelve a cargar la página.',
    dropIdentify: '¿Quién es?',
    dropIdentifyHint: 'Suéltala aquí para buscar',
    dropAdd: 'Añadir a la galería',
    dropAddHint: 'Suelta aquí fotos o carpetas',
  },

  /** Lo que el sistema enseña de Huella una vez instalada. */
  manifest: {
    description:
      'Encuentra al mismo animal otra vez: búsqueda por individuo con fotos, en tu dispositivo.',
    identifyLabel: 'Una foto y los animales a los que más se parece',
    galleryLabel: 'Las fotos de la galería',
  },

  status: {
    tabs: 'Conectando con tu otra pestaña de Huella…',
    silent: 'Tu otra pestaña de Huella no responde. Si sigue así, esta tomará el relevo enseguida.',
    reload: 'Recargar',
    library: 'Abriendo tu galería…',
    encoder: 'Preparando la comparación de fotos…',
    index: 'Preparando la búsqueda…',
    reading: 'Ya puedes buscar. Aún se están preparando fotos, así que tarda un poco más.',
    failed: 'Huella no ha podido empezar.',
    slower: 'Aquí las búsquedas pueden ir algo más lentas:',
    reasons: {
      chosen: 'lo has elegido en Ajustes.',
      'self-check-passed': 'se usa el procesador gráfico.',
      'webgpu-absent':
        'este navegador no ofrece el procesador gráfico (WebGPU), así que se usa el procesador principal.',
      'webgpu-wrong-numbers':
        'el procesador gráfico se ha equivocado en la comprobación, así que se usa el procesador principal.',
      'webgpu-failed':
        'el procesador gráfico no ha arrancado, así que se usa el procesador principal.',
      'webgpu-without-halves':
        'este modelo está guardado a la mitad de tamaño y el procesador gráfico de este dispositivo no sabe usarlo así: se usa el procesador principal.',
      'webgpu-without-int8':
        'este modelo está guardado a un cuarto de su tamaño, para el procesador principal.',
    },
  },

  welcome: {
    title: 'Encuentra al mismo animal otra vez',
    text: 'Dale a Huella la foto de un animal y te enseña a cuáles de los que conoces se parece más, por su pelaje, sus marcas y su forma. Todo pasa en este dispositivo: tus fotos nunca salen de él.',
    sample: 'Probar con animales de muestra',
    sampleNote: 'Son dibujos hechos para Huella, para que la pruebes antes de añadir nada tuyo.',
    own: 'Añadir tus fotos',
    ownNote:
      'O suelta una carpeta en cualquier sitio de esta página. Si tiene una subcarpeta por animal, se queda con su nombre.',
    preparing: 'Sacando los dibujos…',
  },

  identify: {
    title: '¿Quién es?',
    lead: (p, i) => `Busca entre ${photos(p)}${i > 0 ? ` de ${individuals(i)}` : ''}.`,
    choose: 'Elegir una foto',
    camera: 'Hacer una foto',
    dropHint: 'También puedes soltar aquí una foto, o pegarla.',
    tryOne: 'O prueba con una de tu galería',
    tryThis: (name) => `Identificar ${name}`,
    query: 'Foto que quieres identificar',
    another: 'Otra foto',
    clear: 'Quitar esta foto',
    searching: 'Buscando al mismo animal…',
    waiting: 'La búsqueda empieza en cuanto Huella esté lista.',
    cancelled: 'Búsqueda cancelada.',
    results: 'Los más parecidos',
    found: (n) => plural(n, { one: '{n} resultado', other: '{n} resultados' }),
    foundFirst: (n, name) =>
      `${plural(n, { one: '{n} resultado', other: '{n} resultados' })}. El primero: ${name}.`,
    by: 'Mostrar',
    byIndividual: 'Por animal',
    byPhoto: 'Por foto',
    count: 'Cuántos',
    similarityOf: (value) => `Parecido ${value}`,
    about:
      'El parecido dice cuánto se asemejan dos fotos: 1 es idénticas y 0 es nada en común. No es la probabilidad de que sea el mismo animal: mira las dos fotos y decide tú.',
    exact: 'Búsqueda exacta',
    exactHint: (unseen) =>
      unseen === 0
        ? 'Tu foto se ha comparado con todas las de la galería.'
        : 'Tu foto se ha comparado con todas las que están preparadas en este dispositivo.',
    unseen: (n) =>
      plural(n, {
        one: '{n} foto de la galería no se ha comparado: el modelo en uso aún no la ha visto en este dispositivo.',
        other:
          '{n} fotos de la galería no se han comparado: el modelo en uso aún no las ha visto en este dispositivo.',
      }),
    approximate: 'Búsqueda aproximada',
    approximateHint:
      'En una galería grande solo se comparan las fotos más probables, así que alguna se puede escapar.',
    best: 'El más parecido',
    compareWith: (name) => `Comparar con ${name}`,
    noneTitle: 'No hay con qué comparar',
    none: 'La galería todavía no tiene otras fotos.',
    newTitle: 'Un animal nuevo',
    newLead: 'La foto se guarda en tu galería con este nombre.',
    failedTitle: 'La búsqueda no ha funcionado',
    added: (name) => `Foto añadida a ${name}.`,
  },

  compare: {
    title: (index, total) => `Comparando, ${number(index)} de ${number(total)}`,
    yours: 'Tu foto',
    previous: 'Resultado anterior',
    next: 'Resultado siguiente',
    same: (name) => `Es el mismo: añadir a ${name}`,
    sameUnnamed: 'Es el mismo: ponle nombre',
    nameTitle: 'Ponle nombre a este animal',
    nameLead: 'Las dos fotos tendrán este nombre.',
    isSame: (name) => `Marcado como ${name}`,
    different: 'Es otro animal',
    isDifferent: (name) => `No es ${name}`,
    keys: 'Flechas: otros resultados. + − 0: ampliar. P: sin letreros. L: juntas o por separado. G: marcas que coinciden. Esc cierra.',
  },

  zoom: {
    in: 'Ampliar',
    out: 'Reducir',
    area: (name) => `${name}. Arrastra para mover, más y menos para ampliar.`,
  },

  gallery: {
    counts: (p, i) => (i > 0 ? `${photos(p)}, ${individuals(i)}` : photos(p)),
    add: 'Añadir fotos',
    addFiles: 'Fotos',
    addFolder: 'Una carpeta',
    search: 'Buscar por nombre',
    clearSearch: 'Quitar la búsqueda',
    view: 'Orden',
    newest: 'Recientes',
    byDate: 'Por fecha',
    byIndividual: 'Por animal',
    showAll: 'Ver todas las fotos',
    select: 'Seleccionar',
    selected: (n) => plural(n, { one: '{n} seleccionada', other: '{n} seleccionadas' }),
    selectAll: 'Seleccionar todo',
    selectNone: 'No seleccionar nada',
    selectGroup: (name) => `Seleccionar todas las de ${name}`,
    assign: '¿Quién es?',
    grid: 'Fotos',
    gridHelp: 'Las flechas mueven, Intro abre, Espacio selecciona.',
    photoLabel: (name, who) => `${who}, ${name}`,
    emptyTitle: 'Tu galería está vacía',
    empty: 'Añade fotos de los animales que conoces. Huella los buscará aquí.',
    noMatchTitle: 'Nada con ese nombre',
    noMatch: (text) => `No hay ninguna foto ni animal que se llame «${text}».`,
    noneUnidentified: 'Todas las fotos tienen nombre. ¡Bien hecho!',
    loading: 'Abriendo tu galería…',
    deleteTitle: (n) => plural(n, { one: '¿Borrar esta foto?', other: '¿Borrar {n} fotos?' }),
    deleteText: (n) =>
      plural(n, {
        one: 'Sale de la galería y ninguna búsqueda la encontrará. Se queda 30 días en la papelera y desde allí se puede recuperar.',
        other:
          'Salen de la galería y ninguna búsqueda las encontrará. Se quedan 30 días en la papelera y desde allí se pueden recuperar.',
      }),
    deleteButton: (n) => plural(n, { one: 'Borrar {n} foto', other: 'Borrar {n} fotos' }),
    deleted: (n) =>
      plural(n, { one: '{n} foto en la papelera.', other: '{n} fotos en la papelera.' }),
    assigned: (n, name) => `${photos(n)}: ${name}.`,
    unassigned: (n) =>
      plural(n, { one: '{n} foto queda sin nombre.', other: '{n} fotos quedan sin nombre.' }),
  },

  name: {
    title: (n) => plural(n, { one: '¿Quién es?', other: '¿Quién está en estas {n} fotos?' }),
    label: 'Nombre',
    placeholder: 'Un nombre que conozcas o uno nuevo',
    known: 'Animales que conoces',
    create: (name) => `Animal nuevo: ${name}`,
    none: 'Dejar sin nombre',
  },

  photo: {
    title: 'Foto',
    size: (width, height) => `${String(width)} × ${String(height)} píxeles`,
    added: (date) => `Añadida el ${date}`,
    similar: 'Buscar a quién se parece',
    previous: 'Foto anterior',
    next: 'Foto siguiente',
    position: (index, total) => `${number(index)} de ${number(total)}`,
  },

  import: {
    running: 'Añadiendo fotos',
    progress: (done, total) => `${number(done)} de ${number(total)}`,
    announce: (done, total) => `${number(done)} de ${number(total)} fotos añadidas.`,
    left: (seconds) => `quedan unos ${duration(seconds)}`,
    reading: 'Leyendo la carpeta…',
    busy: 'Se están añadiendo fotos. Espera a que acaben, o páralas.',
    cancelling: 'Parando…',
    stop: 'Parar',
    stopKeeps: 'Lo que ya está añadido se queda.',
    finished: (n) => plural(n, { one: '{n} foto añadida', other: '{n} fotos añadidas' }),
    cancelled: (n) =>
      plural(n, { one: 'Parado. {n} foto añadida', other: 'Parado. {n} fotos añadidas' }),
    duplicates: (n) => plural(n, { one: '{n} ya estaba', other: '{n} ya estaban' }),
    failed: (n) =>
      plural(n, { one: '{n} no se ha podido añadir', other: '{n} no se han podido añadir' }),
    see: 'Ver cuáles',
    reportTitle: 'Lo que no se ha podido añadir',
    copy: 'Copiar la lista',
    copied: 'Copiada',
    folderTitle: '¿Cómo están ordenadas tus fotos?',
    folderLead: (n) => plural(n, { one: 'Hay {n} foto.', other: 'Hay {n} fotos.' }),
    bySubfolder: 'Cada subcarpeta es un animal',
    bySubfolderHint: (n, names) => `${individuals(n)}: ${names}`,
    byFolder: (name) => `Todas son de ${name}`,
    byFolderHint: 'La carpeta lleva el nombre del animal',
    noNames: 'Sin nombres por ahora',
    noNamesHint: 'Podrás decir quién es quién después, en la galería',
    start: (n) => plural(n, { one: 'Añadir {n} foto', other: 'Añadir {n} fotos' }),
    emptyFolder: 'No hay archivos en esa carpeta.',
    storing: 'Huella ha fallado al añadir las fotos.',
  },
};
