/**
 * Everything that was ever said in a catalogue and can be read: all entries and all checkpoints,
 * not only those that a device would need.
 */
import type { CatalogueError } from '../../src/engine/catalogue/failure';
import { isFailure } from '../../src/engine/catalogue/failure';
import { entryName, LOG, Objects, readEntryName } from '../../src/engine/catalogue/objects';
import { State, type Entry, type Seen } from '../../src/engine/catalogue/state';
import type { Sealing } from '../../src/engine/catalogue/sealing';
import { applyAll } from '../../src/engine/catalogue/sync';
import { inLanes } from './lanes';
import { namesIn, type OwnedStore } from './owned-store';

export interface Damage {
  readonly name: string;
  readonly why: string;
}

/** A checkpoint that opens. */
export interface Base {
  readonly name: string;
  readonly seen: Seen;
}

/** The entries of one device that are in the store. */
export interface DeviceLog {
  readonly device: string;
  /** Ascending; damaged ones too. */
  readonly numbers: readonly number[];
  readonly damaged: ReadonlySet<number>;
}

export interface Logs {
  /** All that is known, of entries and checkpoints together. */
  readonly state: State;
  readonly logs: readonly DeviceLog[];
  /** The oldest first. */
  readonly bases: readonly Base[];
  readonly damaged: readonly Damage[];
  /** Of each device, the highest number that an entry or checkpoint names: it was there once. */
  readonly named: ReadonlyMap<string, number>;
}

export type OnRead = (what: string, done: number, total: number) => void;

/** @throws CatalogueError those of the store, `newer`, `none`, `key-wrong` */
export async function readLogs(
  store: OwnedStore,
  sealing: Sealing,
  onRead: OnRead = () => undefined,
): Promise<Logs> {
  const objects = new Objects(store, sealing);
  await objects.begin(false);
  const damaged: Damage[] = [];
  const named = new Map<string, number>();
  const note = (seen: Seen): void => {
    for (const [device, number] of Object.entries(seen)) {
      named.set(device, Math.max(number, named.get(device) ?? 0));
    }
  };
  const state = new State();
  const bases: Base[] = [];
  const baseNames = await objects.baseNames();
  for (const [at, name] of baseNames.entries()) {
    const snapshot = await orDamage(name, damaged, () => objects.getBase(name));
    onRead('checkpoints', at + 1, baseNames.length);
    const read = snapshot && (await orDamage(name, damaged, () => State.of(snapshot)));
    if (!snapshot || !read) continue;
    state.merge(read);
    note(snapshot.seen);
    bases.push({ name, seen: snapshot.seen });
  }
  const entries: Entry[] = [];
  const found = (await namesIn(store, LOG)).flatMap((name) => readEntryName(name) ?? []);
  const byDevice = new Map<string, { numbers: number[]; damaged: Set<number> }>();
  for (const { device, number } of found) {
    const log = byDevice.get(device) ?? { numbers: [], damaged: new Set<number>() };
    log.numbers.push(number);
    byDevice.set(device, log);
  }
  let done = 0;
  await inLanes(found, async ({ device, number }) => {
    const name = entryName(device, number);
    const entry = await orDamage(name, damaged, () => objects.getEntry(device, number));
    onRead('entries', (done += 1), found.length);
    if (!entry) {
      byDevice.get(device)!.damaged.add(number);
      return;
    }
    note(entry.seen);
    entries.push(entry);
  });
  applyAll(state, inOrder(entries));
  const logs = [...byDevice].map(([device, log]) => ({ device, ...log }));
  return { state, logs, bases, damaged, named };
}

/** Number by number, so that few wait for those before them. */
function inOrder(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => a.lamport - b.lamport || a.number - b.number);
}

/** Null, and noted, when the object is damaged; null as well when it is not there. */
export async function orDamage<T>(
  name: string,
  damaged: Damage[],
  read: () => T | Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!isFailure(error, 'damaged')) throw error;
    damaged.push({ name: error.object || name, why: reasonOf(error) });
    return null;
  }
}

/** Without the object's name, which stands before it. */
function reasonOf({ message, object }: CatalogueError): string {
  return object !== '' && message.startsWith(`${object}: `)
    ? message.slice(object.length + 2)
    : message;
}
