/** The animals, one by one, in English. */
import { plural, kilometres, number } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const individuals = {
  count: (n: number) => plural(n, { one: '{n} animal', other: '{n} animals' }),
  shown: (n: number, total: number) => `${number(n)} of ${number(total)} animals`,
  search: 'Search by name or label',
  byName: 'Name',
  bySeen: 'Last seen',
  byPhotos: 'Most photos',
  anyStatus: 'Any status',
  anySpecies: 'Any species',
  emptyTitle: 'No animals yet',
  empty: 'An animal appears here as soon as one of your photos has a name.',
  noMatchTitle: 'No animal like that',
  noMatch: 'Try another word, or take the filters off.',
  clearFilters: 'Take the filters off',
  lastSeen: (day: string) => `Seen ${day}`,
  gone: 'This animal is no longer here',
  goneText: 'It was merged into another or deleted. The history says which.',
  back: 'All animals',

  edit: 'Edit',
  editTitle: (name: string) => `Edit ${name}`,
  saved: (name: string) => `${name} saved.`,
  merge: 'Merge',
  identifyWith: 'Identify with this photo',
  select: 'Select photos',
  cover: 'Photo shown',
  name: 'Name',
  sex: 'Sex',
  sexes: { female: 'Female', male: 'Male', unknown: 'Unknown' },
  lifeStage: 'Life stage',
  lifeStages: {
    young: 'Young',
    juvenile: 'Juvenile',
    subadult: 'Subadult',
    adult: 'Adult',
    old: 'Old',
  },
  place: 'Place',
  mergeInstead: (name: string) => `Merge with ${name} instead`,

  timeline: 'Encounters',
  calendar: 'Calendar',
  calendarYears: 'Encounters in each month',
  inMonth: (month: string, n: number) =>
    `${month}: ${plural(n, { one: '{n} encounter', other: '{n} encounters' })}`,
  onDay: (day: string, n: number) =>
    `${day}: ${plural(n, { one: '{n} encounter', other: '{n} encounters' })}`,
  encounter: (n: number) => photos(n),
  undated: 'Without a date',
  showMore: (n: number) => plural(n, { one: 'Show {n} more', other: 'Show {n} more' }),
  places: 'Places',
  placeFacts: (n: number, day: string) => (day ? `${photos(n)}, last ${day}` : photos(n)),
  fromLatest: (km: number) => `${kilometres(km)} from the latest place`,
  latestPlace: 'The latest place',
  apart: (km: number) => `Up to ${kilometres(km)} apart.`,
  photo: (name: string) => `Photo ${name}`,

  split: 'New animal',
  splitTitle: (n: number) =>
    plural(n, {
      one: 'This photo is another animal',
      other: 'These {n} photos are another animal',
    }),
  splitLead: 'They leave this animal and get a name of their own.',
  splitDone: (n: number, name: string) => `${photos(n)} became ${name}.`,
  move: 'Move',
  moveTitle: (n: number) => plural(n, { one: 'Move this photo', other: 'Move {n} photos' }),
  moved: (n: number, name: string) => `${photos(n)} moved to ${name}.`,
  takeOut: 'Not this animal',
  makeCover: 'Show this one',
  coverMade: 'This photo is shown for the animal now.',

  mergeTitle: (name: string) => `Merge ${name} with…`,
  mergeLead: 'The likeliest come first.',
  mergeSearching: 'Looking for the likeliest…',
  mergeConfirmTitle: 'Are they the same animal?',
  mergeKeep: 'Which name stays?',
  mergeText: (from: string, n: number, into: string) =>
    plural(n, {
      one: `{n} photo of ${from} becomes a photo of ${into}.`,
      other: `{n} photos of ${from} become photos of ${into}.`,
    }),
  mergeBack: 'Choose another',
  merged: (from: string, into: string) => `${from} merged into ${into}.`,

  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteKeep: 'Keep the photos, without a name',
  deleteKeepHint: (n: number) => `${photos(n)} stay in the gallery as unidentified.`,
  deletePhotos: 'Delete the photos too',
  deletePhotosHint: (n: number) => `${photos(n)} go to the trash.`,
  deleted: (name: string) => `${name} deleted.`,
};
