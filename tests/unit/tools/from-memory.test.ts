import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveFromMemory } from '../../../tools/from-memory';

const folder = mkdtempSync(join(tmpdir(), 'huella-from-memory-'));
const serve = serveFromMemory(folder);
/** 418: left to the next. */
const server = createServer((request, response) =>
  serve(request, response, () => void response.writeHead(418).end()),
);
let address = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  address = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('a large file comes whole, with the headers of the preview, and anew once it has changed', async () => {
  const file = join(folder, 'a.wasm');
  writeFileSync(file, 'first');
  utimesSync(file, 2000, 2000);
  const answer = await fetch(`${address}/a.wasm?v=1`);
  expect([answer.status, await answer.text()]).toEqual([200, 'first']);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'cache-control': 'no-cache',
    'content-length': '5',
    'content-type': 'application/wasm',
    etag: 'W/"5-2000000"',
  });
  writeFileSync(file, 'other');
  utimesSync(file, 1000, 1000);
  expect(await (await fetch(`${address}/a.wasm`)).text()).toBe('other');
});

test('parts, what the browser has already, and other files are left to the next', async () => {
  writeFileSync(join(folder, 'b.js'), 'b');
  writeFileSync(join(folder, 'b.png'), 'b');
  const statusOf = async (path: string, init?: RequestInit): Promise<number> =>
    (await fetch(`${address}/${path}`, init)).status;
  expect(await statusOf('b.js')).toBe(200);
  for (const headers of [{ range: 'bytes=0-0' }, { 'if-none-match': 'W/"1-1"' }])
    expect(await statusOf('b.js', { headers })).toBe(418);
  expect(await statusOf('b.js', { method: 'HEAD' })).toBe(418);
  for (const path of ['', 'b.png', 'c.js', '..%2fb.js']) expect(await statusOf(path)).toBe(418);
});
