import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { httpSource } from '../../../../src/engine/checkpoint/http-source';

const FILE = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A real host on a real socket. `answer` may cut, refuse or lie. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/pytorch_model.bin?download=true`;
}

function rangeOf(request: IncomingMessage): [number, number] {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')!;
  return [Number(first), Number(last)];
}

function part(response: ServerResponse, first: number, last: number, etag = '"1"'): Uint8Array {
  const body = FILE.subarray(first, last + 1);
  response.writeHead(206, {
    'content-range': `bytes ${first}-${last}/${FILE.length}`,
    'content-length': body.length,
    etag,
  });
  return body;
}

test('a connection cut three times: the read completes and no byte is sent twice', async () => {
  let sent = 0;
  let cuts = 0;
  const url = await serve((request, response) => {
    const [first, last] = rangeOf(request);
    const body = part(response, first, last);
    if (first === last || cuts === 3) {
      sent += body.length;
      response.end(body);
      return;
    }
    cuts++;
    sent += 40_000;
    response.write(body.subarray(0, 40_000), () => setTimeout(() => response.destroy(), 20));
  });
  const source = await httpSource(url);
  expect(source).toMatchObject({ name: 'pytorch_model.bin', size: FILE.length });
  expect(await source.read(1000, 250_000)).toEqual(FILE.subarray(1000, 251_000));
  expect(cuts).toBe(3);
  // One byte to learn the size.
  expect(sent).toBe(250_001);
});

test('a busy host is asked again, a refusal is final', async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    requests++;
    if (requests === 2) response.writeHead(503).end();
    else if (requests === 4) response.writeHead(403).end();
    else response.end(part(response, ...rangeOf(request)));
  });
  const source = await httpSource(url);
  expect(await source.read(5, 10)).toEqual(FILE.subarray(5, 15));
  await expect(source.read(5, 10)).rejects.toMatchObject({
    code: 'checkpoint-unreachable',
    message: /403/,
  });
  expect(requests).toBe(4);
});

test('a host without ranges is refused before it sends the file', async () => {
  const url = await serve((_, response) =>
    response.writeHead(200, { 'content-length': FILE.length }).end(FILE),
  );
  await expect(httpSource(url)).rejects.toMatchObject({
    code: 'checkpoint-unreachable',
    message: /parts of files/,
  });
});

test('a file replaced on the host is noticed', async () => {
  let version = 1;
  const url = await serve((request, response) =>
    response.end(part(response, ...rangeOf(request), `"${version}"`)),
  );
  const source = await httpSource(url);
  version = 2;
  await expect(source.read(0, 10)).rejects.toMatchObject({ code: 'checkpoint-damaged' });
});

test('cancelling stops a read that hangs', async () => {
  const url = await serve((request, response) => {
    const [first, last] = rangeOf(request);
    if (first === last) response.end(part(response, first, last));
    else part(response, first, last);
  });
  const source = await httpSource(url);
  const stop = new AbortController();
  const reading = source.read(0, 1000, stop.signal);
  setTimeout(() => stop.abort(), 50);
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
});

test('a host that is not there is reported, after a few attempts', async () => {
  const url = await serve(() => undefined);
  server!.close();
  await expect(httpSource(url)).rejects.toMatchObject({ code: 'checkpoint-unreachable' });
}, 20_000);
