import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';

/**
 * The Diagnostics screen by its buttons: ten searches in a row, what memory did, and a report
 * without a photo or a name.
 */
test('ten searches in a row, each with its result, and a report to copy and to save', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await page.evaluate(async () => {
    await window.huella.ready;
    await window.huella.settings.set({ backend: 'wasm' });
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
  expect(report.numbers).toMatchObject({ backend: 'wasm', runs: 13, recycleReasons: [] });
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
