import { cdp } from 'vitest/browser';
import { deleteDB } from 'idb';
import { expect, test } from 'vitest';
import { toHuellaError } from '../../../../src/engine/errors';
import { Library, type NewPhoto } from '../../../../src/engine/library';
import { code, contents, photo, sha256 } from './library-helpers';

/**
 * Chromium believes the free space it last saw for this long; a write just before ours made it
 * look.
 */
const REMEMBERED_MS = 30_000;

test('a full disk is said so, and nothing of the photo stays', async () => {
  const name = `library-full-${crypto.randomUUID()}`;
  const origin = location.origin;
  const session = cdp() as { send(method: string, parameters: object): Promise<unknown> };
  const big = await bigPhoto(6_000_000);
  const whole = {
    photos: 1,
    originals: 1,
    thumbnails: 1,
    embeddings: 1,
    vectors: 1,
    individuals: 0,
  };

  const library = await Library.open(name);
  try {
    await untilFull(library, big, 3_000_000);
    // What an earlier attempt or file wrote and deleted still counts until Chromium sweeps it up.
    const small = await photo('small');
    await expect.poll(async () => code(library.addPhoto(small))).toBe('no error');
    expect(await contents(name)).toMatchObject(whole);
  } finally {
    await session.send('Storage.overrideQuotaForOrigin', { origin });
  }
  expect(await library.integrityCheck({ hashes: true })).toEqual([]);
  library.close();
  await deleteDB(name);
});

test('on a disk filled with photos a person still deletes, names and undoes, and the next photo brings the reserve back', async () => {
  const name = `library-reserve-${crypto.randomUUID()}`;
  const origin = location.origin;
  const session = cdp() as { send(method: string, parameters: object): Promise<unknown> };
  const library = await Library.open(name);
  await untilFull(library, await bigPhoto(10_000_000), 5_000_000);
  const first = await library.addPhoto(await photo('first', { individual: 'Luna' }));
  try {
    if (first.kind !== 'added') throw new Error('an empty library has it already');
    const ids = [first.photo.id];
    // Down to the last kilobyte: the pictures get smaller until not even a small one fits.
    for (const size of [300_000, 20_000, 500]) {
      for (;;) {
        const added = await add(library, size);
        if (added === null) break;
        ids.push(added);
        expect(ids.length).toBeLessThan(5000);
      }
    }
    expect(await code(library.putSnapshot('x', new ArrayBuffer(100_000)))).toBe('storage-full');

    const some = ids.slice(0, 20);
    const { entry } = await library.act({ kind: 'delete-photos', photoIds: some });
    expect(await library.trash()).toHaveLength(some.length);
    await library.undo(entry!.id);
    expect(await library.trash()).toEqual([]);
    await library.act({ kind: 'assign', photoIds: [ids[1]!], name: 'Rosa' });
    await library.act({ kind: 'delete-photos', photoIds: ids.slice(0, 5) });
    expect(await library.emptyTrash()).toBe(5);
    expect(await library.integrityCheck({ hashes: true })).toEqual([]);
    expect(await add(library, 20_000)).not.toBeNull();
  } finally {
    await session.send('Storage.overrideQuotaForOrigin', { origin });
  }
  library.close();
  await deleteDB(name);
}, 120_000);

/**
 * Twice what is to be left free. Attempts follow each other until Chromium looks how much is free,
 * so one is to be little work.
 */
async function bigPhoto(size: number): Promise<NewPhoto> {
  const bytes = noise(size);
  return photo('big', {
    original: new Blob([bytes]),
    sha256: await sha256(bytes),
    individual: 'Big',
  });
}

/**
 * Leaves `free` bytes beside what the origin uses, until Chromium has looked how much that is. What
 * it uses is asked at each attempt: deleted databases and pictures leave it late.
 */
async function untilFull(library: Library, big: NewPhoto, free: number): Promise<void> {
  const session = cdp() as { send(method: string, parameters: object): Promise<unknown> };
  const start = performance.now();
  for (;;) {
    const { usage = 0 } = await navigator.storage.estimate();
    await session.send('Storage.overrideQuotaForOrigin', {
      origin: location.origin,
      quotaSize: usage + free,
    });
    const outcome = await code(library.addPhoto(big));
    if (outcome === 'storage-full') return;
    expect(outcome).toBe('no error');
    expect(performance.now() - start).toBeLessThan(REMEMBERED_MS + 10_000);
    await library.clear();
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
}

function noise(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536));
  return bytes;
}

/** The photo's id; null: the disk is full. */
async function add(library: Library, size: number): Promise<string | null> {
  const bytes = noise(size);
  const one = await photo(`photo ${size}`, {
    original: new Blob([bytes]),
    sha256: await sha256(bytes),
  });
  try {
    const added = await library.addPhoto(one);
    return added.kind === 'added' ? added.photo.id : added.photoId;
  } catch (error) {
    expect(toHuellaError(error).code).toBe('storage-full');
    return null;
  }
}
