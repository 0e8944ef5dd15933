/**
 * When and where a photo was taken, from the EXIF block of a JPEG (CIPA DC-008, "Exif 2.32"; TIFF 6.0 for its directories).
 *
 * A parser of our own and not a library: four facts are needed, which take some 2 kB of code where the smallest build of the
 * usual library has 29 kB, and its every step is bounded here: a block of at most 64 kB, three directories, no recursion,
 * no loop that a file can lengthen beyond the bytes it has. A block that is damaged yields what can be read of it, and never
 * an error: a photo without a date is still a photo.
 */

export interface PhotoExif {
  /** Local time at the place of capture, ISO 8601 without offset: `2023-07-14T06:05:59`, with `.042` when recorded. */
  readonly takenAt?: string;
  /** Offset of that local time from UTC, `-03:00`; few cameras record it. */
  readonly takenOffset?: string;
  /** Degrees, north positive. Both or neither. */
  readonly latitude?: number;
  /** Degrees, east positive. */
  readonly longitude?: number;
}

/** How much of a file is read: EXIF stands among the first segments, and a segment has at most 64 kB. */
const HEAD_BYTES = 256 * 1024;

/** Segments looked at before giving up: EXIF is the first or second; colour profiles and previews follow it. */
const MAX_SEGMENTS = 64;

const TAG = {
  detailsDirectory: 0x8769,
  placeDirectory: 0x8825,
  taken: 0x9003,
  digitised: 0x9004,
  takenOffset: 0x9011,
  takenFraction: 0x9291,
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
} as const;

/** TIFF types that these tags have, and their bytes. */
const ASCII = 2;
const LONG = 4;
const RATIONAL = 5;

/** Longest text read: a date has 20 bytes. */
const MAX_TEXT = 64;

/** No photo is older (Niépce's view from a window at Le Gras); earlier years are clocks never set. */
const FIRST_PHOTO_YEAR = 1826;

/** Reads the head of the file. Throws only what `Blob.arrayBuffer` throws, when the file cannot be read. */
export async function readExif(file: Blob): Promise<PhotoExif> {
  return parseExif(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
}

/** What the first bytes of a JPEG say; `{}` for any other bytes. Never throws. */
export function parseExif(head: Uint8Array): PhotoExif {
  const block = exifBlock(head);
  const tiff = block && Tiff.open(block);
  if (!tiff) return {};
  const root = tiff.directory(tiff.u32(4));
  const details = tiff.directory(tiff.long(root.get(TAG.detailsDirectory)));
  const place = tiff.directory(tiff.long(root.get(TAG.placeDirectory)));

  const taken = details.get(TAG.taken) ?? details.get(TAG.digitised);
  const takenAt = isoTime(tiff.text(taken), tiff.text(details.get(TAG.takenFraction)));
  const offset = /^[+-](0\d|1[0-4]):[0-5]\d$/.exec(tiff.text(details.get(TAG.takenOffset)))?.[0];
  const latitude = degrees(tiff, place.get(TAG.latitudeRef), place.get(TAG.latitude), 'N', 'S', 90);
  const longitude = degrees(
    tiff,
    place.get(TAG.longitudeRef),
    place.get(TAG.longitude),
    'E',
    'W',
    180,
  );
  // Cameras without a fix write zeros; the true crossing of equator and meridian is open sea.
  const hasPlace =
    latitude !== undefined && longitude !== undefined && (latitude !== 0 || longitude !== 0);
  return {
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(takenAt === undefined || offset === undefined ? {} : { takenOffset: offset }),
    ...(hasPlace ? { latitude, longitude } : {}),
  };
}

/** The TIFF structure inside the JPEG's EXIF segment. */
function exifBlock(head: Uint8Array): Uint8Array | undefined {
  if (head[0] !== 0xff || head[1] !== 0xd8) return undefined;
  let offset = 2;
  for (let segment = 0; segment < MAX_SEGMENTS; segment++) {
    while (head[offset] === 0xff && head[offset + 1] === 0xff) offset++;
    const marker = head[offset + 1];
    // Picture data follows a scan header (da); there is no EXIF after it.
    if (head[offset] !== 0xff || marker === undefined || marker === 0xda || marker === 0xd9)
      return undefined;
    const length = (head[offset + 2] ?? 0) * 256 + (head[offset + 3] ?? 0);
    if (length < 2) return undefined;
    const content = head.subarray(offset + 4, offset + 2 + length);
    if (marker === 0xe1 && String.fromCharCode(...content.subarray(0, 6)) === 'Exif\0\0')
      return content.subarray(6);
    offset += 2 + length;
  }
  return undefined;
}

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where the entry's four bytes of value, or of offset to the value, are. */
  readonly at: number;
}

/** A TIFF block; everything beyond its end reads as zero. */
class Tiff {
  readonly #view: DataView;
  readonly #littleEndian: boolean;

  private constructor(view: DataView, littleEndian: boolean) {
    this.#view = view;
    this.#littleEndian = littleEndian;
  }

  static open(block: Uint8Array): Tiff | undefined {
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    if (view.byteLength < 8) return undefined;
    const order = view.getUint16(0);
    if (order !== 0x4949 && order !== 0x4d4d) return undefined;
    const littleEndian = order === 0x4949;
    return view.getUint16(2, littleEndian) === 42 ? new Tiff(view, littleEndian) : undefined;
  }

  u16(at: number): number {
    return at + 2 <= this.#view.byteLength ? this.#view.getUint16(at, this.#littleEndian) : 0;
  }

  u32(at: number): number {
    return at + 4 <= this.#view.byteLength ? this.#view.getUint32(at, this.#littleEndian) : 0;
  }

  /** The entries of the directory at an offset; none at offset 0, which is where the header is. */
  directory(at: number): ReadonlyMap<number, Entry> {
    const entries = new Map<number, Entry>();
    if (at === 0) return entries;
    const count = this.u16(at);
    for (
      let i = 0, entry = at + 2;
      i < count && entry + 12 <= this.#view.byteLength;
      i++, entry += 12
    ) {
      const tag = this.u16(entry);
      if (!entries.has(tag))
        entries.set(tag, { type: this.u16(entry + 2), count: this.u32(entry + 4), at: entry + 8 });
    }
    return entries;
  }

  long(entry: Entry | undefined): number {
    return entry?.type === LONG && entry.count === 1 ? this.u32(entry.at) : 0;
  }

  text(entry: Entry | undefined): string {
    if (entry?.type !== ASCII) return '';
    const at = entry.count > 4 ? this.u32(entry.at) : entry.at;
    let text = '';
    for (let i = 0; i < Math.min(entry.count, MAX_TEXT) && at + i < this.#view.byteLength; i++) {
      const code = this.#view.getUint8(at + i);
      if (code === 0) break;
      text += String.fromCharCode(code);
    }
    return text.trim();
  }

  /** Three rationals, or undefined when there are not three with a divisor. */
  triple(entry: Entry | undefined): readonly [number, number, number] | undefined {
    if (entry?.type !== RATIONAL || entry.count !== 3) return undefined;
    const at = this.u32(entry.at);
    const [a, b, c] = [0, 8, 16].map((step) => this.u32(at + step) / this.u32(at + step + 4)) as [
      number,
      number,
      number,
    ];
    return Number.isFinite(a + b + c) ? [a, b, c] : undefined;
  }
}

/** `2023:07:14 06:05:59` as ISO 8601, when it is a date: cameras whose clock was never set write zeros or spaces. */
function isoTime(text: string, fraction: string): string | undefined {
  const match = /^(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year!}-${month!}-${day!}T${hour!}:${minute!}:${second!}`;
  const time = new Date(`${iso}Z`);
  // A day that is none (31 April) rolls over in some engines and is invalid in others.
  if (
    Number.isNaN(time.getTime()) ||
    !time.toISOString().startsWith(iso) ||
    Number(year) < FIRST_PHOTO_YEAR
  )
    return undefined;
  return /^\d{1,9}$/.test(fraction) ? `${iso}.${fraction}` : iso;
}

function degrees(
  tiff: Tiff,
  ref: Entry | undefined,
  value: Entry | undefined,
  positive: string,
  negative: string,
  limit: number,
): number | undefined {
  const triple = tiff.triple(value);
  const side = tiff.text(ref).toUpperCase();
  if (!triple || (side !== positive && side !== negative)) return undefined;
  const [whole, minutes, seconds] = triple;
  const angle = whole + minutes / 60 + seconds / 3600;
  if (angle > limit || minutes > 60 || seconds > 60) return undefined;
  return side === negative ? -angle : angle;
}
