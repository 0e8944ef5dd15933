/** A worker that restores a snapshot and answers queries (index-threads.test.ts). */
import { SearchIndex } from '../../../../src/engine/index';

interface Job {
  readonly snapshot: ArrayBuffer;
  readonly dimension: number;
  readonly queries: readonly Float32Array[];
}

addEventListener('message', ({ data }: MessageEvent<Job>) => {
  void (async () => {
    const index = await SearchIndex.restore(data.snapshot, {
      fingerprint: 'f',
      dimension: data.dimension,
      exactBytes: 0,
    });
    const results = [];
    for (const query of data.queries) {
      results.push(
        await index.search(query, { k: 10 }),
        await index.search(query, { k: 10, exact: true }),
      );
    }
    postMessage(results);
  })();
});
