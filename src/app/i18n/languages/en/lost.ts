/** Lost and found, in English. */
import { plural, kilometres } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const lost = {
  statuses: { lost: 'Lost', found: 'Found', home: 'At home' },
  notSaid: 'Not said',
  status: 'Status',
  species: 'Species',
  colour: 'Colour',
  labels: 'Labels',
  labelsHint: 'Separate them with commas: red collar, limps.',
  when: 'When',
  hour: 'Time, if known',
  where: 'Where, in words',
  whereHint: 'A street, a station, a waterhole.',
  notes: 'Notes',
  several: 'Several',
  details: 'Details',
  detailsTitle: (n: number) => plural(n, { one: 'About this photo', other: 'About {n} photos' }),
  detailsLead: 'Only what you change here is changed in all of them.',
  saved: (n: number) => `${photos(n)} updated.`,

  view: 'Show',
  lostTab: 'Lost',
  foundTab: 'Found',
  matchesTab: 'Matches',
  pending: 'To decide',
  confirmed: 'Confirmed',
  rejected: 'Rejected',
  toDecide: (n: number) =>
    plural(n, { one: '{n} match to decide', other: '{n} matches to decide' }),
  none: 'No matches yet',
  markHome: 'It is home',
  markedHome: (name: string) => `${name} is at home.`,

  lookFound: 'Found photos that look like this',
  lookLost: 'Lost animals that look like this',
  looking: 'Looking…',
  alikeTitle: (name: string) => `Like ${name}`,
  thisPhoto: 'this photo',
  onlySpecies: (species: string) => `Only ${species}, or not said`,
  withinKm: (km: number) => `Within ${kilometres(km)}`,
  apart: (km: number) => `${kilometres(km)} away`,
  days: (n: number) =>
    n === 0
      ? 'the same day'
      : n > 0
        ? plural(n, { one: '{n} day later', other: '{n} days later' })
        : plural(-n, { one: '{n} day before', other: '{n} days before' }),
  same: 'It is the same',
  different: 'It is another',
  sameDone: 'Confirmed: it is the same animal.',
  differentDone: 'Rejected: it is another animal.',
  pair: (a: string, b: string) => `${a} and ${b}`,
  twoTitle: 'Two animals become one',
  twoText: (a: string, b: string) => `Their photos belong to ${a} and to ${b}. Which name stays?`,
};
