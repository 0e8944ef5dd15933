import { statSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { heaviest, lightestTasks, type Reading } from './main-thread';

/**
 * A gallery of many photos: quick to show, smooth to scroll, bounded in memory. `HUELLA_LONG=1`
 * takes 20,000 instead of 1,000.
 */
const LONG = Boolean(process.env['HUELLA_LONG']);
const PHOTOS = LONG ? 20_000 : 1000;
const INDIVIDUALS = PHOTOS / 20;

const FIRST_PAINT_MS = 1000;
/** Thumbnails the page keeps for scrolling back (400), and those on screen. */
const MOST_THUMBNAILS = 600;
/** Photos on the page at once: three windows' worth. */
const MOST_CELLS = 250;

interface Watched {
  firstPhoto: number | null;
  urls: number;
}

declare global {
  interface Window {
    watched: Watched;
  }
}

/** Counts what the page does from its first moment. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched: Watched = { firstPhoto: null, urls: 0 };
    window.watched = watched;
    const [create, revoke] = [URL.createObjectURL.bind(URL), URL.revokeObjectURL.bind(URL)];
    URL.createObjectURL = (object) => {
      watched.urls += 1;
      return create(object);
    };
    URL.revokeObjectURL = (url) => {
      watched.urls -= 1;
      revoke(url);
    };
    // An image's load does not bubble, but it is captured, by the document and not by the window.
    document.addEventListener(
      'load',
      ({ target }) => {
        if (target instanceof Image && target.closest('[data-index]'))
          watched.firstPhoto ??= performance.now();
      },
      true,
    );
  });
}

/** Photos with thumbnails, individuals and embeddings, straight into the database. */
async function fill(page: Page): Promise<void> {
  await page.goto('/#/gallery');
  await page.evaluate(
    async ([count, individuals]) => {
      const { huella } = window;
      await huella.ready;
      const { fingerprint, dimension } = (await huella.encoders.list()).find(
        ({ active }) => active,
      )!;
      const canvas = new OffscreenCanvas(256, 256);
      const context = canvas.getContext('2d')!;
      const pictures: ArrayBuffer[] = [];
      for (let i = 0; i < 48; i++) {
        context.fillStyle = `hsl(${(i * 47) % 360} 50% 45%)`;
        context.fillRect(0, 0, 256, 256);
        context.fillStyle = `hsl(${(i * 91) % 360} 60% 70%)`;
        for (let spot = 0; spot < 40; spot++) {
          context.fillRect((spot * 83 * (i + 1)) % 256, (spot * 37 * (i + 3)) % 256, 20, 14);
        }
        pictures.push(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
      }
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('huella');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('no database'));
      });
      const stores = ['photos', 'thumbnails', 'originals', 'embeddings', 'vectors', 'individuals'];
      const write = async (
        body: (store: (name: string) => IDBObjectStore) => void,
      ): Promise<void> => {
        const transaction = database.transaction(stores, 'readwrite', { durability: 'relaxed' });
        body((name) => transaction.objectStore(name));
        await new Promise((resolve, reject) => {
          transaction.oncomplete = resolve;
          transaction.onerror = () => reject(new Error(transaction.error?.message));
        });
      };
      await write((store) => {
        for (let i = 0; i < individuals; i++) {
          const name = `Animal ${i}`;
          const record = { id: `individual-${i}`, name, nameKey: name.toLowerCase(), createdAt: i };
          store('individuals').put({ ...record, species: i % 2 ? 'dog' : 'cat' });
        }
      });
      let seed = 1;
      const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
      for (let start = 0; start < count; start += 500) {
        await write((store) => {
          for (let i = start; i < Math.min(count, start + 500); i++) {
            const id = `photo-${String(i).padStart(6, '0')}`;
            const sha256 = i.toString(16).padStart(64, '0');
            const picture = { bytes: pictures[i % pictures.length], mime: 'image/jpeg' };
            store('photos').put({
              ...{
                id,
                sha256,
                name: `IMG_${i}.jpg`,
                cropKey: 'whole',
                crop: null,
                mime: 'image/jpeg',
              },
              ...{ byteLength: 4000, width: 256, height: 256, importedAt: 1.7e12 + i },
              // Two hundred stations, 2 km from one to the next.
              station: `ST${i % 200}`,
              place: {
                latitude: -1 - (i % 20) / 50,
                longitude: 36 + ((i % 200) - (i % 20)) / 1000,
              },
              takenAt: new Date(1.7e12 + i * 3.6e6).toISOString(),
              individualId: i % 3 === 0 ? null : `individual-${i % individuals}`,
            });
            store('thumbnails').put(picture, id);
            store('originals').put(picture, sha256);
            const vector = new Float32Array(dimension).map(random);
            const norm = Math.hypot(...vector);
            store('vectors').put(vector.map((x) => x / norm).buffer, i + 1);
            store('embeddings').put({ seq: i + 1, photoId: id, fingerprint });
          }
        });
      }
      database.close();
    },
    [PHOTOS, INDIVIDUALS] as const,
  );
}

/** Frames at a finger's pace, and frames of a fling from one end to the other. */
const PACE = LONG ? { slow: 134, fling: 150 } : { slow: 45, fling: 45 };

/** In the page: scrolls, and counts what is on the page meanwhile. */
async function scrollThrough(pace: typeof PACE): Promise<{ cells: number; urls: number }> {
  // A browser without a screen sometimes draws no frame more while it is traced: then a moment.
  const frame = (): Promise<unknown> =>
    new Promise((resolve) => {
      requestAnimationFrame(resolve);
      setTimeout(resolve, 100);
    });
  const bottom = document.documentElement.scrollHeight - innerHeight;
  let [cells, urls] = [0, 0];
  const look = (): void => {
    cells = Math.max(cells, document.querySelectorAll('[data-index]').length);
    urls = Math.max(urls, window.watched.urls);
  };
  scrollTo(0, 0);
  // A finger's pace, then flung through the whole gallery and back.
  for (let i = 0; i < pace.slow; i++) {
    scrollTo(0, Math.min(bottom, i * 90));
    await frame();
    look();
  }
  for (const way of [1, -1]) {
    for (let i = 0; i <= pace.fling; i++) {
      scrollTo(0, bottom * (way === 1 ? i / pace.fling : 1 - i / pace.fling));
      await frame();
      look();
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  look();
  return { cells, urls };
}

/** Formats, the one first that `npm test` writes too. */
const EXPORTS = [
  ...['histories', 'table', 'mark', 'secr', 'camtrap', 'cocoCameraTraps', 'darwinCore'],
  ...['decisions', 'wildbook', 'embeddings', 'gallery'],
];

/** Screens that ask something of all photos, their button before and after. */
const ASKED = [
  { screen: 'evaluate', start: /^Measure/, end: 'Measure again' },
  { screen: 'groups', start: /^Group them/, end: 'Group them again' },
  { screen: 'mistakes', start: /^Look (for|again)/, end: 'Look again' },
];

/** Saves the whole gallery in that format, without the photos where they may be left out. */
async function exported(page: Page, kind: string): Promise<string> {
  await page.goto('/#/gallery');
  await page
    .locator('main')
    .getByRole('button', { name: /^Export/ })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.locator(`input[type=radio][value=${kind}]`).check({ force: true });
  const photos = dialog.getByRole('checkbox', { name: /^The photos too/ });
  if (await photos.isVisible()) await photos.uncheck();
  const began = Date.now();
  const saved = page.waitForEvent('download', { timeout: 900_000 });
  await dialog.getByRole('button', { name: 'Save' }).click();
  const path = await (await saved).path();
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if ((await dialog.count()) > 0) await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  return `${seconds} s, ${(statSync(path).size / 1e6).toFixed(1)} MB`;
}

/** Milliseconds of a new visit until the first photo is drawn. */
async function untilFirstPhoto(page: Page): Promise<number> {
  await page.reload();
  await expect
    .poll(() => page.evaluate(() => window.watched.firstPhoto), { timeout: 60_000 })
    .not.toBeNull();
  const firstPhoto = await page.evaluate(() => window.watched.firstPhoto!);
  await page.evaluate(() => window.huella.ready);
  return firstPhoto;
}

test('many photos: on screen at once, scrolled without a long task, with bounded memory @alone', async ({
  page,
}) => {
  // The index of 20,000 vectors alone takes minutes on a busy machine.
  test.setTimeout(LONG ? 3_000_000 : 240_000);
  page.setDefaultTimeout(LONG ? 600_000 : 60_000);
  await watch(page);
  // The browser's own question where to save cannot be answered by a test.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await fill(page);
  // Once to bring the index up to what was written.
  await page.reload();
  await page.evaluate(() => window.huella.ready);
  await expect
    .poll(() => page.evaluate(async () => (await window.huella.diagnostics()).indexed), {
      timeout: LONG ? 900_000 : 120_000,
    })
    .toBe(PHOTOS);
  // Saves the index: a visit begins with what the one before has left in peace.
  await page.evaluate(() => window.huella.import([]));
  const cells = page.locator('[data-index]');
  const firstPhoto = LONG ? await untilFirstPhoto(page) : null;

  // Watched in visits of their own: the browser's records of a visit slow it.
  const starting = await lightestTasks(page, async () => {
    await page.reload();
    await page.evaluate(() => window.huella.ready);
    await expect(
      page.getByText(
        `${PHOTOS.toLocaleString('en')} photos, ${INDIVIDUALS.toLocaleString('en')} individuals`,
      ),
    ).toBeVisible();
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollHeight), { timeout: 60_000 })
      .toBeGreaterThan(PHOTOS * 10);
  });

  let scrolled = { cells: 0, urls: 0 };
  const scrolling = await lightestTasks(page, async () => {
    scrolled = await page.evaluate(scrollThrough, PACE);
  });

  // One photo is named: the page follows without reading everything again.
  const naming = await lightestTasks(page, async (reading) => {
    const name = `Newcomer ${reading}`;
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await cells.first().click();
    await page.getByRole('toolbar').getByRole('button', { name: 'Who is it?' }).click();
    await page.getByRole('combobox', { name: 'Name' }).fill(name);
    await page.getByRole('button', { name: `New animal: ${name}` }).click();
    await expect(cells.first()).toContainText(name);
  });

  // A survey of all of them is counted beside the page.
  const surveying = await lightestTasks(page, async () => {
    await page.goto('/#/surveys');
    await expect(page.getByText(`in ${PHOTOS.toLocaleString('en-GB')} photos.`)).toBeVisible();
    await expect(page.locator('main canvas')).toHaveCount(2);
    await page.goto('/#/gallery');
    await expect(cells.first()).toBeVisible();
  });

  // Exports are written beside the page, from records that it gives in parts.
  const exporting: Reading[] = [];
  for (const kind of LONG ? EXPORTS : EXPORTS.slice(0, 1)) {
    let took = '';
    exporting.push(
      await lightestTasks(page, async () => {
        took = await exported(page, kind);
      }),
    );
    console.log(`${kind}: ${took}; heaviest tasks ${heaviest(exporting.at(-1)!.tasks)}`);
  }

  // What is asked of all photos is asked in workers.
  const asking: Reading[] = [];
  for (const { screen, start, end } of LONG ? ASKED : []) {
    asking.push(
      await lightestTasks(page, async () => {
        await page.goto(`/#/${screen}`);
        await page.getByRole('button', { name: start }).click();
        await expect(page.getByRole('button', { name: end })).toBeVisible({ timeout: 600_000 });
      }),
    );
    console.log(`${screen}: heaviest tasks ${heaviest(asking.at(-1)!.tasks)}`);
  }

  console.log(
    `${PHOTOS} photos: ${firstPhoto === null ? '' : `first on screen after ${Math.round(firstPhoto)} ms; `}heaviest tasks while starting ${heaviest(starting.tasks)}, scrolling ${heaviest(scrolling.tasks)}, naming ${heaviest(naming.tasks)}, surveying ${heaviest(surveying.tasks)}; at most ${scrolled.cells} cells, ${scrolled.urls} thumbnails`,
  );
  expect(scrolled.cells).toBeLessThan(MOST_CELLS);
  expect(scrolled.urls).toBeLessThan(MOST_THUMBNAILS);
  for (const { tasks, felt } of [starting, scrolling, naming, surveying, ...exporting, ...asking]) {
    expect(tasks.length).toBeGreaterThan(0);
    expect(felt).toEqual([]);
  }
  // A stopwatch: only where the machine has nothing else to do.
  if (firstPhoto !== null) expect(firstPhoto).toBeLessThan(FIRST_PAINT_MS);
});
