import { afterEach, expect, test, vi } from 'vitest';
import { ImportMemory } from '../../../../src/app/import/memory';
import type { ImportRecord } from '../../../../src/engine/library';
import type { Services } from '../../../../src/runtime/services';

afterEach(() => vi.unstubAllGlobals());

test('a photo that found no space is not counted as done, so the card says what is left', async () => {
  vi.stubGlobal('navigator', {
    locks: { request: (_: string, held: () => Promise<void>) => void held() },
  });
  const rows = [
    { name: 'a.jpg', outcome: 'added', row: 0 },
    { name: 'b.jpg', outcome: 'failed', code: 'storage-full', row: 1 },
  ];
  const saved: ImportRecord[] = [];
  const services = {
    library: {
      importRows: () => Promise.resolve(rows),
      saveImport: (record: ImportRecord) => Promise.resolve(void saved.push(record)),
    },
  } as unknown as Services;
  const record = { id: 'one', state: 'paused', total: 2, done: 2 } as unknown as ImportRecord;
  const memory = await ImportMemory.resume(services, record);
  expect(memory.done).toBe(1);
  expect(saved.at(-1)).toMatchObject({ done: 1, total: 2 });
});
