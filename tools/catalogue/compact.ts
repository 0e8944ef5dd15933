/**
 * Takes away what no device will ever ask for again. The rules are those of `docs/catalogue.md`,
 * "What may be taken away"; nothing here knows how old anything is, since a device may have been
 * away for any time.
 */
import { CatalogueError } from '../../src/engine/catalogue/failure';
import { BASE, baseName, entryName, newDevice, Objects } from '../../src/engine/catalogue/objects';
import type { Sealing } from '../../src/engine/catalogue/sealing';
import type { Seen } from '../../src/engine/catalogue/state';
import { inLanes } from './lanes';
import { readLogs, type Base, type Logs, type OnRead } from './logs';
import type { MeasuredStore } from './owned-store';

/** Checkpoints that hold what is taken away: one may be damaged one day. */
export const CHECKPOINTS_KEPT = 2;

export interface Compaction {
  /** Names of the checkpoints that are written. */
  readonly checkpoints: readonly string[];
  readonly removed: readonly string[];
  readonly bytes: number;
  /** Entries and checkpoints that were there. */
  readonly before: number;
  /** Damaged objects: they stay, unless checkpoints have what they said. */
  readonly damaged: readonly string[];
}

/**
 * @param write false: only says what it would do
 * @throws CatalogueError those of the store, `newer`, `none`, `key-wrong`, `damaged` when a
 *   checkpoint that was written does not come back as it was: nothing is taken away then
 */
export async function compact(
  store: MeasuredStore,
  sealing: Sealing,
  write: boolean,
  onRead: OnRead = () => undefined,
): Promise<Compaction> {
  const found = await readLogs(store, sealing, onRead);
  const { state } = found;
  const { seen } = state;
  const whole = found.bases.filter((base) => holds(base.seen, seen)).length;
  const due = isWorthIt(found) ? Math.max(0, CHECKPOINTS_KEPT - whole) : 0;
  const checkpoints = Array.from({ length: due }, () => baseName(state.lamport, newDevice()));
  if (write) {
    const objects = new Objects(store, sealing);
    const snapshot = state.snapshot();
    const expected = JSON.stringify(snapshot);
    for (const name of checkpoints) {
      await objects.putBase(name.slice(name.indexOf('-') + 1), snapshot);
      // What is taken away below is in these alone.
      if (JSON.stringify(await objects.getBase(name)) !== expected) {
        throw new CatalogueError('damaged', `${name} is not as it was written`, name);
      }
    }
  }
  const bases = [...found.bases, ...checkpoints.map((name) => ({ name, seen }))];
  const removed = removable({ ...found, bases });
  const before = found.bases.length + found.logs.reduce((sum, log) => sum + log.numbers.length, 0);
  if (write) {
    let done = 0;
    await inLanes(removed, async (name) => {
      await store.remove(name);
      onRead('removed', (done += 1), removed.length);
    });
  }
  const gone = new Set(removed);
  const damaged = found.damaged.map(({ name }) => name).filter((name) => !gone.has(name));
  return { checkpoints, removed, bytes: store.sizeOf(removed), before, damaged };
}

/** Whether two more checkpoints would let anything go. */
function isWorthIt(found: Logs): boolean {
  const { seen } = found.state;
  const more = Array.from({ length: CHECKPOINTS_KEPT }, () => ({ name: '', seen }));
  return removable({ ...found, bases: [...found.bases, ...more] }).length > 0;
}

/**
 * - A checkpoint of which enough later ones, or equal ones with a later name, hold all that it does.
 * - An entry that enough of the checkpoints that stay hold, unless it is its device's last.
 * - A checkpoint that does not open, where enough do.
 */
export function removable({
  bases,
  logs,
  damaged,
}: Pick<Logs, 'bases' | 'logs' | 'damaged'>): string[] {
  const stays: Base[] = [];
  const goes: string[] = [];
  // From the one that holds most, so that what is counted on stays.
  for (const base of [...bases].sort(byContent)) {
    const others = stays.filter((other) => holds(other.seen, base.seen));
    if (others.length < CHECKPOINTS_KEPT) stays.push(base);
    else goes.push(base.name);
  }
  const held = (device: string, number: number): boolean =>
    stays.filter(({ seen }) => (seen[device] ?? 0) >= number).length >= CHECKPOINTS_KEPT;
  for (const { device, numbers } of logs) {
    const old = numbers.slice(0, -1).filter((number) => held(device, number));
    goes.push(...old.map((number) => entryName(device, number)));
  }
  if (stays.length >= CHECKPOINTS_KEPT) {
    goes.push(...damaged.map(({ name }) => name).filter((name) => name.startsWith(BASE)));
  }
  return goes;
}

function holds(seen: Seen, other: Seen): boolean {
  return Object.entries(other).every(([device, number]) => (seen[device] ?? 0) >= number);
}

function byContent(a: Base, b: Base): number {
  const [more, less] = [a, b].map(({ seen }) => Object.values(seen).reduce((sum, n) => sum + n, 0));
  return less! - more! || (a.name < b.name ? 1 : -1);
}
