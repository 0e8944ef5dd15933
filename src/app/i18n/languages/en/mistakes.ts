/** Names that may be wrong, in English. */
import { number, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const mistakes = {
  lead: 'Huella compares all photos that have a name and shows where a name may be wrong. You look and decide: nothing changes by itself, and everything can be undone.',
  start: 'Look for mistakes',
  again: 'Look again',
  working: 'Comparing the photos…',
  marking: 'Comparing the markings of the pairs…',
  markingsAgree: (n: number) =>
    plural(n, {
      one: '{n} point of the markings agrees.',
      other: '{n} points of the markings agree.',
    }),
  markingsOf: (other: string, n: number, own: string, m: number) =>
    `Points of the markings that agree: ${number(n)} with ${other}, ${number(m)} with ${own}.`,
  stopped: 'Stopped. Nothing was changed.',
  found: (n: number) => plural(n, { one: '{n} name to look at.', other: '{n} names to look at.' }),
  hint: 'Many of them are right: similar animals are there too. The surest come first.',
  sample: (n: number, all: number) => `Looked at ${number(n)} of ${number(all)} photos.`,
  nothingTitle: 'There is nothing to compare yet',
  nothing: 'Name at least two animals.',
  noneTitle: 'No mistakes were found',
  none: 'Every photo is most like the animal whose name it has.',
  more: (n: number) => `Show more (${number(n)})`,
  look: 'Look closely at both',
  dismissed: 'This will not be asked again',
  splitTitle: (n: number) => `Who is in these ${photos(n)}?`,
  splitLead: (name: string) =>
    `They leave ${name} and become an animal of their own: give it a new name.`,
  moveOnly: (other: string) => `Only this photo: move it to ${other}`,

  kinds: {
    copy: {
      title: 'The same picture in two animals',
      hint: 'One file twice, or two that look nearly the same.',
      says: (own: string, other: string, _n: number) => `${own} and ${other} share a picture`,
      accept: (own: string, other: string, _n: number) => `One animal: join ${own} into ${other}`,
      dismiss: (_own: string, _other: string) => 'Both are right',
      did: (own: string, other: string, _n: number) => `${own} joined into ${other}`,
    },
    alike: {
      title: 'Two names that may be one animal',
      hint: 'Their photos are as similar to each other as each animal’s own.',
      says: (own: string, other: string, _n: number) => `${own} and ${other} look like one animal`,
      accept: (own: string, other: string, _n: number) => `One animal: join ${own} into ${other}`,
      dismiss: (_own: string, _other: string) => 'They are two',
      did: (own: string, other: string, _n: number) => `${own} joined into ${other}`,
    },
    elsewhere: {
      title: 'Photos that look like another animal',
      hint: 'The photo on the left is more similar to the animal on the right than to its own.',
      says: (own: string, other: string, _n: number) => `A photo of ${own} looks like ${other}`,
      accept: (_own: string, other: string, _n: number) => `It is ${other}: move it`,
      dismiss: (own: string, _other: string) => `It is ${own}`,
      did: (_own: string, other: string, n: number) => `${photos(n)} moved to ${other}`,
    },
    several: {
      title: 'One name that may be two animals',
      hint: 'Its photos fall into two parts that are not like each other.',
      says: (own: string, _other: string, _n: number) => `${own} looks like two animals`,
      accept: (_own: string, _other: string, n: number) => `Two animals: split off ${photos(n)}`,
      dismiss: (_own: string, _other: string) => 'It is one animal',
      did: (_own: string, other: string, n: number) => `${photos(n)} split off as ${other}`,
    },
  },
};
