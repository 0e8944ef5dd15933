/** Backup and restore, in English. */
import { number, plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });
const animals = (n: number): string =>
  plural(n, { one: '{n} individual', other: '{n} individuals' });

export const backup = {
  title: 'Backup',
  lead: 'One file with all your photos, names, decisions and notes. Keep it on another device: it is also how two people join their galleries.',
  none: 'There has been no backup yet.',
  last: (date: string, n: number, size: string) => `Last backup: ${date}, ${photos(n)}, ${size}.`,
  allSaved: 'Every photo is in it.',
  unsaved: (n: number, date: string) =>
    plural(n, {
      one: `{n} photo is in no backup; it has been here since ${date}.`,
      other: `{n} photos are in no backup; the oldest has been here since ${date}.`,
    }),
  now: 'Back up now',
  fromFile: 'Restore from a file',
  empty: 'There is nothing to back up yet.',
  busy: 'Wait until the photos have been added.',
  stages: {
    waiting: 'Waiting until the photos being added are in',
    writing: 'Writing the backup',
    checking: 'Reading it back to be sure',
    looking: 'Looking through the backup',
    restoring: 'Bringing the photos in',
  },
  left: (seconds: number) => `about ${duration(seconds)} left`,
  stopped: 'Stopped. Nothing was changed.',
  made: (n: number, size: string) => `Backup made and checked: ${photos(n)}, ${size}.`,
  damagedHere: (n: number, names: string) =>
    `${plural(n, {
      one: 'The file of {n} photo is damaged on this device, so it is not in the backup',
      other: 'The files of {n} photos are damaged on this device, so they are not in the backup',
    })}${names === '' ? '.' : `: ${names}`}`,
  elsewhere: (n: number) =>
    plural(n, {
      one: '{n} photo is not in the backup: its file is in the shared gallery and not on this device. To have it in the next one, choose “All” in Settings, Share, and sync first.',
      other:
        '{n} photos are not in the backup: their files are in the shared gallery and not on this device. To have them in the next one, choose “All” in Settings, Share, and sync first.',
    }),
  remind: (n: number) =>
    plural(n, { one: '{n} photo is in no backup.', other: '{n} photos are in no backup.' }),
  remindWhy: 'If this device is lost, they are lost too.',
  notNow: 'Not now',

  offerTitle: 'Restore this backup?',
  contains: (date: string, n: number, i: number) => `Made on ${date}: ${photos(n)}, ${animals(i)}.`,
  adds: (added: number, present: number, i: number) =>
    `${added === 0 ? 'No photo is new here' : `${photos(added)} ${added === 1 ? 'is' : 'are'} new here`}${
      present > 0 ? `, ${number(present)} ${present === 1 ? 'is' : 'are'} here already` : ''
    }${i > 0 ? `; ${animals(i)} new` : ''}.`,
  stays: 'Nothing that is here is overwritten or deleted.',
  frame: 'The file has been changed or packed again since, but everything in it is whole.',
  sameNames: (n: number) =>
    plural(n, {
      one: '{n} name is here and in the backup',
      other: '{n} names are here and in the backup',
    }),
  sameNamesHint:
    'They become one animal. Tick those that are a different animal with the same name.',
  apart: (name: string) => `${name} is a different animal`,
  differ: (n: number) =>
    plural(n, {
      one: '{n} photo or pair was decided differently',
      other: '{n} photos or pairs were decided differently',
    }),
  keepHere: 'Keep what is here',
  takeTheirs: 'Take the backup’s',
  trashed: (n: number) =>
    plural(n, {
      one: '{n} photo of it is in your trash',
      other: '{n} photos of it are in your trash',
    }),
  leaveTrashed: 'Leave there',
  bringBack: 'Bring back',
  more: (n: number) => `and ${number(n)} more`,
  withSettings: 'Also use the language and look of that device',
  restore: 'Restore',
  restored: (n: number) =>
    n === 0 ? 'Restored. No photo was new.' : `Restored: ${photos(n)} added.`,

  reportTitle: 'Restored',
  reportAdded: (n: number) => `${photos(n)} added`,
  reportPresent: (n: number) =>
    plural(n, { one: '{n} photo was here already', other: '{n} photos were here already' }),
  reportIndividuals: (n: number) => `${animals(n)} added`,
  reportNamed: (n: number) =>
    plural(n, { one: '{n} photo here got its name', other: '{n} photos here got their names' }),
  reportConflicts: (n: number) =>
    plural(n, { one: '{n} thing differed', other: '{n} things differed' }),
  conflicts: {
    'same-name': 'same name here and in the backup',
    renamed: 'has another name in the backup',
    who: 'is of another animal in the backup',
    decision: 'was decided differently',
    described: 'has other details in the backup',
    'in-trash': 'is in the trash here',
    'deleted-there': 'is in the trash of the backup',
    undone: 'a step undone on one side only',
    setting: 'a setting differs',
  },
  kept: {
    here: 'kept as it is here',
    theirs: 'taken from the backup',
    both: 'both kept',
    joined: 'now one animal',
  },
  save: 'Save the list',
  fileName: 'huella-restored.txt',
};
