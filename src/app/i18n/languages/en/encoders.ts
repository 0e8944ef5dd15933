/** The Encoders screen in English. */
import { number, plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const encoders = {
  title: 'Models',
  lead: 'A model turns a photo into what is compared. The one that comes with Huella finds look-alikes; those below tell individuals apart better.',
  here: 'On this device',
  known: 'Models to install',
  knownLead:
    'MegaDescriptor and MiewID are trained on dozens of species of wild animals. Larger ones are more often right, take more space and compute longer.',
  active: 'In use',
  half: 'half size',
  whole: {
    device: (name: string) =>
      `${name} is stored at full size: the graphics processor of this device cannot work with half of it.`,
    numbers: (name: string) =>
      `${name} is stored at full size: at half size its results would not have been right.`,
  },
  bundled: 'Comes with Huella',
  partial: 'Not finished',
  damaged: 'Damaged',
  damagedHint: 'Its files have changed on this device. Remove it and install it again.',
  facts: (size: string, input: number, dimension: number) =>
    `${size} · photos at ${number(input)} × ${number(input)} · ${number(dimension)} numbers each`,
  licence: (licence: string) => `Licence: ${licence}`,
  licenceUnknown: 'none stated',
  notes: {
    'megadescriptor-dinov2-518': 'By far the slowest of its family.',
    'miewid-msv3': '19 points above MegaDescriptor-L-384 on 33 new species, say its authors.',
    'dinov2-s-224': 'Not trained on individuals.',
    'dinov2-b-224': 'Not trained on individuals.',
  },
  use: 'Use this one',
  install: 'Install',
  resume: 'Go on',
  remove: 'Remove',
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
  fromFile: 'From a file',
  fromFileHint:
    'A checkpoint (.bin, .pth, .safetensors) of a Swin Transformer, DINOv2 or EfficientNet, or all files that npm run convert made.',
  chooseFile: 'Choose files',
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
  progress: (done: string, total: string) => `${done} of ${total}`,
  left: (seconds: number) => `about ${duration(seconds)} left`,
  stop: 'Stop',
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
  pause: 'Pause',
  paused: 'Paused',
  continue: 'Go on',
  stay: 'Stay with the other',
  fallback: (name: string) =>
    `${name} could not be used, so the model that comes with Huella is in use.`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: 'Its files leave this device. Your photos stay.',
};
