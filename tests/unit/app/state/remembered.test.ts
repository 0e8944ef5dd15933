import { afterEach, expect, test, vi } from 'vitest';
import { remember, remembered } from '../../../../src/app/state/remembered';

afterEach(() => vi.unstubAllGlobals());

test('what is kept is there again, and what is not is null', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  expect(remembered('choice')).toBeNull();
  expect(remember('choice', 'fp16')).toBe(true);
  expect(remembered('choice')).toBe('fp16');
});

test('where storage is forbidden nothing is kept, and nothing fails', () => {
  const forbidden = (): never => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden });
  expect(remembered('choice')).toBeUndefined();
  expect(remember('choice', 'fp16')).toBe(false);
});
