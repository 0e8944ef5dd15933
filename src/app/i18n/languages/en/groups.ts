/** Groups of photos without a name, in English. */
import { number, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const groups = {
  lead: 'Huella puts together photos without a name that may show the same animal. You say who it is: nothing gets a name by itself.',
  about: (n: number) =>
    plural(n, {
      one: 'There is {n} photo without a name.',
      other: 'There are {n} photos without a name.',
    }),
  start: 'Group them',
  again: 'Group them again',
  working: 'Comparing the photos…',
  stopped: 'Stopped. Nothing was changed.',
  found: (n: number) =>
    plural(n, { one: '{n} group, the surest first.', other: '{n} groups, the surest first.' }),
  byGallery: 'How sure they are was measured on your own named animals.',
  byEncoder:
    'How sure they are comes from public photo collections. Once 30 photos of 5 animals have a name, it is measured on your own.',
  newest: (n: number, all: number) => `Only the newest ${number(n)} of ${number(all)} photos.`,
  notYet:
    'With this model Huella cannot tell yet how similar two photos of one animal are. Give names to 30 photos of at least 5 animals, and it can.',
  allNamedTitle: 'Every photo has a name',
  allNamed: 'There is nothing to group.',
  noneTitle: 'No groups were found',
  none: 'None of these photos are similar enough to be one animal for sure. Naming some of them one by one helps.',
  toReview: 'Name photos one by one',
  more: (n: number) => `Show more (${number(n)})`,

  title: (n: number) => `${photos(n)} of one animal?`,
  sure: {
    'very-likely': (times: number, outOf: number) =>
      `Very likely one animal: ${times} in ${outOf}.`,
    likely: (times: number, outOf: number) => `Likely one animal: ${times} in ${outOf}.`,
    perhaps: (times: number, outOf: number) => `Perhaps one animal: ${times} in ${outOf}.`,
    unlikely: (times: number, outOf: number) => `Hardly one animal: ${times} in ${outOf}.`,
    unknown: (_times: number, _outOf: number) => 'Not known how sure.',
  },
  moments: (n: number) =>
    plural(n, { one: 'Taken at {n} moment.', other: 'Taken at {n} moments.' }),
  joinedByYou: 'Two groups that you joined.',
  pick: (name: string) => `Pick ${name}`,
  all: (n: number) => `Show all ${number(n)}`,
  name: 'Name them',
  nameTitle: (n: number) => `Who is in these ${photos(n)}?`,
  nameLead: 'A name you know, or a new one. All photos of the group get it.',
  like: (name: string, sure: string) => `Most like ${name} (${sure}).`,
  named: (n: number, name: string) => `${photos(n)} named ${name}`,
  notOne: 'Not one animal',
  dismissed: 'This group will not be proposed again',
  takeOut: (n: number) => `Take ${photos(n)} out`,
  taken: (n: number) => plural(n, { one: '{n} photo taken out', other: '{n} photos taken out' }),
  compare: 'Look closely at both',
  join: 'Join with another group',
  joinHint: 'Now choose the group that is the same animal.',
  joinHere: 'It is this one: join',
  joined: 'The two groups are one now.',
};
