/**
 * Where the containers of photos keep their EXIF blocks and XMP packets: JPEG segments, PNG chunks,
 * WebP chunks, items of AVIF and HEIC. Each walk goes by the lengths that the container states,
 * never through pixels, and stops at what makes no sense.
 */
import { itemExtents } from '../../encoder/sniff/items';

export interface Blocks {
  /** TIFF structures, in the order of the file. */
  readonly exif: readonly Uint8Array[];
  /** XMP packets as text. */
  readonly xmp: readonly string[];
  /** Photoshop's resources, in which IPTC is kept (`iptc.ts`). */
  readonly resources: readonly Uint8Array[];
  /** What a PNG's text says of when the picture was made. */
  readonly created: readonly string[];
  /** The bytes given end before the walk is over: the rest of the file may hold more. */
  readonly isCut: boolean;
}

/**
 * Segments, chunks or items looked at: a long XMP in a JPEG has some hundred, nothing else more
 * than ten.
 */
const MAX_PARTS = 4096;
/** Blocks kept: files have one or two. */
const MAX_BLOCKS = 16;
/** Bytes of an EXIF block of several segments, to which one more may be added. */
const MAX_JOINED = 1024 * 1024;
/** Unpacked bytes of a compressed PNG text: an XMP packet has some kilobytes. */
const MAX_UNPACKED = 4 * 1024 * 1024;

/** The blocks in these bytes, which are the beginning of a file or all of it. Never throws. */
export async function blocksOf(bytes: Uint8Array): Promise<Blocks> {
  const found = new Found();
  const head = latin(bytes, 0, 12);
  if (head.startsWith('\xff\xd8')) walkJpeg(bytes, found);
  else if (head.startsWith('\x89PNG')) await walkPng(bytes, found);
  else if (head.startsWith('RIFF') && head.endsWith('WEBP')) walkWebp(bytes, found);
  else if (head.slice(4, 8) === 'ftyp') walkBoxes(bytes, found);
  return found;
}

class Found implements Blocks {
  readonly exif: Uint8Array[] = [];
  readonly xmp: string[] = [];
  readonly resources: Uint8Array[] = [];
  readonly created: string[] = [];
  isCut = false;

  addExif(block: Uint8Array): void {
    // Some writers put the JPEG segment's own mark before the TIFF wherever they keep it, some of
    // them twice.
    let tiff = block;
    while (isMarked(tiff)) tiff = tiff.subarray(6);
    if (tiff.length >= 8 && this.exif.length < MAX_BLOCKS) this.exif.push(tiff);
  }

  /** What does not begin as a TIFF goes on where the segment before it ended (64 kB at most). */
  addExifSegment(content: Uint8Array, isNext: boolean): void {
    const before = this.exif.at(-1);
    const more = content.subarray(6);
    if (!isNext || !before || isMarked(more) || isTiff(more)) this.addExif(content);
    else if (before.length <= MAX_JOINED) this.exif[this.exif.length - 1] = joined(before, more);
  }

  addResources(content: Uint8Array): void {
    if (this.resources.length < MAX_BLOCKS) this.resources.push(content);
  }

  addCreated(text: string): void {
    if (this.created.length < MAX_BLOCKS) this.created.push(text);
  }

  addXmp(packet: Uint8Array): void {
    if (this.xmp.length < MAX_BLOCKS) this.xmp.push(new TextDecoder().decode(packet));
  }
}

const isMarked = (block: Uint8Array): boolean => /^exif/i.test(latin(block, 0, 4));
const isTiff = (block: Uint8Array): boolean => /^(?:II|MM)/.test(latin(block, 0, 2));

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

const XMP_MARK = 'http://ns.adobe.com/xap/1.0/\0';
const PHOTOSHOP_MARK = 'Photoshop 3.0\0';

/**
 * ITU-T T.81: segments of marker, length and content, up to the first scan. Bytes that stand
 * between them are stepped over.
 */
function walkJpeg(bytes: Uint8Array, found: Found): void {
  let offset = 2;
  let exifEnd = 0;
  for (let part = 0; part < MAX_PARTS; part++) {
    const mark = bytes.indexOf(0xff, offset);
    if (mark < 0 || mark + 4 > bytes.length) {
      found.isCut = true;
      return;
    }
    const marker = bytes[mark + 1]!;
    if (marker === 0xff || marker === 0 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      offset = marker === 0xff ? mark + 1 : mark + 2;
      continue;
    }
    // Picture data follows a scan header (da); there is no EXIF after it.
    if (marker === 0xda || marker === 0xd9) return;
    const length = bytes[mark + 2]! * 256 + bytes[mark + 3]!;
    if (length < 2) {
      offset = mark + 2;
      continue;
    }
    const end = mark + 2 + length;
    if (marker === 0xe1) {
      const content = bytes.subarray(mark + 4, end);
      if (/^exif\0/i.test(latin(content, 0, 5))) {
        found.addExifSegment(content, mark === exifEnd);
        exifEnd = end;
      } else if (latin(content, 0, XMP_MARK.length) === XMP_MARK)
        found.addXmp(content.subarray(XMP_MARK.length));
    } else if (marker === 0xed) {
      const content = bytes.subarray(mark + 4, end);
      if (latin(content, 0, PHOTOSHOP_MARK.length) === PHOTOSHOP_MARK)
        found.addResources(content.subarray(PHOTOSHOP_MARK.length));
    }
    offset = end;
  }
}

const XMP_KEYWORD = 'XML:com.adobe.xmp';
/** Of W3C PNG 3: when the picture was first made. */
const CREATED_KEYWORD = 'Creation Time';
/** What ImageMagick and older exiftool write: a block in hexadecimal digits. */
const RAW_PROFILE = /^Raw profile type (?:exif|APP1|xmp|iptc|8bim)$/i;

/**
 * PNG (W3C PNG 3): `eXIf`, XMP and raw profiles in texts of any kind; before the pixels or after
 * them.
 */
async function walkPng(bytes: Uint8Array, found: Found): Promise<void> {
  const view = viewOf(bytes);
  let offset = 8;
  for (let part = 0; part < MAX_PARTS * 16; part++) {
    if (offset + 12 > bytes.length) {
      found.isCut = true;
      return;
    }
    const length = view.getUint32(offset);
    const type = latin(bytes, offset + 4, 4);
    if (type === 'IEND') return;
    const content = bytes.subarray(offset + 8, offset + 8 + length);
    if (content.length < length) {
      found.isCut = true;
      return;
    }
    if (/^exif$/i.test(type)) found.addExif(content);
    else if (/^[tzi][ET]Xt$/.test(type)) await pngText(type, content, found);
    offset += 12 + length;
  }
}

async function pngText(type: string, content: Uint8Array, found: Found): Promise<void> {
  const end = content.indexOf(0);
  if (end < 0) return;
  const keyword = latin(content, 0, end);
  if (keyword !== XMP_KEYWORD && keyword !== CREATED_KEYWORD && !RAW_PROFILE.test(keyword)) return;
  const text = await textOf(type, content, end);
  if (!text) return;
  if (keyword === XMP_KEYWORD) found.addXmp(text);
  else if (keyword === CREATED_KEYWORD) found.addCreated(new TextDecoder().decode(text));
  else addProfile(text, found);
}

/** The text behind a keyword: plain (`tEXt`), packed (`zTXt`), or in a language (`iTXt`). */
async function textOf(
  type: string,
  content: Uint8Array,
  keyword: number,
): Promise<Uint8Array | null> {
  if (type === 'tEXt') return content.subarray(keyword + 1);
  if (type === 'zTXt') return inflate(content.subarray(keyword + 2));
  // Keyword, 0, compressed or not, method, language, 0, translated keyword, 0, text.
  const language = content.indexOf(0, keyword + 3);
  const translated = language < 0 ? -1 : content.indexOf(0, language + 1);
  if (translated < 0) return null;
  const text = content.subarray(translated + 1);
  return content[keyword + 1] === 1 ? inflate(text) : text;
}

function addProfile(text: Uint8Array, found: Found): void {
  // A line with its name, one with its length, then hexadecimal digits.
  const profile = /^\s*[^\n]+\n\s*\d+\s+([\da-f\s]+)$/i;
  const digits = profile.exec(latin(text, 0, text.length))?.[1];
  if (!digits) return;
  const hex = digits.replace(/\s+/g, '');
  const block = Uint8Array.from({ length: hex.length >> 1 }, (_, i) =>
    parseInt(hex.slice(i * 2, i * 2 + 2), 16),
  );
  if (latin(block, 0, XMP_MARK.length) === XMP_MARK) found.addXmp(block.subarray(XMP_MARK.length));
  else if (latin(block, 0, 1) === '<') found.addXmp(block);
  else if (isMarked(block) || isTiff(block)) found.addExif(block);
  else found.addResources(block);
}

/** Unpacks zlib data; null when it is damaged or grows beyond MAX_UNPACKED. */
async function inflate(packed: Uint8Array): Promise<Uint8Array | null> {
  try {
    const stream = new Blob([packed.slice()])
      .stream()
      .pipeThrough(new DecompressionStream('deflate'));
    const reader = stream.getReader();
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MAX_UNPACKED) {
        await reader.cancel();
        return null;
      }
      chunks.push(value);
    }
    const whole = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  } catch {
    return null;
  }
}

/** WebP (RFC 9649): chunks of four letters and a length, padded to even. */
function walkWebp(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  let offset = 12;
  for (let part = 0; part < MAX_PARTS && offset + 8 <= bytes.length; part++) {
    const type = latin(bytes, offset, 4);
    const length = view.getUint32(offset + 4, true);
    const content = bytes.subarray(offset + 8, offset + 8 + length);
    if (content.length < length) found.isCut = true;
    if (type === 'EXIF') found.addExif(content);
    else if (type === 'XMP ') found.addXmp(content);
    offset += 8 + length + (length & 1);
  }
  if (offset < view.getUint32(4, true) + 8) found.isCut = true;
}

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * AVIF and HEIC (ISO/IEC 23008-12): `meta/iinf` names the items of type Exif and XMP, `meta/iloc`
 * says where they are.
 */
function walkBoxes(bytes: Uint8Array, found: Found): void {
  const view = viewOf(bytes);
  const meta = boxesIn(view, 0, bytes.length).find(({ type }) => type === 'meta');
  if (!meta) return;
  if (meta.end > bytes.length) found.isCut = true;
  const children = boxesIn(view, meta.start + 4, Math.min(meta.end, bytes.length));
  const info = children.find(({ type }) => type === 'iinf');
  const location = children.find(({ type }) => type === 'iloc');
  const data = children.find(({ type }) => type === 'idat');
  if (!info || !location) return;
  try {
    const items = itemTypes(view, bytes, info);
    for (const { id, piece, start, length, isInData } of itemExtents(view, location.start)) {
      const type = items.get(id);
      // Metadata is written in one piece.
      if (type === undefined || piece > 0) continue;
      const from = start + (isInData ? (data?.start ?? 0) : 0);
      const content = bytes.subarray(from, from + length);
      if (content.length < length) found.isCut = true;
      else if (type === 'xmp') found.addXmp(content);
      else found.addExif(tiffOfItem(content));
    }
  } catch (error) {
    // Reading beyond the end: what was found before it stands.
    if (!(error instanceof RangeError)) throw error;
  }
}

/** Where in an item a TIFF may begin whose place is stated wrongly, or not at all. */
const TIFF_STARTS = [0, 4, 6, 10];

/** Four bytes say how far behind them the TIFF begins; some writers leave them out. */
function tiffOfItem(content: Uint8Array): Uint8Array {
  const stated = content.subarray(4 + viewOf(content).getUint32(0));
  if (isTiff(stated) || isMarked(stated)) return stated;
  const start = TIFF_STARTS.find((at) => isTiff(content.subarray(at)));
  return start === undefined ? stated : content.subarray(start);
}

function boxesIn(view: DataView, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let offset = start; offset + 8 <= end && boxes.length < MAX_PARTS;) {
    const size = view.getUint32(offset);
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(offset + i)));
    const isLong = size === 1 && offset + 16 <= end;
    const length = isLong
      ? view.getUint32(offset + 8) * 2 ** 32 + view.getUint32(offset + 12)
      : size === 0
        ? end - offset
        : size;
    if (length < 8) break;
    boxes.push({ type, start: offset + (isLong ? 16 : 8), end: offset + length });
    offset += length;
  }
  return boxes;
}

/** Items by id: `exif` or `xmp`. */
function itemTypes(view: DataView, bytes: Uint8Array, info: Box): Map<number, 'exif' | 'xmp'> {
  const items = new Map<number, 'exif' | 'xmp'>();
  const header = view.getUint8(info.start) === 0 ? 6 : 8;
  for (const { type, start, end } of boxesIn(
    view,
    info.start + header,
    Math.min(info.end, bytes.length),
  )) {
    if (type !== 'infe') continue;
    const version = view.getUint8(start);
    if (version < 2) continue;
    const wide = version === 3 ? 2 : 0;
    const id = wide ? view.getUint32(start + 4) : view.getUint16(start + 4);
    const kind = latin(bytes, start + 8 + wide, 4);
    if (kind === 'Exif') items.set(id, 'exif');
    else if (kind === 'mime' && latin(bytes, start + 12 + wide, end - start).includes('rdf+xml'))
      items.set(id, 'xmp');
  }
  return items;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes as Latin-1 text, as many as there are. */
function latin(bytes: Uint8Array, offset: number, count: number): string {
  let text = '';
  for (const byte of bytes.subarray(offset, offset + count)) text += String.fromCharCode(byte);
  return text;
}
