/**
 * One round of making a gallery and its catalogue equal: what was done here goes out, what others
 * did comes in, and both become the same gallery everywhere (`unite.ts`). Small things go first:
 * records, then thumbnails and embeddings, then files. The device may die after any step; the next
 * round goes on from what was written down.
 */
import type { Conflict } from '../backup';
import { HuellaError } from '../errors';
import type { Blobs } from './blobs';
import { Bulk, nameOfDamage } from './bulk';
import { capture } from './capture';
import { CatalogueError, type CatalogueCode } from './failure';
import { againWrites } from './file-tries';
import type { Objects } from './objects';
import { partWrites, type PartKey } from './parts';
import type { Records } from './records';
import type { Gallery, Kept, Notebook, RoundOptions, RoundReport } from './sides';
import { State, type Entry, type Seen, type Write } from './state';
import { unite } from './unite';

/** The gallery may change while a round goes on: then it is read again, at most this often. */
const ATTEMPTS = 20;
/** Entries that came in between two savings: what is fetched twice after a kill. */
const SAVE_EVERY = 50;
/** A new device's start is at most so many requests for entries. */
const CHECKPOINT_EVERY = 24;
/** A checkpoint holds every record: a large gallery has one after more entries. */
const RECORDS_PER_ENTRY = 500;
/** Refusals of writing, after which what others did still comes in. */
const READS_ON = ['forbidden', 'full', 'unwritable'] as const satisfies CatalogueCode[];

export interface Remote {
  readonly objects: Objects;
  readonly blobs: Blobs;
}

/**
 * @throws CatalogueError, HuellaError `storage-…`, `cancelled`: nothing is lost, and the next
 *   round goes on
 */
export async function synchronise(
  remote: Remote,
  gallery: Gallery,
  notebook: Notebook,
  options: RoundOptions = {},
): Promise<RoundReport> {
  return new Round(remote, gallery, notebook, options, await notebook.load()).run();
}

class Round {
  readonly #objects: Objects;
  readonly #bulk: Bulk;
  readonly #gallery: Gallery;
  readonly #notebook: Notebook;
  readonly #options: RoundOptions;
  readonly #damaged = new Set<string>();
  /** Keys of files that are known to be in the store. */
  #files: Set<string>;
  #kept: Kept;
  #state: State;
  /** Why nothing more can be written in this round. */
  #refusal: CatalogueError | null = null;
  #sent = 0;
  /** The gallery was not made equal to the catalogue yet. */
  #isFirst = false;

  constructor(
    { objects, blobs }: Remote,
    gallery: Gallery,
    notebook: Notebook,
    options: RoundOptions,
    kept: Kept,
  ) {
    this.#objects = objects;
    this.#bulk = new Bulk(blobs, gallery, options);
    this.#gallery = gallery;
    this.#notebook = notebook;
    this.#options = options;
    this.#kept = kept;
    this.#state = State.of(kept.state);
    this.#files = new Set(kept.files);
  }

  async run(): Promise<RoundReport> {
    await this.#recover();
    await this.#writing(() => this.#share());
    if (this.#refusal) await this.#capture();
    await this.#writing(() => this.#send());
    await this.#fetchBase();
    const received = await this.#fetch();
    const { conflicts, refused } = await this.#takeIn();
    await this.#fill();
    await this.#writing(() => this.#send());
    const { filesSent, filesReceived, filesMissing } = await this.#exchangeFiles();
    await this.#writing(() => this.#checkpoint());
    if (this.#refusal && this.#refusal.code !== 'forbidden') throw this.#refusal;
    return {
      ...{ sent: this.#sent, received, filesSent, filesReceived, filesMissing },
      ...{ conflicts, refused, waiting: this.#kept.outbox.length, damaged: [...this.#damaged] },
    };
  }

  /** What others did is taken in even where nothing may go out. */
  async #writing(work: () => Promise<void>): Promise<void> {
    if (this.#refusal) return;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CatalogueError) || !READS_ON.some((code) => code === error.code)) {
        throw error;
      }
      this.#refusal = error;
    }
  }

  /** A gallery that is further than what was written down: the device died between the two. */
  async #recover(): Promise<void> {
    const { seen } = await this.#gallery.read();
    this.#isFirst = seen === null;
    if (!seen) return;
    const left: Entry[] = [];
    let { base } = this.#kept;
    let moved = false;
    if (base && covers(seen, base.seen)) {
      this.#state.merge(State.of(base));
      base = null;
      moved = true;
    }
    for (const entry of this.#kept.inbox) {
      const isIn = (seen[entry.device] ?? 0) >= entry.number;
      if (isIn) moved = this.#state.apply(entry) || moved;
      else left.push(entry);
    }
    if (moved) await this.#save({ inbox: left, base }, true);
  }

  /**
   * What was done here, and where the parts of it are. Where the parts take more than one pack, the
   * records do not wait for them.
   */
  async #share(): Promise<void> {
    const packed = State.of(this.#state.snapshot());
    if (this.#kept.packed.length > 0) packed.apply(this.#entry(packed, this.#kept.packed));
    const packs = await this.#bulk.toShare(packed);
    if (packs.length > 1) {
      await this.#capture();
      await this.#send();
    }
    await this.#pack(packs);
    await this.#capture();
  }

  async #pack(packs: readonly (readonly PartKey[])[]): Promise<void> {
    await this.#bulk.share(packs, (writes) =>
      this.#save({ packed: [...this.#kept.packed, ...writes] }),
    );
  }

  /** What was done here since, as an entry that waits to go out. */
  async #capture(): Promise<{ revision: number; here: Records }> {
    const { revision, records, seen } = await this.#gallery.read();
    const writes = capture(records, this.#state, seen !== null);
    await this.#note([...writes, ...this.#kept.packed]);
    return { revision, here: records };
  }

  async #note(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    const entry = this.#entry(this.#state, writes);
    this.#state.apply(entry);
    await this.#save({ outbox: [...this.#kept.outbox, entry], packed: [] }, true);
  }

  #entry(state: State, writes: readonly Write[]): Entry {
    const { device } = this.#kept;
    return {
      device,
      number: state.seenOf(device) + 1,
      lamport: state.lamport + 1,
      seen: state.seen,
      // As it will be read: without fields that are undefined.
      writes: JSON.parse(JSON.stringify(writes)) as Entry['writes'],
    };
  }

  async #send(): Promise<void> {
    const { signal, onProgress } = this.#options;
    const total = this.#kept.outbox.length;
    const [first] = this.#kept.outbox;
    // Entries that a checkpoint has may be gone (`tools/catalogue`): a copy would find no other.
    if (first && this.#sent === 0) {
      await this.#objects.checkOwn(first.device, first.number, signal);
    }
    while (this.#kept.outbox.length > 0) {
      const [entry, ...rest] = this.#kept.outbox;
      await this.#objects.putEntry(entry!, signal);
      await this.#save({ outbox: rest });
      this.#sent += 1;
      onProgress?.('sending', total - rest.length, total);
    }
  }

  /** Where a device starts that has seen nothing of others yet. */
  async #fetchBase(): Promise<void> {
    if (!this.#isFirst) return;
    const { device, inbox, base } = this.#kept;
    const knowsOthers = Object.keys(this.#state.seen).some((other) => other !== device);
    if (knowsOthers || inbox.length > 0 || base) return;
    const newest = await this.#objects.newestBase(this.#options.signal);
    if (newest) await this.#save({ base: newest, baseAt: newest.lamport });
  }

  /** @returns how many entries came */
  async #fetch(): Promise<number> {
    const { signal } = this.#options;
    const { done, isStopped } = await this.#fetchEntries();
    if (!isStopped || this.#kept.base) return done;
    const base = await this.#objects.newestBase(signal);
    if (!base || covers(this.#state.seen, base.seen)) return done;
    await this.#save({ base, baseAt: base.lamport });
    // What was done after the checkpoint.
    return done + (await this.#fetchEntries()).done;
  }

  async #fetchEntries(): Promise<{ done: number; isStopped: boolean }> {
    const { signal, onProgress } = this.#options;
    const known: Record<string, number> = { ...this.#state.seen };
    const note = (device: string, number: number): void => {
      known[device] = Math.max(known[device] ?? 0, number);
    };
    for (const [device, last] of Object.entries(this.#kept.base?.seen ?? {})) note(device, last);
    for (const { device, number } of this.#kept.inbox) note(device, number);
    const newest = await this.#objects.newest(known, signal);
    const total = [...newest].reduce((sum, [device, last]) => sum + last - (known[device] ?? 0), 0);
    const inbox = [...this.#kept.inbox];
    let isStopped = false;
    let done = 0;
    for (const [device, last] of newest) {
      for (let number = (known[device] ?? 0) + 1; number <= last; number++) {
        const entry = await this.#entryOf(device, number);
        // Gone or damaged: what this device did later waits for a checkpoint that has it all.
        if (!entry) {
          isStopped = true;
          break;
        }
        inbox.push(entry);
        done += 1;
        if (done % SAVE_EVERY === 0) await this.#save({ inbox: [...inbox] });
        onProgress?.('receiving', done, total);
      }
    }
    if (done > 0) await this.#save({ inbox });
    return { done, isStopped };
  }

  async #entryOf(device: string, number: number): Promise<Entry | null> {
    try {
      return await this.#objects.getEntry(device, number, this.#options.signal);
    } catch (error) {
      this.#damaged.add(nameOfDamage(error));
      return null;
    }
  }

  /** Makes the gallery equal to all that is known. */
  async #takeIn(): Promise<{ conflicts: readonly Conflict[]; refused: number }> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // What a person did meanwhile comes before what is written over it.
      const { revision, here } = await this.#capture();
      const next = State.of(this.#state.snapshot());
      if (this.#kept.base) next.merge(State.of(this.#kept.base));
      applyAll(next, this.#kept.inbox);
      const { records: united, ids, conflicts, refused } = unite(next);
      const { seen } = next;
      const records = withRefused(united, here, refused);
      if (await this.#gallery.write({ revision, records, ids, seen })) {
        const isNews = this.#kept.base !== null || this.#kept.inbox.length > 0;
        this.#state = next;
        const inbox = this.#kept.inbox.filter(({ device, number }) => next.seenOf(device) < number);
        if (isNews) await this.#save({ inbox, base: null }, true);
        return { conflicts, refused: refused.size };
      }
    }
    throw new HuellaError('storage-failed', 'the gallery kept changing while it was synchronised');
  }

  /** What could not be read is said to be nowhere, so that a device that has it sends it again. */
  async #fill(): Promise<void> {
    const { damaged, lost } = await this.#bulk.fill(this.#state);
    for (const name of damaged) this.#damaged.add(name);
    if (this.#refusal) return;
    await this.#note([...partWrites(lost, null), ...againWrites(this.#state, this.#kept.hurt)]);
    if (this.#kept.hurt.length > 0) await this.#save({ hurt: [] });
  }

  async #exchangeFiles(): Promise<
    Pick<RoundReport, 'filesSent' | 'filesReceived' | 'filesMissing'>
  > {
    let filesSent = 0;
    if (this.#options.files === 'none') return { filesSent, filesReceived: 0, filesMissing: 0 };
    const onKnown = async (keys: readonly string[]): Promise<void> => {
      for (const key of keys) this.#files.add(key);
      await this.#save({ files: [...this.#files] });
    };
    await this.#writing(async () => {
      await this.#lookForFiles();
      filesSent = await this.#bulk.sendFiles(this.#state, this.#files, onKnown);
    });
    const fetched = await this.#bulk.fetchFiles(this.#state, onKnown);
    for (const name of fetched.damaged) this.#damaged.add(name);
    await this.#writing(async () => {
      await this.#note(againWrites(this.#state, fetched.hurt));
      await this.#send();
      // This device is one that has the file now.
      const { isBehind } = fetched;
      if (isBehind) filesSent += await this.#bulk.sendFiles(this.#state, this.#files, onKnown);
    });
    return { filesSent, filesReceived: fetched.done, filesMissing: fetched.missing };
  }

  /** Files that were taken away from the store are sent again by a device that has them. */
  async #lookForFiles(): Promise<void> {
    const { lamport } = this.#state;
    const isDue = lamport - this.#kept.askedAt >= this.#every || this.#options.asksForFiles;
    if (!isDue || this.#files.size === 0) return;
    this.#files = await this.#bulk.stillThere(this.#state, this.#files);
    await this.#save({ files: [...this.#files], askedAt: lamport });
  }

  /** Entries between two checkpoints. */
  get #every(): number {
    const photos = this.#state.records('photo').size;
    return this.#options.checkpointEvery ?? Math.max(CHECKPOINT_EVERY, photos / RECORDS_PER_ENTRY);
  }

  /** So that a new device need not read every entry. */
  async #checkpoint(): Promise<void> {
    const { device, outbox, baseAt } = this.#kept;
    const { signal } = this.#options;
    if (outbox.length > 0 || this.#state.lamport - baseAt < this.#every) return;
    const newest = await this.#objects.newestBaseAt(signal);
    const isDue = this.#state.lamport - newest >= this.#every;
    if (isDue) {
      await this.#joinPacks();
      await this.#objects.putBase(device, this.#state.snapshot(), signal);
    }
    await this.#save({ baseAt: isDue ? this.#state.lamport : newest });
  }

  /** So that a new device, which begins with the checkpoint, need not ask for every small pack. */
  async #joinPacks(): Promise<void> {
    // On mobile data nothing is sent twice: another device or another day does it.
    if (this.#options.files === 'none') return;
    await this.#pack(await this.#bulk.toJoin(this.#state));
    await this.#note(this.#kept.packed);
    await this.#send();
  }

  /** @param state whether that is different too: it is as large as the gallery */
  async #save(change: Partial<Kept>, state = false): Promise<void> {
    const whole = state ? { ...change, state: this.#state.snapshot() } : change;
    await this.#notebook.save(whole);
    this.#kept = { ...this.#kept, ...whole };
    this.#options.signal?.throwIfAborted();
  }
}

/** Whether no device's entries are seen less far in the first than in the second. */
function covers(seen: Seen, other: Seen): boolean {
  return Object.entries(other).every(([device, number]) => (seen[device] ?? 0) >= number);
}

/** A record of this device that no other would take stays here, as it is. */
function withRefused(united: Records, here: Records, refused: ReadonlySet<string>): Records {
  if (refused.size === 0) return united;
  const both = <T extends { readonly id: string }>(there: readonly T[], own: readonly T[]): T[] => {
    const known = new Set(there.map(({ id }) => id));
    return [...there, ...own.filter(({ id }) => refused.has(id) && !known.has(id))];
  };
  return {
    photos: both(united.photos, here.photos),
    individuals: both(united.individuals, here.individuals),
    journal: both(united.journal, here.journal),
    matches: both(united.matches, here.matches),
    trash: both(united.trash, here.trash),
  };
}

/** In any order: one whose predecessors are missing waits for them. */
export function applyAll(state: State, entries: readonly Entry[]): void {
  let left = entries;
  for (;;) {
    const waiting = left.filter((entry) => !state.apply(entry));
    if (waiting.length === 0 || waiting.length === left.length) return;
    left = waiting;
  }
}
