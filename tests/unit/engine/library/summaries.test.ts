import { expect, test } from 'vitest';
import { summarise } from '../../../../src/engine/library/individuals';
import type { IndividualRecord, PhotoRecord } from '../../../../src/engine/library/records';

const photo = (id: string, more: Partial<PhotoRecord> = {}): PhotoRecord =>
  ({ id, individualId: 'luna', takenAt: null, ...more }) as PhotoRecord;
const luna = { id: 'luna', name: 'Luna', nameKey: 'luna', createdAt: 1 } as IndividualRecord;
const coverOf = (photos: readonly PhotoRecord[], individual = luna): string | null =>
  summarise([individual], photos)[0]!.coverPhotoId;

test('the cover is the photo that is best to look at, of equals the first, or the one chosen', () => {
  const [dark, light, other] = [
    photo('dark', { quality: 0.2 }),
    photo('light', { quality: 0.7 }),
    photo('other', { quality: 0.9, individualId: 'bruno' }),
  ];
  expect(coverOf([dark, other, light])).toBe('light');
  expect(coverOf([photo('old'), photo('older'), photo('measured', { quality: 0 })])).toBe('old');
  expect(coverOf([photo('old'), dark])).toBe('dark');
  expect(coverOf([dark, light], { ...luna, coverPhotoId: 'dark' })).toBe('dark');
  expect(coverOf([other])).toBeNull();
});
