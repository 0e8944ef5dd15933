/**
 * An object URL that an `<img>` shows as a photo or not at all. A browser draws SVG only where the
 * type says so; for every other image type it looks at the bytes. So the drawing instructions of an
 * SVG that claims to be a JPEG are never followed.
 */
export function photoUrl(photo: Blob): string {
  return URL.createObjectURL(photo.slice(0, photo.size, 'image/jpeg'));
}
