import { beforeEach, describe, expect, it } from 'vitest';
import { Blobs } from '../../../../src/engine/catalogue/blobs';
import { Sealing } from '../../../../src/engine/catalogue/sealing';
import { contentOf } from '../../../../src/engine/library';
import { isWhole } from '../../../../tools/catalogue/check';
import { checkWords } from '../../../../tools/catalogue/words';
import { Device, randomFrom } from '../../engine/catalogue/devices';
import { Owner } from './owner';

let owner: Owner;
let a: Device;
let b: Device;
const [A, B] = ['a'.repeat(32), 'b'.repeat(32)];

beforeEach(async () => {
  owner = new Owner();
  const random = randomFrom(3);
  a = new Device('Ana', random, 0, A);
  b = new Device('Ben', random, 0, B);
  for (let i = 0; i < 3; i++) await a.bring(`photo ${i}`, 'Luna');
  await a.sync(owner.store, owner.secret);
  await b.sync(owner.store, owner.secret);
  b.assign(b.records.photos[0]!.id, 'Sol');
  await b.sync(owner.store, owner.secret);
});

describe('a check', () => {
  it('of a whole catalogue says what is in it and who wrote it', async () => {
    const report = await owner.check();
    expect(isWhole(report)).toBe(true);
    expect(report).toMatchObject({ photos: 3, trashed: 0, individuals: 2, conflicts: 0 });
    expect(report).toMatchObject({ damaged: [], missing: [], unsent: [], unreferenced: [] });
    const objects = Object.fromEntries(report.kinds.map(({ kind, count }) => [kind, count]));
    expect(objects).toEqual({ catalogue: 1, 'log/': 2, 'base/': 0, 'pack/': 1, 'file/': 3 });
    const bytes = report.kinds.reduce((sum, kind) => sum + kind.bytes, 0);
    expect(bytes).toBe(
      [...owner.store.objects.values()].reduce((sum, { length }) => sum + length, 0),
    );
    const [ana, ben] = report.devices;
    expect(ana).toMatchObject({ device: A, people: [], photos: 3, parts: 6, entries: 1, last: 1 });
    expect(ben).toMatchObject({ device: B, people: ['Ben'], photos: 0, steps: 1, entries: 1 });
    expect(checkWords(report)).toContain('Everything that is there is whole.');
  });

  it.each(['log/', 'base/', 'pack/', 'file/'])('names a damaged object of %s', async (kind) => {
    if (kind === 'base/') await a.sync(owner.store, owner.secret, { checkpointEvery: 1 });
    const [name] = owner.names(kind);
    owner.spoil(name!);
    const report = await owner.check();
    expect(report.damaged).toEqual([{ name, why: 'it does not open' }]);
    expect(isWhole(report)).toBe(false);
    expect(checkWords(report)).toContain(name);
    expect(report.unsent).toEqual([]);
  });

  it('of a file that was damaged and sent again names the old one, and is whole', async () => {
    const [name] = owner.names('file/');
    const whole = owner.store.objects.get(name!)!;
    owner.spoil(name!);
    const c = new Device('Eva', randomFrom(9));
    await c.sync(owner.store, owner.secret);
    // Nobody has sent it again yet.
    expect((await owner.check()).damaged).toEqual([{ name, why: 'it does not open' }]);
    await a.sync(owner.store, owner.secret);
    const report = await owner.check();
    expect(isWhole(report)).toBe(true);
    expect(report.unsent).toEqual([]);
    expect(report.unreferenced).toEqual([{ name, why: 'damaged once, and sent again since' }]);
    expect(owner.names('file/')).toHaveLength(4);
    expect(owner.store.objects.get(name!)).not.toEqual(whole);
  });

  it('names an object of another place, which opens nowhere else', async () => {
    const [one, other] = owner.names('file/') as [string, string];
    owner.store.objects.set(one, owner.store.objects.get(other)!);
    expect((await owner.check()).damaged.map(({ name }) => name)).toEqual([one]);
  });

  it('names an embedding that is none, though it was sealed as one', async () => {
    const content = contentOf(a.records.photos[0]!);
    const bytes = new Uint8Array(new Float32Array(8).fill(3).buffer);
    const blobs = new Blobs(owner.store, await Sealing.of(owner.secret));
    const pack = await blobs.putPack([{ content, what: 'f'.repeat(64), mime: null, bytes }]);
    const { damaged, unreferenced } = await owner.check();
    expect(damaged.map(({ name }) => name)).toEqual([`pack/${pack}`]);
    expect(unreferenced.map(({ name }) => name)).toEqual([`pack/${pack}`]);
  });

  it('names a pack that is gone, and an entry that is gone, unless a checkpoint has it', async () => {
    const [pack] = owner.names('pack/');
    await owner.store.remove(pack!);
    expect((await owner.check()).missing).toEqual([
      { name: pack, why: 'it held 6 thumbnails and embeddings' },
    ]);
    a.note(a.records.photos[0]!.id, 'limps');
    await a.sync(owner.store, owner.secret, { checkpointEvery: 1 });
    const [first, last] = owner.names(`log/${A}/`);
    const base = owner.names('base/')[0]!;
    const kept = owner.store.objects.get(base)!;
    await owner.store.remove(first!);
    const gone = async (): Promise<string[]> =>
      (await owner.check()).missing
        .map(({ name }) => name)
        .filter((name) => name.startsWith('log/'));
    expect(await gone()).toEqual([]);
    await owner.store.remove(base);
    expect(await gone()).toEqual([first]);
    owner.store.objects.set(base, kept);
    await owner.store.remove(last!);
    expect(await gone()).toEqual([last]);
  });

  it('tells originals that no device has sent from those of no photo', async () => {
    const mine = await b.bring('mine', 'Sol');
    await b.sync(owner.store, owner.secret, { files: 'none' });
    const report = await owner.check();
    expect(report.unsent.map(({ id }) => id)).toEqual([mine]);
    // It may be sent yet: nothing says that it was.
    expect(isWhole(report)).toBe(true);
    a.discard(a.records.photos[0]!.id);
    a.emptyTrash();
    await a.sync(owner.store, owner.secret);
    owner.store.objects.set('notes.txt', new Uint8Array([1]));
    const { unreferenced } = await owner.check();
    expect(unreferenced.map(({ why }) => why)).toEqual([
      'of a photo that was deleted for good',
      'not of a catalogue',
    ]);
  });

  it('with another secret says so, and with another version too', async () => {
    owner.secret[0]! ^= 1;
    await expect(owner.check()).rejects.toMatchObject({ code: 'key-wrong' });
    owner.secret[0]! ^= 1;
    const name = owner.names('file/')[0]!;
    const later = owner.store.objects.get(name)!.slice();
    later[3] = '2'.charCodeAt(0);
    owner.store.objects.set(name, later);
    await expect(owner.check()).rejects.toMatchObject({ code: 'newer' });
  });
});
