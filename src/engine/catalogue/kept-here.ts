/** Which photos' files are wanted on this device. Records and small things always are. */
import type { PhotoRecord } from '../library';
import { distanceKm } from '../matching/distance';
import { contentsOf } from './parts';
import type { Records } from './records';
import type { KeptHere } from './standing';

/**
 * Photos whose files are wanted and not here, newest first, as many as the budget allows.
 * @param here SHA-256 of the files that are here
 * @param now milliseconds since the epoch
 */
export function wantedFiles(
  records: Records,
  here: ReadonlySet<string>,
  keep: KeptHere,
  now: number,
): PhotoRecord[] {
  if (keep.files === 'none') return [];
  const photos = contentsOf(records);
  const isChosen = keep.files === 'all' ? () => true : chooser(records, keep, now);
  const counted = new Set<string>();
  const once = ({ sha256 }: PhotoRecord): boolean => !counted.has(sha256) && !!counted.add(sha256);
  const kept = photos.filter(({ sha256 }) => here.has(sha256)).filter(once);
  let room = (keep.bytes ?? Infinity) - kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return photos.filter((photo) => {
    if (!isChosen(photo) || photo.byteLength > room || !once(photo)) return false;
    room -= photo.byteLength;
    return true;
  });
}

function chooser(
  { individuals }: Records,
  { species, months, near }: KeptHere,
  now: number,
): (photo: PhotoRecord) => boolean {
  const wanted = new Set(species.map((name) => name.trim().toLocaleLowerCase()));
  const ofIndividual = new Map(individuals.map((one) => [one.id, one.species]));
  const since = months === null ? -Infinity : monthsBefore(now, months);
  return (photo) => {
    const kind = ofIndividual.get(photo.individualId ?? '') ?? photo.species ?? '';
    if (wanted.size > 0 && !wanted.has(kind.trim().toLocaleLowerCase())) return false;
    const taken = photo.takenAt === null ? Number.NaN : Date.parse(photo.takenAt);
    if ((Number.isNaN(taken) ? photo.importedAt : taken) < since) return false;
    return near === null || (photo.place !== null && distanceKm(photo.place, near) <= near.km);
  };
}

function monthsBefore(now: number, months: number): number {
  const date = new Date(now);
  date.setUTCMonth(date.getUTCMonth() - months);
  return date.getTime();
}
