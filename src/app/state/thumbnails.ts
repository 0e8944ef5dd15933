/** Object URLs of thumbnails: shared by whoever shows the same photo, revoked when nobody does and the cache is full. */

/** At about 20 kB each this is some 8 MB: several screens of a grid, so scrolling back shows no gaps. */
const KEPT = 400;
/** More at once only makes the first one on screen wait for the last. */
const CONCURRENT = 6;

interface Entry {
  readonly url: Promise<string>;
  users: number;
}

interface Waiting {
  readonly id: string;
  readonly resolve: (url: string) => void;
  readonly reject: (reason: unknown) => void;
}

export class ThumbnailCache {
  readonly #load: (photoId: string) => Promise<Blob>;
  /** In order of last use: the first is the one to go. */
  readonly #entries = new Map<string, Entry>();
  #waiting: Waiting[] = [];
  #running = 0;

  constructor(load: (photoId: string) => Promise<Blob>) {
    this.#load = load;
  }

  /** The photo's thumbnail as an object URL, valid until `release`. Rejects with what kept it from loading. */
  acquire(photoId: string): Promise<string> {
    let entry = this.#entries.get(photoId);
    if (entry) this.#entries.delete(photoId);
    else {
      const url = new Promise<string>((resolve, reject) => {
        this.#waiting.push({ id: photoId, resolve, reject });
      });
      entry = { url, users: 0 };
      // A failure is not kept: the next one who asks tries again.
      url.catch(() => this.#entries.delete(photoId));
    }
    entry.users += 1;
    this.#entries.set(photoId, entry);
    this.#pump();
    return entry.url;
  }

  release(photoId: string): void {
    const entry = this.#entries.get(photoId);
    if (!entry) return;
    entry.users -= 1;
    // Scrolled past before its turn came: give the turn to a photo that is on screen.
    if (entry.users === 0 && this.#waiting.some(({ id }) => id === photoId)) {
      this.#waiting = this.#waiting.filter((waiting) => {
        if (waiting.id === photoId) waiting.reject(new DOMException('scrolled past', 'AbortError'));
        return waiting.id !== photoId;
      });
      this.#entries.delete(photoId);
    }
    this.#trim();
  }

  #pump(): void {
    while (this.#running < CONCURRENT) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      this.#load(next.id)
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
