import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './started';

/**
 * The Diagnostics screen by its buttons: ten searches in a row, what memory did, and a report
 * without a photo or a name.
 */
test('ten searches in a row, each with its result, and a report to copy and to save', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const before = await page.evaluate(() => window.huella.diagnostics());
  await page.goto('/#/settings');
  await page.evaluate(async () => {
    const files = await Promise.all(
      ['luna-1.jpg', 'gris-1.jpg', 'kira-1.jpg'].map(async (name) => {
        const file = new File([await (await fetch(`samples/${name}`)).blob()], name);
        return { file, individual: name.split('-')[0]! };
      }),
    );
    await window.huella.import(files);
  });
  await page.goto('/#/settings');
  await page.getByRole('link', { name: 'Open the diagnostics' }).click();
  await expect(page.getByText('3 / 3')).toBeVisible();
  await expect(page.getByText(/used of .* this browser allows/)).toBeVisible();
  await expect(
    page.getByRole('img', { name: /^Memory: Processor [\d.]+ MB, Graphics/ }),
  ).toBeVisible();

  await expect(page.getByLabel('How many')).toHaveValue('10');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(
    page.getByText('All 10 searches worked; memory stayed the same.').first(),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expect(
    page.getByRole('list', { name: '10 worked, 0 failed' }).getByRole('listitem'),
  ).toHaveCount(10);
  await expect(page.getByRole('img', { name: /^Memory during the searches/ })).toBeVisible();

  await page.getByRole('button', { name: 'Copy the report' }).click();
  const copied = await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('"outcomes"')
    .then(() => page.evaluate(() => navigator.clipboard.readText()));
  const report = JSON.parse(copied) as {
    numbers: { backend: string; runs: number; recycleReasons: string[] };
    searches: { outcomes: { ok: boolean }[]; curve: unknown[] };
  };
  const { runs, recycleReasons } = before;
  // Three photos and ten searches.
  expect(report.numbers).toMatchObject({ backend: 'wasm', runs: runs + 13, recycleReasons });
  expect(report.searches.outcomes.filter(({ ok }) => ok)).toHaveLength(10);
  expect(report.searches.curve).toHaveLength(10);
  expect(copied).not.toMatch(/luna|gris|kira/i);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the report' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('huella-diagnostics.json');
  expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toMatchObject({
    huella: expect.anything(),
  });
});

/** Diagnostics with one photo in the gallery, and what measuring must leave as it is. */
async function toMeasure(page: Page) {
  await page.goto('/#/settings');
  await page.evaluate(async () => {
    const blob = await (await fetch('samples/luna-1.jpg')).blob();
    await window.huella.import([{ file: new File([blob], 'luna-1.jpg'), individual: 'Luna' }]);
  });
  await page.goto('/#/diagnostics');
  const standing = () =>
    page.evaluate(async () => {
      const { backend, runs, recycles, failedRuns, photos, indexed, threads } =
        await window.huella.diagnostics();
      const [encoder] = (await window.huella.encoders.list()).filter(({ active }) => active);
      return { backend, runs, recycles, failedRuns, photos, indexed, threads, encoder };
    });
  /** Workers that measuring begins and ends: the encoder in use has one of its own. */
  const workers = (): number =>
    page.workers().filter((worker) => /(encoder|search-timer)\.worker/.test(worker.url())).length;
  await expect.poll(workers).toBe(1);
  const card = page.locator('section', { hasText: 'Measure my device' });
  return { standing, before: await standing(), workers, card };
}

/** A search while the device is measured: it gets its turn, with two jobs in flight at most. */
async function searchMeanwhile(page: Page): Promise<void> {
  const found = await page.evaluate(async () => {
    const blob = await (await fetch('samples/luna-1.jpg')).blob();
    return window.huella.search(blob, { k: 1 });
  });
  expect(found[0]).toMatchObject({ name: 'luna-1.jpg' });
}

test('measuring the device leaves searches be, and what it began ends when it is stopped', async ({
  page,
}) => {
  const { standing, before, workers, card } = await toMeasure(page);
  await card.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(card.getByRole('progressbar', { name: 'Measure my device' })).toBeVisible();
  await expect(card.getByText('The included look-alike model on WASM')).toBeVisible();
  await expect.poll(workers).toBe(2);
  await searchMeanwhile(page);
  await card.getByRole('button', { name: 'Cancel' }).click();
  await expect(card.getByRole('button', { name: 'Measure', exact: true })).toBeVisible();
  await expect.poll(workers).toBe(1);
  await expect(card.getByText('Not measured.').first()).toBeVisible();
  // Only the search that was made meanwhile was run by the encoder in use.
  expect(await standing()).toEqual({ ...before, runs: before.runs + 1 });
});

/** A minute of all cores: figures of the included model on the main processor, a line to send in. */
test('the device is measured and a line of it copied @long', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { standing, before, workers, card } = await toMeasure(page);
  await card.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(card.getByRole('progressbar', { name: 'Measure my device' })).toBeVisible();
  await expect(card.getByText('The included look-alike model on WASM')).toBeVisible();
  await searchMeanwhile(page);
  const copy = card.getByRole('button', { name: /^Copy the line of .* on WASM$/ });
  await expect(copy).toBeVisible({ timeout: 120_000 });
  await expect(card.getByText(/^Not measured: this browser does not offer/)).toBeVisible();
  for (const tile of ['A photo', 'The first, with loading', 'Memory', 'Search in 1,000'])
    await expect(card.getByText(tile, { exact: true })).toBeVisible();

  await copy.click();
  const line = await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/^\| .* \|$/)
    .then(() => page.evaluate(() => navigator.clipboard.readText()));
  const cells = line.split('|').map((cell) => cell.trim());
  expect(cells).toHaveLength(12);
  expect(cells[2]).toMatch(/Chrom\w+ [\d.]+/);
  expect(cells[4]).toMatch(/^WASM, [1-4] threads?$/);
  expect(cells[5]).toBe('fp32');
  for (const at of [6, 7, 8]) expect(Number(cells[at])).toBeGreaterThan(0);
  // How many sizes are reached within the minute is the machine's affair.
  const searches = cells[9]!.split(' / ').map((cell) => parseFloat(cell));
  for (const ms of searches) expect(ms).toBeGreaterThan(0);
  // Only the search that was made meanwhile was run by the encoder in use.
  expect(await standing()).toEqual({ ...before, runs: before.runs + 1 });
  const { maxInFlightSeen, inFlight, queued } = await page.evaluate(() =>
    window.huella.diagnostics(),
  );
  expect(maxInFlightSeen).toBeLessThanOrEqual(2);
  expect([inFlight, queued]).toEqual([0, 0]);
  expect(await page.evaluate(() => window.huella.integrityCheck())).toEqual([]);
  await expect.poll(workers).toBe(1);
});
