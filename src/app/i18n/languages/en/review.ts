/** Deciding, one photo after another, and how photos are looked at, in English. */
import { number, plural } from './format';

export const look = {
  link: 'Move both together',
  plain: 'Plain view',
  light: 'Light',
  brightness: 'Brightness',
  contrast: 'Contrast',
  reset: 'As they were',
  lines: 'Show markings that agree',
  comparing: 'Comparing the markings…',
  agreeing: (n: number) =>
    plural(n, { one: '{n} place looks the same', other: '{n} places look the same' }),
  noAgreement: 'No markings that agree. That alone does not mean it is another animal.',
  wholeHidesLines: 'Lines show on the crops, not on the whole photos.',
};

export const review = {
  title: 'Who are these?',
  open: (n: number) =>
    plural(n, { one: 'Review {n} unidentified photo', other: 'Review {n} unidentified photos' }),
  hint: 'The surest come first. Huella proposes, you decide.',
  left: (n: number) => plural(n, { one: '{n} photo to go', other: '{n} photos to go' }),
  ranking: (done: number, total: number) => `Comparing: ${number(done)} of ${number(total)}`,
  preparing: 'Looking for the likeliest…',
  photo: 'Unidentified photo',
  candidates: 'Candidates',
  candidate: (name: string, sure: string) => `${name}, ${sure}`,
  noCandidates: 'No other animal in your gallery to compare it with.',
  allDone: 'Every photo has a name',
  allDoneText: 'Nothing left to review. New photos without a name will wait for you here.',
  skippedTitle: 'That was all for now',
  skippedText: (n: number) =>
    plural(n, { one: 'You skipped {n} photo.', other: 'You skipped {n} photos.' }),
  again: 'Go through them again',
  toGallery: 'To the gallery',
  same: 'Same',
  different: 'Different',
  isNew: 'New animal',
  skip: 'Skip',
  undo: 'Undo',
  sameAs: (name: string) => `Same animal: ${name}`,
  didSame: (name: string) => `It is ${name}.`,
  didDifferent: (name: string) => `Not ${name}.`,
  didNew: (name: string) => `A new animal: ${name}.`,
  didSkip: 'Skipped.',
  newLead: 'A name no other animal has.',
  nameLead: 'Neither photo has a name yet. Both will have this one.',
  moment: (n: number) =>
    plural(n, { one: '{n} photo of this moment', other: '{n} photos of this moment' }),
  photosOf: (name: string) => `Photos of ${name}`,
  together: 'Photos of one moment are one question',
  hideEncounter: 'Hide photos of the same moment',
  /** One key each; the letters are of the words above. */
  keys: { same: 's', different: 'd', isNew: 'n', skip: 'k', undo: 'u' },
  help: 'Arrow keys: other candidates. + − 0: zoom. P: plain view. L: together or apart.',
};
