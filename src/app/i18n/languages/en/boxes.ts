/** Boxes that Huella proposes by itself, in English. */
import { plural } from './format';

export const boxes = {
  settings: 'Animals in your photos',
  mode: 'Boxes around animals',
  suggest: 'Propose them',
  surest: 'Use those that are sure',
  off: 'Do not look for animals',
  modeHint:
    'An animal is recognised better without what is around it. Boxes that are small or not sure are never used without asking.',
  open: 'Find the animals in the gallery',
  title: 'Find the animals',
  lead: (n: number) =>
    plural(n, {
      one: '{n} photo has no crop yet. Huella can look for the animals in it and propose boxes.',
      other:
        '{n} photos have no crop yet. Huella can look for the animals in them and propose boxes.',
    }),
  start: 'Look for animals',
  looking: 'Looking for animals…',
  boxing: 'Cropping photos…',
  found: (n: number) => plural(n, { one: 'Boxes for {n} photo', other: 'Boxes for {n} photos' }),
  foundHint: 'Those with a tick will be cropped. Look at those without one: tap to tick them.',
  none: (n: number) =>
    plural(n, {
      one: 'In {n} photo no animal was found. It stays whole.',
      other: 'In {n} photos no animal was found. They stay whole.',
    }),
  filled: (n: number) =>
    plural(n, {
      one: 'In {n} photo the animal fills the picture already.',
      other: 'In {n} photos the animal fills the picture already.',
    }),
  failed: (n: number) =>
    plural(n, { one: '{n} photo could not be read.', other: '{n} photos could not be read.' }),
  unsure: 'Small or not sure',
  several: (name: string) => `Several animals: which is ${name}?`,
  use: (n: number) => plural(n, { one: 'Crop {n} photo', other: 'Crop {n} photos' }),
  boxed: (n: number) => plural(n, { one: '{n} photo cropped', other: '{n} photos cropped' }),
  undo: 'Undo the crops',
  all: 'Tick all',
  noneTicked: 'Tick none',
  edit: (name: string) => `Draw the boxes of ${name}`,
  photo: (name: string, n: number) =>
    plural(n, { one: `${name}, {n} animal`, other: `${name}, {n} animals` }),
  nothingTitle: 'Nothing to crop',
  nothing: 'Every photo of the gallery has its crop, or the animal fills it.',
  /** In Identify, below the photo. */
  proposed: (n: number) =>
    plural(n, { one: 'There is an animal in the photo.', other: 'There are {n} animals.' }),
  proposedDoubtful: 'Huella is not sure of it.',
  compareOnly: 'Compare only the animal',
  whichOne: 'Tap the one you want to compare.',
  animalBoxed: 'Only the animal is compared.',
  useWhole: 'Use the whole photo',
  noAnimal: 'No animal was found in the photo: all of it is compared.',
};
