import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CatalogueError } from '../../../../src/engine/catalogue/failure';
import { makeBackup } from '../../../../src/engine/backup/make';
import { writeBackup } from '../../../../src/engine/backup/write';
import type { JoinLink } from '../../../../src/engine/catalogue/join-link';
import { SharedLibrary } from '../../../../src/engine/library';
import { blobTarget, ZipSink } from '../../../../src/engine/exchange/zip';
import { Killed, MemoryStore, randomFrom } from '../../../unit/engine/catalogue/devices';
import { FINGERPRINT } from '../library/library-helpers';
import { linkTo, Member } from './desk-helpers';

const LONG = Boolean(import.meta.env['HUELLA_LONG']);
/** Rounds in which a device dies; `catalogue-browsers` of the long form kills it fifty times. */
const KILLS = LONG ? 15 : 8;
/** Photos that a round is to take in while others are brought. */
const THERE = LONG ? 30 : 10;

let store: MemoryStore;
let link: JoinLink;
let a: Member;
let b: Member;

beforeEach(async () => {
  store = new MemoryStore();
  link = linkTo();
  const random = randomFrom(5);
  a = await Member.start('desk-test-a', store, random);
  b = await Member.start('desk-test-b', store, random);
});

afterEach(async () => {
  await Promise.all([a.end(), b.end()]);
});

async function join(): Promise<void> {
  await a.desk.join('job', link);
  await b.desk.join('job', link);
}

/** Once to send, once to hear of what the other had not sent by then. */
async function settle(): Promise<void> {
  for (let i = 0; i < 2; i++) for (const member of [a, b]) await member.sync();
}

async function equalAndWhole(): Promise<void> {
  expect(await b.whole()).toBe(await a.whole());
  const expected = { fingerprint: FINGERPRINT, dimension: 8 };
  for (const { library } of [a, b]) {
    expect(await library.integrityCheck({ expected, hashes: true })).toEqual([]);
  }
}

/** What was thrown, with the `Killed` that caused it told apart. */
async function survive(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (!(cause instanceof Killed)) throw error;
    return false;
  }
}

/** Does this at each try to take in what others did; returns what ends it. */
function beforeBecoming(meanwhile: () => Promise<void>): () => void {
  type Become = SharedLibrary['become'];
  const become: Become = Reflect.get(SharedLibrary.prototype, 'become');
  const after: Become = async function (this: SharedLibrary, next) {
    await meanwhile();
    return become.call(this, next);
  };
  Reflect.set(SharedLibrary.prototype, 'become', after);
  return () => void Reflect.set(SharedLibrary.prototype, 'become', become);
}

describe('two libraries that share a catalogue', () => {
  it('become one, with pictures and embeddings, and none encodes what the other has', async () => {
    for (let i = 0; i < 8; i++)
      await a.bring('a'.repeat(i + 1), { individual: i % 2 ? 'Luna' : null });
    await b.bring('bb b', { individual: 'luna' });
    await join();
    const report = await a.sync();
    expect(report).toMatchObject({ sent: 1, filesSent: 8, filesMissing: 0, damaged: [] });
    expect(report.up).toBeGreaterThan(0);
    await settle();
    await equalAndWhole();
    expect(await b.library.counts()).toMatchObject({ photos: 9, individuals: 1 });
    expect(await b.library.photosLacking(FINGERPRINT)).toEqual([]);
    expect((await a.desk.standing()).waiting).toEqual({
      up: { count: 0, bytes: 0 },
      down: { count: 0, bytes: 0 },
    });
  });

  it('follow each other through crops, trash and back, names and the end of the trash', async () => {
    const ids = await Promise.all(
      ['x', 'xx', 'xxx', 'xxxx'].map((text) => a.bring(text, { individual: 'Sol' })),
    );
    await join();
    await settle();
    const [first, second, third] = ids as [string, string, string];
    await a.library.act({ kind: 'delete-photos', photoIds: [first, second] });
    const vector = new Float32Array(8);
    vector[3] = 1;
    await b.library.recropPhoto({
      ...{ photoId: third, crop: { x: 0, y: 0, width: 0.5, height: 0.5 } },
      ...{ thumbnail: new Blob(['half']), embedding: { fingerprint: FINGERPRINT, vector } },
      entry: { id: crypto.randomUUID(), by: '' },
    });
    await settle();
    await equalAndWhole();
    expect(await b.library.trash()).toHaveLength(2);
    expect([...(await a.library.vectorOf(third, FINGERPRINT))!]).toEqual([...vector]);
    expect((await b.library.view(FINGERPRINT)).embeddings).toHaveLength(2);
    await b.library.act({ kind: 'restore-photos', photoIds: [first] });
    await settle();
    await equalAndWhole();
    expect(await a.library.photosLacking(FINGERPRINT)).toEqual([]);
    await a.library.emptyTrash();
    await a.library.act({ kind: 'assign', photoIds: [first], name: 'Nube' });
    await settle();
    await equalAndWhole();
    expect(await b.library.trash()).toEqual([]);
    expect((await b.library.individuals()).map(({ name }) => name).sort()).toEqual(['Nube', 'Sol']);
  });

  it('converge when one dies again and again in its rounds, and both go on working', async () => {
    await join();
    const random = randomFrom(17);
    let killed = 0;
    for (let i = 0; killed < KILLS; i++) {
      const member = i % 2 ? a : b;
      const id = await member.bring(`photo ${i} `.repeat(1 + (i % 3)), {
        individual: ['Luna', 'Sol', null][i % 3]!,
      });
      if (random() < 0.3) await member.library.act({ kind: 'delete-photos', photoIds: [id] });
      else if (random() < 0.5)
        await member.library.act({ kind: 'assign', photoIds: [id], name: 'Niebla' });
      b.store.danger = 0.15;
      if (!(await survive(b.sync()))) {
        killed += 1;
        await b.restart();
      }
      if (i % 4 === 0) await a.sync();
    }
    b.store.danger = 0;
    await settle();
    await equalAndWhole();
  });

  it('lose nothing of what is brought while a round goes on', async () => {
    for (let i = 0; i < THERE; i++) await a.bring(`there ${i}`, { individual: `Animal ${i % 5}` });
    await join();
    await a.sync();
    const over = new AbortController();
    let brought = 0;
    const importing = (async () => {
      while (!over.signal.aborted) await b.bring(`here ${brought++}`);
    })();
    try {
      await b.sync();
    } finally {
      over.abort();
      await importing;
    }
    expect(brought).toBeGreaterThan(1);
    await settle();
    await equalAndWhole();
    expect((await a.library.counts()).photos).toBe(THERE + brought);
  });

  it('take photos in while their animal is joined with another, or loses its last photo', async () => {
    // Ids decide which of two animals of one name goes on: each is imported for while it is joined.
    await a.bring('of a', { individual: 'Luna' });
    await b.bring('of b', { individual: 'Luna' });
    const alone = await a.bring('alone', { individual: 'Sol' });
    await join();
    await a.sync();
    const lone = (await a.library.individuals()).find(({ name }) => name === 'Sol')!.id;
    for (const member of [b, a]) {
      let tries = 0;
      // A photo at each try: each finds one that it had not read.
      const end = beforeBecoming(async () => {
        await member.bring(`meanwhile ${member.name} ${tries++}`, { individual: 'Luna' });
      });
      await member.sync().finally(end);
      expect(tries).toBe(1);
    }
    await settle();
    await b.library.act({ kind: 'delete-photos', photoIds: [alone] });
    await b.library.emptyTrash();
    await b.sync();
    let tries = 0;
    const end = beforeBecoming(async () => {
      if (tries++ === 0) await a.bring('for the lone one', { individual: 'Sol' });
    });
    await a.sync().finally(end);
    expect(tries).toBe(1);
    expect((await a.library.individuals()).map(({ id }) => id)).toContain(lone);
    await settle();
    await equalAndWhole();
    expect(await a.library.counts()).toMatchObject({ photos: 5, individuals: 2 });
  });

  it('get back what one of them cleared, when that is asked for, and never by itself', async () => {
    await a.bring('one', { individual: 'Luna' });
    await join();
    await settle();
    await b.library.clear();
    await expect(b.sync({ automatic: true })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await b.desk.standing()).toMatchObject({ paused: true });
    expect((await b.library.counts()).photos).toBe(0);
    await b.bring('another');
    await settle();
    await equalAndWhole();
    expect((await a.library.counts()).photos).toBe(2);
  });
});

describe('a device of a catalogue', () => {
  it('is told what the store lets it do, and begins a catalogue only where it may', async () => {
    expect(await a.desk.check('job', link)).toEqual({ role: 'write', isNew: true });
    expect(store.objects.size).toBe(0);
    await expect(a.desk.join('job', { ...link, role: 'read' })).rejects.toMatchObject({
      code: 'none',
    });
    expect(await a.desk.join('job', link)).toEqual({ role: 'write', isNew: true });
    const other = { ...link, bucket: 'another' };
    await expect(a.desk.join('job', other)).rejects.toMatchObject({ code: 'joined' });
    await a.desk.join('job', { ...link, accessKey: 'NEW' });
    expect(await a.desk.link()).toEqual({ ...link, accessKey: 'NEW' });
    expect(await b.desk.check('job', link)).toEqual({ role: 'write', isNew: false });
    await expect(b.desk.check('job', { ...link, secret: linkTo().secret })).rejects.toMatchObject({
      code: 'key-wrong',
    });
    await expect(b.sync()).rejects.toMatchObject({ code: 'not-joined' });
  });

  it('with a key that may only read keeps what it did for later, and hears of the others', async () => {
    await a.bring('one', { individual: 'Luna' });
    await join();
    await a.sync();
    const put = store.put.bind(store);
    store.put = () => Promise.reject(new CatalogueError('forbidden', 'read only'));
    await b.bring('two', { individual: 'Sol' });
    const report = await b.sync();
    expect(report).toMatchObject({ sent: 0, received: 1, waiting: 1, filesReceived: 1 });
    expect(await b.desk.standing()).toMatchObject({ role: 'read' });
    expect((await b.library.counts()).photos).toBe(2);
    store.put = put;
    await settle();
    await equalAndWhole();
    expect(await b.desk.standing()).toMatchObject({ role: 'write', problem: null });
  });

  it('writes down what went wrong until a round goes well', async () => {
    await join();
    const get = store.get.bind(store);
    store.get = () => Promise.reject(new CatalogueError('key-refused', 'who are you'));
    await expect(a.sync()).rejects.toMatchObject({ code: 'key-refused' });
    expect((await a.desk.standing()).problem).toEqual({
      code: 'key-refused',
      reason: 'who are you',
    });
    store.get = get;
    await a.sync();
    expect((await a.desk.standing()).problem).toBeNull();
  });

  it('says that an object is damaged, goes on without it, and forgets it when it is whole', async () => {
    await join();
    await settle();
    await a.bring('one', { individual: 'Luna' });
    await a.sync();
    const file = [...store.objects.keys()].find((name) => name.startsWith('file/'))!;
    for (const name of [file, 'catalogue']) {
      const whole = store.objects.get(name)!;
      store.objects.set(name, whole.slice(1));
      expect((await b.sync()).damaged).toEqual([name]);
      expect((await b.desk.standing()).problem).toEqual({ code: 'damaged', reason: name });
      store.objects.set(name, whole);
      await b.sync();
      expect((await b.desk.standing()).problem).toBeNull();
    }
    await equalAndWhole();
    // A device that has read no other device's log, and has a photo to send, tells that this is
    // its place by its own log there.
    const [put, root] = [store.put.bind(store), store.objects.get('catalogue')!];
    await a.bring('two', { individual: 'Luna' });
    store.put = () => Promise.reject(new CatalogueError('full', 'no room'));
    await expect(a.sync()).rejects.toMatchObject({ code: 'full' });
    store.put = put;
    store.objects.set('catalogue', root.slice(1));
    expect(await a.sync()).toMatchObject({ damaged: ['catalogue'] });
    store.objects.set('catalogue', root);
    // Nothing is written into a place that became another's.
    const ours = new Map(store.objects);
    store.objects.clear();
    await b.bring('three', { individual: 'Luna' });
    const c = await Member.start('desk-test-c', store, randomFrom(6));
    await c.desk.join('job', linkTo());
    await expect(b.sync()).rejects.toMatchObject({ code: 'key-wrong' });
    expect([...store.objects.keys()]).toEqual(['catalogue']);
    await c.end();
    store.objects.clear();
    for (const [name, bytes] of ours) store.objects.set(name, bytes);
    // Who has not read it before cannot know that it is one.
    store.objects.set('catalogue', store.objects.get('catalogue')!.slice(1));
    await b.desk.leave('job');
    await expect(b.desk.join('job', link)).rejects.toMatchObject({ code: 'key-wrong' });
  });

  it('joins a store that is full, and says what is wrong with it when it has something to send', async () => {
    await join();
    await b.desk.leave('job');
    for (const code of ['full', 'unwritable'] as const) {
      const put = store.put.bind(store);
      store.put = () => Promise.reject(new CatalogueError(code, 'no room'));
      expect(await b.desk.join('job', link)).toEqual({ role: 'write', isNew: false });
      await b.bring(code);
      await expect(b.sync()).rejects.toMatchObject({ code });
      expect((await b.desk.standing()).problem).toEqual({ code, reason: 'no room' });
      store.put = put;
      await b.sync();
      await b.desk.leave('job');
    }
  });

  it('keeps only the files that it wants, and fetches one on demand', async () => {
    const ids = [await a.bring('one'), await a.bring('two two')];
    await join();
    await a.sync();
    await b.desk.setLimits({ keep: { ...(await b.desk.limits()).keep, files: 'none' } });
    expect(await b.sync()).toMatchObject({ filesReceived: 0, filesMissing: 0 });
    await expect(b.library.original(ids[1]!)).rejects.toMatchObject({ code: 'not-found' });
    expect(await (await b.library.thumbnail(ids[1]!)).text()).toBe('small two two');
    // What no file is here of is not waiting to be encoded by another encoder.
    expect(await b.library.photosLacking('another')).toEqual([]);
    expect(await b.desk.fetchFile('job', ids[1]!)).toBe(true);
    expect(await b.library.photosLacking('another')).toEqual([ids[1]]);
    expect(await (await b.library.original(ids[1]!)).text()).toBe('two two');
    await b.desk.setLimits({ keep: { ...(await b.desk.limits()).keep, files: 'all' } });
    expect(await b.sync()).toMatchObject({ filesReceived: 1 });
  });

  it('lets files that were opened leave again for others, the oldest first, and no others', async () => {
    const ids: string[] = [];
    // Files of 100 bytes each, so that the budget below is of three.
    for (let i = 0; i < 5; i++) ids.push(await a.bring(String(i).repeat(100)));
    await join();
    await a.sync();
    const own = await b.bring('b'.repeat(100));
    const { keep } = await b.desk.limits();
    await b.desk.setLimits({ keep: { ...keep, files: 'none', bytes: 300 } });
    await b.sync();
    const here = async (): Promise<string> => {
      const found = await Promise.all(
        [...ids, own].map((id) =>
          b.library.original(id).then(
            () => '+',
            () => '-',
          ),
        ),
      );
      return found.join('');
    };
    expect(await here()).toBe('-----+');
    for (const i of [0, 1]) await b.desk.fetchFile('job', ids[i]!);
    expect(await here()).toBe('++---+');
    await b.desk.fetchFile('job', ids[2]!);
    expect(await here()).toBe('-++--+');
    // Opened at once, as when two are compared.
    await Promise.all([ids[3]!, ids[4]!].map((id, i) => b.desk.fetchFile(`job ${i}`, id)));
    expect(await here()).toBe('---+++');
    // Its photos are whole all the same, and so it says.
    const expected = { fingerprint: FINGERPRINT, dimension: 8 };
    expect(await b.library.integrityCheck({ expected, hashes: true })).toEqual([]);
    // And nothing is sent or lost of those that left.
    expect(await b.sync()).toMatchObject({ filesSent: 0, filesReceived: 0, damaged: [] });
    await b.desk.leave('job');
    const kinds = (await b.library.integrityCheck({ expected })).map(({ kind }) => kind);
    expect(kinds).toEqual(['original-missing', 'original-missing', 'original-missing']);
  });

  it('makes a backup of what is here, and says which files are in the shared gallery', async () => {
    await a.bring('theirs', { name: 'theirs.jpg' });
    await join();
    await a.sync();
    await b.desk.setLimits({ keep: { ...(await b.desk.limits()).keep, files: 'none' } });
    await b.bring('mine', { name: 'mine.jpg' });
    await b.sync();
    const options = { app: 'test', settings: {} };
    const { target } = blobTarget('application/zip');
    const sink = new ZipSink(target);
    const written = await writeBackup(b.library, sink, options);
    await sink.close();
    expect(written).toMatchObject({ left: [], elsewhere: ['theirs.jpg'] });
    expect(written.manifest.counts).toMatchObject({ photos: 1, originals: 1 });
    // It is remembered, for who asks tomorrow whether every photo is in it.
    const made = await makeBackup(b.library, { ...options, chosen: null });
    expect(made).toMatchObject({ photos: 1, left: [], without: { damaged: 0, elsewhere: 1 } });
    expect(await b.library.setting('backup')).toMatchObject({ without: made.without });
  });

  it('fetches a file only whole, and harms nothing where it is damaged', async () => {
    const id = await a.bring('whole');
    await join();
    await a.sync();
    await b.desk.setLimits({ keep: { ...(await b.desk.limits()).keep, files: 'none' } });
    await b.sync();
    const name = [...store.objects.keys()].find((one) => one.startsWith('file/'))!;
    const whole = store.objects.get(name)!;
    const flipped = whole.slice();
    flipped[flipped.length >> 1]! ^= 1;
    store.objects.set(name, flipped);
    await expect(b.desk.fetchFile('job', id)).rejects.toMatchObject({ code: 'damaged' });
    await expect(b.library.original(id)).rejects.toMatchObject({ code: 'not-found' });
    store.objects.delete(name);
    expect(await b.desk.fetchFile('job', id)).toBe(false);
    store.objects.set(name, whole);
    expect(await b.desk.fetchFile('job', id)).toBe(true);
    expect(await (await b.library.original(id)).text()).toBe('whole');
  });

  it('asks for a file that is damaged when it is opened, and has it once it was sent again', async () => {
    const id = await a.bring('whole');
    await join();
    await a.sync();
    await b.desk.setLimits({ keep: { ...(await b.desk.limits()).keep, files: 'none' } });
    await b.sync();
    const name = [...store.objects.keys()].find((one) => one.startsWith('file/'))!;
    store.objects.set(name, store.objects.get(name)!.slice(1));
    await expect(b.desk.fetchFile('job', id)).rejects.toMatchObject({ code: 'damaged' });
    await b.restart();
    expect(await b.sync()).toMatchObject({ sent: 1 });
    expect(await a.sync()).toMatchObject({ filesSent: 1 });
    expect((await a.desk.standing()).waiting.up).toEqual({ count: 0, bytes: 0 });
    expect(await b.desk.fetchFile('job', id)).toBe(true);
    expect(await (await b.library.original(id)).text()).toBe('whole');
    await settle();
    await equalAndWhole();
    for (const member of [a, b]) {
      expect(await member.sync()).toMatchObject({ sent: 0, filesSent: 0, damaged: [] });
    }
  });

  it('keeps its gallery when it leaves, and finds its place again when it joins once more', async () => {
    await a.bring('one', { individual: 'Luna' });
    await join();
    await settle();
    await b.desk.leave('job');
    expect(await b.desk.standing()).toMatchObject({ joined: false, origin: null, role: null });
    await expect(b.sync()).rejects.toMatchObject({ code: 'not-joined' });
    expect((await b.library.counts()).photos).toBe(1);
    await b.bring('two', { individual: 'Luna' });
    await b.desk.join('job', link);
    await settle();
    await equalAndWhole();
    expect(await b.library.counts()).toMatchObject({ photos: 2, individuals: 1 });
  });

  it('stops a round when it is told to, and goes on with it', async () => {
    await a.bring('one');
    await join();
    const get = store.get.bind(store);
    store.get = (name) => {
      a.desk.cancel('round');
      return get(name);
    };
    const round = a.desk.sync('round', { files: 'all', automatic: false }, () => undefined);
    await expect(round).rejects.toMatchObject({ code: 'cancelled' });
    store.get = get;
    expect((await a.desk.standing()).problem).toBeNull();
    await settle();
    await equalAndWhole();
  });
});
