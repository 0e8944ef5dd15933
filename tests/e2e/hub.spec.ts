import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { bytesSource } from '../../src/engine/checkpoint/byte-source';
import { planConversion } from '../../src/engine/onnx/convert';
import { Hub, refuse, whole, type Instead } from './hub';
import { HUB_PORT, NETWORK_PORT } from './ports';

/**
 * The hub as it really answers: redirects to another origin, signed addresses, limits, and what
 * goes wrong with them.
 */

const PATH = '/BVRA/MegaDescriptor-test/resolve/main/pytorch_model.bin';
const CHECKPOINT = join(import.meta.dirname, '../fixtures/swin/fanin.training.pth');

let bytes: Uint8Array;
let fingerprint: string;
let modelBytes: number;

test.beforeAll(async () => {
  bytes = await readFile(CHECKPOINT);
  const made = await (await planConversion(bytesSource(bytes, 'pytorch_model.bin'))).convert();
  fingerprint = made.fingerprint;
  modelBytes = made.card.externalData.reduce((sum, file) => sum + file.bytes, 0);
});

/** Hub and content network, each on an origin of its own. */
async function both(
  run: (hub: Hub, network: Hub, address: string) => Promise<void>,
): Promise<void> {
  const [hub, network] = [new Hub(), new Hub()];
  const address = `${await hub.listen(HUB_PORT)}${PATH}`;
  await network.listen(NETWORK_PORT);
  for (const host of [hub, network]) host.add(PATH, bytes);
  hub.sendTo(network);
  try {
    await run(hub, network, address);
  } finally {
    await Promise.all([hub.close(), network.close()]);
  }
}

/** Its fingerprint, or the code and reason of the failure. */
async function install(page: Page, address: string): Promise<string> {
  return page.evaluate(
    (address) =>
      window.huella.encoders.install(address).then(
        (info) => info.fingerprint,
        (error: unknown) => {
          const { code, detail } = error as { code: string; detail: { reason?: string } };
          return `${code}: ${detail.reason}`;
        },
      ),
    address,
  );
}

test.beforeEach(async ({ page }) => {
  await page.goto('/');
  await page.evaluate(async () => {
    await window.huella.ready;
    await window.huella.settings.set({ backend: 'wasm' });
  });
});

test('a redirect to signed addresses of another origin, lost connections, expired signatures, a limit and a full network', async ({
  page,
}) => {
  await both(async (hub, network, address) => {
    network.cuts = [60_000, 120_000];
    const expired = refuse(403, {}, '<Error><Code>AccessDenied</Code></Error>');
    network.instead = [null, expired, null, refuse(503), null, null, expired, expired];
    hub.instead = [
      null,
      refuse(429, { 'Retry-After': '1', 'Access-Control-Expose-Headers': 'Retry-After' }),
      refuse(500),
    ];
    const started = Date.now();
    expect(await install(page, address)).toBe(fingerprint);
    expect(Date.now() - started).toBeGreaterThan(1000);
    expect([network.mostSent(PATH), network.cutsMade]).toEqual([1, 2]);
    expect(network.total).toBeLessThan(1.05 * modelBytes);
    // The hub sends none itself and is asked each time: signed addresses are good for one use here.
    expect(hub.total).toBe(0);
    expect(hub.requests).toBeGreaterThan(network.requests);
    // The content network refuses to be asked first, and does not learn which page asks.
    expect([hub.preflights, network.preflights, network.origin]).toEqual([0, 0, 'null']);
  });
});

test('a network that hides how long the file is', async ({ page }) => {
  await both(async (_, network, address) => {
    network.exposes = 'Accept-Ranges';
    network.cuts = [100_000];
    expect(await install(page, address)).toBe(fingerprint);
  });
});

/** The first large part: its beginning, and then neither more nor an end. */
const falling: (sent: number[], otherwise: Instead) => Instead =
  (sent, otherwise) => (request, response) => {
    const [first, last] = /^bytes=(\d+)-(\d+)$/
      .exec(request.headers.range!)!
      .slice(1)
      .map(Number) as [number, number];
    if (sent.length > 0 || last - first < 10_000) {
      otherwise(request, response);
      return;
    }
    const half = first + Math.floor((last + 1 - first) / 2);
    response.writeHead(206, {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'ETag,Content-Range',
      ETag: `"${bytes.byteLength.toString(16)}"`,
      'Content-Range': `bytes ${first}-${last}/${bytes.byteLength}`,
      'Content-Length': last + 1 - first,
    });
    response.write(bytes.slice(first, half));
    sent.push(first, half);
  };

test('a connection that falls silent without an end is taken for lost, and what it brought is kept', async ({
  page,
}) => {
  await both(async (_, network, address) => {
    const sent: number[] = [];
    network.instead = Array.from({ length: 1000 }, () => falling(sent, network.serve));
    const started = Date.now();
    expect(await install(page, address)).toBe(fingerprint);
    expect(Date.now() - started).toBeGreaterThan(30_000);
    const [first, half] = sent as [number, number];
    expect(network.mostSent(PATH)).toBe(1);
    // The other half was asked for alone.
    expect(network.total + half - first).toBeLessThan(1.05 * modelBytes);
  });
});

test('two hosts that name one version differently', async ({ page }) => {
  await both(async (hub, network, address) => {
    hub.etag = '"commit"';
    network.etag = '"hash"';
    hub.instead = [null, hub.serve, null, hub.serve];
    expect(await install(page, address)).toBe(fingerprint);
    expect(hub.total).toBeGreaterThan(0);
    expect(network.total).toBeGreaterThan(0);
    // Nothing was begun anew.
    expect(hub.total + network.total).toBeLessThan(1.05 * modelBytes);
  });
});

test('what is not the file is refused, each by name, and nothing is left running', async ({
  page,
}) => {
  await both(async (hub, network, address) => {
    const cases: [string, Hub, Instead, string][] = [
      [
        'a login page',
        hub,
        whole('text/html; charset=utf-8', '<html>'),
        'the host answered with a page instead of the file',
      ],
      [
        'no ranges',
        network,
        whole('application/octet-stream', bytes),
        'the host does not serve parts of files',
      ],
      ['gated', hub, refuse(401), 'the host answered 401'],
      ['gone', hub, refuse(404), 'the host answered 404'],
      [
        'more than was asked for',
        network,
        (_, response) =>
          void response
            .writeHead(206, {
              'Access-Control-Allow-Origin': '*',
              'Access-Control-Expose-Headers': '*',
              'Content-Range': `bytes 0-1023/${bytes.length}`,
            })
            .end(bytes.subarray(0, 5000)),
        'the host sent more than was asked for',
      ],
      [
        'a forwarding to a host the policy does not name',
        hub,
        refuse(302, { Location: `http://127.0.0.1:${NETWORK_PORT}${PATH}` }),
        'this app fetches only from the hosts its policy names',
      ],
    ];
    for (const [name, host, answer, reason] of cases) {
      host.instead = [answer];
      expect(await install(page, address), name).toBe(`checkpoint-unreachable: ${reason}`);
    }
    // None of it spoils the next attempt.
    hub.instead = [];
    network.instead = [];
    expect(await install(page, address)).toBe(fingerprint);
  });
});

test('a file replaced on the host in the middle is fetched anew', async ({ page }) => {
  await both(async (hub, network, address) => {
    const other = bytes.slice();
    network.cuts = [150_000];
    const changed = new Promise<void>((resolve) => {
      network.instead = [
        ...Array.from({ length: 6 }, () => null),
        (_, response) => {
          network.add(PATH, other);
          network.etag = '"second"';
          resolve();
          response.destroy();
        },
      ];
    });
    const installing = install(page, address);
    await changed;
    expect(await installing).toBe(fingerprint);
    // Only the part whose answer gave it away may come a second time.
    expect(network.mostSent(PATH)).toBeLessThanOrEqual(2);
    expect(hub.preflights).toBe(0);
  });
});
