import { cdp } from 'vitest/browser';
import { deleteDB } from 'idb';
import { expect, test } from 'vitest';
import { Library } from '../../src/engine/library';
import { code, contents, photo, sha256 } from './library-helpers';

/** Chromium believes the free space it last saw for this long; whoever wrote just before us made it look. */
const REMEMBERED_MS = 30_000;

test('a full disk is said so, and nothing of the photo stays', async () => {
  const name = `library-full-${crypto.randomUUID()}`;
  const origin = location.origin;
  const session = cdp() as { send(method: string, parameters: object): Promise<unknown> };
  const bytes = new Uint8Array(20_000_000);
  for (let i = 0; i < bytes.length; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536));
  const big = await photo('big', {
    original: new Blob([bytes]),
    sha256: await sha256(bytes),
    individual: 'Big',
  });
  const whole = { photos: 1, originals: 1, thumbnails: 1, embeddings: 1, vectors: 1, individuals: 0 };

  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 10_000_000 });
  const library = await Library.open(name);
  try {
    const start = performance.now();
    while ((await code(library.addPhoto(big))) === 'no error') {
      expect(performance.now() - start).toBeLessThan(REMEMBERED_MS + 10_000);
      await library.clear();
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
    expect(await code(library.addPhoto(big))).toBe('storage-full');
    await library.addPhoto(await photo('small'));
    expect(await contents(name)).toMatchObject(whole);
  } finally {
    await session.send('Storage.overrideQuotaForOrigin', { origin });
  }
  expect(await library.integrityCheck({ hashes: true })).toEqual([]);
  library.close();
  await deleteDB(name);
});
