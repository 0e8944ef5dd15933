import { describe, expect, it } from 'vitest';
import { Objects } from '../../../../src/engine/catalogue/objects';
import { newSecret, Sealing } from '../../../../src/engine/catalogue/sealing';
import { Device, MemoryStore, randomFrom } from './devices';

async function filled(): Promise<{ store: MemoryStore; secret: Uint8Array<ArrayBuffer> }> {
  const [store, secret] = [new MemoryStore(), newSecret()];
  const device = new Device('Ana', randomFrom(3));
  const photo = device.import('a'.repeat(64), 'Niebla del Retiro');
  device.note(photo, 'has a red collar');
  await device.sync(store, secret);
  return { store, secret };
}

/** The name of the only entry. */
function entryOf(store: MemoryStore): string {
  return [...store.objects.keys()].find((name) => name.startsWith('log/'))!;
}

describe('objects of a catalogue', () => {
  it('hold nothing that can be read: no name, place, note or file, and none in their names', async () => {
    const { store } = await filled();
    expect(store.objects.size).toBe(2);
    const gzip = '\x1f\x8b\x08';
    const words = ['Niebla', 'Retiro', 'collar', '40.4168', '-3.7038', 'image/jpeg', '.jpg'];
    for (const [name, bytes] of store.objects) {
      const text = name + Buffer.from(bytes).toString('latin1');
      for (const word of [...words, 'huella', 'photo', 'Ana', 'aaaaaa', gzip]) {
        expect(text).not.toContain(word);
      }
    }
  });

  it('do not open when a bit is flipped, the end is missing, or the name is another', async () => {
    const { store, secret } = await filled();
    const sealing = await Sealing.of(secret);
    const name = entryOf(store);
    const whole = store.objects.get(name)!;
    await expect(sealing.open(name, whole)).resolves.toBeInstanceOf(Uint8Array);
    const damage = { code: 'damaged' };
    for (const at of [0, 5, 20, whole.length - 1]) {
      const flipped = whole.slice();
      flipped[at]! ^= 1;
      await expect(sealing.open(name, flipped)).rejects.toMatchObject(damage);
    }
    for (const length of [0, 10, whole.length - 1]) {
      await expect(sealing.open(name, whole.slice(0, length))).rejects.toMatchObject(damage);
    }
    await expect(sealing.open(`${name}0`, whole)).rejects.toMatchObject(damage);
    const later = whole.slice();
    later[3] = '2'.charCodeAt(0);
    await expect(sealing.open(name, later)).rejects.toMatchObject({ code: 'newer' });
  });

  it('leave a gallery as it was when one of them arrives damaged, and join it when it is whole', async () => {
    const { store, secret } = await filled();
    const name = entryOf(store);
    const whole = store.objects.get(name)!;
    const other = new Device('B', randomFrom(4));
    other.import('b'.repeat(64), 'Sol');
    store.objects.set(name, whole.slice(0, -7));
    expect((await other.sync(store, secret)).damaged).toEqual([name]);
    expect(other.records.photos.map(({ sha256 }) => sha256[0])).toEqual(['b']);
    store.objects.set(name, whole);
    await other.sync(store, secret);
    expect(other.records.photos.map(({ sha256 }) => sha256[0]).sort()).toEqual(['a', 'b']);
  });

  it('open with their own secret only', async () => {
    const { store } = await filled();
    const objects = new Objects(store, await Sealing.of(newSecret()));
    await expect(objects.begin(true)).rejects.toMatchObject({ code: 'key-wrong' });
    const nothing = new Objects(new MemoryStore(), await Sealing.of(newSecret()));
    await expect(nothing.begin(false)).rejects.toMatchObject({ code: 'none' });
  });
});
