import { beforeEach, describe, expect, it } from 'vitest';
import { contentOf } from '../../../../src/engine/library';
import { CatalogueError } from '../../../../src/engine/catalogue/failure';
import { newSecret } from '../../../../src/engine/catalogue/sealing';
import { CHECKPOINT_EVERY, Device, Killed, MemoryStore, randomFrom } from './devices';
import { readableIn } from './readable';

let store: MemoryStore;
let secret: Uint8Array<ArrayBuffer>;
let a: Device;
let b: Device;

beforeEach(() => {
  store = new MemoryStore();
  secret = newSecret();
  const random = randomFrom(3);
  a = new Device('A', random);
  b = new Device('B', random);
});

async function equalBytes(one: Device, other: Device): Promise<void> {
  for (const photo of one.records.photos) {
    const content = contentOf(photo);
    const parts = await one.partsOf(content);
    expect(Object.keys(parts)).toHaveLength(2);
    expect(await other.partsOf(content)).toEqual(parts);
    expect((await other.file(photo.sha256))?.bytes).toEqual((await one.file(photo.sha256))?.bytes);
  }
}

function names(kind: string): string[] {
  return [...store.objects.keys()].filter((name) => name.startsWith(kind));
}

/** Replaces the bytes of the only object of that kind. */
function spoil(kind: string, change: (bytes: Uint8Array) => Uint8Array): string {
  const name = [...store.objects.keys()].find((one) => one.startsWith(kind))!;
  store.objects.set(name, change(store.objects.get(name)!).slice());
  return name;
}

const truncated = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length - 1);
const flipped = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte));

describe('the bytes of photos', () => {
  it('come to another device: thumbnails, embeddings and files', async () => {
    for (let i = 0; i < 12; i++) await a.bring(`photo ${i}`, i % 2 ? 'Luna' : null);
    const sent = await a.sync(store, secret);
    expect(sent).toMatchObject({ sent: 1, filesSent: 12, filesMissing: 0, damaged: [] });
    const received = await b.sync(store, secret);
    expect(received).toMatchObject({ received: 1, filesReceived: 12, filesMissing: 0 });
    await equalBytes(a, b);
    // What came is not sent back.
    const objects = store.objects.size;
    expect(await b.sync(store, secret)).toMatchObject({ sent: 0, filesSent: 0 });
    expect(store.objects.size).toBe(objects);
  });

  it('of a photo that comes in the middle of a round go with the next: its file never before its embedding', async () => {
    await a.bring('first', 'Luna');
    let late: Promise<string> | undefined;
    const put = store.put.bind(store);
    store.put = async (name, bytes) => {
      // What is shared of this round is decided by now.
      if (name.startsWith('pack')) await (late ??= a.bring('late', 'Luna'));
      return put(name, bytes);
    };
    expect(await a.sync(store, secret)).toMatchObject({ filesSent: 1 });
    expect(late).toBeDefined();
    await b.sync(store, secret);
    expect(b.records.photos).toHaveLength(2);
    expect((await b.files()).size).toBe(1);
    expect(await a.sync(store, secret)).toMatchObject({ filesSent: 1 });
    expect(await b.sync(store, secret)).toMatchObject({ filesReceived: 1, filesMissing: 0 });
    await equalBytes(a, b);
  });

  it('are no more readable in the store than records are', async () => {
    const photo = await a.bring('photo', 'Luna');
    a.note(photo, 'collar');
    await a.sync(store, secret);
    const kinds = [...store.objects.keys()].map((name) => name.split('/')[0]).sort();
    expect(kinds).toEqual(['catalogue', 'file', 'log', 'pack']);
    for (const [name, bytes] of store.objects) {
      expect([name, readableIn(name, bytes)]).toEqual([name, []]);
    }
    for (const { sha256 } of a.records.photos)
      expect([...store.objects.keys()].join()).not.toContain(sha256);
  });

  it('of an added photo take a handful of requests', async () => {
    await a.bring('first', 'Luna');
    await a.sync(store, secret);
    const before = store.counts.requests;
    await a.bring('second', 'Luna');
    await a.sync(store, secret);
    // Finding the catalogue, pack, entry, lists of logs and checkpoints, file.
    expect(store.counts.requests - before).toBeLessThanOrEqual(7);
  });

  it('of some hundred photos come in a few requests and with little beside them', async () => {
    for (let i = 0; i < 800; i++) await a.bring(`photo ${i}`, `Animal ${i % 70}`);
    await a.sync(store, secret, { files: 'none' });
    const before = { ...store.counts };
    const report = await b.sync(store, secret, { files: 'none' });
    expect(report.damaged).toEqual([]);
    expect(b.records.photos).toHaveLength(800);
    const requests = store.counts.requests - before.requests;
    expect(requests).toBeLessThanOrEqual(800 / 200 + 6);
  });

  it.each([
    ['cut short', truncated],
    ['with one bit another', flipped],
  ])(
    'in a pack %s are not used, and are sent again by a device that has them',
    async (_, change) => {
      await a.bring('photo', 'Luna');
      await a.sync(store, secret);
      const name = spoil('pack/', change);
      const { damaged } = await b.sync(store, secret);
      expect(damaged).toEqual([name]);
      expect(b.records.photos).toHaveLength(1);
      expect(await b.partsOf(contentOf(b.records.photos[0]!))).toEqual({});
      // Once to hear of it, once to send them.
      for (let i = 0; i < 2; i++) await a.sync(store, secret);
      expect((await b.sync(store, secret)).damaged).toEqual([]);
      await equalBytes(a, b);
    },
  );

  it.each([
    ['cut short', truncated],
    ['with one bit another', flipped],
  ])(
    'in a file %s are not used, and are sent again by a device that has them',
    async (_, change) => {
      await a.bring('photo', 'Luna');
      await a.sync(store, secret);
      const name = spoil('file/', change);
      const report = await b.sync(store, secret);
      expect(report).toMatchObject({ damaged: [name], filesReceived: 0, filesMissing: 1 });
      expect(await b.file(b.records.photos[0]!.sha256)).toBeNull();
      expect(await a.sync(store, secret)).toMatchObject({ received: 1, filesSent: 1 });
      expect(await b.sync(store, secret)).toMatchObject({ damaged: [], filesReceived: 1 });
      await equalBytes(a, b);
      for (const device of [a, b]) {
        expect(await device.sync(store, secret)).toMatchObject({ sent: 0, filesSent: 0 });
      }
      expect(names('file/')).toHaveLength(2);
    },
  );

  it('in a file that only looked damaged come all the same, while no device has sent it again', async () => {
    await a.bring('photo', 'Luna');
    await a.sync(store, secret);
    const whole = new Map(store.objects);
    const name = spoil('file/', flipped);
    expect((await b.sync(store, secret)).damaged).toEqual([name]);
    store.objects.set(name, whole.get(name)!);
    const report = await b.sync(store, secret);
    // It is there under the name that counts at once: nothing is left to do.
    expect(report).toMatchObject({ damaged: [], filesReceived: 1, filesSent: 1 });
    expect(await b.sync(store, secret)).toMatchObject({ sent: 0, filesSent: 0 });
    await equalBytes(a, b);
  });

  it('in files are not sent again for ever for a device to which all looks damaged', async () => {
    await a.bring('photo', 'Luna');
    const get = store.get.bind(store);
    for (let i = 0; i < 8; i++) {
      await a.sync(store, secret);
      store.get = async (name) => {
        const bytes = await get(name);
        return bytes && name.startsWith('file/') ? flipped(bytes).slice() : bytes;
      };
      expect(await b.sync(store, secret)).toMatchObject({ filesReceived: 0, filesMissing: 1 });
      store.get = get;
    }
    expect(names('file/')).toHaveLength(5);
  });

  it('in a file that was taken away are sent again: when a person asks, and now and then', async () => {
    const photo = await a.bring('photo', 'Luna');
    await a.sync(store, secret);
    const [name] = names('file/');
    await store.remove(name!);
    expect(await a.sync(store, secret)).toMatchObject({ filesSent: 0 });
    expect(await a.sync(store, secret, { asksForFiles: true })).toMatchObject({ filesSent: 1 });
    expect(names('file/')).toEqual([name]);
    await store.remove(name!);
    for (let i = 0; i < CHECKPOINT_EVERY; i++) {
      a.note(photo, `look ${i}`);
      await a.sync(store, secret);
    }
    expect(names('file/')).toEqual([name]);
  });

  it.each([
    ['cut short', truncated],
    ['with one bit another', flipped],
  ])(
    'of an entry %s: what others did still comes, and a checkpoint heals it',
    async (_, change) => {
      await a.bring('of a', 'Luna');
      await a.sync(store, secret);
      const healthy = new Map(store.objects);
      const name = spoil('log/', change);
      const c = new Device('C', randomFrom(8));
      await c.bring('of c', 'Sol');
      await c.sync(store, secret);
      const report = await b.sync(store, secret);
      expect(report.damaged).toEqual([name]);
      expect(b.records.individuals.map((one) => one.name)).toEqual(['Sol']);
      // One that had read it writes a checkpoint.
      const spoilt = new Map(store.objects);
      for (const [key, bytes] of healthy) store.objects.set(key, bytes);
      await c.sync(store, secret, { checkpointEvery: 1 });
      store.objects.set(name, spoilt.get(name)!);
      await b.sync(store, secret);
      expect(b.records.individuals.map((one) => one.name).sort()).toEqual(['Luna', 'Sol']);
    },
  );

  it('arrive whole on a device that dies again and again', async () => {
    for (let i = 0; i < 30; i++) await a.bring(`photo ${i}`, 'Luna');
    let killed = 0;
    for (const device of [a, b]) {
      for (;;) {
        device.danger = killed < 40 ? 0.15 : 0;
        try {
          const report = await device.sync(store, secret);
          if (report.filesMissing === 0 && device.records.photos.length === 30) break;
        } catch (error) {
          const cause = error instanceof Error ? (error.cause ?? error) : error;
          if (!(cause instanceof Killed)) throw error;
          killed += 1;
        }
      }
      device.danger = 0;
    }
    expect(killed).toBeGreaterThan(3);
    await equalBytes(a, b);
    expect([...store.objects.keys()].filter((name) => name.startsWith('file/'))).toHaveLength(30);
  });

  it.each(['forbidden', 'full', 'unwritable'] as const)(
    'wait where writing is refused (%s), while what others did comes in',
    async (code) => {
      await a.bring('of a', 'Luna');
      await a.sync(store, secret);
      await b.bring('of b', 'Sol');
      const put = (): Promise<boolean> => Promise.reject(new CatalogueError(code, 'refused'));
      const get = store.get.bind(store);
      const refusing = { put, get, list: store.list.bind(store) };
      const objects = store.objects.size;
      const round = b.sync(refusing, secret);
      if (code !== 'forbidden') await expect(round).rejects.toMatchObject({ code });
      else expect(await round).toMatchObject({ received: 1, sent: 0, waiting: 1 });
      expect(b.records.photos).toHaveLength(2);
      expect(store.objects.size).toBe(objects);
      await b.sync(store, secret);
      await a.sync(store, secret);
      await equalBytes(a, b);
      expect(a.records.individuals.map(({ name }) => name).sort()).toEqual(['Luna', 'Sol']);
    },
  );

  it('of a picture that two added at once are there once', async () => {
    await a.bring('same', 'Luna');
    await b.bring('same', 'Luna');
    await a.sync(store, secret);
    await b.sync(store, secret);
    await a.sync(store, secret);
    const kinds = [...store.objects.keys()].map((name) => name.split('/')[0]);
    expect(kinds.filter((kind) => kind === 'file')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'pack')).toHaveLength(1);
    expect(JSON.stringify(a.records)).toBe(JSON.stringify(b.records));
  });
});
