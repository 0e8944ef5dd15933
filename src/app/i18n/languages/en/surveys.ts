/** The figures of a survey, in English. */
import { number, plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });
const animals = (n: number): string => plural(n, { one: '{n} animal', other: '{n} animals' });
const encounters = (n: number): string =>
  plural(n, { one: '{n} encounter', other: '{n} encounters' });
const stations = (n: number): string => plural(n, { one: '{n} station', other: '{n} stations' });
const days = (n: number): string => plural(n, { one: '{n} day', other: '{n} days' });

export const surveys = {
  lead: 'When, where and how often your animals were seen. Photos of one animal taken close together at one place are one encounter.',
  nothingTitle: 'There is nothing to count yet',
  nothing: 'Add photos with their dates. Tables and folders can say which station they are from.',
  toGallery: 'Add photos in the gallery',
  counting: 'Counting…',

  choices: 'What is counted',
  interval: 'One encounter lasts until there is no photo for',
  intervals: {
    60: '1 minute',
    300: '5 minutes',
    1800: '30 minutes',
    3600: '1 hour',
    86400: '1 day',
  },
  species: 'Species',
  allSpecies: 'All species',
  noSpecies: 'Not said',
  badSpan: 'The first day has to come before the last one.',
  occasion: 'Occasions of the discovery curve',
  occasions: { 1: 'Days', 7: 'Weeks', 30: '30 days', dates: 'Own dates' },

  summary: 'In short',
  counted: (e: number, p: number) => `${encounters(e)} in ${photos(p)}.`,
  known: (a: number, unidentified: number) =>
    unidentified === 0
      ? `${animals(a)} with a name.`
      : `${animals(a)} with a name; ${encounters(unidentified)} without one.`,
  time: (from: string, to: string) => `From ${from} to ${to}.`,
  at: (s: number, d: number) =>
    d > 0 ? `${stations(s)}, watched ${days(d)} in all.` : `${stations(s)}.`,
  undated: (n: number) =>
    plural(n, {
      one: '{n} photo has no date: it is counted, but on no day.',
      other: '{n} photos have no date: they are counted, but on no day.',
    }),
  unplaced: (n: number) =>
    plural(n, {
      one: '{n} photo does not say where it was taken.',
      other: '{n} photos do not say where they were taken.',
    }),

  sightings: 'Sightings over time',
  units: { day: 'Day', week: 'Week from', month: 'Month', year: 'Year' },
  encounters: 'Encounters',
  individuals: 'Animals with a name',
  number: 'How many',

  discovery: 'Discovery curve',
  discoveryHint:
    'How many animals were known after so much watching. Where the line goes flat, there are few left to discover. The dashed line shows what to expect with the days in random order, with 95 % intervals.',
  watched: 'Days watched, of all stations together',
  occasionsSoFar: 'Occasions so far',
  seen: 'Animals seen',
  expected: 'Expected in random order',
  estimate: (seen: number, atLeast: number) =>
    seen >= Math.round(atLeast)
      ? `${animals(seen)} seen. Hardly any more are to be expected at these stations.`
      : `${animals(seen)} seen. There are probably at least ${number(Math.round(atLeast))} (Chao2).`,
  effortSeen:
    'When the stations were watched has not been said yet, so the time from the first to the last photo of each is used. Say it under Stations.',
  chooseDates: 'Say the first and the last day of each occasion above.',
  problems: {
    'no-dates': 'No photo has a date.',
    'not-a-span': 'These dates cannot be divided.',
    overlap: 'Two of the occasions share a day.',
    'too-many':
      'There are too many days between the first and the last photo. Is a date wrong? Choose a shorter time or longer occasions.',
  },

  map: 'Where',
  mapHint: 'Larger circles have more encounters. North is up.',
  mapOf: (n: number) => `Map of ${stations(n)}`,
  north: 'N',
  whole: 'Show all',
  marker: (name: string, e: number, a: number) => `${name}: ${encounters(e)}, ${animals(a)}`,
  cluster: (n: number, e: number) => `${stations(n)}: ${encounters(e)}. Look closer`,
  noPlaces: 'No station has coordinates yet.',
  ownMap: 'Lay a map of yours beneath (GeoJSON, PMTiles)',
  dropMap: 'Take the map away',
  ownMapShown: (name: string) => `${name} lies beneath.`,

  bySpecies: 'By species',
  byStation: 'Stations',
  station: 'Station',
  photos: 'Photos',
  watchedDays: 'Days watched',
  rate: 'Encounters in 100 days',
  first: 'First',
  last: 'Last',
  assumed: '≈ from its first to its last photo',
  noStations: 'No photo says where it was taken.',
  edit: (name: string) => `Describe ${name}`,
  showAll: (n: number) => `Show all ${number(n)}`,
  table: 'As a table',
  picture: 'Picture',
  savePicture: (name: string) => `Save the picture: ${name}`,

  stationTitle: (name: string) => `Station ${name}`,
  efforts: 'When it was watched',
  effortsHint: 'First and last day of each time a camera stood there or a person watched.',
  effort: (i: number) => `Time ${number(i)}`,
  addEffort: 'Add a time',
  dropEffort: (i: number) => `Remove time ${number(i)}`,
  badEffort: 'Each time needs a first and a last day, in this order.',
  saved: (name: string) => `${name} saved.`,

  folders: 'Stations of folders',
  foldersHint: 'If each folder is a station, say which level has their names.',
  level: (n: number, names: string) => `${stations(n)}: ${names}`,
  useFolders: (n: number) =>
    plural(n, { one: 'Give {n} photo its station', other: 'Give {n} photos their station' }),
  placed: (n: number) => `${photos(n)} have a station now.`,
};
