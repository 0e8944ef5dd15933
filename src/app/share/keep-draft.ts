/** What a person chose to keep on this device, as typed and as the catalogue has it. */
import type { KeptHere } from '../../engine/catalogue/standing';
import type { Place } from '../../engine/library';

/** As storage is sold, and as `format.bytes` counts. */
export const GIGABYTE = 1e9;
/** Around a place that was named without a distance. */
const USUAL_KM = 50;

export interface KeepDraft {
  readonly files: KeptHere['files'];
  readonly species: readonly string[];
  readonly place: Place | null;
  /** Null: the field is empty, as the other numbers. */
  readonly km: number | null;
  readonly months: number | null;
  readonly gigabytes: number | null;
}

/** What is asked of `chosen` alone stays, so that it is there again when it is chosen again. */
export function keptOf({ files, species, place, km, months, gigabytes }: KeepDraft): KeptHere {
  return {
    files,
    species: [...species],
    months,
    near: place && { latitude: place.latitude, longitude: place.longitude, km: km ?? USUAL_KM },
    bytes: gigabytes === null ? null : Math.round(gigabytes * GIGABYTE),
  };
}
