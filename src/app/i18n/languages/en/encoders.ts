/** The Encoders screen in English. */
import { number, plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const encoders = {
  lead: 'A model turns a photo into what is compared. The one that comes with Huella finds look-alikes; those below tell individuals apart better.',
  here: 'On this device',
  known: 'Models to install',
  knownLead:
    'MegaDescriptor and MiewID are trained on dozens of species of wild animals. Larger ones are more often right, take more space and compute longer.',
  active: 'In use',
  half: 'half size',
  quarter: 'a quarter of the size',
  whole: {
    device: (name: string) =>
      `${name} is stored at full size: the graphics processor of this device cannot work with half of it.`,
    numbers: (name: string) =>
      `${name} is stored at full size: at half size its results would not have been right.`,
    layers: (name: string) =>
      `${name} is stored at full size: this kind of model gains nothing from being smaller.`,
    answers: (name: string) =>
      `${name} is stored at full size: at a quarter of it, it would have answered otherwise.`,
  },
  precisions: {
    title: 'How new models are kept',
    fp32: { text: 'As published', hint: 'Nothing is rounded.' },
    fp16: {
      text: 'At half size',
      hint: 'Where the graphics processor can work with it; else as published.',
    },
    int8: {
      text: 'At a quarter of the size',
      hint: 'Takes about half the time on this device. Similarities change a little: each model is tried out, and kept as published where its answer would be another.',
    },
  },
  bundled: 'Comes with Huella',
  partial: 'Not finished',
  damaged: 'Damaged',
  damagedHint: 'Its files have changed on this device. Remove it and install it again.',
  facts: (size: string, input: number, dimension: number) =>
    `${size} · photos at ${number(input)} × ${number(input)} · ${number(dimension)} numbers each`,
  /** Seconds of one photo, and of the gallery. */
  takes: (seconds: number, n: number, all: number) =>
    n === 0
      ? `About ${duration(seconds)} a photo on this device`
      : `About ${duration(seconds)} a photo on this device, ${duration(all)} for the ${photos(n)} of your gallery`,
  adviceTitle: 'For this device',
  adviceFor: (animal: string) => `For your animals (${animal}) on this device`,
  advice: (name: string, percent: number) =>
    `${name} is the one: right first time with ${number(Math.round(percent))} of 100 published photos, and fast enough here.`,
  adviceMean: (name: string, percent: number) =>
    `${name} is the one: right first time with ${number(Math.round(percent))} of 100 photos over all published animals, and fast enough here. For dogs and cats nothing is published.`,
  licence: (licence: string) => `Licence: ${licence}`,
  licenceUnknown: 'none stated',
  notes: {
    'megadescriptor-dinov2-518': 'By far the slowest of its family.',
    'megadescriptor-clip-336': 'Very slow without a graphics processor.',
    'miewid-msv3': '19 points above MegaDescriptor-L-384 on 33 new species, say its authors.',
    'dinov2-s-224': 'Not trained on individuals.',
    'dinov2-b-224': 'Not trained on individuals.',
  },
  use: 'Use this one',
  install: 'Install',
  removeOf: (name: string) => `Remove ${name}`,
  useOf: (name: string) => `Use ${name}`,
  installOf: (name: string) => `Install ${name}`,
  resumeOf: (name: string) => `Go on installing ${name}`,
  chooseAgain: 'It came from a file: choose the same file again to go on.',
  trust: 'How far to trust it',
  trustHint:
    'Published: how often, of 100 photos, the most similar photo was of the right individual. With your animals it may be better or worse.',
  species: 'Animal',
  firstRight: 'Right of 100',
  animals: {
    zebrafish: 'Zebrafish',
    tiger: 'Tiger',
    beluga: 'Beluga',
    birds: 'Small birds',
    chimpanzee: 'Chimpanzee',
    cattle: 'Cattle',
    'giraffe-zebra': 'Giraffe and zebra',
    giraffe: 'Giraffe',
    'whales-dolphins': 'Whales and dolphins',
    humpback: 'Humpback whale',
    hyena: 'Hyena',
    panda: 'Giant panda',
    leopard: 'Leopard',
    lion: 'Lion',
    macaque: 'Macaque',
    dolphin: 'Dolphin',
    'right-whale': 'Right whale',
    nyala: 'Nyala',
    'sea-turtle': 'Sea turtle',
    seal: 'Seal',
    zebra: 'Zebra',
    'whale-shark': 'Whale shark',
  },
  /** Other words for them. */
  animalWords: {
    cattle: 'cow cows bull calf',
    chimpanzee: 'chimp chimps chimpanzees',
    'sea-turtle': 'turtle turtles',
    zebra: 'zebras',
    giraffe: 'giraffes',
    lion: 'lions',
    leopard: 'leopards',
    tiger: 'tigers',
    seal: 'seals',
    hyena: 'hyenas',
    dolphin: 'dolphins',
  },
  fromFile: 'From a file',
  fromFileHint:
    'Weights of a network that Huella knows (Swin Transformer, DINOv2, CLIP, EfficientNet; .bin, .pth, .safetensors), any image encoder as .onnx with the files beside it, or all files that npm run convert made.',
  chooseFile: 'Choose files',
  ask: {
    title: 'What the model does not say',
    lead: 'The page that you have this model from says it. A wrong answer makes the model see worse, and nothing warns of that; remove it then, and install it anew.',
    model: 'Which file is the model?',
    network: 'Which of its networks do you want?',
    weights: (n: number) => `${number(n)} numbers`,
    networkHint: 'The file holds several. Often the one called teacher or ema is meant for use.',
    output: 'Which of its outputs describes the animal?',
    outputHint: 'Often the one called embedding, features or pooled.',
    imageSize: 'Size of its pictures, in pixels',
    imageSizeHint: 'Called image size, input size or resolution: often 224, 384 or 518.',
    dimension: 'How many numbers it gives for a picture',
    dimensionHint: 'Called embedding size or dimension: often 384, 512, 768 or 1536.',
    normalisation: 'How it wants the colours',
    normalisations: {
      imagenet: {
        text: 'As ImageNet',
        hint: 'Mean 0.485, 0.456, 0.406. Most models: timm, DINOv2, torchvision',
      },
      clip: { text: 'As CLIP', hint: 'Mean 0.481, 0.458, 0.408. CLIP and its relatives' },
      centred: { text: 'From \u22121 to 1', hint: 'Mean 0.5, 0.5, 0.5' },
      plain: { text: 'From 0 to 1', hint: 'No mean is taken off' },
    },
    activation: 'Which activation it computes with',
    activations: {
      gelu: { text: 'GELU', hint: 'OpenCLIP, LAION, MegaDescriptor-CLIP' },
      'quick-gelu': { text: 'QuickGELU', hint: 'CLIP by OpenAI; names with “quickgelu”' },
    },
    choose: 'Choose…',
    fileTitle: 'A file is missing',
    file: (name: string) =>
      `This model keeps its numbers in a second file, ${name}. Choose it too: it lies beside the model where you have it from.`,
    chooseFile: 'Choose the missing file',
  },
  address: {
    label: 'Or the address of a model on Hugging Face',
    hint: 'Of a single file: .onnx, .bin, .pth or .safetensors. This page can reach no other host; what lies elsewhere you can fetch yourself and choose above.',
    fetch: 'Fetch this model',
    title: 'Fetch this model?',
    host: (host: string) =>
      `It is fetched from ${host}, which sees your address on the network but none of your photos.`,
    licence: 'Its page says who may use it and for what: Huella does not know this model.',
    agree: 'Fetch and install',
  },
  detector: {
    title: 'Finding animals in photos',
    lead: 'A detector draws the boxes around animals. The one that comes with Huella knows ten kinds of animal, by day. For camera traps and pictures taken at night, install one that was made for them, such as a MegaDetector.',
    included: 'The detector that comes with Huella',
    facts: (kind: string, bytes: string, side: number) =>
      `${kind} · ${bytes} · looks at ${side} × ${side} pixels`,
    takes: (ms: number) => `about ${number(Math.max(1, Math.round(ms / 100)) / 10)} s a photo here`,
    hint: 'An .onnx file of YOLO (v5, v8 to v11, or the MIT one), RT-DETR, RF-DETR or NanoDet, with its card.json if it has one. Ask its page whether you may use it.',
    choose: 'Choose a detector file',
    remove: 'Use the included one again',
    trying: 'Trying the detector out…',
    installed: (name: string) => `${name} finds the animals from now on.`,
    removed: 'The included detector is in use again.',
    fallback: (name: string) =>
      `${name} could not be used, so the detector that comes with Huella is in use.`,
    ask: {
      title: 'What the detector does not say',
      lead: (kind: string) =>
        `It works like ${kind}. What is usual for that is chosen below: change it if the page that you have it from says otherwise.`,
      leadSize: 'The page that you have it from says it.',
      imageSize: 'Size of its pictures, in pixels',
      imageSizeHint: 'Called image size or input size: often 640, 960 or 1280.',
      classes: 'Which of its classes are animals',
      classesWords: {
        megadetector: { text: 'The first one', hint: 'As MegaDetector: animal, person, vehicle' },
        coco: { text: "COCO's ten animals", hint: 'Networks of 80 classes, from bird to giraffe' },
        all: { text: 'All of them', hint: 'It knows nothing but animals' },
      },
      fit: 'How a photo is fitted in',
      fitWords: {
        letterbox: { text: 'With borders', hint: 'Proportions are kept: YOLO, MegaDetector' },
        stretch: { text: 'Stretched to a square', hint: 'RT-DETR, RF-DETR' },
      },
      colours: 'How it wants the colours',
      coloursWords: {
        plain: { text: 'From 0 to 1', hint: 'YOLO, MegaDetector, most RT-DETR' },
        imagenet: { text: 'As ImageNet', hint: 'Mean 0.485, 0.456, 0.406: RF-DETR' },
        bytes: { text: 'From 0 to 255', hint: 'Nothing is changed' },
        nanodet: { text: 'As NanoDet', hint: 'Blue first, mean 103.5, 116.3, 123.7' },
      },
    },
  },
  termsTitle: (name: string) => `Terms of ${name}`,
  termsNonCommercial: (name: string, authors: string, licence: string) =>
    `${name} is by ${authors} and under ${licence}: you may use it and pass it on if you name its authors, and not for commercial ends.`,
  termsOpen: (name: string, authors: string, licence: string) =>
    `${name} is by ${authors} and under ${licence}: use it for any end.`,
  termsUnstated: (name: string, authors: string) =>
    `${name} is by ${authors}, who state no licence. Ask them before you do more than try it.`,
  termsHost:
    'It is fetched from Hugging Face, which sees your address on the network but none of your photos.',
  termsPage: "Read the model's page",
  termsRead: 'Read the licence',
  termsSize: (size: string) => `About ${size} will be fetched and kept on this device.`,
  termsAccept: 'Accept and install',
  stages: {
    opening: 'Looking at the file…',
    weights: 'Fetching…',
    checking: 'Checking what was stored…',
    reference: 'Trying it out…',
  },
  waiting: 'The connection is lost. Trying again…',
  stopKeeps: 'What is already here stays, and you can go on later.',
  installed: (name: string) => `${name} is installed.`,
  removed: (name: string) => `${name} was removed.`,
  nowUsing: (name: string) => `${name} is in use.`,
  switching: (name: string) => `Preparing the gallery for ${name}`,
  switchingHint: 'You can go on working: searches use the other model until this is done.',
  filling: (name: string) => `Preparing photos for ${name}`,
  switchProgress: (done: number, total: number) => `${number(done)} of ${photos(total)}`,
  switchFailed: (n: number) =>
    plural(n, {
      one: '{n} photo cannot be read any more',
      other: '{n} photos cannot be read any more',
    }),
  continue: 'Go on',
  stay: 'Stay with the other',
  fallback: (name: string) =>
    `${name} could not be used, so the model that comes with Huella is in use.`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: 'Its files leave this device. Your photos stay.',
};
