import { afterEach, describe, expect, it, vi } from 'vitest';
import { CatalogueError } from '../../../src/engine/catalogue/failure';
import { HuellaError } from '../../../src/engine/errors';
import { isOfOne, originalOf, type OriginalServices } from '../../../src/runtime/originals';

const photo = { id: 'p', name: 'luna.jpg', byteLength: 100 };

interface Given {
  readonly isHere?: boolean;
  readonly joined?: boolean;
  /** What the store does. */
  readonly fetch?: (onBytes: (bytes: number) => void) => Promise<boolean>;
}

/** A library of one photo, whose file is here once it was fetched. */
function services({ isHere = false, joined = true, fetch }: Given): {
  readonly services: OriginalServices;
  readonly asked: string[];
} {
  let here = isHere;
  const asked: string[] = [];
  const original = (id: string): Promise<Blob> => {
    asked.push(`read ${id}`);
    if (here) return Promise.resolve(new Blob(['whole']));
    return Promise.reject(new HuellaError('not-found', 'no original'));
  };
  const door = {
    status: () => Promise.resolve({ joined }),
    fetchFile: async (id: string, { onBytes }: { onBytes: (bytes: number) => void }) => {
      asked.push(`fetch ${id}`);
      here = (await fetch?.(onBytes)) ?? true;
      return here;
    },
  };
  const library = { original, photosOf: () => Promise.resolve([photo]) };
  const made = { library, catalogue: () => Promise.resolve(door) };
  return { services: made as unknown as OriginalServices, asked };
}

afterEach(() => vi.unstubAllGlobals());

describe('the file of a photo', () => {
  it('is read where it is, without asking for a catalogue', async () => {
    const { services: given, asked } = services({ isHere: true });
    const catalogue = vi.fn();
    expect(await (await originalOf({ ...given, catalogue }, 'p')).text()).toBe('whole');
    expect(asked).toEqual(['read p']);
    expect(catalogue).not.toHaveBeenCalled();
  });

  it('is fetched from the shared gallery, and says how far it is', async () => {
    vi.stubGlobal('navigator', { onLine: true });
    const { services: given, asked } = services({
      fetch: (onBytes) => {
        // Sealed it is a little longer than it says.
        for (const bytes of [0, 40, 132]) onBytes(bytes);
        return Promise.resolve(true);
      },
    });
    const told: number[][] = [];
    const onProgress = (...progress: [number, number]): void => void told.push(progress);
    expect(await (await originalOf(given, 'p', { onProgress })).text()).toBe('whole');
    expect(asked).toEqual(['read p', 'fetch p', 'read p']);
    expect(told.slice(1)).toEqual([
      [0, 100],
      [40, 100],
      [100, 100],
    ]);
  });

  it('is not there where nothing is shared', async () => {
    vi.stubGlobal('navigator', { onLine: true });
    const { services: given, asked } = services({ joined: false });
    await expect(originalOf(given, 'p')).rejects.toMatchObject({ code: 'not-found' });
    expect(asked).toEqual(['read p']);
  });

  it.each([
    ['offline', false, () => Promise.resolve(true), 'offline', false],
    ['sent by no device', true, () => Promise.resolve(false), 'unsent', true],
    [
      'out of reach',
      true,
      () => Promise.reject(new CatalogueError('unreachable', '503')),
      'unreachable',
      false,
    ],
    [
      'damaged',
      true,
      () => Promise.reject(new CatalogueError('damaged', 'flipped', 'file/1')),
      'damaged',
      true,
    ],
  ] as const)('%s: says why', async (_, onLine, fetch, why, ofOne) => {
    vi.stubGlobal('navigator', { onLine });
    const { services: given, asked } = services({ fetch });
    const failure = await originalOf(given, 'p').catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'original-elsewhere',
      detail: { name: 'luna.jpg', why },
    });
    expect(isOfOne(failure as HuellaError)).toBe(ofOne);
    expect(asked).toEqual(onLine ? ['read p', 'fetch p'] : ['read p']);
  });

  it('keeps what the device itself says: no room, or stopped', async () => {
    vi.stubGlobal('navigator', { onLine: true });
    for (const code of ['storage-full', 'cancelled'] as const) {
      const { services: given } = services({
        fetch: () => Promise.reject(new HuellaError(code, code)),
      });
      await expect(originalOf(given, 'p')).rejects.toMatchObject({ code });
    }
  });
});
