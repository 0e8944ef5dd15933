import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressBuild, servePrecompressed } from '../../../tools/precompressed';

const folder = mkdtempSync(join(tmpdir(), 'huella-precompressed-'));
const dist = join(folder, 'dist');
const TEXT = 'a line of code;\n'.repeat(500);
const CODE = 'assets/code-0123abcd.js';
let server: Server;
let origin: string;

beforeAll(async () => {
  mkdirSync(join(dist, 'assets'), { recursive: true });
  for (const path of ['index.html', CODE, 'photo.jpg']) writeFileSync(join(dist, path), TEXT);
  writeFileSync(join(dist, 'small.json'), '{}');
  await compressBuild(dist, join(folder, 'cache'), 'best');
  const serve = servePrecompressed(dist);
  server = createServer((request, response) =>
    serve(request, response, () => response.writeHead(404).end()),
  );
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

/** Without the decompression of `fetch`, which hides the encoding it asked for. */
const ask = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(origin + path, { headers });

test('files that gain from it have both forms, which hold the same bytes', () => {
  expect(brotliDecompressSync(readFileSync(join(dist, `${CODE}.br`))).toString()).toBe(TEXT);
  expect(gunzipSync(readFileSync(join(dist, `${CODE}.gz`))).toString()).toBe(TEXT);
  for (const path of ['photo.jpg', 'small.json'])
    expect(() => readFileSync(join(dist, `${path}.br`))).toThrow('ENOENT');
});

test.each([
  ['br, gzip', 'br'],
  ['gzip', 'gzip'],
])('a browser that reads %s gets %s', async (accepted, encoding) => {
  const response = await ask(`/${CODE}`, { 'Accept-Encoding': accepted });
  expect(response.headers.get('content-encoding')).toBe(encoding);
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(response.headers.get('vary')).toBe('Accept-Encoding');
  expect(response.headers.get('cache-control')).toContain('immutable');
  expect(await response.text()).toBe(TEXT);
});

test('the page itself is asked for anew each time, and not sent again', async () => {
  const first = await ask('/', { 'Accept-Encoding': 'br' });
  expect(first.headers.get('cache-control')).toBe('no-cache');
  const again = await ask('/', {
    'Accept-Encoding': 'br',
    'If-None-Match': first.headers.get('etag')!,
  });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test.each([
  ['another encoding', `/${CODE}`, { 'Accept-Encoding': 'zstd' }],
  ['a range', `/${CODE}`, { 'Accept-Encoding': 'br', Range: 'bytes=0-9' }],
  ['a file without a form', '/photo.jpg', { 'Accept-Encoding': 'br' }],
  ['a path out of the folder', '/..%2fcache', { 'Accept-Encoding': 'br' }],
])('%s is left to the server behind', async (_, path, headers) => {
  expect((await ask(path, headers)).status).toBe(404);
});
