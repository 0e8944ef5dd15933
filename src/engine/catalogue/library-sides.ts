/** The device's side of a round over the library itself, and a notebook that survives kills. */
import type { SharedLibrary, SideStore } from '../library';
import { OPENED, type Opened } from './opened';
import { newlyKept, type Gallery, type Kept, type Notebook } from './sides';

export function galleryOf(library: SharedLibrary): Gallery {
  return {
    async read() {
      const { revision, records, note } = await library.records();
      return { revision, records, seen: note };
    },
    // The revision is not looked at: the library compares what would change, record by record.
    write: ({ records, ids, seen }) => library.become({ records, ids, note: seen }),
    inventory: () => library.inventory(),
    parts: (keys) => library.partsOf(keys),
    fill: (parts) => library.fill(parts),
    files: async () => new Set(await library.files()),
    file: (sha256) => library.file(sha256),
    keepFile: (sha256, file) => library.keepFile(sha256, file),
  };
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
