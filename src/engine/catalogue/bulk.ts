/**
 * The bytes of a round: parts of photos in packs, then the photos' files. What there is to do
 * follows from what is here and what the state says is there, so a round that was cut off anywhere
 * is gone on with by the next.
 */
import { contentOf, type PhotoRecord } from '../library';
import type { Blobs } from './blobs';
import { contentsOf, missing, partWrites, unshared, type Part, type PartKey } from './parts';
import { isFailure } from './failure';
import { fileKey, triesFrom, tryOf } from './file-tries';
import { partsToJoin } from './joining-packs';
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

/** A photo's file, and under which name it is in the store (`file-tries.ts`). */
interface FileAt {
  readonly sha256: string;
  readonly attempt: number;
  readonly key: string;
}

export interface FetchedFiles {
  readonly done: number;
  /** Names of objects. */
  readonly damaged: readonly string[];
  readonly missing: number;
  readonly hurt: readonly string[];
  readonly isBehind: boolean;
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
    return inPacks(unshared(await this.#contents(), await this.#gallery.inventory(), state));
  }

  /** Parts that small packs hold and larger ones had better; packs of them in order. */
  async toJoin(state: State): Promise<PartKey[][]> {
    const contents = await this.#contents();
    const here = await this.#gallery.inventory();
    const most = await this.#photosOfPack(partsToJoin(contents, here, state, PACK_PHOTOS));
    const keys = partsToJoin(contents, here, state, most);
    const photos = new Set(keys.map(({ content }) => content)).size;
    // Evenly: what is left over would be a small pack again.
    const packs = Math.max(1, Math.ceil(photos / most));
    return inPacks(keys, Math.ceil(photos / packs));
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
    const packs = missing(await this.#contents(), await this.#gallery.inventory(), state);
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
   * Those of the keys of which the store has the file, of files that are here; all of the others.
   * @param known keys (`fileKey`) of files that were there
   */
  async stillThere(state: State, known: ReadonlySet<string>): Promise<Set<string>> {
    const left = new Set(known);
    const names = await this.#blobs.fileNames(this.#options.signal);
    for (const sha256 of await this.#gallery.files()) {
      const attempt = tryOf(state, sha256);
      const key = fileKey(sha256, attempt);
      if (!left.has(key)) continue;
      if (!names.has(await this.#blobs.fileName(sha256, attempt))) left.delete(key);
    }
    return left;
  }

  /**
   * Sends the files that are here and not known to be there, those of the newest photos first. One
   * that came in the middle of the round waits for the next, which says first where its embedding
   * is: a device with the file alone would encode it anew.
   * @param known keys (`fileKey`) of files that are there
   * @param onKnown told of more of these
   */
  async sendFiles(
    state: State,
    known: ReadonlySet<string>,
    onKnown: (keys: readonly string[]) => Promise<void>,
  ): Promise<number> {
    const { signal, onProgress } = this.#options;
    const { records } = await this.#gallery.read();
    const here = await this.#gallery.files();
    const photos = contentsOf(records);
    const left = unshared(photos.map(contentOf), await this.#gallery.inventory(), state);
    const early = new Set(left.map(({ content }) => content));
    const ready = photos.filter((photo) => !early.has(contentOf(photo)));
    const unknown = filesOf(ready, state).filter(
      ({ sha256, key }) => here.has(sha256) && !known.has(key),
    );
    const { there, rest } = await this.#sorted(unknown);
    if (there.length > 0) await onKnown(there.map(({ key }) => key));
    const noted: string[] = [];
    let done = 0;
    for (const { sha256, attempt, key } of rest) {
      signal?.throwIfAborted();
      const file = await this.#gallery.file(sha256);
      if (file) {
        await this.#blobs.putFile(sha256, attempt, file, signal);
        noted.push(key);
        done += 1;
      }
      if (noted.length === NOTE_EVERY) await onKnown(noted.splice(0));
      onProgress?.('sending-files', done, rest.length);
    }
    if (noted.length > 0) await onKnown(noted);
    return done;
  }

  /**
   * Fetches the files that are wanted here, those of the newest photos first.
   * @returns besides, keys (`fileKey`) of files that are damaged there, and whether files came
   *   under a name that counts no more
   */
  async fetchFiles(
    state: State,
    onKnown: (keys: readonly string[]) => Promise<void>,
  ): Promise<FetchedFiles> {
    const { signal, onProgress, keep = DEFAULT_LIMITS.keep } = this.#options;
    const { records } = await this.#gallery.read();
    const here = await this.#gallery.files();
    const wanted = filesOf(wantedFiles(records, here, keep, Date.now()), state);
    const asked = await this.#listed(wanted);
    const damaged: string[] = [];
    const hurt: string[] = [];
    const came: string[] = [];
    let isBehind = false;
    let done = 0;
    for (const { sha256, attempt } of asked) {
      for (const one of triesFrom(attempt)) {
        signal?.throwIfAborted();
        const key = fileKey(sha256, one);
        try {
          const file = await this.#blobs.getFile(sha256, one, signal);
          if (!file) continue;
          await this.#gallery.keepFile(sha256, file);
          came.push(key);
          isBehind ||= one < attempt;
          break;
        } catch (error) {
          damaged.push(nameOfDamage(error));
          hurt.push(key);
        }
      }
      done += 1;
      onProgress?.('receiving-files', done, asked.length);
    }
    if (came.length > 0) await onKnown(came);
    const missing = wanted.length - came.length;
    return { done: came.length, damaged, hurt, isBehind, missing };
  }

  /** Those that the store may have, under any of their names. */
  async #listed(files: readonly FileAt[]): Promise<readonly FileAt[]> {
    if (files.length <= ASKED_ONE_BY_ONE) return files;
    const names = await this.#blobs.fileNames(this.#options.signal);
    const listed: FileAt[] = [];
    for (const file of files) {
      for (const one of triesFrom(file.attempt)) {
        if (!names.has(await this.#blobs.fileName(file.sha256, one))) continue;
        listed.push(file);
        break;
      }
    }
    return listed;
  }

  /** Of the photos in gallery and trash. */
  async #contents(): Promise<string[]> {
    const { records } = await this.#gallery.read();
    return contentsOf(records).map(contentOf);
  }

  /** Photos with such parts that one pack has room for. */
  async #photosOfPack(keys: readonly PartKey[]): Promise<number> {
    const parts = await this.#gallery.parts(keys.slice(0, READ_AT_ONCE));
    const size = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const photos = new Set(parts.map(({ content }) => content)).size;
    return Math.max(1, Math.min(PACK_PHOTOS, Math.floor((PACK_BYTES * photos) / size) || 1));
  }

  /** In the store, by its list, and not. */
  async #sorted(files: readonly FileAt[]): Promise<{ there: FileAt[]; rest: FileAt[] }> {
    if (files.length <= ASKED_ONE_BY_ONE) return { there: [], rest: [...files] };
    const names = await this.#blobs.fileNames(this.#options.signal);
    const [there, rest]: [FileAt[], FileAt[]] = [[], []];
    for (const file of files) {
      const name = await this.#blobs.fileName(file.sha256, file.attempt);
      (names.has(name) ? there : rest).push(file);
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

/** @param most photos of one pack */
function inPacks(keys: readonly PartKey[], most = PACK_PHOTOS): PartKey[][] {
  const packs: PartKey[][] = [];
  let photos = new Set<string>();
  for (const key of keys) {
    if (packs.length === 0 || (photos.size === most && !photos.has(key.content))) {
      packs.push([]);
      photos = new Set();
    }
    photos.add(key.content);
    packs.at(-1)!.push(key);
  }
  return packs;
}

function filesOf(photos: readonly PhotoRecord[], state: State): FileAt[] {
  return [...new Set(photos.map(({ sha256 }) => sha256))].map((sha256) => {
    const attempt = tryOf(state, sha256);
    return { sha256, attempt, key: fileKey(sha256, attempt) };
  });
}

function keyOf({ content, what }: PartKey): string {
  return `${content} ${what}`;
}

/** The name of the object. @throws what is no damage */
export function nameOfDamage(thrown: unknown): string {
  if (isFailure(thrown, 'damaged')) return thrown.object;
  throw thrown;
}
