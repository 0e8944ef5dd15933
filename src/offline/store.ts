/**
 * The files of the build in the browser's cache, each under its path and content hash. A new
 * version fetches only what changed, an interrupted download goes on where it was, and two versions
 * live side by side until no tab runs the old one.
 */
import { sha256Of } from '../engine/hash';
import { headersFor, SIGN_OF_USE, type Build, type BuiltFile, type FileGroup } from './files';
import { CODE_LOCK, type Obstacle } from './protocol';

/** As many as a browser opens to one host over HTTP/1.1, less two for the page. */
const CONCURRENT = 4;
/**
 * What carries a content hash in its name may come from the browser's own cache: it is checked
 * anyway.
 */
const HASHED = /(^|\/)assets\/[^/]+-[\w-]{8}\.\w+$/;

export class ObstacleError extends Error {
  constructor(
    readonly obstacle: Obstacle,
    message: string,
  ) {
    super(message);
  }
}

export class FileStore {
  readonly #byPath: ReadonlyMap<string, BuiltFile>;
  readonly #scope: string;
  readonly #cacheName: string;
  readonly #build: Build;

  /** @param scope the folder the app is served from, as an address that ends in a slash */
  constructor(scope: string, cacheName: string, build: Build) {
    this.#scope = scope;
    this.#cacheName = cacheName;
    this.#build = build;

    this.#byPath = new Map(build.files.map((file) => [file.path, file]));
  }

  /** The kept response for an address, or null: not of the build, or not fetched yet. */
  async match(url: string): Promise<Response | null> {
    const file = this.fileOf(url);
    const cache = await caches.open(this.#cacheName);
    const kept = file
      ? await cache.match(this.#keyOf(file))
      : // A page of the version before asks for a file of its own: their names hold their content's hash.
        HASHED.test(url)
        ? await cache.match(url, { ignoreSearch: true })
        : undefined;
    return kept ?? null;
  }

  /** What the build has at an address. */
  fileOf(url: string): BuiltFile | null {
    const { origin, pathname } = new URL(url);
    const whole = origin + pathname;
    if (!whole.startsWith(this.#scope)) return null;
    const path = whole.slice(this.#scope.length);
    return this.#byPath.get(path === 'index.html' ? '' : path) ?? null;
  }

  /** The files of some groups, and of those groups of which an earlier version has kept any. */
  async wanted(groups: readonly FileGroup[]): Promise<readonly BuiltFile[]> {
    const kept = await this.#keys();
    const used = new Set<FileGroup>(groups);
    for (const [group, sign] of Object.entries(SIGN_OF_USE)) {
      if (kept.some((key) => key.includes(sign))) used.add(group as FileGroup);
    }
    return this.#build.files.filter(({ group }) => used.has(group));
  }

  async missing(files: readonly BuiltFile[]): Promise<BuiltFile[]> {
    const kept = new Set(await this.#keys());
    return files.filter((file) => !kept.has(this.#keyOf(file)));
  }

  /**
   * Fetches what is missing of `files`, checks every byte, and keeps it.
   * @param onProgress bytes done and in all
   * @throws ObstacleError
   */
  async fill(
    files: readonly BuiltFile[],
    onProgress: (done: number, total: number) => void,
  ): Promise<void> {
    const missing = await this.missing(files);
    const total = missing.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    const queue = missing.values();
    const lane = async (): Promise<void> => {
      for (const file of queue) {
        await this.#fetch(file, (bytes) => {
          done += bytes;
          onProgress(done, total);
        });
      }
    };
    // One that fails waits for the others: nothing is kept any more once this has rejected.
    const lanes = await Promise.allSettled(Array.from({ length: CONCURRENT }, lane));
    for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
  }

  /** Keeps a copy of a response that went to the page, if its bytes are those of the build. */
  async keep(file: BuiltFile, response: Response): Promise<void> {
    await this.#put(file, response.headers, new Uint8Array(await response.arrayBuffer()));
  }

  /** Deletes what belongs to no version that a tab still runs. */
  async sweep(): Promise<void> {
    const { held = [] } = await navigator.locks.query();
    const running = held.flatMap(({ name }) =>
      name?.startsWith(CODE_LOCK + this.#scope) ? [name.slice(CODE_LOCK.length)] : [],
    );
    if (running.some((url) => !this.fileOf(url))) return;
    const own = new Set(this.#build.files.map((file) => this.#keyOf(file)));
    const cache = await caches.open(this.#cacheName);
    for (const key of await this.#keys()) if (!own.has(key)) await cache.delete(key);
  }

  #keyOf({ path, sha256 }: BuiltFile): string {
    return new URL(`${path}?${sha256}`, this.#scope).href;
  }

  async #keys(): Promise<string[]> {
    const cache = await caches.open(this.#cacheName);
    return (await cache.keys()).map(({ url }) => url);
  }

  async #fetch(file: BuiltFile, onBytes: (count: number) => void): Promise<void> {
    let response: Response;
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      const cache = HASHED.test(file.path) ? 'default' : 'no-cache';
      response = await fetch(new URL(file.path, this.#scope), {
        cache,
        credentials: 'same-origin',
      });
      if (!response.ok) throw new ObstacleError('changed', `${file.path}: ${response.status}`);
      bytes = await read(response, file.bytes, onBytes);
    } catch (error) {
      if (error instanceof ObstacleError) throw error;
      throw new ObstacleError('network', `${file.path} could not be fetched.`);
    }
    await this.#put(file, response.headers, bytes);
  }

  async #put(file: BuiltFile, sent: Headers, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if ((await sha256Of(bytes)) !== file.sha256) {
      throw new ObstacleError('changed', `${file.path} is not the file of this version.`);
    }
    const cache = await caches.open(this.#cacheName);
    try {
      await cache.put(
        this.#keyOf(file),
        new Response(bytes, { headers: headersFor(file, sent, this.#build) }),
      );
    } catch (error) {
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      throw new ObstacleError(full ? 'full' : 'unknown', String(error));
    }
  }
}

/** The body, counted while it comes; refused as soon as it is longer than it should be. */
async function read(
  response: Response,
  length: number,
  onBytes: (count: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let at = 0;
  const reader = response.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > length) {
      await reader.cancel();
      throw new ObstacleError(
        'changed',
        `${response.url} is longer than the file of this version.`,
      );
    }
    bytes.set(value, at);
    at += value.length;
    onBytes(value.length);
  }
  if (at < length) throw new ObstacleError('changed', `${response.url} is shorter than expected.`);
  return bytes;
}
