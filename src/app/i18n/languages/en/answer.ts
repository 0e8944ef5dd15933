/** How sure an answer is, and on what it rests, in English. */
import { number, percent, plural } from './format';

export const answer = {
  word: {
    'very-likely': 'Very likely',
    likely: 'Probably',
    perhaps: 'Perhaps',
    unlikely: 'Unlikely',
    unknown: 'Not known yet how sure',
  },
  odds: (times: number, outOf: number) => `about ${number(times)} in ${number(outOf)}`,
  /** That the animal is none of the gallery's. */
  none: {
    'very-likely': 'Very likely not in your gallery',
    likely: 'Probably not in your gallery',
    perhaps: 'Perhaps not in your gallery',
    unlikely: 'Unlikely to be a new animal',
    unknown: 'None of these',
  },
  addNew: 'Add the photo as a new animal',
  unlikeTitle: 'No animal that I know',
  unlikeText:
    'This photo is unlike every photo of your gallery. If there is an animal in it, draw a box around it and search again.',
  sameTitle: 'Huella cannot tell these animals apart yet',
  sameText:
    'On your own named photos its first answer is wrong more often than right, so look closely. What helps: more photos of each animal, a box around each, or a model made for these animals.',
  refining: 'Comparing the markings of the likeliest…',
  points: (n: number) =>
    plural(n, {
      one: '{n} place of the markings looks the same',
      other: '{n} places of the markings look the same',
    }),
  unnamed: 'Photos without a name that look like it',
  chance: (share: number) => `Chance ${percent(share)}`,
  between: (low: number, high: number) => `from ${percent(low)} to ${percent(high)}`,
  basis: {
    gallery: 'How sure it is was measured on your own named animals.',
    encoder:
      'How sure it is comes from public photo collections, because few of your animals have two photos of different moments yet.',
    none: 'How sure it is is not known yet. It shows once some animals have a name and two photos of different moments.',
    learnt: 'It uses what it learnt from your named animals.',
  },

  settings: 'Answers',
  learning: 'Learn from the animals I name',
  learningOn: 'Yes',
  learningOff: 'No',
  learningHint:
    'Huella learns on this device what sets your animals apart, and uses it only where it helps on your own photos.',
  learnt: (photos: number, animals: number, after: number, before: number) =>
    `Learnt from ${plural(photos, { one: '{n} photo', other: '{n} photos' })} of ${plural(animals, { one: '{n} animal', other: '{n} animals' })}: right first time ${tenths(after)} in 10, before ${tenths(before)} in 10.`,
  notHelping: (before: number) =>
    `What it learnt does not help on your photos yet, so it is not used. Right first time without it: ${tenths(before)} in 10.`,
  notYet: 'It starts when a few animals have a name and two photos of different moments each.',
  off: 'Switched off: answers are as the model gives them.',
  markings: 'Compare markings',
  markingsAuto: 'When it helps',
  markingsAlways: 'Always',
  markingsNever: 'Never',
  markingsHint:
    'Spots, stripes and scars of the likeliest animals are compared point by point. The first answer does not wait for it.',
};

/** A share as a whole number of tenths. */
function tenths(share: number): string {
  return number(Math.round(share * 10));
}
