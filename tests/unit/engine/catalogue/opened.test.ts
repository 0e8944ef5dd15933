import { describe, expect, it } from 'vitest';
import { leaving, type Opened } from '../../../../src/engine/catalogue/opened';

const opened = (...bytes: readonly number[]): Opened[] =>
  bytes.map((one, i) => ({ sha256: String(i), bytes: one }));
const names = (list: readonly Opened[]): string => list.map(({ sha256 }) => sha256).join('');

describe('files that were opened', () => {
  it('all stay where there is no limit, or where all files weigh no more than it', () => {
    expect(leaving(opened(5, 5, 5), 1e12, null)).toEqual([]);
    expect(leaving(opened(5, 5, 5), 100, 100)).toEqual([]);
  });

  it('leave from the oldest on, until all files weigh no more than the limit', () => {
    // Of 101 the first takes 5: 96 are no more than 96.
    expect(names(leaving(opened(5, 7, 5), 101, 96))).toBe('0');
    expect(names(leaving(opened(5, 7, 5), 101, 95))).toBe('01');
  });

  it('do not leave while their photo is looked at, and nothing else ever does', () => {
    expect(names(leaving(opened(5, 7, 50), 500, 10))).toBe('01');
    expect(leaving(opened(50), 500, 10)).toEqual([]);
  });
});
