import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { restoreBackup } from '../../../../src/engine/backup';
import {
  Library,
  tidyStation,
  type Action,
  type StationDescription,
} from '../../../../src/engine/library';
import { backupOf } from '../backup/backup-helpers';
import { photo } from './library-helpers';

/** What people say of stations, and what they dismiss: steps of the journal that change no photo. */

const opened: Library[] = [];

async function open(): Promise<Library> {
  const library = await Library.open(`stations-test-${crypto.randomUUID()}`);
  opened.push(library);
  return library;
}

afterEach(async () => {
  for (const library of opened) {
    library.close();
    await deleteDB(library.name);
  }
  opened.length = 0;
});

const ST1: StationDescription = {
  ...{ name: 'ST1', place: { latitude: -1, longitude: 36 } },
  efforts: [{ from: '2024-01-01', to: '2024-02-01T08:00:00Z', camera: 'C1' }],
};

test('the later description holds until it is undone; photos get their stations and lose them again', async () => {
  const library = await open();
  const ids: string[] = [];
  for (const text of ['a', 'b', 'c']) {
    const added = await library.addPhoto(await photo(text, { fields: { folder: 'x/ST1' } }));
    if (added.kind === 'added') ids.push(added.photo.id);
  }
  const act = (action: Action) => library.act(action);
  await act({ kind: 'describe-stations', stations: [ST1, { ...ST1, name: 'ST2' }] });
  // Two entries of one millisecond have no order.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const moved = { ...ST1, name: 'st1', place: { latitude: 2, longitude: 3 } };
  const { entry } = await act({ kind: 'describe-stations', stations: [moved] });
  expect(await library.stations()).toEqual([moved, { ...ST1, name: 'ST2' }]);
  await library.undo(entry!.id);
  expect(await library.stations()).toEqual([ST1, { ...ST1, name: 'ST2' }]);

  const placed = await act({
    kind: 'place-photos',
    stations: [
      { station: ' ST1 ', photoIds: ids.slice(0, 2) },
      { station: null, photoIds: ids.slice(2) },
    ],
  });
  const stations = async () =>
    (await library.photosOf(ids)).map((one) => [one?.station ?? null, one?.folder]);
  expect(await stations()).toEqual([
    ['ST1', 'x/ST1'],
    ['ST1', 'x/ST1'],
    [null, 'x/ST1'],
  ]);
  expect((await library.undo(placed.entry!.id)).skipped).toBe(0);
  expect((await stations()).map(([station]) => station)).toEqual([null, null, null]);
});

test('stations and dismissals come through a backup, into an empty library and into one with photos', async () => {
  const from = await open();
  const ids: string[] = [];
  for (const text of ['a', 'b', 'c']) {
    const fields = { station: 'ST1', folder: 'x/ST1' };
    const added = await from.addPhoto(await photo(text, { fields }));
    if (added.kind === 'added') ids.push(added.photo.id);
  }
  const dismissal = { kind: 'dismiss', about: 'group', photoIds: ids, individualIds: [] } as const;
  await from.act({ kind: 'describe-stations', stations: [ST1] });
  await from.act(dismissal);
  const { file } = await backupOf(from);

  const empty = await open();
  await restoreBackup(empty, file);
  expect(await empty.stations()).toEqual([ST1]);
  expect(await empty.dismissals()).toEqual([dismissal]);
  expect((await empty.photos()).map(({ station, folder }) => [station, folder])).toEqual(
    ids.map(() => ['ST1', 'x/ST1']),
  );

  // One of the photos is here under an id of its own: the dismissal is of that one then.
  const other = await open();
  const added = await other.addPhoto(await photo('b'));
  const own = added.kind === 'added' ? added.photo.id : '';
  await restoreBackup(other, file);
  expect(await other.dismissals()).toEqual([{ ...dismissal, photoIds: [ids[0], own, ids[2]] }]);
  expect((await other.photo(own)).station).toBe('ST1');
  const [last] = await other.journal({ limit: 1 });
  await other.undo(last!.id);
  expect(await other.dismissals()).toEqual([]);
});

test('a description from elsewhere is tidied before it is used', () => {
  expect(tidyStation({ name: '  A  b ', place: { latitude: 91, longitude: 0 } })).toEqual({
    ...{ name: 'A b', place: null, efforts: [] },
  });
  const efforts = [
    { from: '2024-01-01', to: '2024-01-02', camera: 7 },
    { from: '2024-01-03', to: '2024-01-02' },
    { from: 'yesterday', to: '2024-01-02' },
    { from: '0001-01-01', to: '9999-01-01' },
    null,
  ];
  expect(tidyStation({ name: 'A', place: null, efforts })!.efforts).toEqual([
    { from: '2024-01-01', to: '2024-01-02' },
  ]);
  expect([tidyStation(null), tidyStation({ name: ' ' }), tidyStation('A')]).toEqual([
    ...[null, null, null],
  ]);
});
