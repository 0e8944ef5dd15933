import { expect, test } from 'vitest';
import { ExchangeDesk } from '../../../../src/engine/exchange/desk';
import { USUAL_CHOICES } from '../../../../src/engine/exchange/export/choices';
import { zipBlob } from '../../../../src/engine/exchange/zip';
import { toHuellaError } from '../../../../src/engine/errors';
import { PHOTOS } from '../../../fixtures/exchange/surveys/source';

async function code(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: unknown) => toHuellaError(error).code,
  );
}

test('several zips are open at once, each entry is read by its path, and a closed zip has none', async () => {
  const desk = new ExchangeDesk();
  const zip = (text: string): Promise<Blob> => zipBlob((zip) => zip.add('a/photo.jpg', text));
  const one = await desk.openZip(await zip('one'));
  const other = await desk.openZip(await zip('other'));
  expect(one.items.map(({ path }) => path)).toEqual(['a/photo.jpg']);
  const file = await desk.zipFile(other.id, 'a/photo.jpg');
  expect([file.name, await file.text()]).toEqual(['photo.jpg', 'other']);
  expect(await (await desk.zipFile(one.id, 'a/photo.jpg')).text()).toBe('one');
  await desk.closeZip(one.id);
  expect(await code(desk.zipFile(one.id, 'a/photo.jpg'))).toBe('not-found');
  expect(await code(desk.zipFile(other.id, 'b.jpg'))).toBe('not-found');
});

test('an export of a table comes back as a Blob, and a cancelled one rejects', async () => {
  const desk = new ExchangeDesk();
  const source = {
    photos: [],
    ofPhotos: 0,
    individuals: [],
    encoder: { dimension: 2, fingerprint: 'f' },
    choices: USUAL_CHOICES,
  };
  const nothing = (): Promise<never> => Promise.reject(new Error('not asked for'));
  const doors = [nothing, nothing, nothing, nothing] as const;
  const { file: table } = await desk.export(
    'one',
    'table',
    null,
    source,
    ...doors,
    () => undefined,
  );
  expect(table!.type).toBe('text/csv');
  expect((await table!.text()).split(/\r?\n/)[0]).toContain('individual');
  const cancelled = desk.export('two', 'gallery', null, source, ...doors, () => undefined);
  desk.cancelExport('two');
  expect(await code(cancelled)).toBe('cancelled');
  // Photos that came in parts, all of them.
  desk.takePhotos('three', PHOTOS.slice(0, 2));
  desk.takePhotos('three', PHOTOS.slice(2, 4));
  const parts = { ...source, photos: PHOTOS.slice(4), ofPhotos: PHOTOS.length };
  const whole = await desk.export('three', 'table', null, parts, ...doors, () => undefined);
  expect((await whole.file!.text()).match(/IMG_\d+\.JPG/g)).toHaveLength(PHOTOS.length);
  expect(await code(desk.export('three', 'table', null, parts, ...doors, () => undefined))).toBe(
    'internal',
  );
});
