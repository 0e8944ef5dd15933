/**
 * Which objects a catalogue has, and what is in each. `docs/catalogue.md` says it for others;
 * `blobs.ts` has those that hold bytes.
 *
 *     catalogue              says that this is one: its version
 *     log/DEVICE/NUMBER      one entry of one device
 *     base/LAMPORT-DEVICE    a checkpoint: the state after many entries
 */
import { checkedHeader, isFields } from './envelope';
import { FORMAT, FORMAT_VERSION } from './frame';
import { CatalogueError, damaged, isFailure } from './failure';
import type { Sealing } from './sealing';
import type { ObjectStore } from './store';
import type { Entry, Snapshot } from './state';

export const LOG = 'log/';
export const BASE = 'base/';
/** Says that this is a catalogue. */
export const ROOT = 'catalogue';
/** Of numbers in names: names sort as their numbers do, up to ten thousand million entries. */
const DIGITS = 10;
/** Unpacked: a catalogue of a million photos in a checkpoint is about 600 MB. */
const LARGEST = 2 ** 30;

type Bytes = Uint8Array<ArrayBuffer>;

export function entryName(device: string, number: number): string {
  return `${LOG}${device}/${padded(number)}`;
}

export function readEntryName(name: string): { device: string; number: number } | null {
  const [, device, number] = /^log\/([0-9a-f]{32})\/(\d{10})$/.exec(name) ?? [];
  return device === undefined ? null : { device, number: Number(number) };
}

export function baseName(lamport: number, device: string): string {
  return `${BASE}${padded(lamport)}-${device}`;
}

export function newDevice(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

/** Packs, seals and opens the objects of one catalogue. */
export class Objects {
  readonly #store: ObjectStore;
  readonly #sealing: Sealing;

  constructor(store: ObjectStore, sealing: Sealing) {
    this.#store = store;
    this.#sealing = sealing;
  }

  /**
   * Finds the catalogue, or begins one where there is none.
   * @param mayCreate false: there must be one
   * @throws CatalogueError `key-wrong`, `newer`, `none`, those of the store
   */
  async begin(mayCreate: boolean, signal?: AbortSignal): Promise<void> {
    let sealed = await this.#store.get(ROOT, signal);
    if (!sealed && mayCreate) {
      if (await this.#put(ROOT, 'catalogue', {}, signal)) return;
      sealed = await this.#store.get(ROOT, signal);
    }
    if (!sealed) throw new CatalogueError('none', 'there is no catalogue in this bucket');
    await this.#recognise(sealed);
  }

  /** Whether this key may write; what is there stays as it is. @throws those of the store */
  async mayWrite(signal?: AbortSignal): Promise<boolean> {
    try {
      await this.#put(ROOT, 'catalogue', {}, signal);
      return true;
    } catch (error) {
      if (isFailure(error, 'forbidden')) return false;
      throw error;
    }
  }

  /** @throws CatalogueError `key-wrong`, `newer` */
  async #recognise(sealed: Bytes): Promise<void> {
    try {
      checkedHeader(ROOT, await unpack(ROOT, await this.#sealing.open(ROOT, sealed)), 'catalogue');
    } catch (error) {
      if (!isFailure(error, 'damaged')) throw error;
      throw new CatalogueError('key-wrong', error.message, '', { cause: error });
    }
  }

  /**
   * Keeps the entry. One that is there already must be this one.
   * @throws CatalogueError `device-copied` when another is, and those of the store
   */
  async putEntry(entry: Entry, signal?: AbortSignal): Promise<void> {
    const name = entryName(entry.device, entry.number);
    if (await this.#put(name, 'entry', { entry }, signal)) return;
    const there = await this.getEntry(entry.device, entry.number, signal);
    if (JSON.stringify(there) === JSON.stringify(entry)) return;
    throw new CatalogueError('device-copied', `${name} is another entry`);
  }

  /** @returns null: there is no such entry @throws as `Sealing.open`, and those of the store */
  async getEntry(device: string, number: number, signal?: AbortSignal): Promise<Entry | null> {
    const name = entryName(device, number);
    const object = await this.#get(name, 'entry', signal);
    if (!object) return null;
    const entry = object['entry'];
    if (!isEntry(entry) || entry.device !== device || entry.number !== number) {
      throw damaged(name, 'it is another entry');
    }
    return entry;
  }

  async putBase(device: string, snapshot: Snapshot, signal?: AbortSignal): Promise<void> {
    await this.#put(baseName(snapshot.lamport, device), 'base', { snapshot }, signal);
  }

  /** `lamport` of the newest checkpoint; 0: there is none. */
  async newestBaseAt(signal?: AbortSignal): Promise<number> {
    const names = await this.baseNames(signal);
    return Math.max(
      0,
      ...names.map((name) => Number(name.slice(BASE.length).slice(0, DIGITS)) || 0),
    );
  }

  /** Names of all checkpoints, the oldest first. */
  async baseNames(signal?: AbortSignal): Promise<string[]> {
    const names: string[] = [];
    for await (const name of this.#store.list(BASE, undefined, signal)) names.push(name);
    return names;
  }

  /** @returns null: it is not there @throws as `Sealing.open`, and those of the store */
  async getBase(name: string, signal?: AbortSignal): Promise<Snapshot | null> {
    const object = await this.#get(name, 'base', signal);
    if (!object) return null;
    const snapshot = object['snapshot'];
    if (!isSnapshot(snapshot)) throw damaged(name, 'it is no checkpoint');
    return snapshot;
  }

  /** The newest checkpoint that opens; null: there is none, and all of the logs are read. */
  async newestBase(signal?: AbortSignal): Promise<Snapshot | null> {
    for (const name of (await this.baseNames(signal)).reverse()) {
      try {
        const snapshot = await this.getBase(name, signal);
        if (snapshot) return snapshot;
      } catch (error) {
        // An older one, or the logs, say the same: only time is lost.
        if (!isFailure(error, 'damaged')) throw error;
      }
    }
    return null;
  }

  /**
   * What is next of this device is `number`: a copy of it elsewhere has not written that far.
   * @throws CatalogueError `device-copied`, and those of the store
   */
  async checkOwn(device: string, number: number, signal?: AbortSignal): Promise<void> {
    const own = `${LOG}${device}/`;
    for await (const name of this.#store.list(own, entryName(device, number), signal)) {
      throw new CatalogueError('device-copied', `${name} is there already`);
    }
  }

  /** Device to its highest number. `known`: what needs not be listed again. */
  async newest(
    known: Readonly<Record<string, number>>,
    signal?: AbortSignal,
  ): Promise<Map<string, number>> {
    const newest = new Map(Object.entries(known));
    let after: string | undefined;
    for (;;) {
      let device: string | null = null;
      // Page by page: what is known of a device is jumped over.
      for await (const name of this.#store.list(LOG, after, signal)) {
        const read = readEntryName(name);
        if (!read) continue;
        const highest = newest.get(read.device);
        if (highest !== undefined && read.number < highest) {
          device = read.device;
          break;
        }
        newest.set(read.device, read.number);
      }
      if (device === null) return newest;
      after = entryName(device, (newest.get(device) ?? 1) - 1);
    }
  }

  async #put(
    name: string,
    kind: string,
    content: object,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const plain = await pack({ format: FORMAT, version: FORMAT_VERSION, kind, ...content });
    return this.#store.put(name, await this.#sealing.seal(name, plain), signal);
  }

  async #get(
    name: string,
    kind: string,
    signal: AbortSignal | undefined,
  ): Promise<Readonly<Record<string, unknown>> | null> {
    const sealed = await this.#store.get(name, signal);
    if (!sealed) return null;
    return checkedHeader(name, await unpack(name, await this.#sealing.open(name, sealed)), kind);
  }
}

/** JSON, compressed (gzip) before it is sealed: what is sealed does not compress. */
async function pack(object: object): Promise<Bytes> {
  const plain = new Blob([JSON.stringify(object)]).stream();
  return new Uint8Array(
    await new Response(plain.pipeThrough(new CompressionStream('gzip'))).arrayBuffer(),
  );
}

async function unpack(name: string, bytes: Bytes): Promise<unknown> {
  const parts: Bytes[] = [];
  let length = 0;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > LARGEST) {
        await reader.cancel();
        throw damaged(name, 'it unpacks to more than any object holds');
      }
      parts.push(value);
    }
    return JSON.parse(await new Blob(parts).text()) as unknown;
  } catch (error) {
    throw error instanceof CatalogueError ? error : damaged(name, 'it does not unpack', error);
  }
}

function isEntry(value: unknown): value is Entry {
  return (
    isFields(value) &&
    typeof value['device'] === 'string' &&
    isCount(value['number']) &&
    isCount(value['lamport']) &&
    isSeen(value['seen']) &&
    Array.isArray(value['writes']) &&
    value['writes'].every(isWrite)
  );
}

function isWrite(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [kind, id, fields] = value as unknown[];
  return typeof kind === 'string' && typeof id === 'string' && isFields(fields);
}

function isSnapshot(value: unknown): value is Snapshot {
  return (
    isFields(value) &&
    isSeen(value['seen']) &&
    isCount(value['lamport']) &&
    isListOf(value['pasts'], isPast) &&
    isListOf(value['records'], isRecord)
  );
}

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isPast(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'string' && isSeen(value[1]);
}

function isRecord(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [kind, id, fields] = value as unknown[];
  return typeof kind === 'string' && typeof id === 'string' && isListOf(fields, isField);
}

function isField(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'string' && isListOf(value[1], isHead);
}

function isHead(value: unknown): boolean {
  return (
    isFields(value) &&
    typeof value['device'] === 'string' &&
    isCount(value['number']) &&
    isCount(value['lamport'])
  );
}

function isSeen(value: unknown): boolean {
  return isFields(value) && Object.values(value).every(isCount);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function padded(number: number): string {
  return String(number).padStart(DIGITS, '0');
}
