/**
 * Object URLs of thumbnails: shared by all places that show a photo, revoked when none does and the
 * cache is full.
 */
import { SvelteMap } from 'svelte/reactivity';

/**
 * At about 20 kB each this is some 8 MB: several screens of a grid, so scrolling back shows no
 * gaps.
 */
const KEPT = 400;
/** More at once only makes the first one on screen wait for the last. */
const CONCURRENT = 6;

interface Entry {
  readonly url: Promise<string>;
  users: number;
}

interface Waiting {
  readonly key: string;
  readonly resolve: (url: string) => void;
  readonly reject: (reason: unknown) => void;
}

export class ThumbnailCache {
  readonly #load: (photoId: string) => Promise<Blob>;
  /** In order of last use: the first is the one to go. */
  readonly #entries = new Map<string, Entry>();
  /** How often the photo has been given another crop since the page was opened. */
  readonly #versions = new SvelteMap<string, number>();
  #waiting: Waiting[] = [];
  #running = 0;

  constructor(load: (photoId: string) => Promise<Blob>) {
    this.#load = load;
  }

  /**
   * What `acquire` and `release` know the photo's thumbnail by; read in an effect, it runs again
   * when there is a new one.
   */
  key(photoId: string): string {
    return `${photoId}#${this.#versions.get(photoId) ?? 0}`;
  }

  /** The photos have other thumbnails now. */
  renew(photoIds: readonly string[]): void {
    for (const id of photoIds) this.#versions.set(id, (this.#versions.get(id) ?? 0) + 1);
  }

  /**
   * The thumbnail as an object URL, valid until `release`. Rejects with what kept it from loading.
   */
  acquire(key: string): Promise<string> {
    let entry = this.#entries.get(key);
    if (entry) this.#entries.delete(key);
    else {
      const url = new Promise<string>((resolve, reject) => {
        this.#waiting.push({ key, resolve, reject });
      });
      entry = { url, users: 0 };
      // A failure is not kept: the next one who asks tries again.
      url.catch(() => this.#entries.delete(key));
    }
    entry.users += 1;
    this.#entries.set(key, entry);
    this.#pump();
    return entry.url;
  }

  release(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.users -= 1;
    // Scrolled past before its turn came: give the turn to a photo that is on screen.
    if (entry.users === 0 && this.#waiting.some((waiting) => waiting.key === key)) {
      this.#waiting = this.#waiting.filter((waiting) => {
        if (waiting.key === key) waiting.reject(new DOMException('scrolled past', 'AbortError'));
        return waiting.key !== key;
      });
      this.#entries.delete(key);
    }
    this.#trim();
  }

  #pump(): void {
    while (this.#running < CONCURRENT) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      this.#load(next.key.slice(0, next.key.lastIndexOf('#')))
        .then((blob) => next.resolve(URL.createObjectURL(blob)), next.reject)
        .finally(() => {
          this.#running -= 1;
          this.#pump();
        });
    }
  }

  #trim(): void {
    if (this.#entries.size <= KEPT) return;
    for (const [id, entry] of this.#entries) {
      if (entry.users > 0) continue;
      this.#entries.delete(id);
      void entry.url.then((url) => URL.revokeObjectURL(url)).catch(() => undefined);
      if (this.#entries.size <= KEPT) return;
    }
  }
}
