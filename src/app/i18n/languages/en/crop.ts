/** Cropping, in English. */
import { number, plural, percent } from './format';

export const crop = {
  open: 'Crop',
  title: 'Crop the photo',
  stage: 'Photo with the boxes',
  hint: 'Draw a box around the animal. If there are several, draw a box around each.',
  keys: 'Arrows move, Shift and arrows resize, Tab changes box, F finds the animals, R turns, A adds, Del removes, plus and minus zoom, Enter saves.',
  boxes: 'Boxes',
  box: (i: number, n: number) => (n === 1 ? 'Box' : `Box ${number(i)} of ${number(n)}`),
  where: (left: number, top: number, width: number, height: number) =>
    `${percent(left)} from the left, ${percent(top)} from the top, ${percent(width)} wide, ${percent(height)} high`,
  wholePhoto: 'The whole photo',
  turned: ['upright', 'turned to the right', 'upside down', 'turned to the left'],
  add: 'Add a box',
  turn: 'Turn',
  findAnimals: 'Find the animals',
  finding: 'Looking for animals…',
  foundNone: 'No animal was found. Draw a box, or use the whole photo.',
  foundBoxes: (n: number) => plural(n, { one: 'One animal found.', other: '{n} animals found.' }),
  foundDoubtful: 'Look at the boxes before you use them: some are small or not sure.',
  whole: 'Whole',
  saveMany: (n: number) => plural(n, { one: 'Done', other: 'Done, {n} animals' }),
  removed: 'Box removed.',
  saving: 'Preparing the photo with its new crop…',
  failed: 'The crop could not be saved.',
  animals: 'Animals in this photo',
  animal: (i: number, n: number) => `Animal ${number(i)} of ${number(n)}`,
  seeWhole: 'See the whole photo',
  seeWholes: 'See the whole photos',
  cropped: 'Cropped',
  saved: 'The new crop is saved.',
  savedMore: (n: number) =>
    plural(n, {
      one: 'Saved, with one more animal as a photo of its own.',
      other: 'Saved, with {n} more animals as photos of their own.',
    }),
  sameFile: 'From the same photo',
  openOther: (who: string) => `Open the other crop of this photo: ${who}`,
};
