/** A store as its owner has it: they alone take things away. */
import { S3Store, type Bucket } from '../../src/engine/catalogue/s3';
import type { ObjectStore } from '../../src/engine/catalogue/store';

export interface OwnedStore extends ObjectStore {
  remove(name: string): Promise<void>;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Knows how long each object is that has been read. */
export class MeasuredStore implements OwnedStore {
  readonly sizes = new Map<string, number>();
  readonly #store: OwnedStore;

  constructor(store: OwnedStore) {
    this.#store = store;
  }

  static of(bucket: Bucket): MeasuredStore {
    return new MeasuredStore(new S3Store(bucket));
  }

  put(name: string, bytes: Bytes, signal?: AbortSignal): Promise<boolean> {
    return this.#store.put(name, bytes, signal);
  }

  async get(name: string, signal?: AbortSignal): Promise<Bytes | null> {
    const found = await this.#store.get(name, signal);
    if (found) this.sizes.set(name, found.length);
    return found;
  }

  list(prefix: string, after?: string, signal?: AbortSignal): AsyncIterable<string> {
    return this.#store.list(prefix, after, signal);
  }

  remove(name: string): Promise<void> {
    return this.#store.remove(name);
  }

  sizeOf(names: Iterable<string>): number {
    return [...names].reduce((sum, name) => sum + (this.sizes.get(name) ?? 0), 0);
  }
}

/** All names, in their order. */
export async function namesIn(store: ObjectStore, prefix = ''): Promise<string[]> {
  const names: string[] = [];
  for await (const name of store.list(prefix)) names.push(name);
  return names;
}
