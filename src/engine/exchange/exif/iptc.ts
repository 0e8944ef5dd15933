/**
 * When a picture was made, from IPTC's Information Interchange Model (IIM 4.2), which agencies and
 * archives write into Photoshop's resources (8BIM 0x0404) of a JPEG.
 */

interface IptcFacts {
  /** Day and time as they are written, `20210504 070809+0200`; of 2:55 and 2:60. */
  readonly created?: string;
  /** When it was made digital; of 2:62 and 2:63. */
  readonly digitised?: string;
}

/** Resources and data sets looked at: files have some tens. */
const MAX_PARTS = 1024;
/** Of a data set: a time with its offset has 11. */
const MAX_VALUE = 16;
const IPTC_RESOURCE = 0x0404;
/** The application record, which holds what is said of the picture. */
const RECORD = 2;

/** @param resources Photoshop's, in as many pieces as the file has them, or IPTC alone */
export function factsOfIptc(resources: readonly Uint8Array[]): IptcFacts {
  const values = new Map<number, string>();
  for (const iptc of resources.map(iptcIn)) collect(iptc, values);
  const moment = (day: number, time: number): string | undefined =>
    values.has(day) ? `${values.get(day)} ${values.get(time) ?? ''}`.trim() : undefined;
  const [created, digitised] = [moment(55, 60), moment(62, 63)];
  return {
    ...(created === undefined ? {} : { created }),
    ...(digitised === undefined ? {} : { digitised }),
  };
}

/** The data of the resource that is IPTC's. */
function iptcIn(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x1c) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  // Four letters, a number, a name with its length, a size, then data; all padded to even.
  for (let part = 0; part < MAX_PARTS && at + 12 <= bytes.length; part++) {
    const id = view.getUint16(at + 4);
    const name = bytes[at + 6]! + 1;
    const size = at + 6 + name + (name & 1);
    if (size + 4 > bytes.length) break;
    const length = view.getUint32(size);
    if (id === IPTC_RESOURCE) return bytes.subarray(size + 4, size + 4 + length);
    at = size + 4 + length + (length & 1);
  }
  return bytes.subarray(0, 0);
}

/** Data sets: a mark, record, number, length, value. The first of each counts. */
function collect(bytes: Uint8Array, values: Map<number, string>): void {
  let at = 0;
  for (let part = 0; part < MAX_PARTS && at + 5 <= bytes.length && bytes[at] === 0x1c; part++) {
    const [record, number] = [bytes[at + 1]!, bytes[at + 2]!];
    const length = bytes[at + 3]! * 256 + bytes[at + 4]!;
    const value = bytes.subarray(at + 5, at + 5 + Math.min(length, MAX_VALUE));
    if (record === RECORD && !values.has(number))
      values.set(number, String.fromCharCode(...value).replace(/\0.*$/s, ''));
    at += 5 + length;
  }
}
