import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../src/app/i18n/languages/en';
import { more } from '../../src/app/i18n/languages/en/more';
import { SCREEN_NAMES } from '../../src/app/screens';
import { hrefOf } from '../../src/app/state/router.svelte';
import type { Huella } from '../../src/runtime/api';
import { StaticHost } from '../e2e/static-host';
import { WebKit } from './driver';

/** A person's way through the production build in WebKitGTK, in this order. */

const ROOT = join(import.meta.dirname, '../..');
const CHECKPOINT = 'fanin.training.pth';

/** The pages' own `window`, which this file has no types of the DOM's for. */
declare const window: { readonly huella: Huella };

const host = new StaticHost({ folder: join(ROOT, 'dist'), headers: true });
let browser: WebKit;

/** Seconds that something took, said for the table of results. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const before = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - before) / 1000).toFixed(1)} s`);
  return result;
}

async function ready(): Promise<void> {
  await browser.find('main h1');
  await browser.run(() => window.huella.ready);
}
const photos = (): Promise<number> =>
  browser.run(async () => (await window.huella.diagnostics()).photos);

async function likeliest(file: string): Promise<string | undefined> {
  await browser.find('main h1');
  return browser.run(async (file) => {
    await window.huella.ready;
    const photo = await (await fetch(`samples/${file}`)).blob();
    return (await window.huella.search(photo, { k: 1, by: 'individual' }))[0]?.individual;
  }, file);
}

beforeAll(async () => {
  await host.start();
  browser = await WebKit.launch();
  console.log(`WebKitGTK ${browser.version}`);
});

afterAll(async () => {
  await browser.close();
  await host.kill();
});

test('the first visit becomes ready, with threads, and every screen comes up', async () => {
  await timed('first visit, until the first screen', async () => {
    await browser.open(host.url);
    await browser.find('main h1');
  });
  await timed('then until it can compare', ready);
  const { backend, threads } = await browser.run(() => window.huella.diagnostics());
  expect(backend).toBe('wasm');
  const shared = await browser.run(() => typeof SharedArrayBuffer === 'function');
  expect(threads > 1).toBe(shared);
  for (const name of SCREEN_NAMES) {
    await browser.run((hash) => {
      location.hash = hash;
    }, hrefOf(name));
    await expect
      .poll(
        () =>
          browser.run(() => [document.title, document.querySelector('main h1') !== null] as const),
        { timeout: 60_000 },
      )
      .toEqual([`${messages.shell[name]} · Huella`, true]);
  }
  expect(await browser.run(() => document.querySelector('main > p[role=alert]') === null)).toBe(
    true,
  );
  await timed('reload, until it can compare', async () => {
    await browser.reload();
    await ready();
  });
});

test('samples are imported, and a photo finds its animal', async () => {
  await browser.run((hash) => {
    location.hash = hash;
  }, hrefOf('identify'));
  await timed('75 samples', async () => {
    await browser.click(`//button[contains(., "${messages.welcome.sample}")]`);
    await browser.find(`section[aria-label^="${messages.import.finished(75)}"]`);
  });
  expect(await photos()).toBe(75);
  await browser.type('main input[type=file]', join(ROOT, 'public/samples/rosa-2.jpg'));
  await browser.find('//main//ol//button[contains(., "Rosa")]');
});

test('an import of a file is kept over a reload', async () => {
  const report = await browser.run(async () => {
    const photo = await (await fetch('samples/luna-1.jpg')).blob();
    // Other bytes of the same picture: a file of its own.
    return window.huella.import([
      { file: new File([photo, 'again'], 'luna-again.jpg'), individual: 'Luna' },
    ]);
  });
  expect(report).toMatchObject({ imported: 1, failed: [] });
  await browser.reload();
  await ready();
  expect(await photos()).toBe(76);
});

test('an encoder is installed from a file, used after a reload too, and removed', async () => {
  const bytes = [...(await readFile(join(ROOT, 'tests/fixtures/swin', CHECKPOINT)))];
  const installed = await browser.run(
    async (bytes, name) => {
      const { huella } = window;
      const { id, dimension } = await huella.encoders.install(
        new File([new Uint8Array(bytes)], name),
      );
      await huella.encoders.use(id);
      return { id, dimension };
    },
    bytes,
    CHECKPOINT,
  );
  await browser.reload();
  await ready();
  const length = await browser.run(async () => {
    const photo = await (await fetch('samples/rosa-1.jpg')).blob();
    return (await window.huella.encode(photo)).length;
  });
  expect(length).toBe(installed.dimension);
  const left = await browser.run(async (id) => {
    const { encoders } = window.huella;
    const [other] = (await encoders.list()).filter((encoder) => encoder.id !== id);
    await encoders.use(other!.id);
    await encoders.remove(id);
    return (await encoders.list()).filter((encoder) => encoder.installed).map(({ id }) => id);
  }, installed.id);
  expect(left).not.toContain(installed.id);
});

test('a backup is read back', async () => {
  const report = await browser.run(async () => {
    const file = await window.huella.backup();
    await window.huella.clear();
    await window.huella.restore(file);
    return (await window.huella.diagnostics()).photos;
  });
  expect(report).toBe(76);
});

test('without a camera that is said', async () => {
  await browser.run((hash) => {
    location.hash = hash;
  }, hrefOf('identify'));
  await browser.click(`//button[contains(., "${messages.identify.camera}")]`);
  await browser.find(`//*[contains(., "${more.camera.absent}")]`);
});

test('a second tab works through the first, and takes over when it closes', async () => {
  const first = await browser.openTab(host.url);
  expect(await likeliest('bruno-2.jpg')).toBe('Bruno');
  await browser.goTo(first);
  await browser.closeTab();
  const [second] = await browser.tabs();
  await browser.goTo(second!);
  await timed('taking over from a closed tab', async () => {
    expect(await likeliest('bruno-2.jpg')).toBe('Bruno');
  });
});

test('without a network it starts and answers', async () => {
  await expect
    .poll(
      () =>
        browser.run(async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          if (!registration) return 'none is registered';
          const { installing, waiting, active } = registration;
          return (active ?? waiting ?? installing)?.state;
        }),
      { timeout: 120_000 },
    )
    .toBe('activated');
  await host.kill();
  await browser.reload();
  await ready();
  expect(await photos()).toBe(76);
});
