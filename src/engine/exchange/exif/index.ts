/**
 * When and where a photo was taken, from the EXIF blocks and XMP packets of JPEG, PNG, WebP, AVIF
 * and HEIC.
 *
 * A parser of our own and not a library (ARCHITECTURE.md says why): a handful of facts are needed,
 * every step is bounded by the bytes there are, and it runs in workers under the strictest policy.
 * A block that is damaged yields what can be read of it, and never an error: a photo without a date
 * is still a photo.
 */
import { isNoMoment, parseDate } from '../dates';
import { decodeText } from '../encodings';
import { blocksOf, type Blocks } from './blocks';
import { Tiff, type Entry } from './tiff';
import { factsOfXmp } from './xmp';

export interface PhotoExif {
  /**
   * Local time at the place of capture, ISO 8601 without offset: `2023-07-14T06:05:59`, with `.042`
   * when recorded.
   */
  readonly takenAt?: string;
  /** Offset of that local time from UTC, `-03:00` or `Z`; few cameras record it. */
  readonly takenOffset?: string;
  /** Degrees, north positive. Both or neither. */
  readonly latitude?: number;
  /** Degrees, east positive. */
  readonly longitude?: number;
}

/**
 * What is read first: in nearly every photo the EXIF stands among the first segments, and a segment
 * has at most 64 kB.
 */
const HEAD_BYTES = 256 * 1024;
/**
 * What is read where the metadata stands behind more than that: chunks after the pixels, hundreds
 * of XMP segments.
 */
const MAX_BYTES = 64 * 1024 * 1024;

const TAG = {
  modified: 0x0132,
  detailsDirectory: 0x8769,
  placeDirectory: 0x8825,
  taken: 0x9003,
  digitised: 0x9004,
  offset: 0x9010,
  takenOffset: 0x9011,
  digitisedOffset: 0x9012,
  fraction: 0x9290,
  takenFraction: 0x9291,
  digitisedFraction: 0x9292,
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
  fixTime: 7,
  fixDate: 29,
} as const;

/**
 * No photo is older (Niépce's view from a window at Le Gras); earlier years are clocks never set.
 */
const FIRST_PHOTO_YEAR = 1826;

/**
 * Reads what is needed of the file. Throws only what `Blob.arrayBuffer` throws, when the file
 * cannot be read.
 */
export async function readExif(file: Blob | ArrayBuffer): Promise<PhotoExif> {
  const blocks = await blocksOf(await beginningOf(file, HEAD_BYTES));
  const size = file instanceof ArrayBuffer ? file.byteLength : file.size;
  if (!blocks.isCut || size <= HEAD_BYTES) return factsOf(blocks);
  return factsOf(await blocksOf(await beginningOf(file, MAX_BYTES)));
}

async function beginningOf(file: Blob | ArrayBuffer, bytes: number): Promise<Uint8Array> {
  return file instanceof ArrayBuffer
    ? new Uint8Array(file, 0, Math.min(bytes, file.byteLength))
    : new Uint8Array(await file.slice(0, bytes).arrayBuffer());
}

/** As readExif, of an XMP packet in a file of its own. Never throws. */
export function factsOfPacket(packet: Uint8Array): PhotoExif {
  return factsOf({ exif: [], xmp: [decodeText(packet).text], isCut: false });
}

interface Moment {
  readonly takenAt: string;
  readonly takenOffset?: string;
}

/**
 * The best facts of all blocks: the field that says most surely when the picture was taken goes
 * first.
 */
function factsOf({ exif, xmp }: Blocks): PhotoExif {
  const moments: (Moment | undefined)[][] = [[], [], [], [], []];
  let place: { latitude: number; longitude: number } | undefined;
  for (const block of exif) {
    const tiff = Tiff.open(block);
    if (!tiff) continue;
    const root = tiff.root();
    const details = tiff.directory(tiff.pointer(root.get(TAG.detailsDirectory)));
    const where = tiff.directory(tiff.pointer(root.get(TAG.placeDirectory)));
    // Some writers put the details' tags into the first directory.
    const text = (tag: number): string => tiff.text(details.get(tag)) || tiff.text(root.get(tag));
    moments[0]!.push(momentOf(text(TAG.taken), text(TAG.takenFraction), text(TAG.takenOffset)));
    moments[1]!.push(
      momentOf(text(TAG.digitised), text(TAG.digitisedFraction), text(TAG.digitisedOffset)),
    );
    // The file's own date is that of its last change: better than none, and worse than any other.
    moments[3]!.push(momentOf(text(TAG.modified), text(TAG.fraction), text(TAG.offset)));
    // UTC of the satellites, where the camera says nothing else.
    moments[4]!.push(fixOf(tiff, where));
    place ??= placeOf(tiff, where);
  }
  for (const packet of xmp) {
    const { taken, latitude, longitude } = factsOfXmp(packet);
    if (taken !== undefined) moments[2]!.push(momentOf(taken, '', ''));
    if (latitude !== undefined && longitude !== undefined && (latitude !== 0 || longitude !== 0))
      place ??= { latitude, longitude };
  }
  const moment = moments.flat().find((candidate) => candidate !== undefined);
  return { ...moment, ...place };
}

/**
 * A date in one of the forms that cameras write; undefined for the zeros or spaces of a camera
 * whose clock was never set.
 */
function momentOf(text: string, fraction: string, offset: string): Moment | undefined {
  const iso = parseDate(text, null);
  if (iso === null || Number(iso.slice(0, 4)) < FIRST_PHOTO_YEAR || isNoMoment(iso))
    return undefined;
  const [, local, written] = /^(.*?)(Z|[+-]\d\d:\d\d)?$/.exec(iso.slice(10))!;
  const isFraction = /^\d{1,9}$/.test(fraction) && local !== '' && !local!.includes('.');
  const takenAt = iso.slice(0, 10) + local! + (isFraction ? `.${fraction}` : '');
  // Some writers leave the colon out.
  const withColon = offset.trim().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const stated = /^(?:Z|[+-](0\d|1[0-4]):[0-5]\d)$/.exec(withColon)?.[0];
  const takenOffset = local === '' ? undefined : (stated ?? written);
  return { takenAt, ...(takenOffset === undefined ? {} : { takenOffset }) };
}

/** When the place was measured, in UTC. */
function fixOf(tiff: Tiff, where: ReadonlyMap<number, Entry>): Moment | undefined {
  const parts = tiff.numbers(where.get(TAG.fixTime), 3);
  const day = tiff.text(where.get(TAG.fixDate));
  if (day === '' || parts.length !== 3 || !parts.every((part) => part >= 0 && part < 60))
    return undefined;
  const clock = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  return momentOf(`${day} ${clock}Z`, '', '');
}

function placeOf(
  tiff: Tiff,
  where: ReadonlyMap<number, Entry>,
): { latitude: number; longitude: number } | undefined {
  const latitude = degrees(tiff, where.get(TAG.latitudeRef), where.get(TAG.latitude), 'N', 'S', 90);
  const longitude = degrees(
    tiff,
    where.get(TAG.longitudeRef),
    where.get(TAG.longitude),
    'E',
    'W',
    180,
  );
  if (latitude === undefined || longitude === undefined) return undefined;
  // Cameras without a fix write zeros; the true crossing of equator and meridian is open sea.
  return latitude === 0 && longitude === 0 ? undefined : { latitude, longitude };
}

/**
 * Degrees, minutes and seconds as one angle; also decimal degrees, and signed ones where the side
 * is not named.
 */
function degrees(
  tiff: Tiff,
  ref: Entry | undefined,
  value: Entry | undefined,
  positive: string,
  negative: string,
  limit: number,
): number | undefined {
  if (value?.count !== 3 && value?.count !== 1) return undefined;
  const [whole, minutes, seconds] = tiff.numbers(value, 3);
  if (whole === undefined || Number.isNaN(whole)) return undefined;
  const [side = ''] = tiff.text(ref).toUpperCase();
  // Without its side a positive angle may be of either half of the world.
  if (side !== positive && side !== negative && !(side === '' && whole < 0)) return undefined;
  // A part that has no divisor was not measured.
  const [m, s] = [minutes, seconds].map((part) =>
    part === undefined || Number.isNaN(part) ? 0 : part,
  ) as [number, number];
  const angle = Math.abs(whole) + Math.abs(m) / 60 + Math.abs(s) / 3600;
  if (!(angle <= limit) || Math.abs(m) > 60 || Math.abs(s) > 60) return undefined;
  return side === negative || (side === '' && whole < 0) ? -angle : angle;
}
