/** A library into a zip, as a stream: what is in memory is one file or one chunk. */
import { HuellaError } from '../errors';
import type { ZipSink } from '../exchange/zip';
import { sha256Of } from '../hash';
import {
  SCHEMA_VERSION,
  type Carried,
  type EmbeddingRecord,
  type Library,
  type PhotoRecord,
} from '../library';
import {
  CHUNK_BYTES,
  chunkPath,
  EPOCH,
  FORMAT,
  FORMAT_VERSION,
  HEAD_PATH,
  MANIFEST_PATH,
  originalPath,
  OWN_SETTINGS,
  SETTINGS_PATH,
  type Head,
  type Manifest,
  type ManifestEntry,
} from './format';
import { manifestText } from './manifest';
import { ownSide } from './sides';

export interface WriteOptions {
  /** Version of the app. */
  readonly app: string;
  /** The device's own settings; kept as they are. */
  readonly settings: unknown;
  readonly signal?: AbortSignal;
  /** Bytes so far and in all; what makes up most of a backup is known beforehand. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Written {
  readonly manifest: Manifest;
  /**
   * Names of photos whose file is missing or damaged in the library: they could not be backed up.
   */
  readonly left: readonly string[];
  /** Names of photos whose file is in the gallery that a team shares, and not here. */
  readonly elsewhere: readonly string[];
}

/** Vectors read from the library at once. */
const VECTORS_AT_ONCE = 256;

/**
 * Writes the library as it is when the call begins. The caller closes the sink.
 * @throws HuellaError `cancelled`, `storage-full`, `storage-failed`, and what the sink's target
 *   throws
 */
export async function writeBackup(
  library: Library,
  sink: ZipSink,
  options: WriteOptions,
): Promise<Written> {
  return new Writer(library, sink, options).run();
}

class Writer {
  readonly #entries: ManifestEntry[] = [];
  readonly #counts: Record<string, number> = {};
  #done = 0;
  #total = 0;
  readonly #library: Library;
  readonly #sink: ZipSink;
  readonly #options: WriteOptions;

  constructor(library: Library, sink: ZipSink, options: WriteOptions) {
    this.#library = library;
    this.#sink = sink;
    this.#options = options;
  }

  async run(): Promise<Written> {
    const createdAt = new Date().toISOString();
    const { records, embeddings } = await this.#library.transfer.everything();
    const { photos, trash } = ownSide(records);
    const all = [...photos, ...trash.map(({ photo }) => photo)];
    const files = new Map(all.map((photo) => [photo.sha256, photo]));
    this.#total = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    const head: Head = {
      format: FORMAT,
      formatVersion: FORMAT_VERSION,
      schemaVersion: SCHEMA_VERSION,
      createdAt,
      app: this.#options.app,
    };
    await this.add(HEAD_PATH, JSON.stringify(head));

    const { lost, absent } = await this.#originals(files);
    const elsewhere = (await this.#library.transfer.isShared()) ? absent : new Set<string>();
    // A photo without its file is left out: restored, it could be neither seen nor encoded again.
    const gone = new Set(all.filter(({ sha256 }) => lost.has(sha256)).map(({ id }) => id));
    await this.#thumbnails(all.map(({ id }) => id).filter((id) => !gone.has(id)));
    await this.#vectors(embeddings.filter(({ photoId }) => !gone.has(photoId)));
    for (const [store, values] of records)
      await this.#records(store, withoutGone(store, values, gone));
    await this.add(SETTINGS_PATH, JSON.stringify(this.#options.settings ?? {}));

    const manifest: Manifest = { ...head, counts: this.#counts, entries: [...this.#entries] };
    await this.add(MANIFEST_PATH, manifestText(manifest));
    const out = all.filter(({ id }) => gone.has(id));
    return {
      manifest,
      left: out.filter(({ sha256 }) => !elsewhere.has(sha256)).map(({ name }) => name),
      elsewhere: out.filter(({ sha256 }) => elsewhere.has(sha256)).map(({ name }) => name),
    };
  }

  /** Returns the SHA-256 of those that could not be read whole; of these, `absent` are not here. */
  async #originals(
    files: ReadonlyMap<string, PhotoRecord>,
  ): Promise<{ lost: Set<string>; absent: Set<string> }> {
    const [lost, absent] = [new Set<string>(), new Set<string>()];
    for (const [sha256, { mime, byteLength }] of files) {
      const file = await this.#library.transfer.file('originals', sha256);
      if (!file || (await sha256Of(file.bytes)) !== sha256) {
        lost.add(sha256);
        if (!file) absent.add(sha256);
        this.#total -= byteLength;
        continue;
      }
      await this.add(originalPath(sha256, mime), new Uint8Array(file.bytes), sha256);
    }
    this.#counts['originals'] = files.size - lost.size;
    return { lost, absent };
  }

  async #thumbnails(photoIds: readonly string[]): Promise<void> {
    const chunks = new Chunks(this, 'thumbnails');
    for (const photoId of photoIds) {
      const file = await this.#library.transfer.file('thumbnails', photoId);
      if (!file) continue;
      await chunks.add(
        { photoId, mime: file.mime, bytes: file.bytes.byteLength },
        new Uint8Array(file.bytes),
      );
    }
    this.#counts['thumbnails'] = await chunks.end();
  }

  /** In the order they came, which is the order an index is built in. */
  async #vectors(embeddings: readonly EmbeddingRecord[]): Promise<void> {
    const chunks = new Chunks(this, 'vectors');
    for (let at = 0; at < embeddings.length; at += VECTORS_AT_ONCE) {
      const some = embeddings.slice(at, at + VECTORS_AT_ONCE);
      const vectors = await this.#library.vectors(some.map(({ seq }) => seq));
      for (const [i, vector] of vectors.entries()) {
        if (!vector) continue;
        await chunks.add({ ...some[i]!, bytes: vector.byteLength }, new Uint8Array(vector.buffer));
      }
    }
    this.#counts['embeddings'] = await chunks.end();
  }

  async #records(store: string, values: readonly Carried[]): Promise<void> {
    let lines: string[] = [];
    let chars = 0;
    let chunk = 0;
    const flush = async (): Promise<void> => {
      if (lines.length === 0) return;
      await this.add(chunkPath(`records/${store}-`, ++chunk, 'jsonl'), `${lines.join('\n')}\n`);
      lines = [];
      chars = 0;
    };
    for (const value of values) {
      const line = JSON.stringify(value);
      lines.push(line);
      chars += line.length;
      if (chars >= CHUNK_BYTES) await flush();
    }
    await flush();
    this.#counts[store] = values.length;
  }

  async add(path: string, data: Uint8Array<ArrayBuffer> | string, sha256?: string): Promise<void> {
    const { signal, onProgress } = this.#options;
    if (signal?.aborted) throw new HuellaError('cancelled', 'cancelled');
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    await this.#sink.add(path, bytes, { modified: EPOCH, ...(signal ? { signal } : {}) });
    this.#entries.push({
      path,
      size: bytes.byteLength,
      sha256: sha256 ?? (await sha256Of(bytes)),
    });
    if (path.startsWith('originals/')) this.#done += bytes.byteLength;
    onProgress?.(this.#done, this.#total);
  }
}

/**
 * Small things gathered into entries of some megabytes: their bytes in one, whose they are in
 * another.
 */
class Chunks {
  #number = 0;
  #count = 0;
  #lines: string[] = [];
  #parts: Uint8Array[] = [];
  #bytes = 0;
  readonly #writer: Writer;
  readonly #folder: string;

  constructor(writer: Writer, folder: string) {
    this.#writer = writer;
    this.#folder = folder;
  }

  async add(line: object, bytes: Uint8Array): Promise<void> {
    this.#lines.push(JSON.stringify(line));
    this.#parts.push(bytes);
    this.#bytes += bytes.byteLength;
    this.#count += 1;
    if (this.#bytes >= CHUNK_BYTES) await this.#flush();
  }

  /** Returns how many there were. */
  async end(): Promise<number> {
    if (this.#lines.length > 0) await this.#flush();
    return this.#count;
  }

  async #flush(): Promise<void> {
    this.#number += 1;
    const joined = new Uint8Array(this.#bytes);
    let at = 0;
    for (const part of this.#parts) {
      joined.set(part, at);
      at += part.byteLength;
    }
    await this.#writer.add(
      chunkPath(`${this.#folder}/`, this.#number, 'jsonl'),
      `${this.#lines.join('\n')}\n`,
    );
    await this.#writer.add(chunkPath(`${this.#folder}/`, this.#number, 'bin'), joined);
    this.#lines = [];
    this.#parts = [];
    this.#bytes = 0;
  }
}

/**
 * What must not be carried: photos without files and what refers to them, and the library's notes
 * about itself.
 */
function withoutGone(
  store: string,
  values: readonly Carried[],
  gone: ReadonlySet<string>,
): readonly Carried[] {
  if (store === 'settings') return values.filter(({ key }) => !OWN_SETTINGS.has(key));
  if (gone.size === 0) return values;
  if (store === 'photos' || store === 'trash') {
    return values.filter(({ value }) => !gone.has((value as { id: string }).id));
  }
  if (store === 'matches') {
    return values.filter(
      ({ value }) => !(value as { photoIds: string[] }).photoIds.some((id) => gone.has(id)),
    );
  }
  return values;
}
