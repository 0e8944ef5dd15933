/** Taking the gallery out, in English. */
import type { ExportKind } from '../../../../engine/exchange/export/formats';
import type { Remark } from '../../../../engine/exchange/export/left-out';
import { plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const exporting = {
  open: 'Export',
  lead: (n: number) => `${photos(n)}: those shown or selected in the gallery.`,
  kinds: {
    gallery: 'The gallery as a zip',
    spreadsheet: 'Tables for Excel',
    table: 'A table of the photos (CSV)',
    histories: 'Capture histories (CSV)',
    mark: 'For MARK (.inp)',
    secr: 'For secr in R',
    camtrap: 'Camtrap DP',
    cocoCameraTraps: 'COCO Camera Traps',
    darwinCore: 'Darwin Core',
    decisions: 'What was decided (CSV)',
    wildbook: 'For Wildbook',
    embeddings: 'Embeddings (NumPy)',
  } satisfies Record<ExportKind, string> as Record<ExportKind, string>,
  hints: {
    gallery: 'The photos, a folder for each individual, with tables that Huella opens again.',
    spreadsheet: 'The photos, the animals and the decisions, a sheet each, with dates as dates.',
    table: 'Name, individual, date, place and the rest, for other programs.',
    histories:
      'A row for each individual, a column for each day, week or period: 1 where it was seen.',
    mark: 'The same histories as the MARK program reads them, for survival and abundance.',
    secr: 'Captures, stations in metres and days watched, for density with the secr package.',
    camtrap:
      'The standard for camera traps: stations, photos and who is on each. Huella opens it again.',
    cocoCameraTraps: 'Photos with boxes and names for machine learning. Huella opens it again.',
    darwinCore: 'An occurrence for each encounter, as GBIF and museums take them.',
    decisions: 'Same, different, new: who, when, and how similar they were.',
    wildbook: 'Bulk import sheets of up to 200 rows with their photos.',
    embeddings: 'The numbers the current model makes of each photo, with whose they are.',
  } satisfies Record<ExportKind, string> as Record<ExportKind, string>,
  files: {
    gallery: 'huella-gallery.zip',
    spreadsheet: 'huella-tables.xlsx',
    table: 'huella-photos.csv',
    histories: 'huella-histories.csv',
    mark: 'huella-histories.inp',
    secr: 'huella-secr.zip',
    camtrap: 'huella-camtrap-dp.zip',
    cocoCameraTraps: 'huella-coco.zip',
    darwinCore: 'huella-darwin-core.zip',
    decisions: 'huella-decisions.csv',
    wildbook: 'huella-wildbook.zip',
    embeddings: 'huella-embeddings.zip',
  } satisfies Record<ExportKind, string> as Record<ExportKind, string>,
  contacts: 'Include the contacts of lost and found animals',
  contactsHint:
    'Telephone numbers and addresses that you wrote down. Only for people you trust with them.',
  occasions: 'Occasions',
  occasionsHint: 'What one column of a history is.',
  occasionKinds: {
    day: 'Each day',
    week: 'Each week',
    days: 'A number of days',
    dates: 'My own dates',
  },
  days: 'Days in each',
  occasionDates: (n: number) => `Occasion ${n}`,
  addDates: 'Add an occasion',
  clock: 'Time zone of the cameras',
  clockHint: 'For photos that do not say theirs. The standard asks for one.',
  exactPlaces: 'Exact coordinates',
  exactPlacesHint:
    'Leave this off for animals that may be hunted: places are then rounded to about 11 km.',
  relativePlacesHint:
    'Leave this off for animals that may be hunted: distances stay right, and where it was is not told.',
  withPhotos: 'The photos too',
  withPhotosHint: 'Needed to open it in Huella again.',
  photosTellPlaces:
    'The photo files may hold their exact place inside. Leave them out if it must not be known.',
  remarks: {
    'no-date': (n: number) => `Left out: ${photos(n)} without a date.`,
    'no-place': (n: number) => `Left out: ${photos(n)} from stations without coordinates.`,
    'no-station': (n: number) => `Left out: ${photos(n)} that do not say where they were taken.`,
    'no-individual': (n: number) => `Left out: ${photos(n)} without an individual.`,
    'outside-occasions': (n: number) => `Left out: ${photos(n)} taken outside the occasions.`,
    undated: (n: number) => `In the file without a date: ${photos(n)}.`,
    unplaced: (n: number) => `In the file without coordinates: ${photos(n)}.`,
    'time-unknown': (n: number) => `Only the day is known of ${photos(n)}: the file says midnight.`,
    'not-latin': (n: number) =>
      `The species of ${photos(n)} has no scientific name: the file says Animalia, with your words beside it.`,
    'effort-unknown': (n: number) =>
      `When the cameras watched is not known of ${plural(n, { one: '{n} station', other: '{n} stations' })}: the time from its first to its last photo stands for it.`,
    'outside-effort': (n: number) =>
      plural(n, {
        one: '{n} sighting is from a day on which its station was not said to be watched.',
        other: '{n} sightings are from days on which their station was not said to be watched.',
      }),
    'places-rounded': (n: number) => `Coordinates are rounded: ${photos(n)}.`,
    'places-relative': (n: number) =>
      `Places are metres from a corner of the survey: ${plural(n, { one: '{n} station', other: '{n} stations' })}.`,
    'several-species': (n: number) =>
      `The histories mix ${plural(n, { one: '{n} species', other: '{n} species' })}. For one, filter the gallery first.`,
  } satisfies Record<Remark, (n: number) => string> as Record<Remark, (n: number) => string>,
  again: 'Another export',
  running: 'Exporting',
  done: (name: string) => `${name} is saved.`,
  cancelled: 'The export was stopped. Nothing was saved.',
};
