import { describe, expect, test } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import type { Recrop, Undone } from '../../../../src/engine/library';
import { Recropping } from '../../../../src/runtime/leader/recropping';

const CROP = { x: 0.1, y: 0.1, width: 0.5, height: 0.5 };
const SIGNATURE = { id: 'entry', by: 'Ana' };

interface Given {
  readonly changed?: () => Promise<unknown>;
  readonly source?: () => Promise<never>;
  readonly undone?: Undone;
  /** After each encoding. */
  readonly encoded?: () => void;
}

function started({ changed, source, undone, encoded }: Given = {}): {
  readonly recropping: Recropping;
  readonly recropped: Recrop[];
  readonly crops: unknown[];
  readonly called: string[];
  use: (fingerprint: string) => void;
} {
  const recropped: Recrop[] = [];
  const crops: unknown[] = [];
  const called: string[] = [];
  const encoderOf = (fingerprint: string): object => ({
    loaded: { fingerprint },
    encode: (_: Blob, { crop }: { crop: unknown }) => {
      crops.push(crop);
      encoded?.();
      return Promise.resolve({
        ...{ embedding: new Float32Array(2), lookHash: null, quality: 0.5 },
        thumbnail: { bytes: new ArrayBuffer(1), mime: 'image/jpeg' },
      });
    },
  });
  let current = encoderOf('first');
  const replay = (way: string) => (id: string) => {
    called.push(`${way} ${id}`);
    return Promise.resolve(undone);
  };
  const door = {
    source: source ?? (() => Promise.resolve({ original: new Blob(['photo']) })),
    recrop: (recrop: Recrop) => {
      recropped.push(recrop);
      return Promise.resolve({ id: 'entry' });
    },
    ...{ undo: replay('undo'), redo: replay('redo') },
  };
  const recropping = new Recropping({
    encoder: { current: () => Promise.resolve(current as never) },
    library: { door: door as never },
    changed: changed ?? (() => Promise.resolve()),
  });
  const use = (fingerprint: string): void => {
    current = encoderOf(fingerprint);
  };
  return { recropping, recropped, crops, called, use };
}

describe('another crop', () => {
  test('is encoded anew and stored with what was made of it', async () => {
    const { recropping, recropped, crops } = started();
    expect(await recropping.recrop('photo', CROP, SIGNATURE)).toEqual({ id: 'entry' });
    expect(crops).toEqual([CROP]);
    expect(recropped).toMatchObject([
      { photoId: 'photo', crop: CROP, quality: 0.5, entry: SIGNATURE },
    ]);
    expect(recropped[0]).not.toHaveProperty('lookHash');
  });

  test('is encoded once more by the encoder that took the other’s place meanwhile', async () => {
    let changes = 0;
    const app = started({
      encoded: () => {
        if (++changes === 1) app.use('second');
      },
    });
    await app.recropping.recrop('photo', null, SIGNATURE);
    expect(app.crops).toHaveLength(2);
    expect(app.recropped.map(({ embedding }) => embedding.fingerprint)).toEqual(['second']);
  });

  test('waits while another encoder is put in use', async () => {
    let over = (_: unknown): void => undefined;
    const { recropping, crops } = started({
      changed: () => new Promise((resolve) => (over = resolve)),
    });
    const run = recropping.recrop('photo', CROP, SIGNATURE);
    await new Promise((resolve) => setTimeout(resolve));
    expect(crops).toEqual([]);
    over(null);
    await run;
    expect(crops).toHaveLength(1);
  });

  test('cancelled while it is encoded, nothing is stored', async () => {
    const controller = new AbortController();
    const { recropping, recropped } = started({ encoded: () => controller.abort() });
    const run = recropping.recrop('photo', CROP, SIGNATURE, controller.signal);
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(recropped).toEqual([]);
  });
});

describe('taking it back', () => {
  test('encodes the crop that was, and writes it into the same entry', async () => {
    const undone = { entry: null, skipped: 0, recrop: { photoId: 'photo', crop: null } };
    const { recropping, recropped, called } = started({ undone });
    expect(await recropping.replay('step', 'before')).toEqual({
      ...{ entry: { id: 'entry' }, skipped: 0 },
    });
    expect(called).toEqual(['undo step']);
    expect(recropped).toMatchObject([{ crop: null, entry: { id: 'step', to: 'before' } }]);
  });

  test('what is no crop is done by the library alone', async () => {
    const undone = { entry: null, skipped: 3 };
    const { recropping, recropped, called } = started({ undone });
    expect(await recropping.replay('step', 'after')).toEqual(undone);
    expect([called, recropped]).toEqual([['redo step'], []]);
  });

  test('a photo that is gone is said', async () => {
    const { recropping, crops } = started({
      source: () => Promise.reject(new HuellaError('not-found', 'photo')),
    });
    await expect(recropping.recrop('gone', null, SIGNATURE)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(crops).toEqual([]);
  });
});
