import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { Library, SharedLibrary, TRASH_DAYS } from '../../../../src/engine/library';
import { photo } from './library-helpers';

/** How long the trash keeps what is in it: by this device's clock, and in a team by no other. */

const DAY = 86_400_000;
const YEAR = 365 * DAY;
const NOW = Date.now();

let library: Library;
let name: string;

async function open(): Promise<void> {
  name = `trash-test-${crypto.randomUUID()}`;
  library = await Library.open(name);
}

afterEach(async () => {
  library.close();
  await deleteDB(name);
});

async function add(text: string): Promise<string> {
  const added = await library.addPhoto(await photo(text));
  return added.kind === 'added' ? added.photo.id : added.photoId;
}

const inTrash = async (): Promise<string[]> => (await library.trash()).map(({ id }) => id).sort();

/** The gallery becomes a team's, in which the photos were deleted at these moments. */
async function share(deletedAt: Readonly<Record<string, number>>): Promise<void> {
  const shared = await SharedLibrary.open(name);
  const { revision: _, records } = await shared.records();
  const trash = records.trash.map((one) => ({ ...one, deletedAt: deletedAt[one.id]! }));
  const next = { records: { ...records, trash }, ids: new Map(), note: { other: 1 } };
  expect(await shared.become(next)).toBe(true);
  shared.close();
}

async function leave(): Promise<void> {
  const shared = await SharedLibrary.open(name);
  await shared.forgetNote();
  shared.close();
}

test('alone, what was deleted is kept for its days', async () => {
  await open();
  const a = await add('a');
  await library.act({ kind: 'delete-photos', photoIds: [a] });
  expect(await library.emptyOldTrash(Date.now() + (TRASH_DAYS - 1) * DAY)).toBe(0);
  expect(await inTrash()).toEqual([a]);
  expect(await library.emptyOldTrash(Date.now() + TRASH_DAYS * DAY)).toBe(1);
  expect(await library.integrityCheck()).toEqual([]);
});

test('in a team, what others deleted by a wrong clock is kept for its days by this one', async () => {
  await open();
  const [a, b, c] = [await add('a'), await add('bb'), await add('ccc')];
  await library.act({ kind: 'delete-photos', photoIds: [a, b, c] });
  await share({ [a]: NOW - YEAR, [b]: NOW - DAY, [c]: NOW + YEAR });
  expect(await library.emptyOldTrash(NOW)).toBe(0);
  expect(await library.emptyOldTrash(NOW + (TRASH_DAYS - 1) * DAY)).toBe(0);
  expect(await inTrash()).toEqual([a, b, c].sort());

  // One that was brought back in between begins anew.
  await library.act({ kind: 'restore-photos', photoIds: [b] });
  await library.act({ kind: 'delete-photos', photoIds: [b] });

  expect(await library.emptyOldTrash(NOW + TRASH_DAYS * DAY)).toBe(2);
  expect(await inTrash()).toEqual([b]);
  expect(await library.emptyOldTrash(NOW + 2 * TRASH_DAYS * DAY)).toBe(1);
  expect(await library.integrityCheck()).toEqual([]);
});

test('in a team, the days left are those of this clock, and stay so after leaving', async () => {
  await open();
  const [a, b] = [await add('a'), await add('bb')];
  await library.act({ kind: 'delete-photos', photoIds: [a, b] });
  const start = NOW - 10 * DAY;
  await share({ [a]: NOW - YEAR, [b]: NOW + YEAR });
  // A start ten days ago has seen one of them; the other came since.
  const left = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await library.trash()).map((one) => [one.id, one.daysLeft]));
  expect(await left()).toEqual({ [a]: TRASH_DAYS, [b]: TRASH_DAYS });
  expect(await library.emptyOldTrash(start)).toBe(0);
  expect(await left()).toEqual({ [a]: TRASH_DAYS - 10, [b]: TRASH_DAYS - 10 });

  await leave();
  expect(await library.transfer.isShared()).toBe(false);
  expect(await left()).toEqual({ [a]: TRASH_DAYS - 10, [b]: TRASH_DAYS - 10 });
  expect(await library.emptyOldTrash(NOW)).toBe(0);
  expect(await library.emptyOldTrash(start + TRASH_DAYS * DAY)).toBe(2);
});

test('what a team deleted long ago and this device sees first when it leaves is kept for its days', async () => {
  await open();
  const a = await add('a');
  await library.act({ kind: 'delete-photos', photoIds: [a] });
  await share({ [a]: NOW - YEAR });
  await leave();
  expect(await library.emptyOldTrash(Date.now())).toBe(0);
  expect(await library.emptyOldTrash(Date.now() + TRASH_DAYS * DAY)).toBe(1);
});

test('alone, a photo deleted while the clock was ahead is kept from when the clock is right', async () => {
  await open();
  const a = await add('a');
  await library.act({ kind: 'delete-photos', photoIds: [a] });
  // Deleted today, as a start sixty days earlier reads it.
  const start = NOW - 60 * DAY;
  expect(await library.emptyOldTrash(start)).toBe(0);
  expect(await library.emptyOldTrash(start + (TRASH_DAYS - 1) * DAY)).toBe(0);
  expect(await library.emptyOldTrash(start + TRASH_DAYS * DAY)).toBe(1);
});
