import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Device, doSomething, randomFrom } from '../unit/engine/catalogue/devices';
import { Seaweed, seaweedfs } from './server';
import { Team } from './team';

/** Devices of a team on a real store: many at once, with clocks apart, killed, and away. */

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;
const CLOCKS = [0, 10 * MINUTE, YEAR, -YEAR];

/** Chances that a step of a round is the last; a round has some twenty. */
const DANGERS = [0.02, 0.05, 0.12];

const program = seaweedfs();
let seaweed: Seaweed;

beforeAll(async () => {
  if (program !== null) seaweed = await Seaweed.start(program);
});
afterAll(() => (program === null ? undefined : seaweed.end()));

function membersOf(count: number, random: () => number): Device[] {
  return Array.from({ length: count }, (_, i) => new Device('ABCD'[i]!, random, CLOCKS[i]));
}

/** What every gallery of a team promises once all have heard of all. */
function expectOneGallery(devices: readonly Device[]): void {
  const [first, ...others] = devices;
  const { photos, individuals, trash } = first!.records;
  for (const other of others)
    expect(JSON.stringify(other.records) === JSON.stringify(first!.records)).toBe(true);
  const files = [...photos, ...trash.map(({ photo }) => photo)].map(({ sha256 }) => sha256);
  expect(new Set(photos.map(({ sha256 }) => sha256)).size).toBe(photos.length);
  expect(new Set(individuals.map(({ nameKey }) => nameKey)).size).toBe(individuals.length);
  const owners = new Set(photos.flatMap(({ individualId }) => individualId ?? []));
  expect([...owners].sort()).toEqual(individuals.map(({ id }) => id).sort());
  expect(files.length).toBeGreaterThan(3);
}

// Without Python there is no store to ask; `server.ts` says so aloud.
describe.skipIf(program === null)('devices of a team on a real store', () => {
  it.each([
    [2, 1],
    [2, 2],
    [4, 3],
    [4, 4],
  ])('become one gallery when all of them sync at once (%i devices, seed %i)', async (n, seed) => {
    const random = randomFrom(seed);
    const devices = membersOf(n, random);
    const team = new Team(seaweed, `at-once-${n}-${seed}`);
    for (let i = 0; i < 25; i++) {
      for (const device of devices) {
        for (let edits = Math.floor(random() * 3); edits > 0; edits--) doSomething(device, random);
      }
      // Who does not take part is away.
      const here = devices.filter(() => random() < 0.7);
      await Promise.all(here.map((device) => team.sync(device)));
    }
    await team.settle(devices);
    expectOneGallery(devices);
    // A gallery that has become it says nothing new.
    const said = await Promise.all(devices.map((device) => team.sync(device)));
    expect(said.map(({ sent }) => sent)).toEqual(devices.map(() => 0));
  });

  it('become one though their clocks are ten minutes and years apart', async () => {
    const random = randomFrom(7);
    const devices = membersOf(4, random);
    const team = new Team(seaweed, 'clocks');
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      for (let i = 0; i < 60; i++) {
        const which = i % 4;
        vi.setSystemTime(performance.timeOrigin + performance.now() + CLOCKS[which]!);
        doSomething(devices[which]!, random);
        if (random() < 0.5) await team.sync(devices[which]!);
      }
      for (let i = 0; i < 8; i++) {
        vi.setSystemTime(performance.timeOrigin + performance.now() + CLOCKS[i % 4]!);
        await team.sync(devices[i % 4]!);
      }
    } finally {
      vi.useRealTimers();
    }
    expectOneGallery(devices);
  });

  it('lose nothing and double nothing when one of four is killed fifty times', async () => {
    const random = randomFrom(50);
    const devices = membersOf(4, random);
    const team = new Team(seaweed, 'killed');
    const victim = devices[1]!;
    let killed = 0;
    let brought = 0;
    while (killed < 50) {
      await devices[brought % 4]!.bring(`photo ${brought}`, brought % 2 ? 'Luna' : null);
      brought += 1;
      // Now soon, now late: the last steps of a round have their share.
      victim.danger = DANGERS[brought % DANGERS.length]!;
      const lives = await Promise.all(devices.map((device) => team.survives(device)));
      if (lives.includes(false)) killed += 1;
    }
    victim.danger = 0;
    await team.settle(devices);
    expectOneGallery(devices);
    expect(victim.records.photos).toHaveLength(brought);
    for (const { sha256 } of victim.records.photos) {
      const files = await Promise.all(devices.map((device) => device.file(sha256)));
      expect(files.every((file) => file !== null)).toBe(true);
    }
    expect(await team.names('file/')).toHaveLength(brought);
  });

  it.each([1, 2])(
    'go on where they were when the store is killed and brought back (%i)',
    async (seed) => {
      const random = randomFrom(seed);
      const devices = membersOf(2, random);
      const [a, b] = devices as [Device, Device];
      const team = new Team(seaweed, `store-killed-${seed}`);
      for (let i = 0; i < 60; i++) await a.bring(`photo ${i}`, `Animal ${i % 7}`);
      await b.bring('of b', 'Luna');
      await team.sync(b);
      const before = JSON.stringify(a.records);
      let asked = 0;
      // In the middle by its steps: rounds are as fast as the machine.
      const last = Math.floor(random() * 60);
      const round = team.sync(a, {
        onProgress: () => void (asked++ === last && seaweed.kill()),
      });
      await expect(round).rejects.toMatchObject({ code: 'unreachable' });
      const { photos } = a.records;
      expect(photos.length).toBeGreaterThanOrEqual(60);
      if (photos.length === 60) expect(JSON.stringify(a.records)).toBe(before);
      await expect(team.sync(a)).rejects.toMatchObject({ code: 'unreachable' });
      await seaweed.restart();
      await team.settle(devices);
      expectOneGallery(devices);
      expect(b.records.photos).toHaveLength(61);
      for (const { sha256 } of b.records.photos) expect(await b.file(sha256)).not.toBeNull();
    },
  );
});
