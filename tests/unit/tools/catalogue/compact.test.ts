import { beforeEach, describe, expect, it } from 'vitest';
import { isFailure } from '../../../../src/engine/catalogue/failure';
import { Device, doSomething, Killed, randomFrom } from '../../engine/catalogue/devices';
import { Owner } from './owner';

let owner: Owner;

beforeEach(() => {
  owner = new Owner();
});

const ids = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(32));

function team(count: number, seed: number): Device[] {
  const random = randomFrom(seed);
  return ids.slice(0, count).map((id, i) => new Device('ABCD'[i]!, random, 0, id));
}

async function settle(devices: readonly Device[]): Promise<void> {
  for (let i = 0; i < 2; i++) {
    for (const device of devices) await device.sync(owner.store, owner.secret);
  }
}

function entriesOf(device: string): number[] {
  return owner.names(`log/${device}/`).map((name) => Number(name.slice(-10)));
}

/**
 * A team works, the third is away from the middle on and does something by itself, and comes back.
 */
async function awayForLong(seed: number, isCompacted: boolean): Promise<string> {
  owner = new Owner();
  const devices = team(3, seed);
  const random = randomFrom(seed + 100);
  const [a, b, away] = devices as [Device, Device, Device];
  const work = async (steps: number, who: readonly Device[]): Promise<void> => {
    for (let i = 0; i < steps; i++) {
      const device = who[Math.floor(random() * who.length)]!;
      doSomething(device, random);
      if (random() < 0.4) await device.sync(owner.store, owner.secret);
    }
  };
  await work(30, devices);
  await settle([a, b, away]);
  if (isCompacted) await owner.compact();
  for (let i = 0; i < 5; i++) doSomething(away, random);
  for (let i = 0; i < 3; i++) {
    await work(15, [a, b]);
    await settle([a, b]);
    if (isCompacted) expect((await owner.compact()).removed.length).toBeGreaterThan(0);
  }
  // What came after the last checkpoint comes in the same round; or nothing came.
  if (seed % 2 === 1) {
    await work(6, [a, b]);
    await settle([a, b]);
  }
  await away.sync(owner.store, owner.secret);
  await settle([a, b]);
  const expected = JSON.stringify(a.records);
  for (const { records } of [b, away]) expect(JSON.stringify(records) === expected).toBe(true);
  const late = new Device('D', randomFrom(9), 0, ids[3]);
  await late.sync(owner.store, owner.secret);
  expect(JSON.stringify(late.records) === expected).toBe(true);
  return expected;
}

/** Odd ones end with what comes after the last checkpoint, even ones without. */
const SEEDS = process.env['HUELLA_LONG'] ? [1, 2, 3, 4] : [1];

describe('compacting', () => {
  it.each(SEEDS)('changes nothing for a device that was away all the time (%i)', async (seed) => {
    const untouched = await awayForLong(seed, false);
    expect((await awayForLong(seed, true)) === untouched).toBe(true);
    expect(untouched).toContain('"photos":[{');
  });

  it('leaves two checkpoints and the last entry of each device, and then has nothing to do', async () => {
    const [a, b] = team(2, 5) as [Device, Device];
    for (let i = 0; i < 45; i++) {
      a.import(i.toString(16).padStart(64, '0'), `Animal ${i % 7}`);
      await a.sync(owner.store, owner.secret);
    }
    b.import('f'.repeat(64), 'Luna');
    await settle([b, a]);
    const bases = owner.names('base/');
    const before = new Map(owner.store.objects);
    const planned = await owner.compact(false);
    expect(owner.store.objects).toEqual(before);
    const done = await owner.compact();
    expect(done.removed).toEqual(planned.removed);
    expect(done.removed).toEqual(expect.arrayContaining(bases));
    expect(done.bytes).toBe(done.removed.reduce((sum, name) => sum + before.get(name)!.length, 0));
    expect(owner.names('base/')).toEqual([...done.checkpoints].sort());
    expect(done.checkpoints).toHaveLength(2);
    const last = Math.max(
      ...[...before.keys()].map((name) => Number(/a{32}\/(\d+)/.exec(name)?.[1] ?? 0)),
    );
    expect(entriesOf(ids[0]!)).toEqual([last]);
    expect(entriesOf(ids[1]!)).toEqual([1]);
    expect(await owner.compact()).toMatchObject({ removed: [], checkpoints: [], bytes: 0 });
    expect(await owner.check()).toMatchObject({ damaged: [], missing: [], photos: 46 });
  });

  it('takes no photo, thumbnail or embedding away, not even of what was deleted for good', async () => {
    const [a] = team(1, 6) as [Device];
    const photo = await a.bring('one', 'Luna');
    await a.bring('two', 'Luna');
    await a.sync(owner.store, owner.secret);
    a.discard(photo);
    a.emptyTrash();
    await a.sync(owner.store, owner.secret);
    const blobs = [...owner.names('file/'), ...owner.names('pack/')];
    expect(blobs).toHaveLength(3);
    expect((await owner.compact()).removed.length).toBeGreaterThan(0);
    expect([...owner.names('file/'), ...owner.names('pack/')]).toEqual(blobs);
  });

  it('leaves everything to those who come later when one of the two checkpoints is damaged', async () => {
    const [a, b] = team(2, 7) as [Device, Device];
    for (let i = 0; i < 25; i++) {
      a.import(i.toString(16).padStart(64, '0'), `Animal ${i % 3}`);
      await a.sync(owner.store, owner.secret);
    }
    const { checkpoints } = await owner.compact();
    owner.spoil([...checkpoints].sort().at(-1)!);
    await b.sync(owner.store, owner.secret);
    expect(JSON.stringify(b.records) === JSON.stringify(a.records)).toBe(true);
    // The next time it is replaced, and the damaged one goes.
    const again = await owner.compact();
    expect(again.damaged).toEqual([]);
    expect(owner.names('base/')).toHaveLength(2);
    expect(await owner.check()).toMatchObject({ damaged: [], missing: [] });
  });

  it('keeps an entry that is damaged and in no checkpoint, and what waits for it', async () => {
    const [a, b] = team(2, 8) as [Device, Device];
    for (let i = 0; i < 4; i++) {
      a.import(i.toString(16).padStart(64, '0'), 'Luna');
      await a.sync(owner.store, owner.secret);
    }
    const second = owner.names(`log/${ids[0]!}/`)[1]!;
    owner.spoil(second);
    const { damaged } = await owner.compact();
    expect(damaged).toEqual([second]);
    expect(entriesOf(ids[0]!)).toEqual([2, 3, 4]);
    // A device that has it all heals it.
    await a.sync(owner.store, owner.secret, { checkpointEvery: 1 });
    await owner.compact();
    expect(entriesOf(ids[0]!)).toEqual([4]);
    await b.sync(owner.store, owner.secret);
    expect(b.records.photos).toHaveLength(4);
  });

  it('tells a copy of a device from it even where the entries that both wrote are gone', async () => {
    const [a, b] = team(2, 10) as [Device, Device];
    a.import('1'.repeat(64), 'Luna');
    await a.sync(owner.store, owner.secret);
    // The profile as a backup of the disk had it.
    const copy = new Device('copy', randomFrom(3), 0, ids[0]);
    copy.records = structuredClone(a.records);
    copy.kept = structuredClone(a.kept);
    copy.seen = a.seen;
    await b.sync(owner.store, owner.secret);
    for (let i = 2; i < 8; i++) {
      a.import(i.toString().repeat(64), 'Luna');
      await a.sync(owner.store, owner.secret);
    }
    await owner.compact();
    copy.import('9'.repeat(64), 'Sol');
    const refused = await copy.sync(owner.store, owner.secret).catch((error: unknown) => error);
    expect(isFailure(refused, 'device-copied')).toBe(true);
    expect(copy.records.photos.some(({ sha256 }) => sha256.startsWith('9'))).toBe(true);
  });

  it('that dies in its middle leaves a catalogue in which all find everything', async () => {
    const devices = team(3, 11);
    const random = randomFrom(12);
    const [, , away] = devices as [Device, Device, Device];
    for (let i = 0; i < 36; i++) {
      const device = devices[Math.floor(random() * (i < 12 ? 3 : 2))]!;
      doSomething(device, random);
      await device.sync(owner.store, owner.secret);
    }
    const remove = owner.store.remove.bind(owner.store);
    let left = 7;
    owner.store.remove = (name) =>
      left-- > 0 ? remove(name) : Promise.reject(new Killed('compacting'));
    await expect(owner.compact()).rejects.toBeInstanceOf(Killed);
    owner.store.remove = remove;
    const late = new Device('D', random, 0, ids[3]);
    await late.sync(owner.store, owner.secret);
    await away.sync(owner.store, owner.secret);
    await settle(devices);
    await late.sync(owner.store, owner.secret);
    const expected = JSON.stringify(devices[0]!.records);
    for (const { records } of [away, late]) expect(JSON.stringify(records) === expected).toBe(true);
    expect((await owner.compact()).removed.length).toBeGreaterThan(0);
    expect(await owner.check()).toMatchObject({ damaged: [], missing: [] });
  });

  it.each(['damages', 'loses'])(
    'takes nothing away when the store %s the checkpoint',
    async (does) => {
      const [a] = team(1, 13) as [Device];
      for (let i = 0; i < 5; i++) {
        a.import(i.toString(16).padStart(64, '0'), 'Luna');
        await a.sync(owner.store, owner.secret);
      }
      const put = owner.store.put.bind(owner.store);
      owner.store.put = async (name, bytes) => {
        const done = await put(name, bytes);
        if (does === 'damages') owner.spoil(name);
        else await owner.store.remove(name);
        return done;
      };
      const logs = owner.names('log/');
      await expect(owner.compact()).rejects.toMatchObject({ code: 'damaged' });
      expect(owner.names('log/')).toEqual(logs);
    },
  );
});
