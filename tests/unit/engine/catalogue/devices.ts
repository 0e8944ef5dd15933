/** Devices of a team without a browser: gallery, notebook and store in memory, and what people do. */
import { cropKey } from '../../../../src/engine/crop';
import {
  displayNameOf,
  contentOf,
  nameKeyOf,
  type JournalEntry,
  type PhotoRecord,
  type StoredFile,
} from '../../../../src/engine/library';
import { sha256Of } from '../../../../src/engine/hash';
import { newDevice, Objects } from '../../../../src/engine/catalogue/objects';
import type { Records } from '../../../../src/engine/catalogue/records';
import { Sealing } from '../../../../src/engine/catalogue/sealing';
import type { Seen } from '../../../../src/engine/catalogue/state';
import type { ObjectStore } from '../../../../src/engine/catalogue/store';
import { Blobs } from '../../../../src/engine/catalogue/blobs';
import {
  THUMBNAIL,
  type Inventory,
  type Part,
  type PartKey,
} from '../../../../src/engine/catalogue/parts';
import {
  newlyKept,
  type Gallery,
  type Kept,
  type Notebook,
  type RoundOptions,
  type RoundReport,
} from '../../../../src/engine/catalogue/sides';
import { synchronise } from '../../../../src/engine/catalogue/sync';

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly counts = { requests: 0, up: 0, down: 0 };

  put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    this.counts.requests += 1;
    this.counts.up += bytes.length;
    if (this.objects.has(name)) return Promise.resolve(false);
    this.objects.set(name, bytes.slice());
    return Promise.resolve(true);
  }

  get(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = this.objects.get(name)?.slice() ?? null;
    this.counts.requests += 1;
    this.counts.down += found?.length ?? 0;
    return Promise.resolve(found);
  }

  /** As the bucket's owner. */
  remove(name: string): Promise<void> {
    this.objects.delete(name);
    return Promise.resolve();
  }

  async *list(prefix: string, after = ''): AsyncIterable<string> {
    await Promise.resolve();
    this.counts.requests += 1;
    for (const name of [...this.objects.keys()].sort()) {
      if (name.startsWith(prefix) && name > after) yield name;
    }
  }
}

/** So that a test of a few entries meets checkpoints. */
export const CHECKPOINT_EVERY = 20;

/** The device dies here, now and then. */
export class Killed extends Error {}

const EMPTY: Records = { photos: [], individuals: [], journal: [], matches: [], trash: [] };

export class Device implements Gallery, Notebook {
  records: Records = EMPTY;
  seen: Seen | null = null;
  kept: Kept;
  /** Chance that a step is its last: before it is done, or after it and before it is reported. */
  danger = 0;
  #revision = 0;
  readonly #parts = new Map<string, Map<string, Part>>();
  readonly #files = new Map<string, StoredFile>();
  readonly #random: () => number;
  readonly #clock: number;
  #ids = 0;

  constructor(
    readonly name: string,
    random: () => number,
    clock = 0,
    id = newDevice(),
  ) {
    this.#random = random;
    this.#clock = 1_800_000_000_000 + clock;
    this.kept = newlyKept(id);
  }

  async sync(
    store: ObjectStore,
    secret: Uint8Array<ArrayBuffer>,
    options: RoundOptions = {},
  ): Promise<RoundReport> {
    const sealing = await Sealing.of(secret);
    const dangerous = this.#dangerous(store);
    const remote = {
      objects: new Objects(dangerous, sealing),
      blobs: new Blobs(dangerous, sealing),
    };
    await remote.objects.begin(true);
    return synchronise(remote, this, this, { checkpointEvery: CHECKPOINT_EVERY, ...options });
  }

  read(): ReturnType<Gallery['read']> {
    return Promise.resolve({ revision: this.#revision, records: this.records, seen: this.seen });
  }

  write(next: Parameters<Gallery['write']>[0]): Promise<boolean> {
    this.#maybeDie();
    if (next.revision !== this.#revision) return Promise.resolve(false);
    this.records = structuredClone(next.records);
    this.seen = next.seen;
    this.#revision += 1;
    this.#maybeDie();
    return Promise.resolve(true);
  }

  inventory(): Promise<Inventory> {
    return Promise.resolve(
      new Map([...this.#parts].map(([content, parts]) => [content, new Set(parts.keys())])),
    );
  }

  parts(keys: readonly PartKey[]): Promise<Part[]> {
    return Promise.resolve(
      keys.flatMap(({ content, what }) => this.#parts.get(content)?.get(what) ?? []),
    );
  }

  fill(parts: readonly Part[]): Promise<void> {
    this.#maybeDie();
    for (const part of parts) this.#keepPart(part);
    return Promise.resolve();
  }

  files(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(this.#files.keys()));
  }

  file(sha256: string): Promise<StoredFile | null> {
    return Promise.resolve(this.#files.get(sha256) ?? null);
  }

  keepFile(sha256: string, file: StoredFile): Promise<void> {
    this.#maybeDie();
    this.#files.set(sha256, file);
    return Promise.resolve();
  }

  load(): Promise<Kept> {
    return Promise.resolve(structuredClone(this.kept));
  }

  save(change: Partial<Kept>): Promise<void> {
    this.#maybeDie();
    this.kept = structuredClone({ ...this.kept, ...change });
    this.#maybeDie();
    return Promise.resolve();
  }

  /** Of a content: the SHA-256s of its thumbnail and embeddings, to be compared. */
  async partsOf(content: string): Promise<Record<string, string>> {
    const parts = [...(this.#parts.get(content) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      await Promise.all(
        parts.map(async ([what, { bytes }]) => [what, await sha256Of(bytes)] as const),
      ),
    );
  }

  forgetParts(content: string): void {
    this.#parts.delete(content);
  }

  /** A photo with a file, a thumbnail and an embedding of this encoder; `size`: bytes of both. */
  async bring(
    text: string,
    owner: string | null,
    fingerprint = 'f'.repeat(64),
    size?: { readonly thumbnail: number; readonly embedding: number },
  ): Promise<string> {
    // As a JPEG with EXIF begins.
    const head = [0xff, 0xd8, 0xff, 0xe1];
    const bytes = new Uint8Array([...head, ...new TextEncoder().encode(`Exif JFIF ${text}`)]);
    const sha256 = await sha256Of(bytes);
    const id = this.import(sha256, owner);
    this.#files.set(sha256, { bytes: bytes.buffer, mime: 'image/jpeg' });
    const content = contentOf(this.records.photos.find((photo) => photo.id === id)!);
    const thumbnail = new TextEncoder().encode(`RIFF WEBP ${text}`);
    if (size) {
      // What does not compress, as what an encoder of pictures or of animals wrote.
      const part = { content, mime: 'image/webp', bytes: this.#noise(size.thumbnail) };
      this.#keepPart({ ...part, what: THUMBNAIL });
      this.#keepPart({
        ...part,
        what: fingerprint,
        mime: null,
        bytes: this.#noise(size.embedding),
      });
      return id;
    }
    this.#keepPart({ content, what: THUMBNAIL, mime: 'image/webp', bytes: thumbnail });
    const vector = new Float32Array(8).fill(Math.SQRT1_2 / 2);
    this.#keepPart({
      ...{ content, what: fingerprint, mime: null },
      bytes: new Uint8Array(vector.buffer),
    });
    return id;
  }

  // What a person does, by the library's own rules.

  import(sha256: string, owner: string | null): string {
    const id = this.#id();
    const individualId = owner === null ? null : this.individual(owner);
    const photo: PhotoRecord = {
      ...{ id, name: `${sha256.slice(0, 6)}.jpg`, sha256, cropKey: cropKey(null), crop: null },
      ...{ mime: 'image/jpeg', byteLength: 1000, width: 40, height: 30 },
      ...{
        importedAt: this.now(),
        takenAt: null,
        place: { latitude: 40.4168, longitude: -3.7038 },
      },
      individualId,
    };
    this.#change({ photos: [...this.records.photos, photo] });
    return id;
  }

  individual(name: string): string {
    const key = nameKeyOf(name);
    const known = this.records.individuals.find(({ nameKey }) => nameKey === key);
    if (known) return known.id;
    const id = this.#id();
    const created = { id, name: displayNameOf(name), nameKey: key, createdAt: this.now() };
    this.#change({ individuals: [...this.records.individuals, created] });
    return id;
  }

  assign(photoId: string, owner: string | null): void {
    const individualId = owner === null ? null : this.individual(owner);
    const photos = this.records.photos.map((p) => (p.id === photoId ? { ...p, individualId } : p));
    this.#change({ photos });
    this.#journal('assign', [photoId]);
    this.#tidy();
  }

  note(photoId: string, notes: string | null): void {
    const photos = this.records.photos.map((photo) => {
      const { notes: _, ...rest } = photo;
      if (photo.id !== photoId) return photo;
      return notes === null ? rest : { ...rest, notes };
    });
    this.#change({ photos });
  }

  rename(id: string, name: string): void {
    const nameKey = nameKeyOf(name);
    if (this.records.individuals.some((one) => one.nameKey === nameKey && one.id !== id)) return;
    const individuals = this.records.individuals.map((one) =>
      one.id === id ? { ...one, name: displayNameOf(name), nameKey } : one,
    );
    this.#change({ individuals });
  }

  discard(photoId: string): void {
    const photo = this.records.photos.find(({ id }) => id === photoId);
    if (!photo) return;
    const individual = this.records.individuals.find(({ id }) => id === photo.individualId);
    const trashed = {
      id: photoId,
      photo,
      deletedAt: this.now(),
      ...(individual ? { individual } : {}),
    };
    this.#change({
      photos: this.records.photos.filter((one) => one !== photo),
      trash: [...this.records.trash, trashed],
    });
    this.#journal('delete-photos', [photoId]);
    this.#tidy();
  }

  emptyTrash(): void {
    this.#change({ trash: [] });
  }

  now(): number {
    return this.#clock + this.#ids;
  }

  #journal(kind: 'assign' | 'delete-photos', photoIds: string[]): void {
    const diff = { photos: [], individuals: [], matches: [], discarded: [] };
    const entry = {
      ...{ id: this.#id(), at: this.now(), by: this.name, action: { kind, photoIds, name: null } },
      ...{ photoIds, diff, undoneAt: null },
    } as unknown as JournalEntry;
    this.#change({ journal: [...this.records.journal, entry] });
  }

  #keepPart(part: Part): void {
    const parts = this.#parts.get(part.content) ?? new Map<string, Part>();
    this.#parts.set(part.content, parts.set(part.what, part));
  }

  #noise(length: number): Uint8Array<ArrayBuffer> {
    const numbers = new Uint32Array(Math.ceil(length / 4));
    for (let i = 0; i < numbers.length; i++) numbers[i] = this.#random() * 2 ** 32;
    return new Uint8Array(numbers.buffer, 0, length);
  }

  #tidy(): void {
    const inUse = new Set(this.records.photos.map(({ individualId }) => individualId));
    this.#change({ individuals: this.records.individuals.filter(({ id }) => inUse.has(id)) });
  }

  #change(change: Partial<Records>): void {
    this.records = { ...this.records, ...change };
    this.#revision += 1;
  }

  #id(): string {
    this.#ids += 1;
    const random = Math.floor(this.#random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
    return `${random}-${this.name.toLowerCase()}-${this.#ids}`;
  }

  #maybeDie(): void {
    if (this.danger > 0 && this.#random() < this.danger) throw new Killed(this.name);
  }

  #dangerous(store: ObjectStore): ObjectStore {
    return {
      put: async (name, bytes) => {
        this.#maybeDie();
        const done = await store.put(name, bytes);
        this.#maybeDie();
        return done;
      },
      get: (name) => {
        this.#maybeDie();
        return store.get(name);
      },
      list: (prefix, after) => store.list(prefix, after),
    };
  }
}

/** Something a person does, at random, from a few photos and names: so that people meet. */
export function doSomething(device: Device, random: () => number): void {
  const any = <T>(values: readonly T[]): T | undefined =>
    values[Math.floor(random() * values.length)];
  const names = ['Luna', 'luna', 'Sol', 'Niebla', 'Trufa'];
  const photo = any(device.records.photos)?.id;
  const what = random();
  if (!photo || what < 0.35) {
    const sha256 = Math.floor(random() * 12)
      .toString(16)
      .repeat(64)
      .slice(0, 64);
    const isHere = device.records.photos.some((one) => one.sha256 === sha256);
    if (!isHere) device.import(sha256, any([...names, null]) ?? null);
  } else if (what < 0.55) device.assign(photo, any([...names, null]) ?? null);
  else if (what < 0.7) device.note(photo, any(['limps', 'collar', null]) ?? null);
  else if (what < 0.8) {
    const individual = any(device.records.individuals);
    if (individual) device.rename(individual.id, any(names)!);
  } else if (what < 0.95) device.discard(photo);
  else device.emptyTrash();
}
