/**
 * One sentence for each error code: what happened and, where there is one, what to do. `{name}`
 * takes a value of the detail.
 */
import type { ErrorCode } from '../../../../engine/errors';

export const errors: Record<ErrorCode, string> = {
  'photo-empty': 'The file is empty.',
  'photo-not-an-image': 'This file is not a photo.',
  'photo-truncated': 'The file is cut short. Try copying it again.',
  'photo-damaged': 'The photo is damaged and cannot be read.',
  'photo-heic-unsupported':
    'This browser cannot open HEIC photos. Save it as JPEG, or open Huella in Safari.',
  'photo-format-unsupported':
    'This browser cannot open photos in this format. Save it as JPEG or PNG.',
  'photo-too-large': 'The photo is too large to open. Make it smaller and try again.',
  'photo-unreadable': 'The file could not be read. It may have been moved or deleted.',
  'crop-invalid': 'The box drawn on the photo is not valid.',
  'crop-taken': 'Another photo of the gallery already has this very crop.',
  'encoder-missing': 'A part of Huella is missing. Check your connection and reload the page.',
  'encoder-damaged': 'A part of Huella arrived damaged. Reload the page to fetch it again.',
  'encoder-failed': 'The photo could not be compared. Try again.',
  'encoder-self-check-failed':
    'This device gave wrong results in the check at start, so nothing was compared.',
  'encoder-timeout': 'This photo took too long and was given up. Try again.',
  'device-lost': 'The graphics processor stopped answering. Try again.',
  'detector-failed':
    'Huella could not look for animals in this photo. Draw the box by hand, or use the whole photo.',
  'markings-failed': 'The markings could not be compared. The answer stays as it was without them.',
  'out-of-memory': 'There is not enough memory. Close other tabs and try again.',
  'storage-full': 'There is no space left on this device. Free some and try again.',
  'storage-failed': 'The browser could not save or read the data.',
  'storage-blocked': 'Another tab is using an older version of Huella. Close it and try again.',
  'storage-newer-version':
    'Your gallery was saved by a newer version of Huella. Reload the page to update.',
  'name-taken': 'Another individual already has this name.',
  'not-found': 'It is no longer here. It may have been deleted in another tab.',
  'original-elsewhere':
    'The file of this photo ({name}) is in the shared gallery and not on this device, and it could not be fetched now. Try again when there is a network.',
  'index-corrupt': 'The search index was damaged. It will be built again from your photos.',
  'dimension-mismatch': 'These photos were prepared in a different way and cannot be compared.',
  'checkpoint-not-recognised': 'This file is {found}, not a model Huella can read.',
  'checkpoint-truncated': 'The model file is cut short. Download it again.',
  'checkpoint-damaged': 'The model file is damaged. Download it again.',
  'checkpoint-unsupported': 'This model file cannot be used: it contains {found}.',
  'checkpoint-wrong-architecture':
    'This file holds {found}. Huella can use models of these kinds: {supported}.',
  'checkpoint-too-large':
    'The model file asks for more memory than any known model needs, so it was not opened.',
  'encoder-card-needed':
    'This model file does not say everything about itself that is needed: {missing}.',
  'checkpoint-unreachable':
    'The model file could not be fetched or read. Check your connection and try again.',
  'install-unsupported':
    'This browser offers no place to keep a model. Use a normal window (not a private one) of a current browser.',
  'zip-damaged': 'The zip is damaged or cut short. Try copying or downloading it again.',
  'zip-encrypted': 'The zip is protected with a password. Unpack it first, then add its folder.',
  'zip-unsupported':
    'This zip was packed in a way Huella cannot read. Unpack it first, then add its folder.',
  'zip-unsafe-name': 'Its name inside the zip points outside the zip, so it was left out.',
  'zip-limit': 'It would unpack to far more than a photo needs, so it was left out.',
  'network-needed': 'This needs a network, and there is none right now.',
  'table-unreadable': 'The table has no rows that Huella can read. Save it as CSV and try again.',
  'table-too-large': 'The table is too large. Split it and add the parts one after another.',
  'table-is-workbook':
    'Huella cannot read this spreadsheet: it has a password, is damaged or is of a kind that Huella does not know. Open it where it was made, save it as CSV, and add that together with the photos.',
  'detections-unrecognised': 'This file does not hold MegaDetector results that Huella knows.',
  'detections-not-json': 'This file is not valid JSON, so nothing of it was used.',
  'detections-without-boxes':
    'These results name photos and hold no boxes. Animals can only be cut out where a detector found them.',
  'map-unreadable':
    'This map cannot be used. It has to be a GeoJSON file with longitudes and latitudes in degrees, of 50 MB at most, or a PMTiles file of the same region.',
  'occasions-unusable':
    'No capture history can be made of these dates ({found}). Choose other occasions, or photos with a date.',
  'backup-failed':
    'The backup was written, but reading it back gave something else ({entry}). Do not rely on it; try again, or save it elsewhere.',
  'backup-not-recognised': 'This file is not a backup made by Huella.',
  'backup-newer':
    'This backup was made by a newer version of Huella. Update Huella here and try again.',
  'backup-damaged':
    'The backup is damaged: {entry}. Nothing was changed here. Look for another copy of it.',
  'backup-refused':
    'This backup holds something Huella would never write ({entry}), so nothing was changed.',
  cancelled: 'Cancelled.',
  internal: 'Something went wrong. Try again, or reload the page.',
};
