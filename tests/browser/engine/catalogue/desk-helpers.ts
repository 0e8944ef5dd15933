/** Devices whose gallery is a real library and whose store is in memory, and ways to hurt both. */
import { deleteDB } from 'idb';
import { CatalogueDesk, type SyncChoice } from '../../../../src/engine/catalogue/desk';
import type { JoinLink } from '../../../../src/engine/catalogue/join-link';
import { newSecret } from '../../../../src/engine/catalogue/sealing';
import type { SyncReport } from '../../../../src/engine/catalogue/standing';
import { Library, type NewPhoto } from '../../../../src/engine/library';
import { Killed, type MemoryStore } from '../../../unit/engine/catalogue/devices';
import { FINGERPRINT, photo } from '../library/library-helpers';

export function linkTo(more: Partial<JoinLink> = {}): JoinLink {
  return {
    ...{ endpoint: 'https://s3.example.org', bucket: 'herd', region: 'us-east-1', prefix: '' },
    ...{ accessKey: 'KEY', secretKey: 'secret', secret: newSecret(), role: 'write' as const },
    ...more,
  };
}

/** A store that dies under its client: before a step is done, or before it is told. */
export class FragileStore {
  danger = 0;
  readonly #store: MemoryStore;
  readonly #random: () => number;

  constructor(store: MemoryStore, random: () => number) {
    this.#store = store;
    this.#random = random;
  }

  get counts(): MemoryStore['counts'] {
    return this.#store.counts;
  }

  async put(...args: Parameters<MemoryStore['put']>): Promise<boolean> {
    this.#maybeDie();
    const done = await this.#store.put(...args);
    this.#maybeDie();
    return done;
  }

  get(...args: Parameters<MemoryStore['get']>): ReturnType<MemoryStore['get']> {
    this.#maybeDie();
    return this.#store.get(...args);
  }

  list(...args: Parameters<MemoryStore['list']>): ReturnType<MemoryStore['list']> {
    this.#maybeDie();
    return this.#store.list(...args);
  }

  #maybeDie(): void {
    if (this.danger > 0 && this.#random() < this.danger) throw new Killed('fragile');
  }
}

export class Member {
  readonly library: Library;
  readonly store: FragileStore;
  desk: CatalogueDesk;

  private constructor(
    readonly name: string,
    library: Library,
    store: FragileStore,
  ) {
    this.library = library;
    this.store = store;
    this.desk = this.#newDesk();
  }

  static async start(name: string, store: MemoryStore, random: () => number): Promise<Member> {
    await Promise.all([deleteDB(name), deleteDB(`${name}-catalogue`)]);
    return new Member(name, await Library.open(name), new FragileStore(store, random));
  }

  /** A worker that was ended, and the next. */
  async restart(): Promise<void> {
    await this.desk.close();
    this.desk = this.#newDesk();
  }

  async end(): Promise<void> {
    await this.desk.close();
    this.library.close();
    await Promise.all([deleteDB(this.name), deleteDB(`${this.name}-catalogue`)]);
  }

  sync(choice: Partial<SyncChoice> = {}, onRound = (): void => undefined): Promise<SyncReport> {
    const job = crypto.randomUUID();
    return this.desk.sync(job, { files: 'all', automatic: false, ...choice }, onRound);
  }

  /** @returns the photo's id */
  async bring(text: string, more: Partial<NewPhoto> = {}): Promise<string> {
    const added = await this.library.addPhoto(await photo(text, more));
    return added.kind === 'added' ? added.photo.id : added.photoId;
  }

  /** All that a person could tell apart: records, and the parts of each photo. */
  async whole(): Promise<string> {
    const { records } = await this.library.transfer.everything();
    const shown = [...records].filter(([store]) => store !== 'settings');
    const photos = (await this.library.photos()).sort((a, b) => (a.id < b.id ? -1 : 1));
    const parts = await Promise.all(
      photos.map(async ({ id }) => [
        id,
        await (await this.library.thumbnail(id).catch(() => new Blob(['none']))).text(),
        await (await this.library.original(id).catch(() => new Blob(['none']))).text(),
        [...((await this.library.vectorOf(id, FINGERPRINT)) ?? [])].join(),
      ]),
    );
    return JSON.stringify([sorted(shown.sort(([a], [b]) => (a < b ? -1 : 1))), parts]);
  }

  #newDesk(): CatalogueDesk {
    return new CatalogueDesk(this.name, () => this.store);
  }
}

/** The same text for equal values: keys in one order, and no field that is absent. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, sorted(field)]),
  );
}
