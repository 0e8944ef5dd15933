/** Adding photos from folders, zips and tables, in English. */
import type { Field } from '../../engine/exchange/columns';
import type { RowProblemKind } from '../../engine/exchange/rows';
import type { ImportRow } from '../../engine/library';
import { createFormatters } from './format';

const { number, plural } = createFormatters('en');

export const importEn = {
  fromZip: 'From a zip or a table',
  noPhotos: 'There are no photos in what you chose. Choose them together with the table.',
  planTitle: 'Check before adding',
  level: (names: string) => `The folder ${names}`,
  levelHint: (n: number) => plural(n, { one: '{n} name', other: '{n} names' }),
  names: 'Who is who',
  namesFromTable: 'The table says who is who.',
  table: 'Table',
  tableRows: (n: number) => plural(n, { one: '{n} row', other: '{n} rows' }),
  useTable: 'I have a table (CSV) or MegaDetector results',
  without: (name: string) => `Do without ${name}`,
  columnsLead: 'What is in each column? Change what Huella has not guessed.',
  none: 'Not in the table',
  moreColumns: 'More columns',
  firstRows: 'The first rows',
  unidentified: 'Unidentified',
  planned: (photos: number, identified: number, individuals: number) =>
    `${plural(photos, { one: '{n} photo', other: '{n} photos' })}, ${number(identified)} with a name, ${plural(individuals, { one: '{n} individual', other: '{n} individuals' })}`,
  noFileColumn: 'Say which column holds the file names.',
  problems: (n: number) =>
    plural(n, { one: '{n} row needs a look', other: '{n} rows need a look' }),
  lost: (n: number) =>
    plural(n, { one: '{n} of them will not be added', other: '{n} of them will not be added' }),
  row: (n: number) => `Row ${number(n)}`,
  problem: {
    'no-file-name': 'It names no file.',
    'file-not-found': 'This file is not among those you chose.',
    'file-ambiguous': 'Several of your files have this name.',
    'duplicate-row': 'The same photo is in an earlier row.',
    'bad-date': 'This is not a date. The photo is added without it.',
    'bad-box': 'This box is not valid.',
    'bad-place': 'This is not a place. The photo is added without it.',
    'unknown-side': 'Huella does not know this side. The photo is added without it.',
  } satisfies Record<RowProblemKind, string> as Record<RowProblemKind, string>,
  addUnnamed: (n: number) =>
    plural(n, {
      one: 'Also add the photo the table does not name',
      other: 'Also add the {n} photos the table does not name',
    }),
  results: 'Animals found by MegaDetector',
  confidence: 'Least certainty',
  animals: (n: number) => plural(n, { one: '{n} animal', other: '{n} animals' }),
  resultsHint: 'Each animal is added cut out of its photo.',
  pause: 'Pause',
  goOn: 'Go on',
  paused: 'Paused',
  waiting: 'Waiting until a backup is restored or a model changed',
  interrupted: (name: string) =>
    name ? `Adding “${name}” was interrupted` : 'Adding photos was interrupted',
  doneOf: (done: number, total: number) => `${number(done)} of ${number(total)} done`,
  continue: 'Continue',
  chooseFolder: 'Choose the folder again',
  chooseZip: 'Choose the zip again',
  chooseFiles: 'Choose the files again',
  forget: 'Leave it',
  near: (n: number) => plural(n, { one: '{n} looks like another', other: '{n} look like others' }),
  looksLike: (name: string) => `Added. It looks nearly the same as ${name}.`,
  records: (decisions: number, individuals: number) =>
    `Exported by Huella: brings with it what is known of ${plural(individuals, { one: '{n} individual', other: '{n} individuals' })} and ${plural(decisions, { one: '{n} step of the history', other: '{n} steps of the history' })}.`,
  adopted: (n: number) =>
    plural(n, {
      one: '{n} step of the history brought in',
      other: '{n} steps of the history brought in',
    }),
  report: 'Report',
  saveTable: 'Save as CSV',
  reportFile: 'huella-import.csv',
  allFine: 'Everything was added.',
  outcomes: {
    imported: 'Added',
    duplicate: 'Already there',
    'near-duplicate': 'Added, looks like another',
    failed: 'Not added',
  } satisfies Record<ImportRow['outcome'], string> as Record<ImportRow['outcome'], string>,
  columns: { file: 'File', outcome: 'Outcome', reason: 'Reason', individual: 'Individual' },
  fields: {
    file: 'File',
    individual: 'Individual',
    date: 'Date',
    time: 'Time',
    coordinates: 'Coordinates',
    latitude: 'Latitude',
    longitude: 'Longitude',
    placeName: 'Place',
    species: 'Species',
    side: 'Side',
    box: 'Box',
    boxX: 'Box: left',
    boxY: 'Box: top',
    boxWidth: 'Box: width',
    boxHeight: 'Box: height',
    turns: 'Quarter turns',
    status: 'Lost or found',
    colour: 'Colour',
    labels: 'Labels',
    notes: 'Notes',
  } satisfies Record<Field, string> as Record<Field, string>,
};
