/** The device's side of a round over the library itself, and a notebook that survives kills. */
import type { SharedLibrary, SideStore, StoredFile } from '../library';
import { OPENED, type Opened } from './opened';
import type { Inventory, Part, PartKey } from './parts';
import { newlyKept, type Gallery, type Kept, type Notebook } from './sides';

export class LibraryGallery implements Gallery {
  readonly #library: SharedLibrary;

  constructor(library: SharedLibrary) {
    this.#library = library;
  }

  async read(): ReturnType<Gallery['read']> {
    const { revision, records, note } = await this.#library.records();
    return { revision, records, seen: note };
  }

  /** The revision is not looked at: the library compares what would change, record by record. */
  write({ records, ids, seen }: Parameters<Gallery['write']>[0]): Promise<boolean> {
    return this.#library.become({ records, ids, note: seen });
  }

  inventory(): Promise<Inventory> {
    return this.#library.inventory();
  }

  parts(keys: readonly PartKey[]): Promise<Part[]> {
    return this.#library.partsOf(keys);
  }

  fill(parts: readonly Part[]): Promise<void> {
    return this.#library.fill(parts);
  }

  async files(): Promise<ReadonlySet<string>> {
    return new Set(await this.#library.files());
  }

  file(sha256: string): Promise<StoredFile | null> {
    return this.#library.file(sha256);
  }

  keepFile(sha256: string, file: StoredFile): Promise<void> {
    return this.#library.keepFile(sha256, file);
  }
}

const FIELDS = [
  'device',
  'state',
  'outbox',
  'packed',
  'inbox',
  'base',
  'baseAt',
  'files',
  'hurt',
  'askedAt',
] as const satisfies (keyof Kept)[];
const NEW: Partial<Kept> = { hurt: [], askedAt: 0 };
const PREFIX = 'kept ';

export class StoredNotebook implements Notebook {
  readonly #store: SideStore;

  constructor(store: SideStore) {
    this.#store = store;
  }

  /** What is written down when a device joins. */
  static firstPage(device: string): Record<string, unknown> {
    return prefixed(newlyKept(device));
  }

  /** What is taken away when it leaves. */
  static noPage(): Record<string, undefined> {
    return Object.fromEntries(FIELDS.map((field) => [PREFIX + field, undefined]));
  }

  async load(): Promise<Kept> {
    const keys = [...FIELDS.map((field) => PREFIX + field), OPENED];
    const values = await this.#store.load(keys);
    // A notebook that was begun by an earlier version lacks some.
    const fields = FIELDS.map((field, i) => [field, values[i] ?? NEW[field]] as const);
    const kept = Object.fromEntries(fields) as unknown as Kept;
    // What came from there is there, and need not be sent.
    const opened = (values.at(-1) ?? []) as readonly Opened[];
    const files = new Set([...kept.files, ...opened.map(({ sha256 }) => sha256)]);
    return { ...kept, files: [...files] };
  }

  save(change: Partial<Kept>): Promise<void> {
    return this.#store.save(prefixed(change));
  }
}

function prefixed(change: Partial<Kept>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(change).map(([key, value]) => [PREFIX + key, value]));
}
