import { readFileSync } from 'node:fs';
import { beforeEach, expect, test, vi } from 'vitest';
import { ReportDraft, type Side } from '../../../../src/app/lost/report-draft.svelte';
import type { AppContext } from '../../../../src/app/context';
import { fakeApp } from '../fake-app';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.useFakeTimers({ now: new Date(2026, 4, 3, 12), toFake: ['Date'] });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  return () => vi.useRealTimers();
});

async function draftOf(side: Side): Promise<ReportDraft> {
  return new ReportDraft((await fakeApp({ luna: 'Luna' })) as unknown as AppContext, side);
}

/** A photo of the fixtures; `baseline.jpg` says where it was taken, `gray.jpg` does not. */
function photo(name: string): File {
  const bytes = readFileSync(new URL(`../../../fixtures/images/${name}`, import.meta.url));
  return new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' });
}

test('where a photo was taken is offered, and not taken for where the animal was lost', async () => {
  const draft = await draftOf('lost');
  await draft.add([photo('gray.jpg')]);
  expect(draft.photoPlace).toBeNull();
  await draft.add([photo('baseline.jpg')]);
  expect(draft.photoPlace?.latitude).toBeCloseTo(-34.6037, 3);
  expect(draft.photoPlace?.longitude).toBeCloseTo(-58.3816, 3);
  expect(draft.place).toBeNull();
  draft.remove(draft.photos[1]!.file);
  expect(draft.photoPlace).toBeNull();
});

test('a box is of its own photo', async () => {
  const draft = await draftOf('found');
  await draft.add([photo('gray.jpg'), photo('baseline.jpg')]);
  draft.setCrop(draft.photos[1]!.file, { x: 0.1, y: 0.2, width: 0.5, height: 0.5 });
  expect(draft.photos.map(({ crop }) => crop !== null)).toEqual([false, true]);
});

test('only what was said goes into the report, and it is of today', async () => {
  const draft = await draftOf('found');
  expect(draft.fields).toEqual({ status: 'found', seenAt: '2026-05-03' });
  Object.assign(draft, {
    placeName: ' Camas ',
    contact: '600 123 456',
    microchip: '724098100123456',
  });
  draft.place = { latitude: 37.4, longitude: -6 };
  expect(draft.fields).toEqual({
    ...{ status: 'found', seenAt: '2026-05-03', placeName: 'Camas', contact: '600 123 456' },
    ...{ microchip: '724098100123456', place: { latitude: 37.4, longitude: -6 } },
  });
});

test.each(['724 0981', '999000000000001'])('%s is no microchip of an animal', async (number) => {
  const draft = await draftOf('lost');
  draft.microchip = number;
  expect(draft.chipWrong).toBe(true);
  expect(draft.fields.microchip).toBeUndefined();
});

test('an animal of the gallery that is lost anew leaves behind where it was found before', async () => {
  const draft = await draftOf('lost');
  draft.name = ' luna ';
  expect(draft.known?.name).toBe('Luna');
  expect(draft.fields.found).toBeNull();
  draft.name = 'Lunera';
  expect(draft.known).toBeNull();
  expect('found' in draft.fields).toBe(false);
});

test('what was written survives a reload, each side for itself', async () => {
  const before = await draftOf('lost');
  Object.assign(before, { looks: 'White paw', contact: '600' });
  before.place = { latitude: 37.4, longitude: -6 };
  before.keep();
  const after = await draftOf('lost');
  expect(after.written).toEqual(before.written);
  expect((await draftOf('found')).looks).toBe('');
});

test('what another version kept is left alone', async () => {
  kept.set('huella.report.lost', '{"looks": 5, "saving": "yes", "contact": "600"}');
  const draft = await draftOf('lost');
  expect([draft.looks, draft.saving, draft.contact]).toEqual(['', false, '600']);
  kept.set('huella.report.lost', 'no JSON');
  expect((await draftOf('lost')).contact).toBe('');
});
