/** Una frase por cada código de error: qué ha pasado y, si lo hay, qué hacer. */
import type { Messages } from '../../messages';

export const errors: Messages['errors'] = {
  'photo-empty': 'El archivo está vacío.',
  'photo-not-an-image': 'Este archivo no es una foto.',
  'photo-truncated': 'El archivo está incompleto. Prueba a copiarlo de nuevo.',
  'photo-damaged': 'La foto está dañada y no se puede leer.',
  'photo-heic-unsupported':
    'Este navegador no abre fotos HEIC. Guárdala como JPEG o abre Huella en Safari.',
  'photo-format-unsupported':
    'Este navegador no abre fotos en este formato. Guárdala como JPEG o PNG.',
  'photo-too-large':
    'La foto es demasiado grande para abrirla. Hazla más pequeña y prueba otra vez.',
  'photo-unreadable': 'No se ha podido leer el archivo. Quizá lo moviste o lo borraste.',
  'crop-invalid': 'El recuadro dibujado en la foto no es válido.',
  'crop-taken': 'Ya hay en la galería otra foto con este mismo recorte.',
  'encoder-missing': 'Falta una parte de Huella. Revisa tu conexión y recarga la página.',
  'encoder-damaged':
    'Una parte de Huella ha llegado dañada. Recarga la página para descargarla de nuevo.',
  'encoder-failed': 'No se ha podido comparar la foto. Prueba otra vez.',
  'encoder-self-check-failed':
    'Este dispositivo ha dado resultados erróneos en la comprobación inicial, así que no se ha comparado nada.',
  'encoder-timeout': 'Esta foto tardaba demasiado y se ha dejado. Prueba otra vez.',
  'device-lost': 'El procesador gráfico ha dejado de responder. Prueba otra vez.',
  'detector-failed':
    'Huella no pudo buscar animales en esta foto. Dibuja el recuadro a mano o usa la foto entera.',
  'markings-failed':
    'No se han podido comparar las marcas. La respuesta queda como estaba sin ellas.',
  'out-of-memory': 'No hay suficiente memoria. Cierra otras pestañas y prueba otra vez.',
  'storage-full': 'No queda espacio en este dispositivo. Libera un poco y prueba otra vez.',
  'storage-failed': 'El navegador no ha podido guardar o leer los datos.',
  'storage-blocked': 'Otra pestaña usa una versión anterior de Huella. Ciérrala y prueba otra vez.',
  'storage-newer-version':
    'Tu galería se guardó con una versión más nueva de Huella. Recarga la página para actualizar.',
  'name-taken': 'Ya hay otro animal con ese nombre.',
  'not-found': 'Ya no está aquí. Quizá se borró en otra pestaña.',
  'original-elsewhere':
    'El archivo de esta foto ({name}) está en la galería compartida y no en este dispositivo, y ahora no se ha podido traer. Inténtalo cuando haya red.',
  'index-corrupt': 'El índice de búsqueda estaba dañado. Se hará de nuevo a partir de tus fotos.',
  'dimension-mismatch': 'Estas fotos se prepararon de otra manera y no se pueden comparar.',
  'checkpoint-not-recognised': 'Este archivo es {found}, no un modelo que Huella pueda leer.',
  'checkpoint-truncated': 'El archivo del modelo está incompleto. Descárgalo de nuevo.',
  'checkpoint-damaged': 'El archivo del modelo está dañado. Descárgalo de nuevo.',
  'checkpoint-unsupported': 'Este archivo de modelo no se puede usar: contiene {found}.',
  'checkpoint-wrong-architecture':
    'Este archivo contiene {found}. Huella puede usar modelos de estos tipos: {supported}.',
  'checkpoint-too-large':
    'El archivo del modelo pide más memoria que ningún modelo conocido, así que no se ha abierto.',
  'encoder-card-needed':
    'Este archivo de modelo no dice todo lo que hace falta saber de él: {missing}.',
  'checkpoint-unreachable':
    'No se ha podido descargar o leer el modelo. Revisa tu conexión y prueba otra vez.',
  'install-unsupported':
    'Este navegador no ofrece dónde guardar un modelo. Usa una ventana normal (no privada) de un navegador actual.',
  'zip-damaged': 'El zip está dañado o incompleto. Prueba a copiarlo o descargarlo de nuevo.',
  'zip-encrypted': 'El zip tiene contraseña. Descomprímelo primero y añade la carpeta.',
  'zip-unsupported':
    'Huella no puede leer este tipo de zip. Descomprímelo primero y añade la carpeta.',
  'zip-unsafe-name': 'Su nombre dentro del zip apunta fuera de él, así que no se ha añadido.',
  'zip-limit': 'Al descomprimirse ocuparía muchísimo más que una foto, así que no se ha añadido.',
  'network-needed': 'Para esto hace falta conexión, y ahora mismo no la hay.',
  'table-unreadable':
    'La tabla no tiene filas que Huella pueda leer. Guárdala como CSV y prueba otra vez.',
  'table-too-large': 'La tabla es demasiado grande. Divídela y añade las partes una tras otra.',
  'table-is-workbook':
    'Huella no puede leer esta hoja de cálculo: tiene contraseña, está dañada o es de un tipo que Huella no conoce. Ábrela donde se hizo, guárdala como CSV y añade ese archivo junto con las fotos.',
  'detections-unrecognised':
    'Este archivo no contiene resultados de MegaDetector que Huella conozca.',
  'detections-not-json': 'Este archivo no es JSON válido; no se usó nada de él.',
  'detections-without-boxes':
    'Estos resultados nombran fotos y no traen recuadros. Solo se pueden recortar animales donde un detector los encontró.',
  'map-unreadable':
    'Este mapa no se puede usar. Tiene que ser un archivo GeoJSON con longitudes y latitudes en grados, de 50 MB como máximo, o un archivo PMTiles de la misma región.',
  'occasions-unusable':
    'Con estas fechas no se puede hacer una historia de captura ({found}). Elige otras ocasiones, o fotos con fecha.',
  'backup-failed':
    'La copia se escribió, pero al leerla de nuevo salió otra cosa ({entry}). No te fíes de ella; prueba otra vez o guárdala en otro sitio.',
  'backup-not-recognised': 'Este archivo no es una copia hecha con Huella.',
  'backup-newer':
    'Esta copia se hizo con una versión más nueva de Huella. Actualiza Huella aquí y prueba otra vez.',
  'backup-damaged': 'La copia está dañada: {entry}. Aquí no ha cambiado nada. Busca otra copia.',
  'backup-refused':
    'Esta copia lleva algo que Huella nunca escribiría ({entry}), así que no se ha cambiado nada.',
  cancelled: 'Cancelado.',
  internal: 'Algo ha ido mal. Prueba otra vez o recarga la página.',
};
