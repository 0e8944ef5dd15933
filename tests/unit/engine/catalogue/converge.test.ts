import { describe, expect, it } from 'vitest';
import { newSecret } from '../../../../src/engine/catalogue/sealing';
import { applyAll } from '../../../../src/engine/catalogue/sync';
import { State, type Entry } from '../../../../src/engine/catalogue/state';
import { unite } from '../../../../src/engine/catalogue/unite';
import { Device, doSomething, Killed, MemoryStore, randomFrom } from './devices';

const YEAR = 365 * 24 * 3600 * 1000;
const CLOCKS = [0, 600_000, YEAR, -YEAR];

async function settle(
  devices: readonly Device[],
  store: MemoryStore,
  secret: Uint8Array<ArrayBuffer>,
) {
  // Once to send, once to hear of what the others had not sent by then.
  for (let i = 0; i < 2; i++) for (const device of devices) await device.sync(store, secret);
}

function team(count: number, seed: number): { devices: Device[]; random: () => number } {
  const random = randomFrom(seed);
  const devices = Array.from(
    { length: count },
    (_, i) => new Device('ABCD'[i]!, random, CLOCKS[i]),
  );
  return { devices, random };
}

const LONG = Boolean(process.env['HUELLA_LONG']);
/** Odd ones are of two devices, even ones of four. */
const SEEDS = LONG ? [1, 2, 3, 4, 5, 6] : [1, 2, 3];
/** Rounds in which a device dies. */
const KILLS = LONG ? 50 : 20;

describe('devices of a team', () => {
  it.each(SEEDS)('become one gallery after any edits and any meetings (%i)', async (seed) => {
    const { devices, random } = team(seed % 2 === 0 ? 4 : 2, seed);
    const [store, secret] = [new MemoryStore(), newSecret()];
    for (let i = 0; i < 120; i++) {
      const device = devices[Math.floor(random() * devices.length)]!;
      if (random() < 0.15) await device.sync(store, secret);
      else doSomething(device, random);
    }
    await settle(devices, store, secret);
    const [first, ...others] = devices;
    expect(first!.records.photos.length).toBeGreaterThan(3);
    expect(first!.records.journal.length).toBeGreaterThan(5);
    for (const other of others)
      expect(JSON.stringify(other.records) === JSON.stringify(first!.records)).toBe(true);
    // Nothing is doubled, and what the library promises of names and owners holds.
    const { photos, individuals } = first!.records;
    expect(new Set(photos.map(({ sha256 }) => sha256)).size).toBe(photos.length);
    expect(new Set(individuals.map(({ nameKey }) => nameKey)).size).toBe(individuals.length);
    const owners = new Set(photos.flatMap(({ individualId }) => individualId ?? []));
    expect([...owners].sort()).toEqual(individuals.map(({ id }) => id).sort());
    // A gallery that has become it says nothing new.
    const sent = await Promise.all(devices.map((device) => device.sync(store, secret)));
    expect(sent.map((report) => report.sent)).toEqual(devices.map(() => 0));
  });

  it('lose nothing and double nothing when one is killed again and again in its rounds', async () => {
    const { devices } = team(3, 77);
    const [store, secret] = [new MemoryStore(), newSecret()];
    const [, victim] = devices as [Device, Device, Device];
    let killed = 0;
    let imported = 0;
    while (killed < KILLS) {
      victim.danger = 0.25;
      const sha256 = (imported++).toString(16).padStart(64, '0');
      devices[imported % 3]!.import(sha256, imported % 2 ? 'Luna' : null);
      for (const device of devices) {
        try {
          await device.sync(store, secret);
        } catch (error) {
          const cause = error instanceof Error ? (error.cause ?? error) : error;
          if (!(cause instanceof Killed)) throw error;
          killed += 1;
        }
      }
    }
    victim.danger = 0;
    await settle(devices, store, secret);
    for (const { records } of devices) {
      expect(records.photos).toHaveLength(imported);
      expect(JSON.stringify(records) === JSON.stringify(victim.records)).toBe(true);
    }
  });

  it('that come later start from a checkpoint and end with the same gallery', async () => {
    const { devices } = team(2, 5);
    const [store, secret] = [new MemoryStore(), newSecret()];
    const [a, b] = devices as [Device, Device];
    for (let i = 0; i < 45; i++) {
      a.import(i.toString(16).padStart(64, '0'), `Animal ${i % 7}`);
      await a.sync(store, secret);
    }
    const entries = [...store.objects.keys()].filter((name) => name.startsWith('log/')).length;
    b.import('f'.repeat(64), 'Luna');
    const { received } = await b.sync(store, secret);
    expect(entries).toBe(45);
    expect(received).toBeLessThan(10);
    await a.sync(store, secret);
    expect(JSON.stringify(b.records) === JSON.stringify(a.records)).toBe(true);
    expect(b.records.photos).toHaveLength(46);
  });

  it('list what two said differently, keep both until one decides, and then agree', async () => {
    const { devices } = team(2, 9);
    const [store, secret] = [new MemoryStore(), newSecret()];
    const [a, b] = devices as [Device, Device];
    const photo = a.import('a'.repeat(64), 'Luna');
    await settle(devices, store, secret);
    a.assign(photo, 'Sol');
    a.note(photo, 'limps');
    b.assign(photo, 'Niebla');
    b.note(photo, 'collar');
    await a.sync(store, secret);
    const { conflicts } = await b.sync(store, secret);
    expect(conflicts.map(({ kind }) => kind).sort()).toEqual(['described', 'who']);
    const who = conflicts.find(({ kind }) => kind === 'who');
    expect([who?.here, who?.there].sort()).toEqual(['Niebla', 'Sol']);
    await a.sync(store, secret);
    expect(JSON.stringify(a.records) === JSON.stringify(b.records)).toBe(true);
    const said = a.records.individuals[0]!.name === 'Sol' ? 'Niebla' : 'Sol';
    a.assign(photo, said);
    a.note(photo, 'limps, collar');
    const decided = await a.sync(store, secret);
    expect(decided.conflicts).toEqual([]);
    expect((await b.sync(store, secret)).conflicts).toEqual([]);
    expect(b.records.individuals.map(({ name }) => name)).toEqual([said]);
  });

  it('keep a photo that one deleted while another added the same, and delete what all had seen', async () => {
    const { devices } = team(2, 11);
    const [store, secret] = [new MemoryStore(), newSecret()];
    const [a, b] = devices as [Device, Device];
    const photo = a.import('a'.repeat(64), 'Luna');
    const other = a.import('b'.repeat(64), 'Luna');
    await settle(devices, store, secret);
    a.discard(photo);
    a.discard(other);
    a.emptyTrash();
    b.note(other, 'collar');
    await settle(devices, store, secret);
    expect(b.records.photos).toEqual([]);
    b.import('a'.repeat(64), 'Sol');
    await settle(devices, store, secret);
    expect(a.records.photos.map(({ sha256 }) => sha256[0])).toEqual(['a']);
    expect(a.records.individuals.map(({ name }) => name)).toEqual(['Sol']);
  });

  it('get everything back when their gallery was emptied, and delete nothing of the others', async () => {
    const { devices } = team(2, 12);
    const [store, secret] = [new MemoryStore(), newSecret()];
    const [a, b] = devices as [Device, Device];
    a.import('a'.repeat(64), 'Luna');
    await settle(devices, store, secret);
    b.records = { photos: [], individuals: [], journal: [], matches: [], trash: [] };
    await settle(devices, store, secret);
    expect(a.records.photos).toHaveLength(1);
    expect(JSON.stringify(b.records) === JSON.stringify(a.records)).toBe(true);
  });
});

describe('entries', () => {
  it('give the same state in any order and however often they come', async () => {
    const { devices, random } = team(4, 21);
    const [store, secret] = [new MemoryStore(), newSecret()];
    for (let i = 0; i < 100; i++) {
      const device = devices[Math.floor(random() * 4)]!;
      doSomething(device, random);
      if (random() < 0.3) await device.sync(store, secret);
    }
    await settle(devices, store, secret);
    const { Objects, readEntryName } = await import('../../../../src/engine/catalogue/objects');
    const { Sealing } = await import('../../../../src/engine/catalogue/sealing');
    const objects = new Objects(store, await Sealing.of(secret));
    const entries: Entry[] = [];
    for (const name of store.objects.keys()) {
      const read = readEntryName(name);
      if (read) entries.push((await objects.getEntry(read.device, read.number))!);
    }
    expect(entries.length).toBeGreaterThan(20);
    const expected = JSON.stringify(devices[0]!.records);
    for (let i = 0; i < 5; i++) {
      const shuffled = [...entries, ...entries]
        .map((entry) => [random(), entry] as const)
        .sort(([x], [y]) => x - y)
        .map(([, entry]) => entry);
      const state = new State();
      applyAll(state, shuffled);
      expect(JSON.stringify(unite(state).records) === expected).toBe(true);
    }
  });
});
