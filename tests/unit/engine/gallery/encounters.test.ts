import { describe, expect, test } from 'vitest';
import { encounterNumbers, type NamedShot } from '../../../../src/engine/gallery/encounters';

const shot = (id: string, more: Partial<NamedShot> = {}): NamedShot => ({
  ...{ id, individualId: 'luna', takenAt: null, place: null },
  ...more,
});
const at = (seconds: number): string =>
  new Date(Date.UTC(2024, 4, 1, 10, 0, seconds)).toISOString();
/** A look with so many bits changed. */
const look = (bits: number): string => ((1n << BigInt(bits)) - 1n).toString(16).padStart(16, '0');

describe('encounters of named photos', () => {
  test('are bursts, and photos of unknown time each by itself', () => {
    const photos = [
      shot('a', { takenAt: at(0) }),
      shot('b'),
      shot('c', { takenAt: at(30) }),
      shot('d', { takenAt: at(200) }),
    ];
    expect([...encounterNumbers(photos)]).toEqual([0, 1, 0, 2]);
  });

  test('are photos of one animal that look nearly the same, chains of them too', () => {
    const photos = [
      shot('a', { lookHash: look(0) }),
      shot('b', { lookHash: look(8) }),
      shot('c', { lookHash: look(16) }),
      shot('d', { lookHash: look(25) }),
      shot('e', { lookHash: look(0) }),
      shot('f', { lookHash: look(0), individualId: 'sol' }),
      shot('g'),
    ];
    expect([...encounterNumbers(photos)]).toEqual([0, 0, 0, 1, 0, 2, 3]);
  });

  test('join a burst with a photo without a date that looks like one of it', () => {
    const photos = [
      shot('a', { takenAt: at(0), lookHash: look(0) }),
      shot('b', { takenAt: at(5), lookHash: look(40) }),
      shot('c', { lookHash: look(36) }),
    ];
    expect([...encounterNumbers(photos)]).toEqual([0, 0, 0]);
  });

  test('differ in bits of either half of the look', () => {
    const high = shot('b', { lookHash: 'ff80000000000000' });
    expect([...encounterNumbers([shot('a', { lookHash: look(0) }), high])]).toEqual([0, 1]);
    const nearer = shot('b', { lookHash: 'ff00000000000000' });
    expect([...encounterNumbers([shot('a', { lookHash: look(0) }), nearer])]).toEqual([0, 0]);
  });
});
