import { expose, wrap } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import { moved } from '../../../src/workers/moved';

interface Task {
  readonly photos: { readonly vectors: Float32Array; readonly ids: readonly string[] };
  readonly learnt: { readonly basis: Float64Array };
  readonly named: null;
}

const { port1: here, port2: there } = new MessageChannel();
afterEach(() => here.close());

test('parts that change hands are empty here and whole there; what is in use here stays', async () => {
  expose({ sum: ({ photos, learnt }: Task) => photos.vectors[1]! + learnt.basis[0]! }, there);
  const door = wrap<{ sum(task: Task): number }>(here);
  const task = (): Task => {
    const vectors = new Float32Array([1, 2]);
    return {
      ...{ photos: { vectors, ids: ['a'] }, learnt: { basis: new Float64Array([40]) } },
      named: null,
    };
  };
  const kept = task();
  expect(await door.sum(moved(kept, [kept.photos, kept.named]))).toBe(42);
  expect([kept.photos.vectors.length, kept.learnt.basis.length]).toEqual([0, 1]);
  const whole = task();
  expect(await door.sum(moved(whole))).toBe(42);
  expect([whole.photos.vectors.length, whole.learnt.basis.length]).toEqual([0, 0]);
});
