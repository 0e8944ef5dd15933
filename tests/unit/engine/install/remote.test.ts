import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RemoteSource } from '../../../../src/engine/install/remote';
import { Spool } from '../../../../src/engine/install/spool';
import { MemoryFolder } from '../../../fixtures/memory-folder';

const MB = 2 ** 20;

let server: Server | undefined;

beforeEach(() => {
  vi.stubGlobal('self', new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  server?.closeAllConnections();
  server?.close();
});

/** A real host on a real socket. */
async function serve(
  file: Uint8Array,
  answer: (response: ServerResponse, body: Uint8Array) => void,
): Promise<string> {
  server = createServer((request: IncomingMessage, response) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')!.map(Number);
    const end = Math.min(last! + 1, file.length);
    response.writeHead(206, {
      'content-range': `bytes ${first}-${end - 1}/${file.length}`,
      'content-length': end - first!,
      etag: '"1"',
    });
    answer(response, file.subarray(first, end));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/pytorch_model.bin`;
}

/** While the tests' timers stand still. */
const { setTimeout: later } = globalThis;
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => later(resolve, 10));
}

test('a connection that falls silent without an end is taken for lost after half a minute, and what it brought is kept', async () => {
  const file = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
  const sent: number[] = [];
  const url = await serve(file, (response, body) => {
    if (sent.length !== 1) {
      sent.push(body.length);
      response.end(body);
      return;
    }
    const half = body.subarray(0, body.length / 2);
    sent.push(half.length);
    response.write(half);
  });
  const folder = new MemoryFolder();
  const spool = await Spool.open(folder.handle);
  const waiting: boolean[] = [];
  const { signal } = new AbortController();
  const source = await RemoteSource.open(url, spool, {
    signal,
    onWaiting: (isWaiting) => void waiting.push(isWaiting),
  });
  // The socket's own time goes on.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const reading = source.read(100_000, 200_000);
  await until(() => spool.bytes === 1024 + 100_000);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(waiting).toEqual([]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(waiting).toEqual([true]);
  // It is asked again after a pause.
  await vi.advanceTimersByTimeAsync(5000);
  expect(await reading).toEqual(file.subarray(100_000));
  expect(waiting).toEqual([true, false]);
  // The other half was asked for alone.
  expect(sent).toEqual([1024, 100_000, 100_000]);
});

test('what has been used is deleted, so that little is kept beside what is made of it', async () => {
  const size = 24 * MB;
  const url = await serve(new Uint8Array(size), (response, body) => void response.end(body));
  const folder = new MemoryFolder();
  const spool = await Spool.open(folder.handle);
  const source = await RemoteSource.open(url, spool, { signal: new AbortController().signal });
  source.describing = false;
  let most = 0;
  for (let at = 0; at < size; at += 4 * MB) {
    await source.read(at, 4 * MB);
    source.finishedSome = true;
    most = Math.max(most, folder.bytes);
  }
  expect(most).toBeGreaterThan(4 * MB);
  expect(most).toBeLessThan(5 * MB);
});
