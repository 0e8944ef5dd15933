/**
 * What another device needs to join a catalogue, as one address: of this app, with everything after
 * `#`, which browsers send to no server. It holds the keys: it opens the catalogue to its reader.
 */
import { CatalogueError } from './failure';
import { SECRET_BYTES } from './sealing';

/** What a key lets its holder do. */
export type Role = 'read' | 'write';

export interface Place {
  /** Address of the store without the bucket: `https://s3.example.org`. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Most stores of one's own take any: `us-east-1` then. */
  readonly region: string;
  /** Folder in the bucket; empty: none. */
  readonly prefix: string;
}

export interface JoinLink extends Place {
  readonly accessKey: string;
  readonly secretKey: string;
  /** The catalogue's own secret, which the store never sees: 32 bytes. */
  readonly secret: Uint8Array<ArrayBuffer>;
  /** What the giver says the keys may do; the store has the last word. */
  readonly role: Role;
}

/** Before the data in an address: `https://app.example/#/share?join=DATA`. */
export const JOIN_ROUTE = '#/share?join=';
/** Raise it when an older app could not join by the link any more. */
const VERSION = '1';
/** Bytes of a CRC-32: a link that lost characters on its way is told from a wrong key. */
const CHECK_BYTES = 4;
/** Characters; an endpoint, a bucket and keys are some hundred. */
const LONGEST = 4000;
/** The rules of AWS for names of buckets. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const HERE = ['localhost', '127.0.0.1', '[::1]'];

/**
 * @param app address of the app; what follows its `#` is replaced
 * @returns the address to open, send or show as a QR code
 */
export function formatJoinLink(link: JoinLink, app: string): string {
  const { endpoint, bucket, region, prefix, accessKey, secretKey, secret, role } = link;
  const fields = [endpoint, bucket, region, prefix, accessKey, secretKey, toText(secret), role];
  const bytes = new TextEncoder().encode(JSON.stringify(fields));
  const whole = new Uint8Array(CHECK_BYTES + bytes.length);
  new DataView(whole.buffer).setUint32(0, crc32(bytes));
  whole.set(bytes, CHECK_BYTES);
  return `${app.split('#')[0]}${JOIN_ROUTE}${VERSION}${toText(whole)}`;
}

/**
 * @param text the address, or what follows `join=` in it
 * @throws CatalogueError `link` when it is none or not whole, `newer`, `address`
 */
export function parseJoinLink(text: string): JoinLink {
  const tidy = text.trim();
  const at = tidy.indexOf('join=');
  const data = at < 0 ? tidy : tidy.slice(at + 'join='.length).split('&')[0]!;
  if (data.length > LONGEST || !/^\d[\w-]+$/.test(data)) throw broken('it has no such form');
  if (data[0]! > VERSION) throw new CatalogueError('newer', 'a link of a later version');
  const whole = fromText(data.slice(1));
  if (whole.length <= CHECK_BYTES) throw broken('it is too short');
  const bytes = whole.subarray(CHECK_BYTES);
  if (new DataView(whole.buffer).getUint32(0) !== crc32(bytes)) throw broken('it is not whole');
  const fields = jsonOf(bytes);
  if (!Array.isArray(fields) || !fields.every((field) => typeof field === 'string')) {
    throw broken('it holds something else');
  }
  const [endpoint = '', bucket = '', region = '', prefix = '', accessKey = ''] = fields;
  const [, , , , , secretKey = '', secret = '', role = ''] = fields;
  if (role !== 'read' && role !== 'write') throw broken('it has no role');
  const link = { endpoint, bucket, region, prefix, accessKey, secretKey, role } as const;
  return checkedLink({ ...link, secret: fromText(secret) });
}

/** As a person may type it, put in order. @throws CatalogueError `address`, `link` */
export function checkedLink(link: JoinLink): JoinLink {
  const endpoint = tidyEndpoint(link.endpoint);
  const bucket = link.bucket.trim();
  if (!BUCKET.test(bucket)) throw new CatalogueError('address', `no name of a bucket: ${bucket}`);
  const prefix = link.prefix.trim().replace(/^\/+|\/+$/g, '');
  const [accessKey, secretKey] = [link.accessKey.trim(), link.secretKey.trim()];
  if (accessKey === '' || secretKey === '') throw broken('it has no keys');
  if (link.secret.length !== SECRET_BYTES) throw broken(`a secret has ${SECRET_BYTES} bytes`);
  const region = link.region.trim() || 'us-east-1';
  return { ...link, endpoint, bucket, prefix, region, accessKey, secretKey };
}

/**
 * The store's address without anything after its path. Unencrypted only on this very machine: on
 * any other way its answers could be kept from a person.
 * @throws CatalogueError `address`
 */
export function tidyEndpoint(text: string): string {
  const typed = text.trim();
  const withScheme = /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`;
  const url = typed !== '' && URL.canParse(withScheme) ? new URL(withScheme) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere(url.hostname));
  if (!url || !isSafe || url.username !== '' || url.password !== '') {
    throw new CatalogueError('address', `not the address of a store: ${typed}`);
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** What the page's policy must allow before this store can be asked. */
export function originOf({ endpoint }: Pick<Place, 'endpoint'>): string {
  return new URL(tidyEndpoint(endpoint)).origin;
}

function isHere(host: string): boolean {
  return HERE.includes(host);
}

function broken(why: string): CatalogueError {
  return new CatalogueError('link', `not a link to a catalogue: ${why}`);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** base64url without padding (RFC 4648, section 5). */
function toText(bytes: Uint8Array): string {
  const plain = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return plain.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** As it stands in a link. @throws CatalogueError `link` */
export function secretFromText(text: string): Uint8Array<ArrayBuffer> {
  return fromText(text.trim());
}

/** @throws CatalogueError `link` */
function fromText(text: string): Uint8Array<ArrayBuffer> {
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(plain, (char) => char.charCodeAt(0));
  } catch (error) {
    throw new CatalogueError('link', 'not a link to a catalogue', '', { cause: error });
  }
}

/** CRC-32 as in zip (ISO 3309), bit by bit: a link is some hundred bytes. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0);
  }
  return (crc ^ 0xff_ff_ff_ff) >>> 0;
}
