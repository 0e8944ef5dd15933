import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentOf } from '../../src/engine/library';
import { CHECKPOINT_EVERY, Device, randomFrom } from '../unit/engine/catalogue/devices';
import { Seaweed, seaweedfs } from './server';
import { Team } from './team';

/** Photos that come one at a time, as from a camera trap, and what a new device pays for that. */

/** In as many rounds, and some more: about a minute. */
const PHOTOS = 7 * CHECKPOINT_EVERY;
/** Packs that stay small (`joining-packs.ts`). */
const SMALL_PACKS = 8;

const program = seaweedfs();
let seaweed: Seaweed;

beforeAll(async () => {
  if (program !== null) seaweed = await Seaweed.start(program);
});
afterAll(() => (program === null ? undefined : seaweed.end()));

async function costOfStart(team: Team, sender: Device): Promise<number> {
  const device = new Device('N', randomFrom(9));
  const store = team.store();
  const report = await device.sync(store, team.secret, { files: 'none' });
  expect(report.damaged).toEqual([]);
  expect(JSON.stringify(device.records) === JSON.stringify(sender.records)).toBe(true);
  for (const photo of sender.records.photos) {
    const content = contentOf(photo);
    const parts = await sender.partsOf(content);
    expect(Object.keys(parts)).toHaveLength(2);
    expect(await device.partsOf(content)).toEqual(parts);
  }
  return store.counts.requests;
}

// Without Python there is no store to ask; `server.ts` says so aloud.
describe.skipIf(program === null)('photos that came singly to a real store', () => {
  it('cost a new device about as many requests as those that came at once', async () => {
    const atOnce = new Team(seaweed, 'at-once');
    const a = new Device('A', randomFrom(1));
    for (let i = 0; i < PHOTOS; i++) await a.bring(`photo ${i}`, i % 4 ? 'Luna' : null);
    await atOnce.sync(a);
    const expected = await costOfStart(atOnce, a);

    const singly = new Team(seaweed, 'singly');
    const b = new Device('B', randomFrom(1));
    let brought = 0;
    const round = async (): Promise<void> => {
      await b.bring(`photo ${brought++}`, brought % 4 ? 'Luna' : null);
      await singly.sync(b);
    };
    const bases = async (): Promise<number> => (await singly.names('base/')).length;
    while (brought < PHOTOS) await round();
    // On to the next checkpoint, after which a new device starts with least.
    const before = await bases();
    while ((await bases()) === before) await round();
    const best = await costOfStart(singly, b);
    for (let i = 0; i < CHECKPOINT_EVERY - 2; i++) await round();
    const worst = await costOfStart(singly, b);
    console.log(
      `${PHOTOS} photos: a new device needs ${expected} requests where they came at once; ` +
        `${brought} that came one by one in ${best} after a checkpoint and ${worst} before the next`,
    );
    expect(best).toBeLessThanOrEqual(expected + SMALL_PACKS);
    // An entry and a pack for each round since the last checkpoint.
    expect(worst).toBeLessThanOrEqual(expected + SMALL_PACKS + 2 * CHECKPOINT_EVERY);
  });
});
