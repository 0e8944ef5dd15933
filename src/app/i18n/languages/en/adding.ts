/** Adding photos from folders, zips and tables, in English. */
import type { Field } from '../../../../engine/exchange/vocabulary';
import type { EntryProblemKind } from '../../../../engine/exchange/results';
import type { RowProblemKind } from '../../../../engine/exchange/rows';
import type { ImportRow } from '../../../../engine/library';
import { number, plural } from './format';

export const adding = {
  fromZip: 'From a zip or a table',
  noPhotos: 'There are no photos in what you chose. Choose them together with the table.',
  planTitle: 'Check before adding',
  level: (names: string) => `The folder ${names}`,
  levelHint: (n: number) => plural(n, { one: '{n} name', other: '{n} names' }),
  names: 'Who is who',
  table: 'Table',
  tableRows: (n: number) => plural(n, { one: '{n} row', other: '{n} rows' }),
  useTable: 'I have a table (Excel, CSV) or MegaDetector results',
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
    'no-animal': 'In this box is no animal. It is left out.',
    'duplicate-row': 'The same photo is in an earlier row.',
    'bad-date': 'This is not a date. The photo is added without it.',
    'bad-box': 'This box is not valid.',
    'bad-place': 'This is not a place. The photo is added without it.',
    'unknown-side': 'Huella does not know this side. The photo is added without it.',
    'long-row':
      'It has more cells than the table has columns. Look whether what was read is right.',
    'several-animals':
      'The row names several animals, and no box says which is which. The photo is added without a name.',
    'bad-microchip': 'This is not the number of a microchip. The photo is added without it.',
    'folder-differs': 'Your file of this name lies in another folder.',
    'date-undecided':
      'It is not known which number is the day and which the month. The photo is added without the date.',
    'box-clipped': 'The box reaches over the edge of the photo. The part within the photo is used.',
    'no-place': '0, 0 is what devices write without a fix. The photo is added without a place.',
  } satisfies Record<RowProblemKind, string> as Record<RowProblemKind, string>,
  addUnnamed: (n: number) =>
    plural(n, {
      one: 'Also add the photo the table does not name',
      other: 'Also add the {n} photos the table does not name',
    }),
  results: 'Animals found by MegaDetector',
  order: {
    title: 'Which number is the day?',
    lead: (example: string) =>
      `The table writes dates like “${example}”, and nothing in it says which number is which.`,
    'day-first': (date: string) => `The day comes first: ${date}`,
    'month-first': (date: string) => `The month comes first: ${date}`,
    'year-first': (date: string) => `The year comes first: ${date}`,
    none: 'I do not know: add the photos without these dates',
    answer: 'Choose one of these first.',
    byPhotos: 'The dates in the photos themselves agree with this.',
    byLanguage: 'Huella proposes this from the language of the table.',
  },
  differ: (n: number) =>
    plural(n, {
      one: 'Two tables differ in {n} place. The first table’s word is taken.',
      other: 'Two tables differ in {n} places. The first table’s word is taken.',
    }),
  boxForm: {
    example: (box: string) => `The first box of the table: ${box}.`,
    title: 'The numbers of a box',
    open: 'Nothing in the table says what its numbers are. Look where it lies in your photo.',
    size: 'left, top, width, height',
    corners: 'two corners: left, top, right, bottom',
    centre: 'the middle, then width and height',
  },
  whichFolder: {
    lead: (folder: string) =>
      folder === ''
        ? 'Several folders have files of the same names. Which of them are these photos from?'
        : `Your folder “${folder}” has another name there. Which of the folders is it?`,
    label: 'The same folder is',
    none: 'None of them: leave those rows out',
    any: 'Any of them: go by the file names alone',
    top: '(no folder)',
  },
  drawnBoxes: 'Boxes drawn in files beside the photos',
  drawnFiles: (name: string, n: number) =>
    plural(n, { one: `${name}: {n} file`, other: `${name} and others: {n} files` }),
  boxProblem: {
    'bad-entry': 'This entry names no file that can be used.',
    'bad-box': 'This box is not valid. It was left out.',
    'box-clipped':
      'The box reaches over the edge of the photo. The part within the photo was used.',
    'bad-confidence': 'This certainty is not a number between 0 and 1. The box was left out.',
    'unknown-category': 'The file does not say what this category is. The box was left out.',
    'detector-failed': 'The detector could not read this photo.',
    'classes-missing':
      'The file that names the classes (classes.txt or data.yaml) is missing, so what is in each box is not known. All boxes were used as animals.',
  } satisfies Record<EntryProblemKind, string> as Record<EntryProblemKind, string>,
  entryProblems: (n: number) =>
    plural(n, { one: '{n} entry needs a look', other: '{n} entries need a look' }),
  emptyPhotos: (n: number) =>
    plural(n, {
      one: 'In {n} photo no animal is certain enough; it is not added.',
      other: 'In {n} photos no animal is certain enough; they are not added.',
    }),
  addUnmentioned: (n: number) =>
    plural(n, {
      one: 'Also add the photo the results do not mention, whole',
      other: 'Also add the {n} photos the results do not mention, whole',
    }),
  left: (n: number) =>
    plural(n, { one: '{n} thing was not used', other: '{n} things were not used' }),
  note: {
    'names-nothing': 'It names none of these photos.',
    'no-file-column':
      'None of its columns holds file names. Choose it yourself to say which one does.',
    'system-files': (n: number) =>
      plural(n, {
        one: 'A system put {n} file here. It was left out.',
        other: 'A system put {n} files here. They were left out.',
      }),
    repaired: (n: number) =>
      plural(n, {
        one: '{n} letter was not written as the others are. Look whether it is right.',
        other: '{n} letters were not written as the others are. Look whether they are right.',
      }),
    sidecars: (n: number) =>
      plural(n, {
        one: 'The date or place of {n} photo is written in a file beside it (Google Takeout or XMP). It is used where the photo itself says nothing.',
        other:
          'The dates and places of {n} photos are written in files beside them (Google Takeout or XMP). They are used where the photo itself says nothing.',
      }),
    'sidecars-alone': (n: number) =>
      plural(n, {
        one: '{n} file describes a photo that is not among those you chose.',
        other: '{n} files describe photos that are not among those you chose.',
      }),
    'second-results': (n: number) =>
      plural(n, {
        one: '{n} photo is in other results too. The first ones were used.',
        other: '{n} photos are in other results too. The first ones were used.',
      }),
    'name-unused': (individual: string) =>
      `Several animals were found in this photo. The name “${individual}” was given to none of them.`,
    'unread-boxes': (columns: string) =>
      `This column holds boxes in a form that Huella does not read: ${columns}. No boxes are taken from it.`,
    'broken-box': (columns: string) =>
      `These columns are parts of a box, and other parts are missing: ${columns}. No boxes are taken from it.`,
    'no-animal': 'No animal was certain enough. It was not added.',
    unmentioned: 'The results do not mention it. It was not added.',
    difference: (used: string, other: string) =>
      `Two tables differ: “${used}” was taken, not “${other}”.`,
  },
  notesTitle: 'Also worth knowing',
  confidence: 'Least certainty',
  animals: (n: number) => plural(n, { one: '{n} animal', other: '{n} animals' }),
  resultsHint: 'Each animal is added cut out of its photo.',
  pause: 'Pause',
  goOn: 'Go on',
  paused: 'Paused',
  waiting: 'Waiting until a backup is restored, a model changed or this device measured',
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
  stations: (n: number) =>
    plural(n, { one: '{n} station described', other: '{n} stations described' }),
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
    folder: 'Folder of the file',
    individual: 'Individual',
    date: 'Date',
    time: 'Time',
    year: 'Date: year',
    month: 'Date: month',
    day: 'Date: day',
    hour: 'Time: hours',
    minute: 'Time: minutes',
    second: 'Time: seconds',
    coordinates: 'Coordinates',
    latitude: 'Latitude',
    longitude: 'Longitude',
    station: 'Station',
    placeName: 'Place',
    species: 'Species',
    genus: 'Species: genus',
    epithet: 'Species: second word',
    side: 'Side',
    box: 'Box',
    boxX: 'Box: left',
    boxY: 'Box: top',
    boxWidth: 'Box: width',
    boxHeight: 'Box: height',
    boxRight: 'Box: right',
    boxBottom: 'Box: bottom',
    boxCentreX: 'Box: middle across',
    boxCentreY: 'Box: middle down',
    pictureWidth: 'Width of the photo',
    pictureHeight: 'Height of the photo',
    turns: 'Quarter turns',
    status: 'Lost or found',
    colour: 'Colour',
    microchip: 'Microchip',
    labels: 'Labels',
    notes: 'Notes',
  } satisfies Record<Field, string> as Record<Field, string>,
};
