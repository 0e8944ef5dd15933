import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { S3Store } from '../../../../src/engine/catalogue/s3';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server | null = null;
const bytes = new Uint8Array([1, 2, 3]);

/** A store that answers as `handle` says, and never makes its client wait. */
async function storeThat(handle: Handler): Promise<{ store: S3Store; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  server = createServer((request, response) => {
    asked.push(request);
    request.resume().on('end', () => handle(request, response));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const place = { endpoint, bucket: 'herd', region: 'eu-west-1', prefix: 'a b' };
  const keys = { accessKey: 'KEY', secretKey: 'secret' };
  return { store: new S3Store({ ...place, ...keys }, () => Promise.resolve()), asked };
}

const refuse =
  (status: number, code: string, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(`<Error><Code>${code}</Code><Message>it&#39;s so</Message></Error>`);
  };

const listed = (keys: readonly string[], token: string | null): string =>
  `<ListBucketResult><IsTruncated>${token !== null}</IsTruncated>` +
  keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('') +
  (token === null ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`) +
  '</ListBucketResult>';

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

describe('a client of an S3-compatible store', () => {
  it('writes under the prefix, signed, and never over what is there', async () => {
    const { store, asked } = await storeThat((_, response) => {
      response.writeHead(asked.length === 1 ? 200 : 412).end();
    });
    expect(await store.put('log/x', bytes)).toBe(true);
    expect(await store.put('log/x', bytes)).toBe(false);
    const [{ url, method, headers }] = asked as [IncomingMessage];
    expect([method, url]).toEqual(['PUT', '/herd/a%20b/log/x']);
    expect(headers['if-none-match']).toBe('*');
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=KEY\/\d{8}\/eu-west-1\/s3\/aws4_request, /,
    );
    expect(store.counts).toEqual({ requests: 2, up: 6, down: 0 });
  });

  it('reads what is there, and knows nothing from no bucket', async () => {
    const { store } = await storeThat((request, response) => {
      if (request.url!.endsWith('none')) refuse(404, 'NoSuchKey')(request, response);
      else if (request.url!.endsWith('lost')) refuse(404, 'NoSuchBucket')(request, response);
      else response.end(bytes);
    });
    expect(await store.get('here')).toEqual(bytes);
    expect(await store.get('none')).toBeNull();
    await expect(store.get('lost')).rejects.toMatchObject({ code: 'no-bucket' });
  });

  it('tells how many bytes have come, and begins anew with a body that was cut', async () => {
    const { store, asked } = await storeThat((_, response) => {
      response.writeHead(200, { 'Content-Length': '3' });
      if (asked.length > 1) return void response.end(bytes);
      response.write(bytes.subarray(0, 1), () => setTimeout(() => response.destroy(), 50));
    });
    const told: number[] = [];
    expect(await store.get('file/x', undefined, (come) => told.push(come))).toEqual(bytes);
    expect(asked).toHaveLength(2);
    expect(told).toEqual([0, 1, 0, 3]);
    expect(store.counts.down).toBe(3);
  });

  it('takes away what its owner says, also what is gone already', async () => {
    const { store, asked } = await storeThat((request, response) => {
      if (request.url!.endsWith('gone')) refuse(404, 'NoSuchKey')(request, response);
      else if (request.url!.endsWith('kept')) refuse(403, 'AccessDenied')(request, response);
      else response.writeHead(204).end();
    });
    await store.remove('log/x');
    await store.remove('log/gone');
    await expect(store.remove('log/kept')).rejects.toMatchObject({ code: 'forbidden' });
    expect(asked.map(({ method, url }) => `${method} ${url}`)[0]).toBe('DELETE /herd/a%20b/log/x');
  });

  it('lists page by page, without the prefix, after a name also where a store knows no such', async () => {
    const { store, asked } = await storeThat((request, response) => {
      const isSecond = request.url!.includes('continuation-token=more%2F1');
      const keys = isSecond ? ['a b/log/3&amp;'] : ['a b/log/1', 'a b/log/2'];
      response.end(listed(keys, isSecond ? null : 'more/1'));
    });
    const names: string[] = [];
    for await (const name of store.list('log/', 'log/1')) names.push(name);
    expect(names).toEqual(['log/2', 'log/3&']);
    expect(asked).toHaveLength(2);
    expect(asked[0]!.url).toContain('prefix=a%20b%2Flog%2F');
    expect(asked[0]!.url).toContain('start-after=a%20b%2Flog%2F1');
  });

  it('tries again when a store is busy, drops the line or ends too early', async () => {
    const { store, asked } = await storeThat((request, response) => {
      if (asked.length === 1) refuse(503, 'SlowDown')(request, response);
      else if (asked.length === 2) request.socket.destroy();
      else if (asked.length === 3) {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('half');
        setTimeout(() => request.socket.destroy(), 5);
      } else response.end(bytes);
    });
    expect(await store.get('x')).toEqual(bytes);
    expect(asked).toHaveLength(4);
  });

  it('gives up after five tries, at once when it is told to stop', async () => {
    const { store, asked } = await storeThat(refuse(500, 'InternalError'));
    await expect(store.get('x')).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked).toHaveLength(5);
    const stop = new AbortController();
    stop.abort();
    await expect(store.get('x', stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toHaveLength(5);
  });

  it.each([
    [403, 'AccessDenied', 'forbidden'],
    [403, 'InvalidAccessKeyId', 'key-refused'],
    [403, 'SignatureDoesNotMatch', 'key-refused'],
    [403, 'SomethingElse', 'forbidden'],
    [507, 'InsufficientStorage', 'full'],
    [500, 'XMinioStorageFull', 'full'],
    [400, 'QuotaExceeded', 'full'],
    [404, 'NoSuchBucket', 'no-bucket'],
  ])('understands the refusal %d %s, without trying again', async (status, said, code) => {
    const { store, asked } = await storeThat(refuse(status, said));
    await expect(store.put('x', bytes)).rejects.toMatchObject({
      ...{ name: 'CatalogueError', code },
      message: `${status} ${said}: it's so`,
    });
    expect(asked).toHaveLength(1);
  });

  it('knows a store that answers and keeps nothing from one that does not answer', async () => {
    const { store, asked } = await storeThat(refuse(500, 'InternalError'));
    await expect(store.put('x', bytes)).rejects.toMatchObject({ code: 'unwritable' });
    expect(asked).toHaveLength(5);
    await expect(store.get('x')).rejects.toMatchObject({ code: 'unreachable' });
    const busy = await storeThat(refuse(503, 'SlowDown'));
    await expect(busy.store.put('x', bytes)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('dates its requests by the clock of the store, where that tells the time', async () => {
    const there = Date.now() + 365 * 86_400_000;
    const { store, asked } = await storeThat((request, response) => {
      const said = String(request.headers['x-amz-date']);
      const isSo = said.startsWith(new Date(there).toISOString().slice(0, 4));
      const headers = { Date: new Date(there).toUTCString() };
      if (isSo) response.end(bytes);
      else refuse(403, 'RequestTimeTooSkewed', headers)(request, response);
    });
    expect(await store.get('x')).toEqual(bytes);
    expect(await store.get('x')).toEqual(bytes);
    expect(asked).toHaveLength(3);
  });

  it('says that the clock is wrong where the store does not help', async () => {
    const { store, asked } = await storeThat(
      refuse(403, 'RequestTimeTooSkewed', { Date: 'no time at all' }),
    );
    await expect(store.get('x')).rejects.toMatchObject({ code: 'clock' });
    expect(asked).toHaveLength(1);
  });
});
