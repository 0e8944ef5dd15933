/**
 * Stores the boxes drawn on a photo of the gallery: the first is the photo's own, each other a
 * photo that shares its file.
 */
import { cropKey } from '../../engine/crop';
import { HuellaError } from '../../engine/errors';
import type { JournalEntry, PhotoFields } from '../../engine/library';
import type { Crop } from '../../engine/types';
import type { PhotoSummary, Services } from '../../runtime/services';
import { cropOf } from './geometry';
import { importPhotos } from '../../runtime/import';
import { newSignature } from '../../runtime/settings';

/**
 * @param original the photo's file
 * @returns the ids of the photos that are new, and the journal's entry of the photo's own crop;
 *   null: that stays
 * @throws HuellaError as `EngineDoor.recrop`, and of the first box that could not be stored; what
 *   was stored before it stays
 */
export async function saveBoxes(
  services: Services,
  photo: PhotoSummary,
  original: Blob,
  boxes: readonly Crop[],
  signal: AbortSignal,
): Promise<{ readonly added: readonly string[]; readonly entry: JournalEntry | null }> {
  const [own, ...others] = boxes.map(cropOf);
  const changed = own !== undefined && cropKey(own) !== photo.cropKey;
  const entry = changed
    ? await services.engine.recrop(photo.id, own, newSignature(), signal)
    : null;
  if (others.length === 0) return { added: [], entry };
  const file = new File([original], photo.name, { type: photo.mime });
  // The animal in the other box was at the same place at the same time.
  const { takenAt, place, placeName } = photo;
  const fields: PhotoFields = { takenAt, place, ...(placeName ? { placeName } : {}) };
  const items = others.map((crop) => ({ file, fields, ...(crop ? { crop } : {}) }));
  const added: string[] = [];
  const report = await importPhotos(services, items, {
    signal,
    onRow: ({ outcome, photoId }) => {
      if (photoId !== undefined && (outcome === 'imported' || outcome === 'near-duplicate'))
        added.push(photoId);
    },
  });
  const failed = report.failed[0];
  if (failed) throw new HuellaError(failed.code, failed.reason, failed.detail);
  signal.throwIfAborted();
  return { added, entry };
}
