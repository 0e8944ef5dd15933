import { afterEach, expect, test } from 'vitest';
import { sha256Of } from '../../../src/engine/hash';
import type { Build, BuiltFile } from '../../../src/offline/files';
import { putIntoInbox, takeFromInbox } from '../../../src/offline/inbox';
import { CODE_LOCK } from '../../../src/offline/protocol';
import { FileStore } from '../../../src/offline/store';
import { allQuiet, beginWork, isWorking } from '../../../src/runtime/work';

/** Files that the test server has. */
const SCOPE = new URL('/tests/fixtures/images/', location.href).href;
const CACHE = 'offline-store-test';
const NAMES = ['rgb.png', 'gray.png', 'photo.gif', 'tiny.jpg', 'palette.png', 'lossy.webp'];

const files = await Promise.all(
  NAMES.map(async (path): Promise<BuiltFile> => {
    const blob = await (await fetch(SCOPE + path)).blob();
    return {
      path,
      sha256: await sha256Of(await blob.arrayBuffer()),
      bytes: blob.size,
      type: 'image/png',
      group: 'core',
    };
  }),
);
const buildOf = (files: readonly BuiltFile[]): Build => ({
  files,
  headers: { 'X-Safe': 'yes' },
  policies: {},
});
const storeOf = (files: readonly BuiltFile[]): FileStore =>
  new FileStore(SCOPE, CACHE, buildOf(files));
const keys = async (): Promise<number> => (await (await caches.open(CACHE)).keys()).length;

afterEach(async () => {
  await caches.delete(CACHE);
});

test('a file that is not the build’s is refused; what came before it stays, and only the rest is fetched again', async () => {
  const wrong = { ...files[5]!, sha256: '0'.repeat(64) };
  const broken = storeOf([...files.slice(0, 5), wrong]);
  await expect(broken.fill([...files.slice(0, 5), wrong], () => undefined)).rejects.toMatchObject({
    obstacle: 'changed',
  });
  const good = storeOf(files);
  const before = await good.missing(files);
  expect(before.map(({ path }) => path)).toContain('lossy.webp');
  const seen: [number, number][] = [];
  await good.fill(files, (done, total) => seen.push([done, total]));
  expect(await good.missing(files)).toEqual([]);
  const total = before.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(seen.at(-1)).toEqual([total, total]);

  const kept = await good.match(`${SCOPE}rgb.png?whatever`);
  expect(kept?.headers.get('X-Safe')).toBe('yes');
  expect(await sha256Of(await kept!.arrayBuffer())).toBe(files[0]!.sha256);
  expect(await good.match(`${SCOPE}profile.jpg`)).toBeNull();
});

test.each([
  ['a file that is longer', -1],
  ['a file that is shorter', 1],
])('%s than the build says is refused', async (_, more) => {
  const file = { ...files[0]!, bytes: files[0]!.bytes + more };
  await expect(storeOf([file]).fill([file], () => undefined)).rejects.toMatchObject({
    obstacle: 'changed',
  });
  expect(await keys()).toBe(0);
});

test('a file that is not there', async () => {
  const file = { ...files[0]!, path: 'absent.onnx' };
  await expect(storeOf([file]).fill([file], () => undefined)).rejects.toMatchObject({
    obstacle: 'changed',
  });
});

test('the version before stays while a page runs its code, and goes when none does', async () => {
  await storeOf(files).fill(files, () => undefined);
  const next = storeOf(files.slice(0, 3));
  let close = (): void => undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  const held = new Promise<void>((resolve) => {
    void navigator.locks.request(`${CODE_LOCK}${SCOPE}tiny.jpg`, () => {
      resolve();
      return closed;
    });
  });
  await held;
  await next.sweep();
  expect(await keys()).toBe(6);
  close();
  await navigator.locks.request(`${CODE_LOCK}${SCOPE}tiny.jpg`, () => undefined);
  await next.sweep();
  expect(await keys()).toBe(3);
});

test('shared files are given once, whole and under their names', async () => {
  const shared = [
    new File(['one'], 'ñandú 1.jpg', { type: 'image/jpeg' }),
    new File(['two'], 'b.png'),
  ];
  const name = await putIntoInbox(SCOPE, shared);
  const other = await putIntoInbox(SCOPE, [new File(['three'], 'c.png')]);
  const taken = await takeFromInbox(SCOPE, name);
  expect(taken.map((file) => [file.name, file.type])).toEqual([
    ['ñandú 1.jpg', 'image/jpeg'],
    ['b.png', ''],
  ]);
  expect(await Promise.all(taken.map((file) => file.text()))).toEqual(['one', 'two']);
  expect(await takeFromInbox(SCOPE, name)).toEqual([]);
  expect(await takeFromInbox(SCOPE, other)).toHaveLength(1);
});

test('quiet is when the last work has ended', async () => {
  await allQuiet();
  const ends = [beginWork(), beginWork()];
  // The locks are granted a moment later.
  await new Promise((resolve) => setTimeout(resolve, 50));
  let quiet = false;
  const waited = allQuiet().then(() => (quiet = true));
  ends[0]!();
  ends[0]!();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([quiet, isWorking()]).toEqual([false, true]);
  ends[1]!();
  await waited;
  expect([quiet, isWorking()]).toEqual([true, false]);
});
