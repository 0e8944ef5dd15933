/**
 * Objects that hold bytes: packs of thumbnails and embeddings, and the photos' own files.
 *
 *     pack/KEYED-HASH    parts of some hundred photos
 *     file/KEYED-HASH    one file as it was brought
 *
 * Both are named by what they hold, so what is sent twice is there once.
 */
import { isSha256, sha256Of } from '../hash';
import type { StoredFile } from '../library';
import { checkedHeader } from './envelope';
import { fileKey } from './file-tries';
import { frame, unframe } from './frame';
import type { Part } from './parts';
import { damaged, isFailure } from './failure';
import type { Sealing } from './sealing';
import type { ObjectStore } from './store';

export const PACK = 'pack/';
export const FILE = 'file/';
/** A pack of this content that was damaged is sent under the next of so many names. */
const PACK_TRIES = 5;

interface PackItem {
  readonly content: string;
  readonly what: string;
  readonly mime: string | null;
  readonly length: number;
}

export class Blobs {
  readonly #store: ObjectStore;
  readonly #sealing: Sealing;

  constructor(store: ObjectStore, sealing: Sealing) {
    this.#store = store;
    this.#sealing = sealing;
  }

  /**
   * @returns the pack's name, without `PACK`
   * @throws CatalogueError, those of the store
   */
  async putPack(parts: readonly Part[], signal?: AbortSignal): Promise<string> {
    const items = parts.map(({ content, what, mime, bytes }): PackItem => ({
      content,
      what,
      mime,
      length: bytes.length,
    }));
    const plain = frame(
      { kind: 'pack', items },
      parts.map(({ bytes }) => bytes),
    );
    const held = await sha256Of(plain);
    for (let attempt = 0; attempt < PACK_TRIES; attempt++) {
      const id = await this.#sealing.nameOf(`pack ${attempt} ${held}`);
      const name = PACK + id;
      const sealed = await this.#sealing.seal(name, plain);
      if (await this.#store.put(name, sealed, signal)) return id;
      // It is there already: from a time before a kill, whole, or damaged since.
      if (await this.#opens(name, signal)) return id;
    }
    throw damaged(PACK, 'all names of this pack hold something else');
  }

  /**
   * @returns null: there is no such pack
   * @throws CatalogueError `damaged`, `newer`, those of the store
   */
  async getPack(id: string, signal?: AbortSignal): Promise<Part[] | null> {
    const name = PACK + id;
    const sealed = await this.#store.get(name, signal);
    if (!sealed) return null;
    const { header, rest } = unframe(name, await this.#sealing.open(name, sealed));
    const { items } = checkedHeader(name, header, 'pack');
    if (!Array.isArray(items) || !items.every(isPackItem)) throw damaged(name, 'it has no items');
    let at = 0;
    const parts = items.map(({ content, what, mime, length }): Part => {
      const bytes = rest.slice(at, at + length);
      at += length;
      return { content, what, mime, bytes };
    });
    if (at !== rest.length) throw damaged(name, 'its items are not as long as it is');
    return parts;
  }

  /** The name in the store of the file with this SHA-256, at a try (`file-tries.ts`). */
  async fileName(sha256: string, attempt: number): Promise<string> {
    return FILE + (await this.#sealing.nameOf(`file ${fileKey(sha256, attempt)}`));
  }

  /** @throws CatalogueError, those of the store */
  async putFile(
    sha256: string,
    attempt: number,
    { bytes, mime }: StoredFile,
    signal?: AbortSignal,
  ): Promise<void> {
    const name = await this.fileName(sha256, attempt);
    const item = { sha256, mime, length: bytes.byteLength };
    const plain = frame({ kind: 'file', items: [item] }, [new Uint8Array(bytes)]);
    await this.#store.put(name, await this.#sealing.seal(name, plain), signal);
  }

  /**
   * @returns null: it is not there (yet)
   * @throws CatalogueError `damaged`, `newer`, those of the store
   */
  async getFile(
    sha256: string,
    attempt: number,
    signal?: AbortSignal,
    onBytes?: (bytes: number) => void,
  ): Promise<StoredFile | null> {
    const name = await this.fileName(sha256, attempt);
    const sealed = await this.#store.get(name, signal, onBytes);
    if (!sealed) return null;
    const { header, rest } = unframe(name, await this.#sealing.open(name, sealed));
    const { items } = checkedHeader(name, header, 'file');
    const [item] = (Array.isArray(items) ? items : []) as unknown[];
    const mime = (item as { mime?: unknown } | undefined)?.mime;
    if (typeof mime !== 'string') throw damaged(name, 'it does not say what it is');
    const bytes = rest.slice();
    if ((await sha256Of(bytes)) !== sha256) throw damaged(name, 'it is another file');
    return { bytes: bytes.buffer, mime };
  }

  /** Names in the store of all files that are there. */
  async fileNames(signal?: AbortSignal): Promise<Set<string>> {
    const names = new Set<string>();
    for await (const name of this.#store.list(FILE, undefined, signal)) names.add(name);
    return names;
  }

  async #opens(name: string, signal: AbortSignal | undefined): Promise<boolean> {
    const sealed = await this.#store.get(name, signal);
    if (!sealed) return false;
    try {
      await this.#sealing.open(name, sealed);
      return true;
    } catch (error) {
      if (isFailure(error, 'damaged')) return false;
      throw error;
    }
  }
}

function isPackItem(value: unknown): value is PackItem {
  const { content, what, mime, length } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof content === 'string' &&
    isSha256(content.split(' ')[0]) &&
    typeof what === 'string' &&
    (mime === null || typeof mime === 'string') &&
    Number.isSafeInteger(length) &&
    (length as number) >= 0
  );
}
