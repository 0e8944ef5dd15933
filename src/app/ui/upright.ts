/**
 * Photos as they are looked at. Some browsers turn WebP and PNG as their EXIF says, and some do
 * not; boxes are drawn on the turned picture, so that is what must be shown.
 */
import type { Services } from '../../runtime/services';

/** The photo itself, or a picture of it that stands upright. */
export async function uprightPhoto(services: Services, photo: Blob): Promise<Blob> {
  // Every browser turns JPEGs. What cannot be read or decoded is said where it is added.
  if (photo.type === 'image/jpeg') return photo;
  return services.library.upright(photo).catch(() => photo);
}
