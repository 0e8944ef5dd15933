import { expect, test } from 'vitest';
import { SearchIndex, type SearchResult } from '../../../../src/engine/index';
import { Codes } from '../../../../src/engine/index/codes';
import { ExactIndex } from '../../../../src/engine/index/exact';
import { clustered } from '../../../unit/engine/index/index-data';

const DIMENSION = 96;
const { vectors, query } = clustered(3000, DIMENSION, { seed: 21 });
const queries = Array.from({ length: 25 }, (_, i) => query(i * 11));

function inWorker(snapshot: ArrayBuffer): Promise<SearchResult[]> {
  const worker = new Worker(new URL('./index-threads.fixture.ts', import.meta.url), {
    type: 'module',
  });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => {
      reject(new Error(event.message));
    };
    worker.onmessage = ({ data }: MessageEvent<SearchResult[]>) => {
      worker.terminate();
      resolve(data);
    };
    worker.postMessage({ snapshot: snapshot.slice(0), dimension: DIMENSION, queries });
  });
}

test('one worker, two at once and the page give the same results, to the bit', async () => {
  const index = await SearchIndex.create({ fingerprint: 'f', dimension: DIMENSION, exactBytes: 0 });
  vectors.forEach((vector, label) => {
    index.add(label, vector);
  });
  await index.maintain();
  const here = [];
  for (const asked of queries) {
    here.push(
      await index.search(asked, { k: 10 }),
      await index.search(asked, { k: 10, exact: true }),
    );
  }
  expect(here.map(({ exact }) => exact)).toEqual(queries.flatMap(() => [false, true]));
  const snapshot = await index.snapshot();
  const alone = await inWorker(snapshot);
  const both = await Promise.all([inWorker(snapshot), inWorker(snapshot)]);
  for (const results of [alone, ...both]) expect(results).toEqual(here);
});

test('with and without WebAssembly SIMD the same candidates are found', () => {
  const [simd, reference] = (['simd', 'reference'] as const).map((kind) => {
    const codes = new Codes(DIMENSION, kind);
    const index = new ExactIndex(codes);
    vectors.forEach((vector, row) => {
      codes.set(row, vector);
      index.add(row);
    });
    expect(codes.simd).toBe(kind === 'simd');
    return queries.map((asked) => index.search(asked, 10));
  });
  expect(reference).toEqual(simd);
});
