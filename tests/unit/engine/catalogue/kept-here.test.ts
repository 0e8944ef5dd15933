import { beforeEach, describe, expect, it } from 'vitest';
import { wantedFiles } from '../../../../src/engine/catalogue/kept-here';
import { DEFAULT_LIMITS, type KeptHere } from '../../../../src/engine/catalogue/standing';
import type { PhotoRecord } from '../../../../src/engine/library';
import { Device, randomFrom } from './devices';

const NOW = Date.UTC(2026, 6, 31, 12);
const DAY = 24 * 3600 * 1000;
const MADRID = { latitude: 40.4168, longitude: -3.7038 };
/** 68 km from Madrid. */
const SEGOVIA = { latitude: 40.9429, longitude: -4.1088 };

let device: Device;
const ids = new Map<string, string>();

beforeEach(async () => {
  device = new Device('A', randomFrom(2));
  ids.clear();
  await bring('cat', 'Luna', { takenAt: ago(10) }, 'Cat');
  await bring('lynx', 'Niebla', { takenAt: ago(40), place: SEGOVIA }, ' lynx ');
  await bring('nobody', null, { takenAt: null, importedAt: NOW - 45 * DAY, species: 'cat' });
  await bring('old', null, { takenAt: ago(400), place: null });
});

const ago = (days: number): string => new Date(NOW - days * DAY).toISOString().slice(0, 19);

/** The species is the individual's, where there is one. */
async function bring(
  text: string,
  owner: string | null,
  more: Partial<PhotoRecord>,
  species?: string,
): Promise<void> {
  const id = await device.bring(text, owner);
  ids.set(id, text);
  const { photos, individuals } = device.records;
  device.records = {
    ...device.records,
    photos: photos.map((one) => (one.id === id ? { ...one, ...more } : one)),
    individuals: individuals.map((one) =>
      one.name === owner && species !== undefined ? { ...one, species } : one,
    ),
  };
}

function wanted(change: Partial<KeptHere>, here: readonly string[] = []): string {
  const keep = { ...DEFAULT_LIMITS.keep, files: 'chosen' as const, ...change };
  const held = device.records.photos.filter(({ id }) => here.includes(ids.get(id)!));
  const files = new Set(held.map(({ sha256 }) => sha256));
  return wantedFiles(device.records, files, keep, NOW)
    .map(({ id }) => ids.get(id))
    .join(' ');
}

describe('files that are wanted here', () => {
  it('are all, or none, or those that were chosen; never those that are here', () => {
    // As they were brought, the last first; one says that it was imported long before.
    expect(wanted({ files: 'all' })).toBe('old lynx cat nobody');
    expect(wanted({ files: 'none' })).toBe('');
    expect(wanted({})).toBe('old lynx cat nobody');
    expect(wanted({ files: 'all' }, ['old', 'cat'])).toBe('lynx nobody');
  });

  it('are those of some species, however that is written', () => {
    expect(wanted({ species: [' CAT'] })).toBe('cat nobody');
    expect(wanted({ species: ['Lynx', 'cat'] })).toBe('lynx cat nobody');
  });

  it('are those of the last months, by when they were imported where no more is known', () => {
    expect(wanted({ months: 1 })).toBe('cat');
    expect(wanted({ months: 2 })).toBe('lynx cat nobody');
    expect(wanted({ months: 14 })).toBe('old lynx cat nobody');
  });

  it('are those within a circle, and what has no place is in none', () => {
    expect(wanted({ near: { ...MADRID, km: 67 } })).toBe('cat nobody');
    expect(wanted({ near: { ...MADRID, km: 69 } })).toBe('lynx cat nobody');
  });

  it('are as many as there is room for beside those that are here', () => {
    // Each is of 1000 bytes.
    expect(wanted({ files: 'all', bytes: 2000 })).toBe('old lynx');
    expect(wanted({ files: 'all', bytes: 2000 }, ['cat'])).toBe('old');
    expect(wanted({ files: 'all', bytes: 999 }, ['cat'])).toBe('');
    expect(wanted({ bytes: 1000, species: ['cat'] })).toBe('cat');
  });
});
