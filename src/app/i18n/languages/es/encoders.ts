/** La pantalla de modelos en español. */
import type { Messages } from '../../messages';
import { number, plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const encoders: Messages['encoders'] = {
  lead: 'Un modelo convierte una foto en lo que se compara. El que viene con Huella encuentra parecidos; los de abajo están entrenados para distinguir individuos, o ven más que el incluido.',
  here: 'En este dispositivo',
  known: 'Modelos para instalar',
  knownLead:
    'MegaDescriptor y MiewID están entrenados con decenas de especies de animales salvajes. Los más grandes aciertan más, ocupan más y tardan más.',
  active: 'En uso',
  half: 'a la mitad de tamaño',
  quarter: 'a un cuarto del tamaño',
  whole: {
    device: (name: string) =>
      `${name} se ha guardado a tamaño completo: el procesador gráfico de este dispositivo no sabe usarlo a la mitad.`,
    numbers: (name: string) =>
      `${name} se ha guardado a tamaño completo: a la mitad no habría dado resultados correctos.`,
    layers: (name: string) =>
      `${name} se ha guardado a tamaño completo: esta clase de modelo no gana nada con ocupar menos.`,
    answers: (name: string) =>
      `${name} se ha guardado a tamaño completo: a un cuarto habría respondido otra cosa.`,
  },
  precisions: {
    title: 'Cómo se guardan los modelos nuevos',
    fp32: { text: 'Como se publicó', hint: 'No se redondea nada.' },
    fp16: {
      text: 'A la mitad de tamaño',
      hint: 'Donde el procesador gráfico sabe usarlo; si no, como se publicó.',
    },
    int8: {
      text: 'A un cuarto del tamaño',
      hint: 'Tarda más o menos la mitad en este dispositivo. Los parecidos cambian un poco: cada modelo se prueba, y se guarda como se publicó si su respuesta fuera otra.',
    },
  },
  bundled: 'Viene con Huella',
  partial: 'Sin terminar',
  damaged: 'Dañado',
  damagedHint: 'Sus archivos han cambiado en este dispositivo. Quítalo e instálalo de nuevo.',
  facts: (size: string, input: number, dimension: number) =>
    `${size} · fotos a ${number(input)} × ${number(input)} · ${number(dimension)} números cada una`,
  /** Segundos de una foto y de la galería. */
  takes: (seconds: number, n: number, all: number) =>
    n === 0
      ? `Unos ${duration(seconds)} por foto en este dispositivo`
      : `Unos ${duration(seconds)} por foto en este dispositivo, ${duration(all)} para las ${photos(n)} de tu galería`,
  adviceTitle: 'Para este dispositivo',
  adviceFor: (animal: string) => `Para tus animales (${animal}) en este dispositivo`,
  advice: (name: string, percent: number) =>
    `El adecuado es ${name}: acierta a la primera con ${number(Math.round(percent))} de cada 100 fotos publicadas y aquí es lo bastante rápido.`,
  adviceMean: (name: string, percent: number) =>
    `El adecuado es ${name}: acierta a la primera con ${number(Math.round(percent))} de cada 100 fotos entre todos los animales publicados y aquí es lo bastante rápido. De perros y gatos no hay cifras.`,
  licence: (licence: string) => `Licencia: ${licence}`,
  licenceUnknown: 'no declarada',
  notes: {
    'megadescriptor-dinov2-518': 'Con mucho, el más lento de su familia.',
    'megadescriptor-clip-336': 'Muy lento sin procesador gráfico.',
    'miewid-msv3':
      '19 puntos más que MegaDescriptor-L-384 en 33 especies nuevas, según sus autores.',
    'dinov2-s-224': 'No está entrenado con individuos.',
    'dinov2-b-224': 'No está entrenado con individuos.',
  },
  use: 'Usar este',
  install: 'Instalar',
  removeOf: (name: string) => `Quitar ${name}`,
  useOf: (name: string) => `Usar ${name}`,
  installOf: (name: string) => `Instalar ${name}`,
  resumeOf: (name: string) => `Continuar la instalación de ${name}`,
  chooseAgain: 'Venía de un archivo: elige otra vez el mismo archivo para continuar.',
  trust: 'Hasta dónde fiarse',
  trustHint:
    'Publicado: de cada 100 fotos, en cuántas la más parecida era del individuo correcto. Con tus animales puede ir mejor o peor.',
  species: 'Animal',
  firstRight: 'Aciertos de 100',
  animals: {
    zebrafish: 'Pez cebra',
    tiger: 'Tigre',
    beluga: 'Beluga',
    birds: 'Pájaros pequeños',
    chimpanzee: 'Chimpancé',
    cattle: 'Vacas',
    'giraffe-zebra': 'Jirafa y cebra',
    giraffe: 'Jirafa',
    'whales-dolphins': 'Ballenas y delfines',
    humpback: 'Ballena jorobada',
    hyena: 'Hiena',
    panda: 'Panda gigante',
    leopard: 'Leopardo',
    lion: 'León',
    macaque: 'Macaco',
    dolphin: 'Delfín',
    'right-whale': 'Ballena franca',
    nyala: 'Niala',
    'sea-turtle': 'Tortuga marina',
    seal: 'Foca',
    zebra: 'Cebra',
    'whale-shark': 'Tiburón ballena',
  },
  /** Otras palabras para ellos. */
  animalWords: {
    cattle: 'vaca vacas toro ternero',
    chimpanzee: 'chimpances',
    'sea-turtle': 'tortuga tortugas',
    zebra: 'cebras',
    giraffe: 'jirafas',
    lion: 'leones leona',
    leopard: 'leopardos',
    tiger: 'tigres',
    seal: 'focas',
    hyena: 'hienas',
    dolphin: 'delfines',
  },
  fromFile: 'Desde un archivo',
  fromFileHint:
    'Los pesos de una red que Huella conoce (Swin Transformer, DINOv2, CLIP, EfficientNet; .bin, .pth, .safetensors), cualquier codificador de imágenes en .onnx con los archivos que lo acompañan, o todos los archivos que hizo npm run convert.',
  chooseFile: 'Elegir archivos',
  ask: {
    title: 'Lo que el modelo no dice',
    lead: 'Lo dice la página de donde sacaste el modelo. Con una respuesta equivocada el modelo ve peor y nada avisa de ello; quítalo entonces e instálalo de nuevo.',
    model: '¿Qué archivo es el modelo?',
    network: '¿Cuál de sus redes quieres?',
    weights: (n: number) => `${number(n)} números`,
    networkHint: 'El archivo contiene varias. La que se usa suele llamarse teacher o ema.',
    output: '¿Cuál de sus salidas describe al animal?',
    outputHint: 'Suele llamarse embedding, features o pooled.',
    imageSize: 'Tamaño de sus imágenes, en píxeles',
    imageSizeHint: 'Se llama image size, input size o resolution: suele ser 224, 384 o 518.',
    dimension: 'Cuántos números da por imagen',
    dimensionHint: 'Se llama embedding size o dimension: suele ser 384, 512, 768 o 1536.',
    normalisation: 'Cómo quiere los colores',
    normalisations: {
      imagenet: {
        text: 'Como ImageNet',
        hint: 'Media 0,485, 0,456, 0,406. La mayoría: timm, DINOv2, torchvision',
      },
      clip: { text: 'Como CLIP', hint: 'Media 0,481, 0,458, 0,408. CLIP y sus parientes' },
      centred: { text: 'De \u22121 a 1', hint: 'Media 0,5, 0,5, 0,5' },
      plain: { text: 'De 0 a 1', hint: 'Sin restar ninguna media' },
    },
    activation: 'Con qué función de activación calcula',
    activations: {
      gelu: { text: 'GELU', hint: 'OpenCLIP, LAION, MegaDescriptor-CLIP' },
      'quick-gelu': { text: 'QuickGELU', hint: 'CLIP de OpenAI; nombres con «quickgelu»' },
    },
    choose: 'Elegir…',
    fileTitle: 'Falta un archivo',
    file: (name: string) =>
      `Este modelo guarda sus números en un segundo archivo, ${name}. Elígelo también: está junto al modelo, en el sitio de donde lo sacaste.`,
    chooseFile: 'Elegir el archivo que falta',
  },
  address: {
    label: 'O la dirección de un modelo en Hugging Face',
    hint: 'De un solo archivo: .onnx, .bin, .pth o .safetensors. Esta página no puede llegar a ningún otro sitio; lo que esté en otro lugar puedes descargarlo tú y elegirlo arriba.',
    fetch: 'Descargar este modelo',
    title: '¿Descargar este modelo?',
    host: (host: string) =>
      `Se descarga de ${host}, que ve tu dirección de red pero ninguna de tus fotos.`,
    licence: 'Su página dice quién puede usarlo y para qué: Huella no conoce este modelo.',
    agree: 'Descargar e instalar',
  },
  detector: {
    title: 'Encontrar animales en las fotos',
    lead: 'Un detector dibuja los recuadros alrededor de los animales. El que viene con Huella conoce diez clases de animales, de día. Para cámaras trampa y fotos de noche, instala uno hecho para ellas, como un MegaDetector.',
    included: 'El detector que viene con Huella',
    facts: (kind: string, bytes: string, side: number) =>
      `${kind} · ${bytes} · mira ${side} × ${side} píxeles`,
    takes: (ms: number) => `unos ${number(Math.max(1, Math.round(ms / 100)) / 10)} s por foto aquí`,
    hint: 'Un archivo .onnx de YOLO (v5, v8 a v11, o el de licencia MIT), RT-DETR, RF-DETR o NanoDet, con su card.json si lo tiene. Mira en su página si puedes usarlo.',
    choose: 'Elegir el archivo de un detector',
    remove: 'Volver a usar el incluido',
    trying: 'Probando el detector…',
    installed: (name: string) => `Desde ahora ${name} encuentra los animales.`,
    removed: 'Se vuelve a usar el detector incluido.',
    fallback: (name: string) => `No se pudo usar ${name}; se usa el detector que viene con Huella.`,
    ask: {
      title: 'Lo que el detector no dice',
      lead: (kind: string) =>
        `Funciona como ${kind}. Abajo está elegido lo habitual: cámbialo si la página de donde lo sacaste dice otra cosa.`,
      leadSize: 'Lo dice la página de donde lo sacaste.',
      imageSize: 'Tamaño de sus imágenes, en píxeles',
      imageSizeHint: 'Se llama image size o input size: a menudo 640, 960 o 1280.',
      classes: 'Cuáles de sus clases son animales',
      classesWords: {
        megadetector: { text: 'La primera', hint: 'Como MegaDetector: animal, persona, vehículo' },
        coco: { text: 'Los diez animales de COCO', hint: 'Redes de 80 clases, de ave a jirafa' },
        all: { text: 'Todas', hint: 'Solo conoce animales' },
      },
      fit: 'Cómo se encaja una foto',
      fitWords: {
        letterbox: { text: 'Con bordes', hint: 'Mantiene las proporciones: YOLO, MegaDetector' },
        stretch: { text: 'Estirada a un cuadrado', hint: 'RT-DETR, RF-DETR' },
      },
      colours: 'Cómo quiere los colores',
      coloursWords: {
        plain: { text: 'De 0 a 1', hint: 'YOLO, MegaDetector, casi todos los RT-DETR' },
        imagenet: { text: 'Como ImageNet', hint: 'Media 0,485, 0,456, 0,406: RF-DETR' },
        bytes: { text: 'De 0 a 255', hint: 'No se cambia nada' },
        nanodet: { text: 'Como NanoDet', hint: 'Primero el azul, media 103,5, 116,3, 123,7' },
      },
    },
  },
  termsTitle: (name: string) => `Condiciones de ${name}`,
  termsNonCommercial: (name: string, authors: string, licence: string) =>
    `${name} es de ${authors} y tiene licencia ${licence}: puedes usarlo y compartirlo si nombras a sus autores, y no con fines comerciales.`,
  termsOpen: (name: string, authors: string, licence: string) =>
    `${name} es de ${authors} y tiene licencia ${licence}: puedes usarlo con cualquier fin.`,
  termsUnstated: (name: string, authors: string) =>
    `${name} es de ${authors}, que no declara ninguna licencia. Pregunta a sus autores antes de hacer algo más que probarlo.`,
  termsHost: 'Se descarga de Hugging Face, que ve tu dirección de red pero ninguna de tus fotos.',
  termsPage: 'Leer la página del modelo',
  termsRead: 'Leer la licencia',
  termsSize: (size: string) => `Se descargarán y guardarán en este dispositivo unos ${size}.`,
  termsAccept: 'Aceptar e instalar',
  stages: {
    opening: 'Mirando el archivo…',
    weights: 'Descargando…',
    checking: 'Comprobando lo guardado…',
    reference: 'Probándolo…',
  },
  waiting: 'Se ha perdido la conexión. Intentándolo de nuevo…',
  stopKeeps: 'Lo que ya está aquí se queda, y puedes continuar más tarde.',
  installed: (name: string) => `${name} está instalado.`,
  removed: (name: string) => `Se ha quitado ${name}.`,
  nowUsing: (name: string) => `${name} está en uso.`,
  switching: (name: string) => `Preparando la galería para ${name}`,
  switchingHint: 'Puedes seguir trabajando: las búsquedas usan el otro modelo hasta que termine.',
  filling: (name: string) => `Preparando fotos para ${name}`,
  switchProgress: (done: number, total: number) => `${number(done)} de ${photos(total)}`,
  switchFailed: (n: number) =>
    plural(n, { one: '{n} foto ya no se puede leer', other: '{n} fotos ya no se pueden leer' }),
  continue: 'Continuar',
  stay: 'Quedarse con el otro',
  fallback: (name: string) =>
    `${name} no se pudo usar, así que está en uso el modelo que viene con Huella.`,
  removeTitle: (name: string) => `¿Quitar ${name}?`,
  removeText: 'Sus archivos se borran de este dispositivo. Tus fotos se quedan.',
};
