import { expect, test } from 'vitest';
import { during } from '../../../src/runtime/during';

test('progress is passed on until the call has its result, and not after', async () => {
  const heard: number[] = [];
  let tell: (done: number) => void = () => undefined;
  const result = await during(
    (done: number) => heard.push(done),
    (passOn) => {
      tell = passOn;
      passOn(1);
      return Promise.resolve('done');
    },
  );
  tell(2);
  expect([result, heard]).toEqual(['done', [1]]);
});

test('nor after it has failed, and a call without a listener works', async () => {
  const heard: number[] = [];
  let tell: (done: number) => void = () => undefined;
  const failed = during(
    (done: number) => heard.push(done),
    (passOn) => {
      tell = passOn;
      return Promise.reject(new Error('no'));
    },
  );
  await expect(failed).rejects.toThrow('no');
  tell(1);
  expect(heard).toEqual([]);
  const silent = await during<[number], string>(undefined, (passOn) => {
    passOn(1);
    return Promise.resolve('done');
  });
  expect(silent).toBe('done');
});
