import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Device, randomFrom } from '../unit/engine/catalogue/devices';
import { readableIn } from '../unit/engine/catalogue/readable';
import { BUCKET, Seaweed, seaweedfs } from './server';
import { Team } from './team';

/** What the keeper of a real store can read of a gallery, byte by byte. */

const program = seaweedfs();
let seaweed: Seaweed;

beforeAll(async () => {
  if (program !== null) seaweed = await Seaweed.start(program);
});
afterAll(() => (program === null ? undefined : seaweed.end()));

// Without Python there is no store to ask; `server.ts` says so aloud.
describe.skipIf(program === null)('a real store', () => {
  it('holds no name, place or note, and no header of a file, in any object of any kind', async () => {
    const team = new Team(seaweed, 'kept');
    const [a, b] = [new Device('A', randomFrom(1)), new Device('B', randomFrom(2))];
    for (const [i, device] of [a, b, a, b, a].entries()) {
      const photo = await device.bring(`photo ${i}`, i === 2 ? null : 'Luna');
      device.note(photo, 'collar');
      // Checkpoints, and so packs that are joined, as often as they can.
      await team.sync(device, { checkpointEvery: 2 });
    }
    const names = await seaweed.names();
    const kinds = new Set(names.map((name) => name.split('/')[1]));
    expect([...kinds].sort()).toEqual(['base', 'catalogue', 'file', 'log', 'pack']);
    const hashes = a.records.photos.map(({ sha256 }) => sha256);
    for (const name of names) {
      const bytes = await seaweed.bytesOf(name);
      expect(bytes.length).toBeGreaterThan(0);
      expect([name, readableIn(name, bytes)]).toEqual([name, []]);
      expect(hashes.some((sha256) => name.includes(sha256))).toBe(false);
    }
    // The test can read what it looks for: an original as it was brought.
    const { bytes } = (await a.file(hashes[0]!))!;
    await seaweed.request('PUT', `/${BUCKET}/open`, new Uint8Array(bytes.slice(0)));
    expect(readableIn('open', await seaweed.bytesOf('open'))).toContain('\xff\xd8\xff\xe1');
  });
});
