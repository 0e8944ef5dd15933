/** An encoder that is stopped begins nothing more, and leaves no rejection unhandled. */
import { afterEach, expect, test, vi } from 'vitest';
import type { EncoderCard } from '../../../../src/engine/encoder/card';
import { Supervisor } from '../../../../src/engine/encoder/supervisor';
import type { EncoderWorker } from '../../../../src/engine/encoder/worker-start';
import { HuellaError } from '../../../../src/engine/errors';

const never = new Promise<never>(() => undefined);
const gone = (): Promise<never> => Promise.reject(new HuellaError('internal', 'it is gone'));

const graph = { file: 'a.onnx', bytes: 1, sha256: '' };
const card = { ...graph, attention: { mha: graph, manual: graph } } as unknown as EncoderCard;

function supervise(door: Partial<EncoderWorker['door']>) {
  const spawned: string[] = [];
  let ended = 0;
  const supervisor = new Supervisor({
    spawn: () => ({
      door: {
        start: (options) => {
          spawned.push(`${options.backend} ${String(options.form)}`);
          return door.start?.(options, () => undefined) ?? never;
        },
        encode: door.encode ?? (() => never),
        cancel: gone,
        ledger: () => never,
      },
      died: never,
      terminate: () => (ended += 1),
    }),
    ...{ card, modelUrl: 'a.onnx', preference: 'webgpu' },
  });
  return { supervisor, spawned, ended: () => ended };
}

afterEach(() => vi.unstubAllGlobals());

test('while one form of its graph is tried the other is not tried any more', async () => {
  const info = { vendor: '', architecture: '', description: '' };
  const adapter = { features: new Set(), info };
  vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(adapter) } });
  const { supervisor, spawned, ended } = supervise({});
  const start = supervisor.start();
  await vi.waitFor(() => expect(spawned).toEqual(['webgpu mha']));
  supervisor.stop();
  await expect(start).rejects.toMatchObject({ code: 'internal' });
  expect([spawned.length, ended()]).toEqual([1, 1]);
});

test('in the middle of a photo that is cancelled at the same time', async () => {
  vi.stubGlobal('navigator', {});
  const started = { backend: 'wasm', threads: 1, adapter: '', firstMs: 1, runMs: null } as const;
  let encoding = 0;
  const { supervisor } = supervise({
    start: () => Promise.resolve(started),
    encode: () => {
      encoding += 1;
      return never;
    },
  });
  const abort = new AbortController();
  const photo = supervisor.encode(new Blob(), {}, abort.signal);
  photo.catch(() => undefined);
  await vi.waitFor(() => expect(encoding).toBe(1));
  abort.abort();
  supervisor.stop();
  // The worker's refusal to cancel is nobody's failure: Vitest reports what is not caught.
  await new Promise((resolve) => setTimeout(resolve, 5));
});
