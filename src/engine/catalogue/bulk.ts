/**
 * The bytes of a round: parts of photos in packs, then the photos' files. What there is to do
 * follows from what is here and what the state says is there, so a round that was cut off anywhere
 * is gone on with by the next.
 */
import { contentOf, type PhotoRecord } from '../library';
import type { Blobs } from './blobs';
import { contentsOf, missing, partWrites, unshared, type Part, type PartKey } from './parts';
import { isFailure } from './failure';
import { wantedFiles } from './kept-here';
import { DEFAULT_LIMITS } from './standing';
import type { Gallery, RoundOptions } from './sides';
import type { State, Write } from './state';

/** Photos of one pack: a new device needs one request for so many, and holds them in memory. */
const PACK_PHOTOS = 400;
/** Bytes of one pack, as long as it has more than one photo: some seconds on a slow connection. */
const PACK_BYTES = 16 * 2 ** 20;
/** Parts read at once while a pack is filled. */
const READ_AT_ONCE = 100;
/** Files of which the store is asked one by one; of more it is asked for its list. */
const ASKED_ONE_BY_ONE = 4;
/** Files between two notes of what was sent: what is sent twice after a kill. */
const NOTE_EVERY = 8;

export interface BulkResult {
  readonly done: number;
  readonly damaged: readonly string[];
}

export class Bulk {
  readonly #blobs: Blobs;
  readonly #gallery: Gallery;
  readonly #options: RoundOptions;

  constructor(blobs: Blobs, gallery: Gallery, options: RoundOptions) {
    this.#blobs = blobs;
    this.#gallery = gallery;
    this.#options = options;
  }

  /** Parts that no pack of the state holds, of the photos that are here; packs of them in order. */
  async toShare(state: State): Promise<PartKey[][]> {
    const { records } = await this.#gallery.read();
    const contents = contentsOf(records).map(contentOf);
    const packs: PartKey[][] = [];
    let photos = new Set<string>();
    for (const key of unshared(contents, await this.#gallery.inventory(), state)) {
      if (packs.length === 0 || (photos.size === PACK_PHOTOS && !photos.has(key.content))) {
        packs.push([]);
        photos = new Set();
      }
      photos.add(key.content);
      packs.at(-1)!.push(key);
    }
    return packs;
  }

  /** Sends these parts; `onSent` is told which pack holds which before the next is sent. */
  async share(
    packs: readonly (readonly PartKey[])[],
    onSent: (writes: readonly Write[]) => Promise<void>,
  ): Promise<void> {
    const { signal, onProgress } = this.#options;
    for (const [i, keys] of packs.entries()) {
      for await (const parts of this.#read(keys)) {
        const pack = await this.#blobs.putPack(parts, signal);
        await onSent(partWrites(parts, pack));
      }
      onProgress?.('sending-parts', i + 1, packs.length);
    }
  }

  /**
   * Fetches what the photos here lack.
   * @returns packs that could not be read, and what was wanted of them
   */
  async fill(state: State): Promise<{ damaged: string[]; lost: PartKey[] }> {
    const { signal, onProgress } = this.#options;
    const { records } = await this.#gallery.read();
    const contents = contentsOf(records).map(contentOf);
    const packs = missing(contents, await this.#gallery.inventory(), state);
    const damaged: string[] = [];
    const lost: PartKey[] = [];
    let done = 0;
    for (const [pack, keys] of packs) {
      try {
        const parts = await this.#blobs.getPack(pack, signal);
        const wanted = new Set(keys.map(keyOf));
        const found = (parts ?? []).filter((part) => wanted.has(keyOf(part)));
        if (found.length > 0) await this.#gallery.fill(found);
        const here = new Set(found.map(keyOf));
        lost.push(...keys.filter((key) => !here.has(keyOf(key))));
      } catch (error) {
        damaged.push(nameOfDamage(error));
        lost.push(...keys);
      }
      done += 1;
      onProgress?.('receiving-parts', done, packs.size);
    }
    return { damaged, lost };
  }

  /**
   * Sends the files that are here and not known to be there, those of the newest photos first.
   * @param known SHA-256 of files that are there
   * @param onKnown told of more of these
   */
  async sendFiles(
    known: ReadonlySet<string>,
    onKnown: (sha256s: readonly string[]) => Promise<void>,
  ): Promise<number> {
    const { signal, onProgress } = this.#options;
    const { records } = await this.#gallery.read();
    const here = await this.#gallery.files();
    const unknown = filesOf(contentsOf(records)).filter((one) => here.has(one) && !known.has(one));
    const { there, rest } = await this.#sorted(unknown);
    if (there.length > 0) await onKnown(there);
    const noted: string[] = [];
    let done = 0;
    for (const sha256 of rest) {
      signal?.throwIfAborted();
      const file = await this.#gallery.file(sha256);
      if (file) {
        await this.#blobs.putFile(sha256, file, signal);
        noted.push(sha256);
        done += 1;
      }
      if (noted.length === NOTE_EVERY) await onKnown(noted.splice(0));
      onProgress?.('sending-files', done, rest.length);
    }
    if (noted.length > 0) await onKnown(noted);
    return done;
  }

  /** Fetches the files that are wanted here, those of the newest photos first. */
  async fetchFiles(
    onKnown: (sha256s: readonly string[]) => Promise<void>,
  ): Promise<BulkResult & { readonly missing: number }> {
    const { signal, onProgress, keep = DEFAULT_LIMITS.keep } = this.#options;
    const { records } = await this.#gallery.read();
    const here = await this.#gallery.files();
    const wanted = filesOf(wantedFiles(records, here, keep, Date.now()));
    const asked = wanted.length > ASKED_ONE_BY_ONE ? (await this.#sorted(wanted)).there : wanted;
    const damaged: string[] = [];
    const came: string[] = [];
    for (const sha256 of asked) {
      signal?.throwIfAborted();
      try {
        const file = await this.#blobs.getFile(sha256, signal);
        if (file) {
          await this.#gallery.keepFile(sha256, file);
          came.push(sha256);
        }
      } catch (error) {
        damaged.push(nameOfDamage(error));
      }
      onProgress?.('receiving-files', came.length, asked.length);
    }
    if (came.length > 0) await onKnown(came);
    return { done: came.length, damaged, missing: wanted.length - came.length };
  }

  /** In the store, by its list, and not. */
  async #sorted(sha256s: readonly string[]): Promise<{ there: string[]; rest: string[] }> {
    if (sha256s.length <= ASKED_ONE_BY_ONE) return { there: [], rest: [...sha256s] };
    const names = await this.#blobs.fileNames(this.#options.signal);
    const [there, rest]: [string[], string[]] = [[], []];
    for (const sha256 of sha256s) {
      (names.has(await this.#blobs.fileName(sha256)) ? there : rest).push(sha256);
    }
    return { there, rest };
  }

  /** The parts of one pack, in more packs where they are too large together. */
  async *#read(keys: readonly PartKey[]): AsyncGenerator<Part[]> {
    let parts: Part[] = [];
    let size = 0;
    for (let at = 0; at < keys.length; at += READ_AT_ONCE) {
      this.#options.signal?.throwIfAborted();
      const read = await this.#gallery.parts(keys.slice(at, at + READ_AT_ONCE));
      parts.push(...read);
      size += read.reduce((sum, { bytes }) => sum + bytes.length, 0);
      if (size < PACK_BYTES) continue;
      yield parts;
      [parts, size] = [[], 0];
    }
    if (parts.length > 0) yield parts;
  }
}

function filesOf(photos: readonly PhotoRecord[]): string[] {
  return [...new Set(photos.map(({ sha256 }) => sha256))];
}

function keyOf({ content, what }: PartKey): string {
  return `${content} ${what}`;
}

/** The name of the object. @throws what is no damage */
export function nameOfDamage(thrown: unknown): string {
  if (isFailure(thrown, 'damaged')) return thrown.object;
  throw thrown;
}
