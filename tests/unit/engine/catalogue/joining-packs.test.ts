import { beforeEach, describe, expect, it } from 'vitest';
import { partsToJoin } from '../../../../src/engine/catalogue/joining-packs';
import { partWrites, THUMBNAIL, type PartKey } from '../../../../src/engine/catalogue/parts';
import { newSecret } from '../../../../src/engine/catalogue/sealing';
import { State } from '../../../../src/engine/catalogue/state';
import { contentOf } from '../../../../src/engine/library';
import { CHECKPOINT_EVERY, Device, Killed, MemoryStore, randomFrom } from './devices';

let store: MemoryStore;
let secret: Uint8Array<ArrayBuffer>;
let a: Device;

beforeEach(() => {
  store = new MemoryStore();
  secret = newSecret();
  a = new Device('A', randomFrom(3));
});

const names = (kind: string): string[] =>
  [...store.objects.keys()].filter((name) => name.startsWith(kind));

async function bringSingly(device: Device, count: number, from = 0): Promise<void> {
  for (let i = from; i < from + count; i++) {
    await device.bring(`photo ${i}`, i % 2 ? 'Luna' : null);
    await device.sync(store, secret);
  }
}

async function expectWhole(one: Device, other: Device): Promise<void> {
  expect(JSON.stringify(other.records)).toBe(JSON.stringify(one.records));
  for (const photo of one.records.photos) {
    const parts = await one.partsOf(contentOf(photo));
    expect(Object.keys(parts)).toHaveLength(2);
    expect(await other.partsOf(contentOf(photo))).toEqual(parts);
  }
}

/** Packs of so many photos each: which of them would be joined, by their sizes. */
function joined(sizes: readonly number[], most = 400): string {
  const state = new State();
  const contents: string[] = [];
  const packOf = new Map<string, string>();
  for (const [i, size] of sizes.entries()) {
    const keys = Array.from({ length: size }, (_, j): PartKey => {
      const content = `${String(i).padStart(3, '0')} ${j}`;
      contents.push(content);
      packOf.set(content, String(i));
      return { content, what: THUMBNAIL };
    });
    const writes = partWrites(keys, `pack ${i}`);
    const lamport = i + 1;
    state.apply({ device: 'a', number: i + 1, lamport, seen: state.seen, writes });
  }
  const here = new Map(contents.map((content) => [content, new Set([THUMBNAIL])]));
  const keys = partsToJoin(contents, here, state, most);
  const packs = new Set(keys.map(({ content }) => Number(packOf.get(content))));
  // All of a pack or nothing of it.
  const count = [...packs].reduce((sum, i) => sum + sizes[i]!, 0);
  expect(keys).toHaveLength(count);
  return [...packs].map((i) => sizes[i]).join(' ');
}

describe('packs that are joined', () => {
  it('are those that all before them together weigh up, so that none is sent often', () => {
    expect(joined([])).toBe('');
    expect(joined([1])).toBe('');
    expect(joined([1, 1])).toBe('1 1');
    expect(joined([1, 2, 4, 8])).toBe('');
    expect(joined([8, 1, 2, 4, 1])).toBe('8 1 2 4 1');
    expect(joined([100, 1, 1])).toBe('1 1');
  });

  it('are not those that hold half of what a pack has room for', () => {
    expect(joined([200, 200, 199])).toBe('');
    expect(joined([199, 199, 200])).toBe('199 199');
    expect(joined([5, 5, 4, 4], 10)).toBe('4 4');
  });

  it('let a device that joins later start with a handful of them', async () => {
    await bringSingly(a, 3 * CHECKPOINT_EVERY);
    const before = store.counts.requests;
    const b = new Device('B', randomFrom(4));
    await b.sync(store, secret, { files: 'none' });
    await expectWhole(a, b);
    // The catalogue and checkpoints, an entry and a pack for each photo since, and a few.
    const most = 2 * CHECKPOINT_EVERY + 8 + 6;
    expect(store.counts.requests - before).toBeLessThanOrEqual(most);
  });

  it('stay in the store, where a device that knows those alone finds them', async () => {
    await bringSingly(a, CHECKPOINT_EVERY - 2);
    const packs = names('pack/');
    expect(packs).toHaveLength(CHECKPOINT_EVERY - 2);
    const logs = new Set([...names('log/'), 'catalogue']);
    await bringSingly(a, 4, CHECKPOINT_EVERY - 2);
    expect(names('base/')).toHaveLength(1);
    expect(names('pack/')).toEqual(expect.arrayContaining(packs));
    // What it heard of the log is older than the packs that it asks for.
    const old = new MemoryStore();
    for (const [name, bytes] of store.objects) {
      if (logs.has(name) || name.startsWith('pack/')) old.objects.set(name, bytes);
    }
    const b = new Device('B', randomFrom(4));
    expect(await b.sync(old, secret, { files: 'none' })).toMatchObject({ damaged: [] });
    expect(b.records.photos).toHaveLength(CHECKPOINT_EVERY - 2);
    // It has them all, and fetches none a second time.
    const packsRead: string[] = [];
    const get = store.get.bind(store);
    store.get = (name) => {
      if (name.startsWith('pack/')) packsRead.push(name);
      return get(name);
    };
    await b.sync(store, secret);
    await expectWhole(a, b);
    expect(packsRead.length).toBeLessThanOrEqual(4);
  });

  it('are left for another day on mobile data', async () => {
    for (let i = 0; i < CHECKPOINT_EVERY + 5; i++) {
      await a.bring(`photo ${i}`, null);
      await a.sync(store, secret, { files: 'none' });
    }
    expect(names('base/')).toHaveLength(1);
    expect(names('pack/')).toHaveLength(CHECKPOINT_EVERY + 5);
  });

  it('are whole on every device though two join them at once, and die in it', async () => {
    const b = new Device('B', randomFrom(5));
    let killed = 0;
    for (let i = 0; i < 40; i++) {
      const device = i % 2 ? a : b;
      await device.bring(`of ${device.name} ${i}`, 'Luna');
      // Both write checkpoints, and so join packs, as often as they can.
      for (;;) {
        device.danger = killed < 60 ? 0.06 : 0;
        try {
          await device.sync(store, secret, { checkpointEvery: 2 });
          break;
        } catch (error) {
          const cause = error instanceof Error ? (error.cause ?? error) : error;
          if (!(cause instanceof Killed)) throw error;
          killed += 1;
        }
      }
    }
    [a.danger, b.danger] = [0, 0];
    for (let i = 0; i < 2; i++) for (const device of [a, b]) await device.sync(store, secret);
    expect(killed).toBeGreaterThan(20);
    await expectWhole(a, b);
    const c = new Device('C', randomFrom(6));
    await c.sync(store, secret);
    await expectWhole(a, c);
  });
});
