import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { test as inStarted } from './started';

/**
 * Imports and restores take turns, over all tabs; a library's worker that dies while it opens is
 * replaced.
 */

test.use({ serviceWorkers: 'block' });

const SAMPLES = join(import.meta.dirname, '../../public/samples');
const HERD = ['luna-1', 'luna-2', 'rosa-1'];
const MORE = ['ambar', 'coco'].flatMap((name) => [1, 2].map((i) => `${name}-${i}`));

async function start(page: Page, screen = 'settings'): Promise<void> {
  await page.goto(`/#/${screen}`);
  await page.evaluate(() => window.huella.ready);
}

function importThem(page: Page, names: readonly string[]) {
  return page.evaluate(async (names) => {
    const items = await Promise.all(
      names.map(async (name) => {
        const blob = await (await fetch(`samples/${name}.jpg`)).blob();
        return { file: new File([blob], `${name}.jpg`), individual: name.split('-')[0]! };
      }),
    );
    return window.huella.import(items);
  }, names);
}

/** Asks for the turn behind those that were asked for before, and keeps it until it is ended. */
const takeTurn = (page: Page): Promise<void> =>
  page.evaluate(() => {
    void navigator.locks.request('huella-import', async () => {
      const { photos } = await window.huella.diagnostics();
      await new Promise<void>((end) => Object.assign(window, { turn: { photos, end } }));
    });
  });
/** Once it has come; resolves with how many photos there were then. */
async function endTurn(page: Page): Promise<number> {
  const turn = await page.waitForFunction(
    () => (window as { turn?: { readonly photos: number; end(): void } }).turn,
  );
  return turn.evaluate((found) => {
    found!.end();
    return found!.photos;
  });
}

const namesOf = (page: Page): Promise<string[]> =>
  page.evaluate(async () =>
    (
      await window.huella.search(
        await window.huella.encode(await (await fetch('samples/luna-1.jpg')).blob()),
        { k: 50 },
      )
    )
      .map(({ name }) => name)
      .sort(),
  );

inStarted(
  'a restore waits for the import of another tab, and then adds what is missing',
  async ({ page, context }, testInfo) => {
    await page.goto('/#/settings');
    await page.evaluate(() => void Reflect.deleteProperty(window, 'showSaveFilePicker'));
    await importThem(page, HERD);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Back up now' }).click();
    const path = testInfo.outputPath('backup.zip');
    await (await download).saveAs(path);
    await page.evaluate(() => window.huella.clear());

    const other = await context.newPage();
    await start(other, 'gallery');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Restore from a file' }).click();
    await (await chooser).setFiles(path);
    const offer = page.getByRole('dialog');
    await expect(offer).toBeVisible();
    // One of them is in the backup as well.
    const importing = importThem(other, [...MORE, 'luna-1']);
    await expect
      .poll(async () => (await other.evaluate(() => window.huella.diagnostics())).photos, {
        intervals: [50],
      })
      .toBeGreaterThan(0);
    // However soon the import ends, the person presses the button before its turn does.
    await takeTurn(other);
    await offer.getByRole('button', { name: /^Restore|^Add/ }).click();
    await expect(page.getByText('Waiting until the photos being added are in')).toBeVisible();
    expect(await importing).toEqual({ imported: MORE.length + 1, duplicates: 0, failed: [] });
    // The import had its turn until its last photo.
    expect(await endTurn(other)).toBe(MORE.length + 1);
    await expect(page.getByRole('dialog')).toContainText('2 photos');
    expect(await namesOf(page)).toEqual([...HERD, ...MORE].map((name) => `${name}.jpg`).sort());
    expect(await page.evaluate(() => window.huella.integrityCheck())).toEqual([]);
  },
);

test('an import waits for what must be alone, says so, and can be stopped while it waits @long', async ({
  page,
  context,
}) => {
  await start(page, 'gallery');
  const other = await context.newPage();
  await start(other);
  // A restore of this size is over before a person sees it: the test holds its turn for as long as
  // it needs.
  await takeTurn(other);
  const choose = () =>
    page
      .locator('main input[type=file]')
      .first()
      .setInputFiles([join(SAMPLES, 'luna-1.jpg'), join(SAMPLES, 'rosa-1.jpg')]);
  await choose();
  const bar = page.getByRole('region', { name: 'Adding photos' });
  await expect(bar).toContainText('Waiting until a backup is restored, a model changed');
  await bar.getByRole('button', { name: 'Stop' }).click();
  await expect(bar).toHaveCount(0);
  expect((await page.evaluate(() => window.huella.diagnostics())).photos).toBe(0);

  await choose();
  await expect(bar).toContainText('Waiting until a backup is restored, a model changed');
  await endTurn(other);
  await expect(page.getByRole('region', { name: 'photos added' })).toContainText('2 photos added');
  expect((await page.evaluate(() => window.huella.diagnostics())).photos).toBe(2);
});

/** One that has its lifeline is missed at once, one that has only been loaded after a while. */
type Moment = 'has its lifeline' | 'is loaded';
type Deaths = Readonly<Partial<Record<'library' | 'encoder', Moment>>>;

/**
 * Ends the first worker of each kind at its moment; the function returned says how many of each kind
 * have been started.
 */
function endFirst(page: Page, deaths: Deaths): () => Record<string, number> {
  const spawned: Record<string, number> = {};
  page.on('worker', (worker) => {
    const [, kind] = /(library|encoder)\.worker/.exec(worker.url()) ?? [];
    const moment = deaths[kind as keyof Deaths];
    if (!kind || !moment) return;
    spawned[kind] = (spawned[kind] ?? 0) + 1;
    if (spawned[kind] > 1) return;
    void worker
      .evaluate(async (held) => {
        while (
          held &&
          (await navigator.locks.query()).held!.every(({ name }) => name !== self.name)
        )
          await new Promise((resolve) => setTimeout(resolve, 1));
        close();
      }, moment === 'has its lifeline')
      .catch(() => undefined);
  });
  return () => spawned;
}

/** Each kind of worker and each moment once, in one start; every pair alone with HUELLA_LONG=1. */
const DEATHS: readonly Deaths[] = process.env['HUELLA_LONG']
  ? [
      ...([{ library: 'has its lifeline' }, { library: 'is loaded' }] as const),
      ...([{ encoder: 'has its lifeline' }, { encoder: 'is loaded' }] as const),
    ]
  : [{ library: 'is loaded', encoder: 'has its lifeline' }];

for (const deaths of DEATHS) {
  const what = Object.entries(deaths).map(([kind, moment]) => `the ${kind}'s once it ${moment}`);
  test(`a worker that ends is replaced, and the app starts: ${what.join(', ')}`, async ({
    page,
  }) => {
    const spawned = endFirst(page, deaths);
    await start(page, 'gallery');
    await importThem(page, HERD.slice(0, 2));
    expect(spawned()).toEqual(Object.fromEntries(Object.keys(deaths).map((kind) => [kind, 2])));
    expect((await page.evaluate(() => window.huella.diagnostics())).photos).toBe(2);
    await expect(page.locator('[data-index]')).toHaveCount(2);
  });
}
