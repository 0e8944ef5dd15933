import { describe, expect, test } from 'vitest';
import { Plan } from '../../../../src/app/import/plan.svelte';
import { sourceOf, type Source } from '../../../../src/app/import/source';
import { ExchangeDesk } from '../../../../src/engine/exchange/desk';
import { zipBlob } from '../../../../src/engine/exchange/zip';
import type { Services } from '../../../../src/runtime/services';

/** Zips among what was chosen, as people have them: in zips, in parts, cut short. */

const services = { exchange: new ExchangeDesk() } as unknown as Services;
const zip = (entries: Readonly<Record<string, string | Blob>>): Promise<Blob> =>
  zipBlob(async (sink) => {
    for (const [path, body] of Object.entries(entries)) await sink.add(path, body);
  });
const chosen = (files: Readonly<Record<string, string | Blob>>): Promise<Source> =>
  sourceOf(
    Object.entries(files).map(([path, body]) => ({
      path,
      file: new File([body], path.split('/').at(-1)!),
    })),
    null,
    services,
  );
const pathsOf = ({ files }: Source): string[] => files.map(({ path }) => path).sort();

describe('zips', () => {
  test('in a zip', async () => {
    const inner = await zip({ '1.jpg': 'one', '.DS_Store': 'x' });
    const source = await chosen({
      'out.zip': await zip({ 'photos/Luna.zip': inner, 'photos/2.jpg': 'two' }),
    });
    expect(pathsOf(source)).toEqual(['photos/2.jpg', 'photos/Luna/1.jpg']);
    const [first] = source.files;
    expect(await (await first!.open()).text()).toBe('one');
  });

  test('deeper in zips are named, and not opened', async () => {
    let deep = await zip({ '1.jpg': 'one' });
    for (const name of ['a', 'b']) deep = await zip({ [`${name}.zip`]: deep });
    const source = await chosen({ 'f/2.jpg': 'two', 'f/c.zip': deep });
    expect(pathsOf(source)).toEqual(['f/2.jpg']);
    expect(source.refused).toMatchObject([{ name: 'f/c/b/a.zip', code: 'zip-unsupported' }]);
  });

  test('that cannot be opened stop nothing else', async () => {
    const cut = (await zip({ '1.jpg': 'one' })).slice(0, -10);
    const source = await chosen({ 'f/2.jpg': 'two', 'f/cut.zip': cut, 'f/page.zip': '<html>' });
    expect(pathsOf(source)).toEqual(['f/2.jpg']);
    const { notes } = await Plan.open(source, services);
    expect(notes).toMatchObject([
      { kind: 'refused', name: 'f/cut.zip', code: 'zip-damaged' },
      { kind: 'refused', name: 'f/page.zip', code: 'zip-damaged' },
    ]);
    await expect(chosen({ 'cut.zip': cut })).rejects.toMatchObject({ code: 'zip-damaged' });
  });

  test('that are parts of one download lie together', async () => {
    const album = 'Takeout/Google Photos/May';
    const json = { title: '1.jpg', photoTakenTime: { timestamp: '1715000000' } };
    const source = await chosen({
      'takeout-20240506T070809Z-1-001.zip': await zip({ [`${album}/1.jpg`]: 'one' }),
      'takeout-20240506T070809Z-1-002.zip': await zip({
        [`${album}/1.jpg.supplemental-metadata.json`]: JSON.stringify(json),
        [`${album}/2.jpg`]: 'two',
      }),
    });
    const items = await (await Plan.open(source, services)).items();
    expect(items.map(({ name, beside }) => [name, beside?.takenAt])).toEqual([
      [`takeout-20240506T070809Z/${album}/1.jpg`, '2024-05-06T12:53:20Z'],
      [`takeout-20240506T070809Z/${album}/2.jpg`, undefined],
    ]);
  });

  test('in parts that name one file differently keep both', async () => {
    const one = await zip({ 'S/1.jpg': 'one' });
    const source = await chosen({
      'S-20240506T070809Z-001.zip': one,
      'S-20240506T070809Z-002.zip': one,
    });
    expect(pathsOf(source)).toEqual([
      'S-20240506T070809Z-002/S/1.jpg',
      'S-20240506T070809Z/S/1.jpg',
    ]);
  });
});

test('what a system puts beside each photo is said once', async () => {
  const names = ['1.jpg', '1.AAE', '2.AAE', '._1.jpg', '._2.jpg', 'Thumbs.db'];
  const { left } = await chosen(Object.fromEntries(names.map((name) => [`f/${name}`, 'x'])));
  expect(left).toEqual([
    { name: '*.aae', count: 2 },
    { name: '._*', count: 2 },
    { name: 'Thumbs.db', count: 1 },
  ]);
});

test("a spreadsheet's own file that was chosen by hand is refused with what to do", async () => {
  const plan = await Plan.open(await chosen({ 'f/a.jpg': '' }), services);
  await plan.use(new File(['PK\x03\x04'], 't.xlsx'));
  expect(plan.failure).toMatchObject({ code: 'table-is-workbook' });
});
