/** What the command says, in words for the person who owns the bucket. */
import type { CatalogueError } from '../../src/engine/catalogue/failure';
import { type CatalogueCode } from '../../src/engine/catalogue/failure';
import { isWhole, type CheckReport } from './check';
import type { Compaction } from './compact';
import type { DeviceReport } from './devices';
import type { Exported } from './export';
import type { Damage } from './logs';

/** Lines of a list before the rest is only counted; --json has them all. */
const SHOWN = 20;

export function checkWords(report: CheckReport): string {
  const { kinds, photos, trashed, individuals, devices, damaged, missing, unsent } = report;
  const { unreferenced, refused, conflicts } = report;
  const objects = kinds.map(({ kind, count, bytes }) => `  ${kind} ${count}, ${size(bytes)}`);
  return [
    `${photos} photos (${trashed} in the trash), ${individuals} individuals.`,
    ...objects,
    '',
    'Devices:',
    ...devices.map(deviceWords),
    ...list('Damaged: not as they were sent, and never used.', damaged.map(line)),
    ...list('Missing: another object says that they are there.', missing.map(line)),
    ...list(
      'Records that no device of this version takes in:',
      refused.map((id) => `  ${id}`),
    ),
    ...list(
      'Photos whose original no device has sent yet:',
      unsent.map(({ name, sha256 }) => `  ${name} (${sha256.slice(0, 12)})`),
    ),
    ...list(
      'Named by nothing; a device that was away may still name them:',
      unreferenced.map(line),
    ),
    ...(conflicts > 0
      ? ['', `${conflicts} things were said twice and differently, and wait for a person.`]
      : []),
    '',
    isWhole(report)
      ? 'Everything that is there is whole.'
      : 'Not whole. A device that has what is damaged or missing sends it again by itself: thumbnails, ' +
        'embeddings and damaged originals once another device has asked for them, missing originals ' +
        'once it looks for them (“Sync now”).',
  ].join('\n');
}

export function compactWords(found: Compaction, isDone: boolean): string {
  const { checkpoints, removed, bytes, before, damaged } = found;
  const kept = before + checkpoints.length - removed.length;
  return [
    ...list(
      'Damaged, and not in two checkpoints, so they stay. Check first (check says more):',
      damaged.map((name) => `  ${name}`),
    ),
    removed.length === 0
      ? 'Nothing to take away.'
      : `${removed.length} of ${before} entries and checkpoints ${isDone ? 'were taken' : 'can be taken'} away ` +
        `(${size(bytes)}); ${checkpoints.length} checkpoints ${isDone ? 'were' : 'would be'} written, ` +
        `and ${kept} objects ${isDone ? 'are left' : 'would be left'}.`,
    ...(isDone || removed.length === 0 ? [] : ['Nothing was changed. --write does it.']),
  ].join('\n');
}

export function exportWords(done: Exported, folder: string): string {
  const { photos, individuals, fetched, there, unsent, damaged } = done;
  return [
    `${photos} photos of ${individuals} individuals in ${folder}: ${fetched} originals fetched, ` +
      `${there} were there already.`,
    ...list(
      'Not in the store; no device has sent them yet:',
      unsent.map((name) => `  ${name}`),
    ),
    ...list('Damaged, and not written:', damaged.map(line)),
  ].join('\n');
}

/** What went wrong, and what to do about it. */
export function failureWords(error: CatalogueError): string {
  return `${SENTENCES[error.code]} (${error.message})`;
}

const SENTENCES: Readonly<Record<CatalogueCode, string>> = {
  none: 'There is no shared gallery in this place. Is the prefix right?',
  'key-wrong':
    'The secret is not the one of this gallery. Take the link from a device that shares it.',
  newer: 'A later version of Huella wrote this. Update first.',
  damaged: 'An object is not as it was sent. Nothing was taken away.',
  'device-copied': 'Two devices write under one name.',
  forbidden: 'The store does not let this key do that. Compacting needs one that may delete.',
  full: 'The store has no room left.',
  unwritable: 'The store answers and keeps nothing new: it is full, or something is wrong with it.',
  address: 'This is no address of a store, or no name of a bucket.',
  link: 'This is no link to a shared gallery, or a part of it is missing.',
  unreachable: 'The store does not answer.',
  cors: 'The store does not answer.',
  'no-bucket': 'There is no bucket of that name.',
  'key-refused': 'The store does not know this key.',
  'no-guard': 'The store cannot be reached from here.',
  clock: 'The clock of this computer is wrong.',
  'not-joined': 'No gallery is shared here.',
  joined: 'Another gallery is shared here.',
  'read-key-needed': 'A key that may only read is needed.',
};

function deviceWords(one: DeviceReport): string {
  const { device, people, last, entries, photos, steps, values, parts } = one;
  const who = people.length > 0 ? ` (${people.join(', ')})` : '';
  return (
    `  ${device}${who}: ${last} entries, ${entries} of them in the store; brought ${photos} photos, ` +
    `${steps} steps of the history, ${values} values, ${parts} thumbnails and embeddings`
  );
}

function line({ name, why }: Damage): string {
  return `  ${name}: ${why}`;
}

/** Nothing where there is nothing to list. */
function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - SHOWN;
  const shown = rest > 0 ? [...lines.slice(0, SHOWN), `  and ${rest} more (--json)`] : lines;
  return ['', `${title} (${lines.length})`, ...shown];
}

function size(bytes: number): string {
  const [unit, name] = bytes < 1e6 ? ([1e3, 'kB'] as const) : ([1e6, 'MB'] as const);
  return `${(bytes / unit).toFixed(1)} ${name}`;
}
