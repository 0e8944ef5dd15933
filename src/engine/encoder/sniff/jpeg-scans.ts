/**
 * Is a JPEG without its end marker complete? Camera traps write such files, and a cut file looks
 * the same. The difference is in the data: here the scans' Huffman codes are read (ITU-T T.81,
 * annexes F and G), without making pixels of them. A file is complete when every block of every
 * component has been read to its last bit: in a sequential JPEG once, in a progressive one down to
 * the last bit of all 64 coefficients. One bit missing, and it is cut.
 *
 * Only files that end without the marker come here: reading 12 megapixels takes about a second.
 */

/** Progressive encoders write ten scans, curious ones twenty; more are there to take time. */
const MAX_SCANS = 64;
/** Coefficients whose history a progressive JPEG needs, a byte each: 80 megapixels in colour. */
const MAX_COEFFICIENTS = 2 ** 27;
/**
 * A picture of zeros at the end of a file, this many bytes of it: what a disk puts where the rest
 * was never written.
 */
const FILLED_BYTES = 16;

interface Component {
  readonly id: number;
  readonly h: number;
  readonly v: number;
  /** Blocks across and down when the component stands alone in its scan. */
  readonly columns: number;
  readonly rows: number;
  /** Coefficients that have been read to their last bit. */
  readonly done: Uint8Array;
  /** Coefficients of all blocks that are not zero so far; made for the first AC scan. */
  nonzero: Uint8Array | null;
}

interface Frame {
  readonly isProgressive: boolean;
  readonly components: readonly Component[];
  /** Minimum coded units of a scan of several components, across and down. */
  readonly columns: number;
  readonly rows: number;
}

/**
 * Where the picture data ends when all of it is there; null when it is not. Never throws; null also
 * for what cannot be judged (arithmetic codes, lossless frames).
 */
export function endOfData(bytes: Uint8Array): number | null {
  const tables = new Map<number, Huffman>();
  let frame: Frame | null = null;
  let interval = 0;
  let offset = 2;
  for (let scans = 0; scans < MAX_SCANS;) {
    const mark = bytes.indexOf(0xff, offset);
    if (mark < 0 || mark + 4 > bytes.length) return null;
    const marker = bytes[mark + 1]!;
    if (marker === 0xff || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9)) {
      offset = marker === 0xff ? mark + 1 : mark + 2;
      continue;
    }
    const start = mark + 4;
    const end = mark + 2 + bytes[mark + 2]! * 256 + bytes[mark + 3]!;
    if (end < start || end > bytes.length) return null;
    const segment = bytes.subarray(start, end);
    offset = end;
    if (marker === 0xc4) addTables(segment, tables);
    else if (marker === 0xdd) interval = (segment[0] ?? 0) * 256 + (segment[1] ?? 0);
    else if (marker >= 0xc0 && marker <= 0xc2) frame ??= frameOf(segment, marker === 0xc2);
    else if (marker !== 0xda) continue;
    if (marker !== 0xda) continue;
    if (!frame) return null;
    scans++;
    const read = readScan(new Bits(bytes, end), segment, frame, tables, interval);
    if (read === null) return null;
    if (frame.components.every(({ done }) => done.every((bit) => bit === 1)))
      return isFilled(bytes, read) ? null : read;
    offset = read;
  }
  return null;
}

/**
 * A cut file that was filled up with zeros: they end what was read as picture data, and go on after
 * it.
 */
function isFilled(bytes: Uint8Array, end: number): boolean {
  const isZero = (byte: number): boolean => byte === 0;
  const rest = bytes.subarray(end);
  return (
    rest.length > 0 && rest.every(isZero) && bytes.subarray(end - FILLED_BYTES, end).every(isZero)
  );
}

function frameOf(segment: Uint8Array, isProgressive: boolean): Frame | null {
  const height = segment[1]! * 256 + segment[2]!;
  const width = segment[3]! * 256 + segment[4]!;
  const count = segment[5]!;
  if (segment.length < 6 + count * 3 || count === 0 || width === 0 || height === 0) return null;
  const sizes = Array.from({ length: count }, (_, i) => ({
    id: segment[6 + i * 3]!,
    h: segment[7 + i * 3]! >> 4,
    v: segment[7 + i * 3]! & 15,
  }));
  if (sizes.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) return null;
  const [hMax, vMax] = [Math.max(...sizes.map(({ h }) => h)), Math.max(...sizes.map(({ v }) => v))];
  return {
    isProgressive,
    columns: Math.ceil(width / (8 * hMax)),
    rows: Math.ceil(height / (8 * vMax)),
    components: sizes.map((size) => ({
      ...size,
      columns: Math.ceil(Math.ceil((width * size.h) / hMax) / 8),
      rows: Math.ceil(Math.ceil((height * size.v) / vMax) / 8),
      done: new Uint8Array(64),
      nonzero: null,
    })),
  };
}

/** Reads one scan; the offset after its last byte, or null when it is not all there. */
function readScan(
  bits: Bits,
  header: Uint8Array,
  frame: Frame,
  tables: ReadonlyMap<number, Huffman>,
  interval: number,
): number | null {
  const count = header[0] ?? 0;
  const parts = Array.from({ length: count }, (_, i) => ({
    component: frame.components.find(({ id }) => id === header[1 + i * 2]),
    dc: tables.get(header[2 + i * 2]! >> 4),
    ac: tables.get(0x10 | (header[2 + i * 2]! & 15)),
  }));
  const [first, last, approximation] = header.subarray(1 + count * 2);
  if (first === undefined || last === undefined || approximation === undefined) return null;
  const scan: Scan = {
    first,
    last: frame.isProgressive ? last : 63,
    isRefining: frame.isProgressive && approximation >> 4 > 0,
    isSequential: !frame.isProgressive,
    endOfBand: 0,
  };
  if (count < 1 || scan.last > 63 || scan.first > scan.last) return null;
  const blocks: Block[] = [];
  for (const { component, dc, ac } of parts) {
    if (!component) return null;
    const needsDc = scan.first === 0 && !scan.isRefining;
    const needsAc = scan.last > 0 && (scan.isSequential || scan.first > 0);
    if ((needsDc && !dc) || (needsAc && !ac)) return null;
    const each = count === 1 ? 1 : component.h * component.v;
    for (let i = 0; i < each; i++) blocks.push({ component, dc, ac });
  }
  const [alone] = blocks as [Block];
  const units =
    count === 1 ? alone.component.columns * alone.component.rows : frame.columns * frame.rows;
  if (scan.first > 0) {
    if (count > 1) return null;
    const size = units * 64;
    if (size > MAX_COEFFICIENTS) return null;
    alone.component.nonzero ??= new Uint8Array(size);
  }
  for (let unit = 0; unit < units; unit++) {
    if (interval > 0 && unit > 0 && unit % interval === 0) {
      if (!bits.restart()) return null;
      scan.endOfBand = 0;
    }
    for (const block of blocks) if (!readBlock(bits, block, scan, unit)) return null;
  }
  if ((approximation & 15) === 0 || scan.isSequential) {
    for (const { component } of blocks) component.done.fill(1, scan.first, scan.last + 1);
  }
  return bits.end();
}

interface Scan {
  readonly first: number;
  readonly last: number;
  readonly isRefining: boolean;
  readonly isSequential: boolean;
  /** Blocks to come whose band is empty (EOBRUN). */
  endOfBand: number;
}

interface Block {
  readonly component: Component;
  readonly dc: Huffman | undefined;
  readonly ac: Huffman | undefined;
}

/** Reads the codes of one block; false when they end or are none. */
function readBlock(bits: Bits, { component, dc, ac }: Block, scan: Scan, unit: number): boolean {
  if (scan.first === 0) {
    if (scan.isRefining) return bits.read(1) >= 0;
    const size = dc!.next(bits);
    if (size < 0 || size > 16 || bits.read(size) < 0) return false;
    return !scan.isSequential || readBand(bits, ac!, 1, 63);
  }
  const nonzero = component.nonzero!.subarray(unit * 64, unit * 64 + 64);
  return scan.isRefining
    ? refineBand(bits, ac!, scan, nonzero)
    : readFirst(bits, ac!, scan, nonzero);
}

/** The AC coefficients of a block of a sequential scan (T.81, F.2.2.2). */
function readBand(bits: Bits, ac: Huffman, first: number, last: number): boolean {
  for (let k = first; k <= last; k++) {
    const code = ac.next(bits);
    if (code < 0) return false;
    const size = code & 15;
    if (size === 0) {
      if (code < 0xf0) return true;
      k += 15;
    } else {
      k += code >> 4;
      if (k > last || bits.read(size) < 0) return false;
    }
  }
  return true;
}

/** The first scan of a band of a progressive JPEG (T.81, G.1.2.2). */
function readFirst(bits: Bits, ac: Huffman, scan: Scan, nonzero: Uint8Array): boolean {
  if (scan.endOfBand > 0) {
    scan.endOfBand--;
    return true;
  }
  for (let k = scan.first; k <= scan.last; k++) {
    const code = ac.next(bits);
    if (code < 0) return false;
    const [run, size] = [code >> 4, code & 15];
    if (size === 0 && run < 15) return bandEnds(bits, scan, run);
    k += run;
    if (size === 0) continue;
    if (k > scan.last || bits.read(size) < 0) return false;
    nonzero[k] = 1;
  }
  return true;
}

/** How many blocks' bands end here, this one among them. */
function bandEnds(bits: Bits, scan: Scan, run: number): boolean {
  const extra = bits.read(run);
  if (extra < 0) return false;
  scan.endOfBand = (1 << run) + extra - 1;
  return true;
}

/**
 * A later scan of a band: a bit for each coefficient that is not zero, and the newly nonzero ones
 * (T.81, G.1.2.3).
 */
function refineBand(bits: Bits, ac: Huffman, scan: Scan, nonzero: Uint8Array): boolean {
  let k = scan.first;
  const isEnded = scan.endOfBand > 0;
  if (isEnded) scan.endOfBand--;
  while (k <= scan.last && !isEnded) {
    const code = ac.next(bits);
    if (code < 0) return false;
    let run = code >> 4;
    const size = code & 15;
    if (size > 0) {
      if (bits.read(1) < 0) return false;
    } else if (run < 15) {
      if (!bandEnds(bits, scan, run)) return false;
      break;
    }
    for (; k <= scan.last; k++) {
      if (nonzero[k] === 1) {
        if (bits.read(1) < 0) return false;
      } else if (--run < 0) break;
    }
    if (size > 0 && k <= scan.last) nonzero[k] = 1;
    k++;
  }
  for (; k <= scan.last; k++) if (nonzero[k] === 1 && bits.read(1) < 0) return false;
  return true;
}

/**
 * The bits of a scan: 0xff is followed by a zero that is no data (T.81, B.1.1.5); any marker ends
 * them.
 */
class Bits {
  #at: number;
  #buffer = 0;
  #count = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;

    this.#at = start;
  }

  /** The next bits as a number, up to 16 of them; -1 when there are not as many. */
  read(count: number): number {
    while (this.#count < count) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined || (byte === 0xff && this.#bytes[this.#at + 1] !== 0)) return -1;
      this.#at += byte === 0xff ? 2 : 1;
      this.#buffer = ((this.#buffer << 8) | byte) & 0xffffff;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#buffer >>> this.#count) & ((1 << count) - 1);
  }

  /** Steps over the filling bits and the restart marker; false when there is none. */
  restart(): boolean {
    this.#count = 0;
    let at = this.#at;
    while (this.#bytes[at] === 0xff && this.#bytes[at + 1] === 0xff) at++;
    const marker = this.#bytes[at + 1] ?? 0;
    if (this.#bytes[at] !== 0xff || marker < 0xd0 || marker > 0xd7) return false;
    this.#at = at + 2;
    return true;
  }

  /** Where the data ends. */
  end(): number {
    return this.#at;
  }
}

/** A Huffman table (T.81, annex C), read bit by bit with the shortest codes looked up at once. */
class Huffman {
  /** First code and index of its value, by length; codes of one length follow each other. */
  readonly #least: number[] = [];
  readonly #most: number[] = [];
  readonly #index: number[] = [];
  readonly #values: Uint8Array;

  constructor(counts: Uint8Array, values: Uint8Array) {
    this.#values = values;

    let code = 0;
    let index = 0;
    for (let length = 1; length <= 16; length++) {
      const count = counts[length - 1]!;
      this.#least[length] = code;
      this.#most[length] = code + count - 1;
      this.#index[length] = index;
      index += count;
      code = (code + count) << 1;
    }
  }

  /** The value of the next code; -1 when the bits end or are no code. */
  next(bits: Bits): number {
    let code = 0;
    for (let length = 1; length <= 16; length++) {
      const bit = bits.read(1);
      if (bit < 0) return -1;
      code = (code << 1) | bit;
      if (code <= this.#most[length]! && code >= this.#least[length]!)
        return this.#values[this.#index[length]! + code - this.#least[length]!] ?? -1;
    }
    return -1;
  }
}

/** The tables of a DHT segment, by class and number as one byte. */
function addTables(segment: Uint8Array, tables: Map<number, Huffman>): void {
  for (let at = 0; at + 17 <= segment.length;) {
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    tables.set(segment[at]!, new Huffman(counts, segment.slice(at + 17, at + 17 + total)));
    at += 17 + total;
  }
}
