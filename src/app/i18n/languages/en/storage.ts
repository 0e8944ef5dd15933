/** Storage and its space, in English. */
import { plural } from './format';

const photos = (n: number): string => plural(n, { one: '{n} photo', other: '{n} photos' });

export const storage = {
  parts: {
    photos: 'Photos',
    prepared: 'What makes them findable',
    models: 'Models',
    trash: 'In the trash',
    other: 'Huella itself and the rest',
  },
  kept: 'This browser has promised to keep your gallery until you delete it yourself.',
  notKept:
    'This browser may delete your gallery when the device runs short of space, or when you have not come for a long time.',
  refused:
    'The browser did not promise it this time. It usually does once Huella is installed, or after you have used it for some days. Until then, keep a backup.',
  ask: 'Ask the browser to keep it',
  keptNow: 'The browser has promised to keep your gallery.',
  notKeptNow: 'The browser may delete your gallery if space runs short. A backup keeps it safe.',
  nearlyFull: 'There is little space left. Free some before you add more photos.',
  free: 'Free space',
  freeNothing: 'There is nothing here that could go without losing photos.',
  removeModelHint: 'The model, and what it prepared of your photos. The photos stay.',
  leftover: (n: number) => `What a removed model prepared of ${photos(n)}`,
  leftoverRemoveLabel: 'Delete what a removed model prepared',
  trash: (n: number) => `${photos(n)} in the trash`,
  trashTitle: (n: number) =>
    plural(n, { one: 'Delete this photo for good?', other: 'Delete {n} photos for good?' }),
  trashText: 'They have been in the trash. After this they cannot be had back.',
  exportFirst:
    'To make more room, back up the gallery first. Then you can delete photos and have them back from the backup.',
  full: (n: number) =>
    n === 0
      ? 'There is no space left. No photo was added; your gallery is safe.'
      : plural(n, {
          one: 'There is no space left. {n} photo was added, and your gallery is safe.',
          other: 'There is no space left. {n} photos were added, and your gallery is safe.',
        }),
  fullLeft: (n: number) =>
    plural(n, {
      one: '{n} photo is still to be added.',
      other: '{n} photos are still to be added.',
    }),
  withModel: (size: string) => `Also delete what it prepared of your photos (${size})`,
  withModelHint:
    'If you install it again, the gallery is prepared for it anew, which can take long.',
};
