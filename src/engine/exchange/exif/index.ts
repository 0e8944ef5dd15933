/**
 * When and where a photo was taken, from the EXIF blocks, XMP packets and IPTC of JPEG, PNG, WebP,
 * AVIF and HEIC.
 *
 * A parser of our own and not a library (ARCHITECTURE.md says why): a handful of facts are needed,
 * every step is bounded by the bytes there are, and it runs in workers under the strictest policy.
 * A block that is damaged yields what can be read of it, and never an error: a photo without a date
 * is still a photo.
 */
import { decodeText } from '../encodings';
import { blocksOf, type Blocks } from './blocks';
import { factsOfIptc } from './iptc';
import { bestOf, exifDate, ISO_DAY_LENGTH, momentOf, type Moment } from './moments';
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
  const xmp = [decodeText(packet).text];
  return factsOf({ exif: [], xmp, resources: [], created: [], isCut: false });
}

/** Fields by what they say, that which says most surely when the picture was taken first. */
const [TAKEN, CREATED, DIGITISED, MADE_DIGITAL, MODIFIED, FIX] = [0, 1, 2, 3, 4, 5];

/** The best facts of all blocks. */
function factsOf({ exif, xmp, resources, created }: Blocks): PhotoExif {
  const moments: (Moment | undefined)[][] = Array.from({ length: FIX + 1 }, () => []);
  let place: { latitude: number; longitude: number } | undefined;
  for (const block of exif) {
    const tiff = Tiff.open(block);
    if (!tiff) continue;
    const root = tiff.root();
    const details = tiff.directory(tiff.pointer(root.get(TAG.detailsDirectory)));
    const where = tiff.directory(tiff.pointer(root.get(TAG.placeDirectory)));
    // Some writers put the details' tags into the first directory.
    const text = (tag: number): string => tiff.text(details.get(tag)) || tiff.text(root.get(tag));
    const moment = (day: number, fraction: number, offset: number): Moment | undefined =>
      momentOf(exifDate(text(day)), text(fraction), text(offset));
    moments[TAKEN]!.push(moment(TAG.taken, TAG.takenFraction, TAG.takenOffset));
    moments[DIGITISED]!.push(moment(TAG.digitised, TAG.digitisedFraction, TAG.digitisedOffset));
    // The file's own date is that of its last change: better than none, and worse than any other.
    moments[MODIFIED]!.push(moment(TAG.modified, TAG.fraction, TAG.offset));
    // UTC of the satellites, where the camera says nothing else.
    moments[FIX]!.push(fixOf(tiff, where));
    place ??= placeOf(tiff, where);
  }
  for (const packet of xmp) {
    const { taken, digitised, latitude, longitude } = factsOfXmp(packet);
    moments[CREATED]!.push(momentOf(taken));
    moments[MADE_DIGITAL]!.push(momentOf(digitised));
    if (latitude !== undefined && longitude !== undefined && (latitude !== 0 || longitude !== 0))
      place ??= { latitude, longitude };
  }
  const iptc = factsOfIptc(resources);
  moments[CREATED]!.push(momentOf(iptc.created));
  moments[MADE_DIGITAL]!.push(momentOf(iptc.digitised));
  for (const text of created) moments[MADE_DIGITAL]!.push(momentOf(exifDate(text)));
  return { ...bestOf(moments.flat()), ...place };
}

/** When the place was measured, in UTC. */
function fixOf(tiff: Tiff, where: ReadonlyMap<number, Entry>): Moment | undefined {
  const parts = tiff.numbers(where.get(TAG.fixTime), 3);
  const day = tiff.text(where.get(TAG.fixDate)).slice(0, ISO_DAY_LENGTH);
  if (day === '' || parts.length !== 3 || !parts.every((part) => part >= 0 && part < 60))
    return undefined;
  const clock = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  return momentOf(`${day} ${clock}Z`);
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
  const [whole, minutes, seconds] = tiff.numbers(value, 3);
  if (whole === undefined || Number.isNaN(whole)) return undefined;
  const side = sideOf(tiff.text(ref));
  // Without its side a positive angle may be of either half of the world, and so may a negative one
  // that is said to be of the positive half.
  const isNegative = whole < 0 || Object.is(whole, -0);
  if (side === positive ? isNegative : side !== negative && !(side === '' && isNegative))
    return undefined;
  // A part that has no divisor was not measured.
  const [m, s] = [minutes, seconds].map((part) =>
    part === undefined || Number.isNaN(part) ? 0 : part,
  ) as [number, number];
  const angle = Math.abs(whole) + Math.abs(m) / 60 + Math.abs(s) / 3600;
  if (!(angle <= limit) || Math.abs(m) > 60 || Math.abs(s) > 60) return undefined;
  return side === negative || isNegative ? -angle : angle;
}

/** Words of the three languages and their neighbours; `O` alone is east in some, and west in others. */
const WEST = /^(?:OE|OU)/;

function sideOf(text: string): string {
  const plain = text.trim().toUpperCase();
  return WEST.test(plain) ? 'W' : (plain[0] ?? '');
}
