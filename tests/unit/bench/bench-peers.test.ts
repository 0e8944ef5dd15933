/** What `npm run bench:peers` counts with, and how it writes what it measured. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Site } from '../../bench/peers/site';
import { results, type LaneResult } from '../../bench/peers/table';

const lane = (name: LaneResult['name'], times: number): LaneResult => ({
  ...{ name, firstVisits: [4 * times], nextVisits: [times, times], cosine: 0.99912, agreeing: 1 },
  ...{ loaded: { bytes: 2e7 * times, gzipped: 5e6 }, queries: [100 * times, 120 * times] },
  imports: { crops: [10 / times, 8 / times] },
  memory: name === 'threads' ? null : { first: 3e8, last: 3.1e8 },
});

test('a ratio above 1 says that Huella has more of it; what was not measured is left empty', () => {
  const text = results(
    {
      lanes: [lane('huella', 2), lane('library', 4), lane('threads', 1)],
      kinds: [{ name: 'crops', title: 'crops of 320 px', count: 30 }],
      ...{ dispatches: { huella: 154, library: 308 }, version: '4.0.0', memoryQueries: 1000 },
    },
    { machine: 'two cores', rounds: 2 },
  );
  expect(text).toContain('| a query, ms | 220 | 440 | 110 | 0.50 | 2.00 |');
  expect(text).toContain('photos/s | 4.50 | 2.25 | 9.00 | 2.00 | 0.50 |');
  expect(text).toContain('| memory after 1000 queries, MB | 310.0 | 310.0 |  | 1.00 |  |');
  expect(text).toContain('| WebGPU dispatches a photo | 154 | 308 |  | 0.50 |  |');
  expect(text).toContain('at least 0.9991');
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(rows.map((line) => line.split('|').length))).toEqual(new Set([8]));
});

test('a site counts what it gives out, apart from weights, and each file once as gzip sends it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-peers-test-'));
  const page = '<p>'.padEnd(1000);
  try {
    await mkdir(join(folder, 'weights'));
    await writeFile(join(folder, 'index.html'), page);
    await writeFile(join(folder, 'weights/a.onnx'), 'w'.repeat(5000));
    const site = await Site.open({
      folders: { '/': folder, '/models/': join(folder, 'weights') },
      headers: (path) => ({ 'X-Path': path }),
    });
    try {
      const ask = async (path: string) =>
        fetch(site.origin + path).then(async (response) => {
          await response.arrayBuffer();
          return response;
        });
      const first = await ask('/');
      expect([first.status, first.headers.get('x-path')]).toEqual([200, '/']);
      expect(first.headers.get('content-type')).toContain('text/html');
      await ask('/');
      expect((await ask('/models/a.onnx')).status).toBe(200);
      expect((await ask('/nothing.js')).status).toBe(404);
      expect(await site.loaded(/^\/models\//)).toEqual({
        ...{ bytes: 2000, gzipped: gzipSync(page, { level: 9 }).length },
      });
      expect(await site.loaded(/never/)).toEqual({ bytes: 0, gzipped: 0 });
    } finally {
      await site.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
