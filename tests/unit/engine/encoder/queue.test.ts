import { describe, expect, test } from 'vitest';
import { JobQueue } from '../../../../src/engine/encoder/queue';

/** A job that ends when told to. */
function held(): {
  job: () => Promise<string>;
  finish: (value: string) => void;
  fail: (error: Error) => void;
} {
  let finish!: (value: string) => void;
  let fail!: (error: Error) => void;
  const promise = new Promise<string>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  return { job: () => promise, finish, fail };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('the queue', () => {
  test('two hundred jobs at once: never more than the limit in flight, all answered', async () => {
    const queue = new JobQueue(2);
    let running = 0;
    let most = 0;
    const jobs = Array.from({ length: 200 }, (_, i) =>
      queue.run(async () => {
        most = Math.max(most, ++running);
        await settle();
        running -= 1;
        return i;
      }, 'query'),
    );
    expect(queue.inFlight).toBe(2);
    expect(queue.queued).toBe(198);
    expect(await Promise.all(jobs)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect([most, queue.maxInFlightSeen, queue.inFlight, queue.queued]).toEqual([2, 2, 0, 0]);
  });

  test('queries go before imports, each in order of arrival', async () => {
    const queue = new JobQueue(1);
    const order: string[] = [];
    const note = (name: string) => (): Promise<void> => {
      order.push(name);
      return settle();
    };
    const jobs = [
      queue.run(note('import 1'), 'import'),
      queue.run(note('import 2'), 'import'),
      queue.run(note('import 3'), 'import'),
      queue.run(note('query 1'), 'query'),
      queue.run(note('query 2'), 'query'),
    ];
    await Promise.all(jobs);
    expect(order).toEqual(['import 1', 'query 1', 'query 2', 'import 2', 'import 3']);
  });

  test('a job that fails, even before its first await, frees its place', async () => {
    const queue = new JobQueue(1);
    const thrower = queue.run(() => {
      throw new Error('at once');
    }, 'query');
    const rejecter = queue.run(() => Promise.reject(new Error('later')), 'query');
    const last = queue.run(() => Promise.resolve('fine'), 'query');
    await expect(thrower).rejects.toThrow('at once');
    await expect(rejecter).rejects.toThrow('later');
    expect(await last).toBe('fine');
    expect(queue.inFlight).toBe(0);
  });

  test('cancelling frees the place at once, waiting or in flight, and a late end is not counted twice', async () => {
    const queue = new JobQueue(1);
    const stuck = held();
    const abort = new AbortController();
    const first = queue.run(stuck.job, 'query', abort.signal);
    const waitingAbort = new AbortController();
    const waiting = queue.run(() => Promise.resolve('never'), 'query', waitingAbort.signal);
    const second = held();
    const next = queue.run(second.job, 'query');
    waitingAbort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    abort.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect([queue.inFlight, queue.queued]).toEqual([1, 0]);
    stuck.finish('late');
    await settle();
    expect(queue.inFlight).toBe(1);
    second.finish('done');
    expect(await next).toBe('done');
    await settle();
    expect(queue.inFlight).toBe(0);
  });

  test('a signal that is already aborted never starts its job', async () => {
    const queue = new JobQueue(2);
    let started = false;
    const job = queue.run(
      () => {
        started = true;
        return Promise.resolve();
      },
      'query',
      AbortSignal.abort(),
    );
    await expect(job).rejects.toMatchObject({ name: 'AbortError' });
    expect(started).toBe(false);
  });

  test('the limit changes at once: raising starts a waiting job, lowering holds the next back', async () => {
    const queue = new JobQueue(1);
    const [a, b, c] = [held(), held(), held()];
    const jobs = [a, b, c].map(({ job }) => queue.run(job, 'import'));
    expect(queue.inFlight).toBe(1);
    queue.setLimit(2);
    expect(queue.inFlight).toBe(2);
    queue.setLimit(1);
    a.finish('a');
    await settle();
    expect(queue.inFlight).toBe(1);
    b.finish('b');
    c.finish('c');
    expect(await Promise.all(jobs)).toEqual(['a', 'b', 'c']);
  });
});
