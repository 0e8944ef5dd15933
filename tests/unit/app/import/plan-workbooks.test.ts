import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Plan } from '../../../../src/app/import/plan.svelte';
import { sourceOf } from '../../../../src/app/import/source';
import { ExchangeDesk } from '../../../../src/engine/exchange/desk';
import { xlsx } from '../../../../src/engine/exchange/workbook/write';
import type { Services } from '../../../../src/runtime/services';
import { planOf, run } from './plan-door';

/**
 * Workbooks beside photos: each sheet is a table, the ones that name no photo are said, and what an
 * import remembers of them opens again.
 */

const FOLDER = fileURLToPath(new URL('../../../fixtures/exchange/workbooks/', import.meta.url));
const book = (name: string): Blob => new Blob([readFileSync(FOLDER + name)]);
const PHOTOS = { 'f/a.jpg': '', 'f/b.jpg': '', 'f/c.jpg': '', 'f/d.jpg': '' };
const WANT = {
  'f/a.jpg': {
    i: 'Alba',
    takenAt: '2024-05-06T07:08:00',
    place: { latitude: 37.39, longitude: -5.99 },
  },
  'f/b.jpg': { i: 'Alba', takenAt: '2024-05-07T09:00:30' },
  // A latitude alone is no place, which is said.
  'f/c.jpg': { i: 'Ñandú', place: null },
  'f/d.jpg': { i: 'Bruno', takenAt: '2024-06-01' },
};

describe('beside photos', () => {
  for (const name of ['openpyxl.xlsx', 'libreoffice.xls', 'libreoffice.xlsx'])
    run(name, { ...PHOTOS, [`f/${name}`]: book(name) }, WANT, ['row']);
  run('libreoffice.ods', { ...PHOTOS, 'f/x.ods': book('libreoffice.ods') }, WANT, [
    'difference',
    'row',
  ]);
  run(
    'a word beside the columns is of none of them',
    {
      'f/a.jpg': '',
      'f/b.jpg': '',
      'f/x.xlsx': xlsx([
        {
          name: 'A',
          rows: [
            ['file', 'individual', 'notes'],
            ['a.jpg', 'Alba', 'x', 'ask Ana'],
            ['b.jpg', 'Bruno', 'y'],
          ],
        },
      ]),
    },
    { 'f/a.jpg': { i: 'Alba', notes: 'x' }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    'a password',
    { 'f/a.jpg': '', 'f/x.xlsx': book('password.xlsx') },
    { 'f/a.jpg': { i: null } },
    ['refused'],
  );
});

test('what an import remembers of two sheets opens as the same two tables', async () => {
  const { plan } = await planOf({ ...PHOTOS, 'f/x.xlsx': book('openpyxl.xlsx') });
  expect(plan.tables.map(({ head }) => head.name)).toEqual([
    'f/x.xlsx · Fotos, mayo',
    'f/x.xlsx · Junio',
  ]);
  const services = { exchange: new ExchangeDesk() } as unknown as Services;
  const found = Object.keys(PHOTOS).map((path) => ({ path, file: new File([''], path.slice(2)) }));
  const source = await sourceOf(found, null, services);
  const again = await Plan.open(source, services, structuredClone(plan.options));
  expect(again.tables.map(({ head }) => head.name)).toEqual(
    plan.tables.map(({ head }) => head.name),
  );
  const names = (await again.items()).map(({ individual }) => individual);
  expect(names).toEqual((await plan.items()).map(({ individual }) => individual));
});

test('a workbook chosen by hand gives the sheets that name files', async () => {
  const { plan } = await planOf(PHOTOS);
  await plan.use(new File([book('openpyxl.xlsx')], 'x.xlsx'));
  expect(plan.failure).toBeNull();
  expect(plan.tables).toHaveLength(2);
  await plan.use(new File([book('password.xlsx')], 'y.xlsx'));
  expect(plan.failure?.code).toBe('table-is-workbook');
  await plan.use(new File([''], 'z.csv'));
  expect(plan.failure?.code).toBe('table-unreadable');
  expect(plan.tables).toHaveLength(2);
});
