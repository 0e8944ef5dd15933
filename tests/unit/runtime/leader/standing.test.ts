import { expect, test } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import { Standing } from '../../../../src/runtime/leader/standing';
import type { EngineStatus } from '../../../../src/runtime/status';

const RUNNING = { backend: 'wasm', reason: 'chosen' } as never;
const ENCODER = { id: 'default' } as never;

function started(): {
  readonly standing: Standing;
  readonly told: EngineStatus[];
  readonly closing: AbortController;
} {
  const told: EngineStatus[] = [];
  const closing = new AbortController();
  return { told, closing, standing: new Standing((status) => told.push(status), closing.signal) };
}

test('starting: the index is told while it is read back, then the encoder', () => {
  const { standing, told } = started();
  standing.starting('encoder', 0, 1);
  standing.reading(5, 10);
  standing.reading(10, 10);
  expect(told).toMatchObject([
    { phase: 'starting', step: 'encoder', done: 0 },
    { phase: 'starting', step: 'index', done: 5 },
    { phase: 'starting', step: 'encoder', done: 0 },
  ]);
  expect(standing.status).toEqual(told.at(-1));
});

test('ready: reading goes on behind it, and no step of starting takes it back', () => {
  const { standing, told } = started();
  standing.reading(5, 10);
  standing.ready(RUNNING, ENCODER);
  expect(standing.status).toMatchObject({ phase: 'ready', reading: { done: 5, total: 10 } });
  standing.starting('encoder', 0, 1);
  standing.reading(9, 10);
  expect(standing.status).toMatchObject({ phase: 'ready', reading: { done: 9, total: 10 } });
  standing.reading(10, 10);
  expect(standing.status).toMatchObject({ phase: 'ready', reading: null, encoder: ENCODER });
  expect(told).toHaveLength(4);
});

test('failed: with code and reason, until it starts again; once closed nothing is told', () => {
  const { standing, told, closing } = started();
  standing.fail(new HuellaError('storage-blocked', 'another tab', { version: 3 }));
  expect(standing.status).toEqual({
    ...{ phase: 'failed', code: 'storage-blocked', detail: { version: 3 }, reason: 'another tab' },
  });
  standing.starting('index', 1, 2);
  expect(standing.status.phase).toBe('failed');
  standing.begin();
  expect(standing.status).toMatchObject({ phase: 'starting', step: 'library' });
  closing.abort();
  standing.fail(new Error('late'));
  expect([standing.status.phase, told.length]).toEqual(['starting', 2]);
});
