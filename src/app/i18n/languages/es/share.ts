/** Una galería que un equipo comparte por su propio almacén, en español. */
import type { Messages } from '../../messages';
import { plural } from './format';

export const share: Messages['share'] = {
  lead: 'Varias personas y dispositivos llevan una misma galería: lo que uno añade o decide llega a los demás. Viaja cifrado por un almacén en línea que tu grupo tiene o alquila, que no puede leerlo; la búsqueda sigue en cada dispositivo.',
  inSettings: 'Una galería para varias personas y dispositivos, por un almacén de tu grupo.',
  open: 'Compartir con tu equipo',

  joinTitle: 'Te dieron un enlace o un código',
  joinHint:
    'Apunta al código con la cámara de este dispositivo y ábrelo en el navegador donde usas Huella, o pega aquí el enlace.',
  link: 'Enlace',
  look: 'Continuar',

  beginTitle: 'Empezar una galería compartida',
  beginHint:
    'Para quien se encarga del almacén: cualquiera que hable S3 (AWS, R2, B2, Garage, MinIO, Ceph, SeaweedFS…). Crea un bucket y una clave que pueda leerlo y escribirlo, y ponlos aquí.',
  endpoint: 'Dirección del almacén',
  endpointHint: 'Empieza por https:// y no lleva el nombre del bucket.',
  bucket: 'Bucket',
  region: 'Región',
  regionHint: 'Déjala vacía si tu almacén no tiene.',
  folder: 'Carpeta dentro del bucket',
  folderHint: 'Déjala vacía para usar el bucket entero.',
  accessKey: 'Clave de acceso',
  secretKey: 'Clave secreta',
  check: 'Comprobar',
  checking: 'Preguntando al almacén…',
  found: 'El almacén responde y conoce esta clave. Allí aún no hay nada compartido.',
  begin: 'Empezar con esta galería',
  beginText: (n) =>
    n === 0
      ? 'Tu galería está vacía: se compartirá lo que añadas.'
      : plural(n, {
          one: 'Se compartirá {n} foto de este dispositivo.',
          other: 'Se compartirán {n} fotos de este dispositivo.',
        }),
  joining: 'Entrando…',

  consentTitle: '¿Puede Huella conectarse a este almacén?',
  consentAddress: 'Huella se conectaría a esta dirección, y a ninguna otra:',
  consentSends:
    'Allí va lo que hay en tu galería: fotos, nombres, lugares, notas y decisiones. Todo se cifra antes en este dispositivo: el almacén no puede leerlo, y quien tenga el enlace sí.',
  consentCheck:
    'Ahora solo se pregunta si responde y qué puede hacer la clave. No se envía nada de tu galería hasta que empieces.',
  consentReads:
    'Este enlace es de solo lectura: la galería compartida llega a este dispositivo y no se envía nada tuyo.',
  consentSees:
    'El almacén sí ve la dirección de red de este dispositivo, cuándo se conecta y cuánto envía.',
  consentLeave: 'Puedes salir cuando quieras. Lo que hay en este dispositivo se queda.',
  agreeJoin: 'Permitir y entrar',
  agreeCheck: 'Permitir y comprobar',
  refused: 'No se ha enviado nada.',
  joined: 'Ya compartes esta galería. Empieza a sincronizarse.',
  alreadyHere: 'Este dispositivo ya comparte esa galería.',

  statusTitle: 'Galería compartida',
  at: (bucket, host) => `«${bucket}» en ${host}`,
  roles: {
    write: 'Este dispositivo lee y escribe.',
    read: 'Este dispositivo solo lee: lo que se añade o decide aquí se queda aquí.',
  },
  phases: {
    none: 'No se comparte nada.',
    idle: 'Todo está al día.',
    syncing: 'Sincronizando…',
    paused: 'En pausa. No se envía ni se trae nada.',
    offline: 'Sin conexión: sigue sola cuando la haya.',
    waiting:
      'En espera: otra pestaña de Huella está sincronizando, o son datos móviles que guardas para lo pequeño.',
  },
  stages: {
    sending: 'Enviando lo decidido aquí',
    receiving: 'Trayendo lo que decidieron otros',
    'sending-parts': 'Enviando miniaturas y lo que usa la búsqueda',
    'receiving-parts': 'Trayendo miniaturas y lo que usa la búsqueda',
    'sending-files': 'Enviando fotos',
    'receiving-files': 'Trayendo fotos',
  },
  lastSynced: (when) => `Al día por última vez: ${when}.`,
  neverSynced: 'Aún no está al día.',
  waitingUp: (n, size) =>
    plural(n, { one: `{n} cosa por enviar (${size})`, other: `{n} cosas por enviar (${size})` }),
  waitingDown: (n, size) =>
    plural(n, { one: `{n} cosa por traer (${size})`, other: `{n} cosas por traer (${size})` }),
  unprepared: (n) =>
    plural(n, {
      one: 'Falta preparar {n} foto para la búsqueda en este dispositivo. Sigue solo mientras Huella esté abierta.',
      other:
        'Falta preparar {n} fotos para la búsqueda en este dispositivo. Sigue solo mientras Huella esté abierta.',
    }),
  unpreparedAway: (n) =>
    plural(n, {
      one: 'Las búsquedas de aquí aún no pueden encontrar {n} foto: el modelo en uso no la ha visto y su archivo no está en este dispositivo. Abajo eliges qué archivos vienen.',
      other:
        'Las búsquedas de aquí aún no pueden encontrar {n} fotos: el modelo en uso no las ha visto y sus archivos no están en este dispositivo. Abajo eliges qué archivos vienen.',
    }),
  traffic: (up, down) => `Desde que abriste Huella: ${up} enviados, ${down} recibidos.`,
  sync: 'Sincronizar ahora',
  details: 'Lo que dijo el almacén',

  conflictsTitle: (n) =>
    plural(n, {
      one: '{n} cosa se dijo dos veces y distinta',
      other: '{n} cosas se dijeron dos veces y distintas',
    }),
  conflictsHint:
    'Dos personas cambiaron lo mismo sin saber una de otra. No se ha perdido nada: abajo está lo que cuenta ahora. Para resolverlo, decide de nuevo en la galería o en la ficha del animal.',
  conflicts: {
    'same-name': 'dos animales tenían el mismo nombre',
    renamed: 'recibió dos nombres',
    who: 'se dijo que era dos animales',
    decision: 'se decidió de dos maneras',
    described: 'tiene dos juegos de datos',
    'in-trash': 'se borró aquí y otros la conservan',
    'deleted-there': 'se conserva aquí y otros la borraron',
    undone: 'un paso deshecho solo en un lado',
    setting: 'un ajuste distinto',
  },
  kept: {
    here: 'cuenta lo dicho aquí',
    theirs: 'cuenta lo que dijo la otra persona',
    both: 'se quedan los dos',
    joined: 'ahora es un solo animal',
  },

  inviteTitle: 'Invitar a otras personas',
  inviteHint:
    'Quien tiene el enlace tiene la galería: mándalo solo a personas de confianza, en un mensaje que solo ellas lean.',
  inviteRole: '¿Qué podrán hacer?',
  inviteWrite: 'Leer y añadir',
  inviteRead: 'Solo leer',
  inviteOwnKey: 'Otra clave del almacén',
  inviteOwnKeyHint:
    'Con una clave propia se puede cerrar el paso solo a un dispositivo perdido. Se crea en los ajustes del almacén.',
  inviteReadHint:
    'Para esto, crea en los ajustes del almacén una clave que solo pueda leer y listar el bucket. El almacén la hace cumplir, intente lo que intente el dispositivo.',
  invite: 'Crear el enlace',
  qr: 'Código QR del enlace',
  qrHint: 'Apunta a él con la cámara del otro dispositivo.',
  copy: 'Copiar el enlace',
  copied: 'Copiado',
  hide: 'Ocultar el enlace',

  mobileTitle: 'Con datos móviles',
  mobile: {
    all: 'Todo',
    small: 'Lo pequeño',
    nothing: 'Nada',
  },
  mobileHint:
    'Lo pequeño son nombres, decisiones, miniaturas y lo que usa la búsqueda. Vale donde el navegador dice qué conexión es; «Sincronizar ahora» va por delante.',

  keepTitle: 'Fotos guardadas en este dispositivo',
  keepLead:
    'Los nombres, las decisiones, las miniaturas y lo que usa la búsqueda están siempre aquí, así que la búsqueda abarca todas las fotos. Aquí se trata de los archivos de las fotos, que son los que ocupan.',
  keepFiles: 'Archivos que vienen a este dispositivo',
  keepAll: 'Todos',
  keepChosen: 'Algunos',
  keepNone: 'Ninguno',
  keepNoneHint: 'Los archivos añadidos aquí se quedan.',
  keepSpecies: 'De estas especies',
  keepSpeciesHint: 'Sin marcar ninguna: de todas las especies.',
  keepNear: 'Cerca de este lugar',
  keepKm: 'A cuántos kilómetros como mucho',
  keepMonths: 'De los últimos cuántos meses',
  keepMonthsHint: 'Déjalo vacío para fotos de cualquier fecha.',
  keepBudget: 'Cuántos gigabytes como mucho',
  keepBudgetHint:
    'Déjalo vacío para no poner límite. Lo que se añadió aquí no se borra; de las fotos que llegaron porque alguien las abrió, las más antiguas se van primero.',
  keepSave: 'Usar esto',
  keepSaved: 'Guardado. Vale desde la próxima sincronización.',

  original: {
    fetching: 'Trayendo la foto entera de la galería compartida',
    progress: (done, total) => `La foto entera está llegando: ${done} de ${total}`,
    offline:
      'Esta es su imagen pequeña. La foto entera está en la galería compartida, y ahora no hay red.',
    unsent:
      'Esta es su imagen pequeña. El dispositivo que tiene la foto entera aún no la ha enviado a la galería compartida.',
    failed:
      'Esta es su imagen pequeña. No se ha podido traer la foto entera de la galería compartida.',
  },

  lostTitle: 'Si se pierde un dispositivo',
  lost: 'Borra en los ajustes del almacén la clave que usaba: desde entonces no puede leer ni escribir allí. Lo que ya tenía sigue en él. Los dispositivos que usaban la misma clave salen y vuelven a entrar con un enlace de clave nueva, creado arriba antes de salir; con eso no se pierde nada.',

  leave: 'Salir de la galería compartida',
  leaveTitle: '¿Salir de la galería compartida?',
  leaveText:
    'Todo lo que hay en este dispositivo se queda en él. Ya no le llega lo que añadan otros, ni a otros lo que añadas tú, y Huella ya no puede conectarse al almacén.',
  leaveWaiting: (n) =>
    plural(n, {
      one: '{n} cosa de este dispositivo aún no se ha enviado: a los demás no les llegará.',
      other: '{n} cosas de este dispositivo aún no se han enviado: a los demás no les llegarán.',
    }),
  leaveAction: 'Salir',
  left: 'Has salido. Tu galería está como estaba.',

  corsTitle: 'La regla que necesita el almacén (CORS)',
  corsHint:
    'El navegador no dice cuál de las dos cosas es. Si el almacén está encendido y la dirección está bien, pega esta regla en los ajustes del bucket, espera un minuto y comprueba de nuevo.',
  corsConsole: 'En la página del almacén',
  corsTools: 'Por línea de comandos',
  corsCopy: 'Copiar la regla',

  reload: 'Recargar la página',
  problems: {
    none: 'En este sitio no hay ninguna galería compartida, y una clave de solo lectura no puede empezarla.',
    'key-wrong':
      'Allí ya hay una galería compartida, y este no es su enlace. Pide el enlace a alguien que la comparta, o elige otro bucket u otra carpeta.',
    newer: 'Allí escribió una versión más nueva de Huella. Recarga la página para actualizar esta.',
    damaged:
      'Algo en el almacén está dañado o lo han cambiado. No se ha usado, y lo de este dispositivo está entero.',
    'device-copied':
      'Otro dispositivo escribe en nombre de este, como pasa al copiar un perfil del navegador. Sal y vuelve a entrar en uno de los dos.',
    forbidden:
      'El almacén solo deja leer a esta clave, o no le deja usar este bucket. Pide otra clave o revisa qué puede hacer.',
    full: 'El almacén está lleno. No se pierde nada: sigue cuando haya sitio.',
    unwritable:
      'El almacén responde, pero no guarda nada nuevo: está lleno o algo le pasa. No se pierde nada: lo que hacen los demás sigue llegando, y lo demás continúa cuando vuelva a admitir fotos.',
    address:
      'Esto no es la dirección de un almacén o el nombre de un bucket. La dirección empieza por https://, y los buckets llevan minúsculas, cifras y guiones.',
    link: 'Esto no es un enlace entero a una galería compartida. Cópialo de nuevo de principio a fin.',
    unreachable:
      'El almacén no ha respondido: está apagado, la dirección no es esa, no hay conexión o el almacén aún no permite esta página.',
    cors: 'El almacén no ha respondido a esta página: aún no la permite, o está apagado o no está en esa dirección.',
    'no-bucket': 'El almacén responde, pero no tiene ningún bucket con ese nombre.',
    'key-refused':
      'El almacén no conoce esta clave, o la borraron allí. Revisa las dos partes de la clave o pide otro enlace.',
    'no-guard':
      'Esta página aún no puede abrir el camino a un almacén. Recárgala y prueba otra vez; en una ventana privada no funciona.',
    clock:
      'El reloj de este dispositivo está mal y por eso el almacén lo rechaza. Pon la fecha y la hora y prueba otra vez.',
    'not-joined': 'Este dispositivo no comparte ninguna galería.',
    joined: 'Este dispositivo ya comparte otra galería. Sal primero de esa.',
    'read-key-needed': 'Pon una clave que solo pueda leer.',
  },
};
