/** How well the gallery's own animals are found, in English. */
import { duration, number, percent, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });
const animals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animals' });
/** Ten of ten is said only of all. */
const tenths = (share: number): string =>
  number(share < 1 ? Math.min(9, Math.round(share * 10)) : 10);

interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export const evaluate = {
  lead: 'Huella asks itself about every photo that you have named, without looking at the photos taken together with it, and counts how often it is right. So you see how far to trust it with your animals.',
  nothingTitle: 'There is too little to measure yet',
  nothing:
    'Name at least two animals, with photos of two different moments each. The more you name, the surer the figures.',
  toGallery: 'Name photos in the gallery',
  about: (p: number, a: number) => `There are ${photos(p)} of ${animals(a)} with a name.`,
  species: 'Species',
  allSpecies: 'All species',
  markings: 'Compare the markings too',
  markingsHint: 'For up to 300 photos. It takes a few minutes more.',
  start: 'Measure',
  again: 'Measure again',
  stop: 'Stop',
  stopped: 'Stopped. Nothing was changed.',
  steps: {
    preparing: 'Preparing the photos…',
    measuring: 'Asking about your photos…',
    markings: 'Comparing markings…',
  },
  finished: 'Measured.',
  comparing: (name: string) => `Measuring ${name}…`,

  headline: 'In short',
  first: (value: number, low: number, high: number) =>
    `Of ten photos of an animal you have named, it names ${tenths(value)} right at the first try (${between(low, high)}).`,
  firstFive: (value: number) =>
    `The right animal is among the first five for ${tenths(value)} of ten.`,
  learnt: (before: number, after: number) =>
    `Learning from your animals helps: ${percent(before)} right at the first try without it, ${percent(after)} with it.`,
  learntAlike: (share: number) =>
    `With what was learnt from your animals as many are right at the first try as without it (${percent(share)}); the chances stated are nearer to the truth.`,
  notLearnt:
    'Learning from your animals does not help on these photos yet, so answers do without it.',
  marked: (before: number, after: number) =>
    `On the photos whose markings were compared: ${percent(before)} right at the first try without markings, ${percent(after)} with them.`,
  fresh: (known: number, fresh: number) =>
    `Of ten photos of an animal that is not in your gallery it says for ${tenths(fresh)} that it is new; of ten photos of a known animal it names ${tenths(known)} right.`,
  noFresh:
    'It cannot be said yet how well it notices a new animal: that takes about 30 photos of five animals, of different moments.',
  sample: (asked: number, all: number, a: number) =>
    `Measured on ${photos(asked)} of ${animals(a)}, a sample of your ${number(all)}. Among all of them, finding the right one is a little harder.`,
  measured: (asked: number, a: number, e: number) =>
    `Measured on ${photos(asked)} of ${animals(a)}, from ${plural(e, { one: '{n} encounter', other: '{n} encounters' })}.`,
  alone: (n: number) =>
    plural(n, {
      one: '{n} photo is the only encounter of its animal, so it could only be asked as a new animal.',
      other:
        '{n} photos are the only encounter of their animal, so they could only be asked as new animals.',
    }),
  few: 'These are few animals: take the figures as a hint.',

  figures: 'All figures',
  figure: 'Figure',
  ways: {
    plain: 'As the model sees',
    learnt: 'With learning',
    markings: 'With markings',
    without: 'The same photos without',
  },
  measures: {
    top1: 'Right at the first try',
    top5: 'Among the first five animals',
    meanAveragePrecision: 'Order of all photos (mAP)',
    balancedKnown: 'Known animals named right (BAKS)',
    balancedNew: 'New animals noticed (BAUS)',
    newAuc: 'Telling new from known (AUC)',
    calibrationError: 'Error of the chances (ECE)',
  },
  explain: {
    top1: 'Share of photos whose animal comes first.',
    top5: 'Share of photos whose animal is among the first five.',
    meanAveragePrecision: '100 % when all photos of the right animal come before all others.',
    balancedKnown:
      'Each animal counts the same, however many photos it has. Calling a known animal new is a mistake.',
    balancedNew: 'Each photo asked as if its animal had never been added.',
    newAuc: '50 % is guessing; 100 % tells every new animal from every known one.',
    calibrationError:
      'How far the chances it states are from how often it is right. 0 % is perfect.',
  },
  range: (low: number, high: number) => `${percent(low)} to ${percent(high)}`,
  learntFlatters:
    'Mean precision with learning is flattered: the photos it ranks are ones it has learnt from. The photo that is asked about never is.',
  interval: 'The range in brackets is where the figure lies nineteen times in twenty.',
  unknown: 'Not known yet',

  reliability: 'Is it as sure as it should be?',
  reliabilityHint:
    'Answers with a chance of, say, 80 % should be right in 80 of 100 cases: then the points lie on the straight line. Below it, Huella is too sure; above it, too careful.',
  said: 'Chance stated',
  answers: 'Answers',
  right: 'Share that was right',
  perfect: 'As it should be',

  similarities: 'Same animal, different animals',
  similaritiesHint:
    'How alike two photos are. The further apart the two hills, the easier it is to tell your animals apart.',
  similarity: 'Similarity',
  share: 'Share of pairs',
  same: 'Two photos of one animal',
  different: 'Photos of two animals',
  byPhotos: 'Does it help to have more photos?',
  otherPhotos: 'Other photos of the animal',
  sizes: { '1': '1', '2': '2', '5': '3 to 5', '10': '6 to 10', Infinity: 'more than 10' },
  bySpecies: 'By species',
  noSpecies: 'Not said',
  byAnimal: 'Which animals are hard',
  byAnimalHint: 'The hardest first. More photos, or a closer look at their boxes, may help.',
  animal: 'Animal',

  rightOf: (right: number, of: number) => `${number(right)} of ${number(of)}`,
  showAll: (n: number) => `Show all ${number(n)}`,
  gone: 'An animal that is gone',

  encoders: 'Compare models',
  encodersHint: 'The same photos, asked of the other models on this device.',

  lacking: (n: number) => `${photos(n)} still to prepare to switch`,
  ready: 'ready to switch to',
  prepares:
    'It first prepares the photos measured here, in the background. The model in use stays in use.',
  measure: (name: string) => `Measure ${name}`,
  would: (name: string, value: Measured, used: string, usedValue: Measured) =>
    `${name} would be right at the first try ${tenths(value.value)} in 10 (${between(value.low, value.high)}); ${used}, which is in use, ${tenths(usedValue.value)} in 10 (${between(usedValue.low, usedValue.high)}).`,
  mayBeChance: 'On so few photos the difference may be chance.',
  switchAtOnce: 'It is prepared: switching takes a moment.',
  toSwitch: (seconds: number) => `Switching takes about ${duration(seconds)}.`,

  table: 'As a table',
  savePicture: (title: string) => `Save the picture: ${title}`,
  picture: 'Picture',
  saveTable: 'Save all figures as a table (CSV)',
};

function between(low: number, high: number): string {
  const [from, to] = [tenths(low), tenths(high)];
  return from === to ? 'most likely just that' : `most likely between ${from} and ${to}`;
}
