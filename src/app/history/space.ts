/** What emptying the trash would give back. */
import type { TrashedPhoto } from '../../engine/library';
import type { PhotoSummary } from '../../runtime/services';

/** Bytes of the files that only the trash still needs; two animals of one file share it. */
export function spaceOf(trash: readonly TrashedPhoto[], gallery: readonly PhotoSummary[]): number {
  const files = new Map(trash.map(({ photo }) => [photo.sha256, photo.byteLength]));
  if (files.size === 0) return 0;
  for (const { sha256 } of gallery) files.delete(sha256);
  return [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
}
