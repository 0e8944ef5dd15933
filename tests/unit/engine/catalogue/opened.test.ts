import { describe, expect, it } from 'vitest';
import { Blobs } from '../../../../src/engine/catalogue/blobs';
import { leaving, openedFile, type Opened } from '../../../../src/engine/catalogue/opened';
import { newSecret, Sealing } from '../../../../src/engine/catalogue/sealing';
import { DEFAULT_LIMITS } from '../../../../src/engine/catalogue/standing';
import { Device, MemoryStore, randomFrom } from './devices';

const opened = (...bytes: readonly number[]): Opened[] =>
  bytes.map((one, i) => ({ sha256: String(i), bytes: one }));
const names = (list: readonly Opened[]): string => list.map(({ sha256 }) => sha256).join('');

describe('files that were opened', () => {
  it('all stay where there is no limit, or where all files weigh no more than it', () => {
    expect(leaving(opened(5, 5, 5), 1e12, null)).toEqual([]);
    expect(leaving(opened(5, 5, 5), 100, 100)).toEqual([]);
  });

  it('leave from the oldest on, until all files weigh no more than the limit', () => {
    // Of 101 the first takes 5: 96 are no more than 96.
    expect(names(leaving(opened(5, 7, 5), 101, 96))).toBe('0');
    expect(names(leaving(opened(5, 7, 5), 101, 95))).toBe('01');
  });

  it('do not leave while their photo is looked at, and nothing else ever does', () => {
    expect(names(leaving(opened(5, 7, 50), 500, 10))).toBe('01');
    expect(leaving(opened(50), 500, 10)).toEqual([]);
  });
});

describe('a file that is opened', () => {
  it('and is damaged is asked for, sent again, and opened under its next name', async () => {
    const [store, secret] = [new MemoryStore(), newSecret()];
    const random = randomFrom(4);
    const [a, b] = [new Device('A', random), new Device('B', random)];
    await a.bring('photo', 'Luna');
    const { sha256 } = a.records.photos[0]!;
    await a.sync(store, secret);
    const keep = { ...DEFAULT_LIMITS.keep, files: 'none' as const };
    await b.sync(store, secret, { keep });
    const blobs = new Blobs(store, await Sealing.of(secret));
    const whole = await openedFile(blobs, b, sha256);
    expect(whole).toEqual(await a.file(sha256));
    const name = await blobs.fileName(sha256, 0);
    store.objects.set(name, store.objects.get(name)!.slice(1));
    // A photo that is opened twice is asked for once.
    for (let i = 0; i < 2; i++) {
      await expect(openedFile(blobs, b, sha256)).rejects.toMatchObject({ code: 'damaged' });
    }
    expect(await b.sync(store, secret, { keep })).toMatchObject({ sent: 1, filesReceived: 0 });
    expect(await b.sync(store, secret, { keep })).toMatchObject({ sent: 0 });
    expect(await a.sync(store, secret)).toMatchObject({ filesSent: 1 });
    expect(await openedFile(blobs, b, sha256)).toEqual(whole);
    await Promise.all([0, 1].map(async (i) => store.remove(await blobs.fileName(sha256, i))));
    expect(await openedFile(blobs, b, sha256)).toBeNull();
  });
});
