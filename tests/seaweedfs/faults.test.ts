import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CatalogueCode } from '../../src/engine/catalogue/failure';
import { Device, randomFrom } from '../unit/engine/catalogue/devices';
import { READER, Seaweed, seaweedfs, WRITER } from './server';
import { Team } from './team';

/** What a real store answers when it is hurt, and that it hurts nothing here. */

const YEAR = 365 * 24 * 3600 * 1000;
const program = seaweedfs();
let seaweed: Seaweed;
let team: Team;
let a: Device;
let b: Device;
let teams = 0;

beforeAll(async () => {
  if (program !== null) seaweed = await Seaweed.start(program);
});
afterAll(() => (program === null ? undefined : seaweed.end()));
beforeEach(async () => {
  if (program === null) return;
  const random = randomFrom(teams);
  [a, b] = [new Device('A', random), new Device('B', random)];
  team = new Team(seaweed, `hurt-${teams++}`);
  for (let i = 0; i < 3; i++) await a.bring(`of a ${i}`, 'Luna');
  await team.settle([a, b]);
});
afterEach(() => void vi.useRealTimers());

/** A round that fails so, on a device that has something to say, and leaves its gallery alone. */
async function fails(device: Device, code: CatalogueCode): Promise<void> {
  const before = JSON.stringify(device.records);
  await expect(team.sync(device)).rejects.toMatchObject({ name: 'CatalogueError', code });
  expect(JSON.stringify(device.records)).toBe(before);
}

async function bothHave(photos: number): Promise<void> {
  await team.settle([a, b]);
  expect(JSON.stringify(b.records)).toBe(JSON.stringify(a.records));
  expect(a.records.photos).toHaveLength(photos);
  for (const { sha256 } of a.records.photos) {
    expect([await a.file(sha256), await b.file(sha256)]).not.toContain(null);
  }
}

const truncated = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  bytes.slice(0, bytes.length >> 1);
const flipped = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte));

// Without Python there is no store to ask; `server.ts` says so aloud.
describe.skipIf(program === null)('a real store', () => {
  it('that is full lets what others did in, and takes the rest when there is room', async () => {
    await b.bring('of b', 'Sol');
    await team.sync(b);
    await a.bring('while it is full', 'Sol');
    await seaweed.fill();
    try {
      await expect(team.sync(a)).rejects.toMatchObject({ code: 'unwritable' });
      expect(a.records.photos).toHaveLength(5);
      // Reading goes on for those who have nothing to say.
      expect(await team.sync(b)).toMatchObject({ sent: 0, damaged: [] });
      expect(b.records.photos).toHaveLength(4);
    } finally {
      await seaweed.makeRoom();
    }
    await bothHave(5);
  });

  it('that knows this key no longer says so, and another key goes on', async () => {
    await a.bring('unsent', 'Luna');
    await seaweed.allow(READER);
    try {
      await fails(a, 'key-refused');
      // A key that is there still hears of nothing, and says nothing.
      expect(await team.sync(b, { key: READER })).toMatchObject({ received: 0, sent: 0 });
    } finally {
      await seaweed.allow(WRITER, READER);
    }
    await bothHave(4);
  });

  it('that lets a key read only keeps it to that', async () => {
    await a.bring('news', 'Luna');
    await team.sync(a);
    await b.bring('unsaid', 'Sol');
    const names = await team.names();
    const report = await team.sync(b, { key: READER });
    expect(report).toMatchObject({ sent: 0, received: 1, waiting: 1, filesReceived: 1 });
    expect(b.records.photos).toHaveLength(5);
    expect(await team.names()).toEqual(names);
    await bothHave(5);
  });

  it('that lost a file gets it again from who has it, when a person asks for a round', async () => {
    const [file] = await team.names('file/');
    await seaweed.replace(file!, () => null);
    expect(await team.sync(a)).toMatchObject({ filesSent: 0 });
    expect(await team.sync(b, { asksForFiles: true })).toMatchObject({ filesSent: 1 });
    const c = new Device('C', randomFrom(1));
    expect(await team.sync(c)).toMatchObject({ damaged: [], filesReceived: 3, filesMissing: 0 });
  });

  it.each([YEAR, -YEAR])('sets right a clock that is a year off (%i)', async (ahead) => {
    await a.bring('news', 'Luna');
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(performance.timeOrigin + performance.now() + ahead);
    expect(await team.sync(a)).toMatchObject({ sent: 1 });
    vi.useRealTimers();
    await bothHave(4);
  });

  describe.each([
    ['cut short', truncated],
    ['with one bit another', flipped],
  ])('with an object %s', (_, change) => {
    it('of thumbnails and embeddings gets them again from who has them', async () => {
      await a.bring('news', 'Luna');
      const before = await team.names('pack/');
      await team.sync(a);
      const [pack] = (await team.names('pack/')).filter((name) => !before.includes(name));
      await seaweed.replace(pack!, change);
      expect((await team.sync(b)).damaged).toEqual([pack!.slice(team.folder.length + 1)]);
      expect(b.records.photos).toHaveLength(4);
      await bothHave(4);
      expect((await team.sync(b)).damaged).toEqual([]);
    });

    it('of a file or an entry uses neither, and goes on when they are whole again', async () => {
      await a.bring('news', 'Luna');
      const before = [...(await team.names('log/')), ...(await team.names('file/'))];
      await team.sync(a);
      const now = [...(await team.names('log/')), ...(await team.names('file/'))];
      const added = now.filter((name) => !before.includes(name));
      expect(added).toHaveLength(2);
      for (const name of added) {
        const was = await seaweed.replace(name, change);
        const records = JSON.stringify(b.records);
        const { damaged } = await team.sync(b);
        expect(damaged).toEqual([name.slice(team.folder.length + 1)]);
        if (name.includes('/log/')) expect(JSON.stringify(b.records)).toBe(records);
        await seaweed.replace(name, () => was);
      }
      await bothHave(4);
    });

    it('of a file has it sent again by who has it, and all are whole', async () => {
      await a.bring('news', 'Luna');
      const before = await team.names('file/');
      await team.sync(a);
      const [file] = (await team.names('file/')).filter((name) => !before.includes(name));
      await seaweed.replace(file!, change);
      const { damaged, filesMissing } = await team.sync(b);
      expect({ damaged, filesMissing }).toEqual({
        damaged: [file!.slice(team.folder.length + 1)],
        filesMissing: 1,
      });
      expect(await team.sync(a)).toMatchObject({ received: 1, filesSent: 1 });
      expect(await team.sync(b)).toMatchObject({ damaged: [], filesReceived: 1 });
      await bothHave(4);
      const c = new Device('C', randomFrom(1));
      expect(await team.sync(c)).toMatchObject({ damaged: [], filesReceived: 4, filesMissing: 0 });
    });

    it('that says what this place is is no catalogue to who joins', async () => {
      const name = `${team.folder}/catalogue`;
      const was = await seaweed.replace(name, change);
      const c = new Device('C', randomFrom(1));
      await fails(c, 'key-wrong');
      await seaweed.replace(name, () => was);
      await team.sync(c);
      expect(JSON.stringify(c.records)).toBe(JSON.stringify(a.records));
    });
  });
});
