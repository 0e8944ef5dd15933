/** Taking the gallery out, in English. */
import type { ExportKind } from '../../../../engine/exchange/export/formats';
import { plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const exporting = {
  open: 'Export',
  title: 'Export',
  lead: (n: number) => `${photos(n)}: those shown or selected in the gallery.`,
  kinds: {
    gallery: 'The gallery as a zip',
    table: 'A table of the photos (CSV)',
    decisions: 'What was decided (CSV)',
    wildbook: 'For Wildbook',
    embeddings: 'Embeddings (NumPy)',
  } satisfies Record<ExportKind, string> as Record<ExportKind, string>,
  hints: {
    gallery: 'The photos, a folder for each individual, with tables that Huella opens again.',
    table: 'Name, individual, date, place and the rest, for a spreadsheet.',
    decisions: 'Same, different, new: who, when, and how similar they were.',
    wildbook: 'Bulk import sheets of up to 200 rows with their photos.',
    embeddings: 'The numbers the current model makes of each photo, with whose they are.',
  } satisfies Record<ExportKind, string> as Record<ExportKind, string>,
  files: {
    gallery: 'huella-gallery.zip',
    table: 'huella-photos.csv',
    decisions: 'huella-decisions.csv',
    wildbook: 'huella-wildbook.zip',
    embeddings: 'huella-embeddings.zip',
  } satisfies Record<ExportKind, string> as Record<ExportKind, string>,
  contacts: 'Include the contacts of lost and found animals',
  contactsHint:
    'Telephone numbers and addresses that you wrote down. Only for people you trust with them.',
  start: 'Save',
  running: 'Exporting',
  left: (seconds: number) => `about ${duration(seconds)} left`,
  done: (name: string) => `${name} is saved.`,
  cancelled: 'The export was stopped. Nothing was saved.',
};
