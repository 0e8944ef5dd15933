import { expect, test } from 'vitest';
import { SearchIndex } from '../../src/engine/index';
import { clustered } from '../unit/index-data';

test('a graph finds what exact search finds, and says it is approximate', async () => {
  const dimension = 128;
  const { vectors, query, individuals } = clustered(6000, dimension);
  const index = await SearchIndex.create({ fingerprint: 'f', dimension, exactBytes: 0 });
  vectors.forEach((vector, label) => index.add(label, vector));
  const t0 = performance.now();
  await index.maintain();
  console.log('build', performance.now() - t0, index.diagnostics());
  let found = 0;
  let wanted = 0;
  let time = 0;
  let exactTime = 0;
  for (let i = 0; i < 100; i++) {
    const q = query((i * 37) % individuals);
    const a = performance.now();
    const usual = await index.search(q, { k: 10 });
    const b = performance.now();
    const exact = await index.search(q, { k: 10, exact: true });
    exactTime += performance.now() - b;
    time += b - a;
    expect(usual.exact).toBe(false);
    expect(exact.exact).toBe(true);
    const labels = new Set(exact.neighbours.map(({ label }) => label));
    wanted += labels.size;
    found += usual.neighbours.filter(({ label }) => labels.has(label)).length;
  }
  console.log('recall', found / wanted, 'ms', time / 100, exactTime / 100);
  const snapshot = await index.snapshot();
  console.log('bytes', snapshot.byteLength);
  const restored = await SearchIndex.restore(snapshot, { fingerprint: 'f', dimension, exactBytes: 0 });
  const q = query(3);
  expect(await restored.search(q, { k: 10 })).toEqual(await index.search(q, { k: 10 }));
});
