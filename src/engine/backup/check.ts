/**
 * Is a backup whole? Every entry is read and its SHA-256 compared with the manifest's. The zip
 * around the entries is checked by writing it anew from what was read: the same bytes must come
 * out, to the last one of headers and directory.
 */
import { HuellaError, toHuellaError } from '../errors';
import { isWanted } from '../exchange/system-files';
import { ZipArchive, ZipSink, type ZipItem } from '../exchange/zip';
import { sha256Of } from '../hash';
import {
  damaged,
  EPOCH,
  HEAD_PATH,
  MANIFEST_PATH,
  MAX_MANIFEST_BYTES,
  type Manifest,
} from './format';
import { parseManifest } from './manifest';

export interface Damage {
  /** The entry concerned; `directory`: the list at the end of the zip. */
  readonly entry: string;
  readonly what:
    | 'content' // its bytes are not those that were written
    | 'missing' // the manifest names it and the zip has none
    | 'unlisted' // the zip has it and the manifest does not name it
    | 'frame'; // its content is whole, but the zip's own bytes around it are not as Huella writes them
}

export interface Checked {
  readonly manifest: Manifest;
  readonly damage: readonly Damage[];
}

export interface CheckOptions {
  readonly signal?: AbortSignal;
  /** Bytes read and bytes in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Bytes of the file compared at once. */
const WINDOW_BYTES = 2 ** 20;
export const DIRECTORY = 'directory';

/**
 * @throws HuellaError `backup-not-recognised`, `backup-damaged` (its directory cannot be read at
 * all), `photo-unreadable`, `cancelled`
 */
export async function openBackup(file: Blob, signal?: AbortSignal): Promise<ZipArchive> {
  try {
    const archive = await unwrapped(await ZipArchive.open(file, signal ? { signal } : {}), signal);
    const folder = folderOf(archive);
    const hasMore = archive.items.some(({ path }) => !isWanted(path));
    return folder === '' && !hasMore ? archive : archive.under(folder, isWanted);
  } catch (error) {
    const { code, message } = toHuellaError(error);
    if (code === 'zip-damaged' && !(await looksLikeZip(file))) {
      throw new HuellaError('backup-not-recognised', 'This is not a zip.', {}, { cause: error });
    }
    if (code === 'zip-damaged' || code === 'zip-unsupported')
      throw damaged(DIRECTORY, message, error);
    if (code === 'zip-limit')
      throw new HuellaError('backup-refused', message, { entry: DIRECTORY, what: message });
    throw error;
  }
}

/** The zip in a zip that holds nothing else: what mail and cloud storage make of a download. */
async function unwrapped(archive: ZipArchive, signal?: AbortSignal): Promise<ZipArchive> {
  const [only, ...others] = archive.items.filter(({ path }) => isWanted(path));
  if (!only || others.length > 0 || !/\.zip$/i.test(only.path)) return archive;
  try {
    return await ZipArchive.open(await archive.blob(only, '', signal), signal ? { signal } : {});
  } finally {
    await archive.close();
  }
}

/**
 * The folder that a backup lies in: none as Huella writes it, one after a browser has unpacked it
 * and a person zipped its folder. What their system put beside it (`__MACOSX`, `.DS_Store`) is no
 * part of it.
 */
function folderOf(archive: ZipArchive): string {
  if (archive.item(MANIFEST_PATH)) return '';
  const manifests = archive.items.filter(
    ({ path }) => path.endsWith(`/${MANIFEST_PATH}`) && isWanted(path),
  );
  const [only] = manifests;
  if (!only || manifests.length > 1) return '';
  const folder = only.path.slice(0, -MANIFEST_PATH.length);
  return archive.item(`${folder}${HEAD_PATH}`) ? folder : '';
}

/**
 * @throws HuellaError as `openBackup` and `parseManifest`; `backup-damaged` for a manifest that is
 * missing or damaged
 */
export async function readManifest(archive: ZipArchive, signal?: AbortSignal): Promise<Manifest> {
  const item = archive.item(MANIFEST_PATH);
  if (!item) {
    const known = archive.items.some(({ path }) => path === 'huella-backup.json');
    if (known) throw damaged(MANIFEST_PATH, 'it is missing: the backup was never finished');
    throw new HuellaError('backup-not-recognised', 'This zip is not a backup of Huella.');
  }
  if (item.size > MAX_MANIFEST_BYTES) {
    throw new HuellaError('backup-refused', 'The manifest is too large.', {
      entry: MANIFEST_PATH,
      what: 'too large',
    });
  }
  return parseManifest(new TextDecoder().decode(await readItem(archive, item, signal)));
}

/**
 * The bytes of one entry. @throws HuellaError `backup-damaged` that names it, `cancelled`,
 * `photo-unreadable`
 */
export async function readItem(
  archive: ZipArchive,
  item: ZipItem,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await (await archive.blob(item, '', signal)).arrayBuffer());
  } catch (error) {
    const { code, message } = toHuellaError(error);
    if (code === 'cancelled' || code === 'photo-unreadable' || code === 'out-of-memory')
      throw error;
    throw damaged(item.path, message, error);
  }
}

/**
 * Reads the whole backup. Damage to single entries is listed, not thrown.
 * @throws HuellaError as `openBackup` and `readManifest`
 */
export async function checkBackup(file: Blob, options: CheckOptions = {}): Promise<Checked> {
  const { signal, onProgress } = options;
  const archive = await openBackup(file, signal);
  try {
    const manifest = await readManifest(archive, signal);
    const damage: Damage[] = [];
    const listed = new Map(manifest.entries.map((entry) => [entry.path, entry]));
    const comparing = new Comparing(file);
    const again = new ZipSink(comparing.target);
    let done = 0;
    for (const item of archive.items) {
      const { path } = item;
      const entry = listed.get(path);
      listed.delete(path);
      comparing.entry = path;
      const bytes = await readItem(archive, item, signal).catch((error: unknown) => {
        if (toHuellaError(error).code !== 'backup-damaged') throw error;
        return null;
      });
      const whole =
        bytes !== null &&
        (path === MANIFEST_PATH ||
          (entry?.size === bytes.byteLength && (await sha256Of(bytes)) === entry.sha256));
      if (!entry && path !== MANIFEST_PATH) damage.push({ entry: path, what: 'unlisted' });
      else if (!whole) damage.push({ entry: path, what: 'content' });
      // Once an entry is wrong the rest of the zip cannot come out the same.
      if (damage.length === 0 && bytes) await again.add(path, bytes, { modified: EPOCH });
      else comparing.off = true;
      done += item.size;
      onProgress?.(done, file.size);
    }
    for (const path of listed.keys()) damage.push({ entry: path, what: 'missing' });
    comparing.entry = DIRECTORY;
    if (!comparing.off) await again.close();
    if (damage.length === 0 && !comparing.ended) comparing.differ();
    if (damage.length === 0 && comparing.different)
      damage.push({ entry: comparing.different, what: 'frame' });
    return { manifest, damage };
  } finally {
    await archive.close().catch(() => undefined);
  }
}

/** Takes what a zip should be and compares it with what it is. */
class Comparing {
  /** What is being written; the first to differ is remembered. */
  entry = '';
  different: string | null = null;
  off = false;
  readonly target: WritableStream<Uint8Array>;
  #at = 0;
  #window = { start: 0, bytes: new Uint8Array() };
  readonly #file: Blob;

  constructor(file: Blob) {
    this.#file = file;

    this.target = new WritableStream<Uint8Array>({ write: (chunk) => this.#compare(chunk) });
  }

  /** Whether as many bytes came as the file has. */
  get ended(): boolean {
    return this.#at === this.#file.size;
  }

  differ(): void {
    this.different ??= this.entry;
  }

  async #compare(chunk: Uint8Array): Promise<void> {
    for (let i = 0; i < chunk.length && !this.different;) {
      const bytes = await this.#bytesAt(this.#at + i);
      const length = Math.min(bytes.length, chunk.length - i);
      if (length === 0) {
        this.differ();
        return;
      }
      for (let j = 0; j < length; j++) {
        if (bytes[j] !== chunk[i + j]) {
          this.differ();
          return;
        }
      }
      i += length;
    }
    this.#at += chunk.length;
  }

  async #bytesAt(offset: number): Promise<Uint8Array> {
    const { start, bytes } = this.#window;
    if (offset >= start && offset < start + bytes.length) return bytes.subarray(offset - start);
    const read = new Uint8Array(
      await this.#file.slice(offset, offset + WINDOW_BYTES).arrayBuffer(),
    );
    this.#window = { start: offset, bytes: read };
    return read;
  }
}

async function looksLikeZip(file: Blob): Promise<boolean> {
  const [a, b] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  // `PK`: a zip begins with its first entry.
  return a === 0x50 && b === 0x4b;
}
