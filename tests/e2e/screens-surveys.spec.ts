import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { violations } from './axe';
import { importDrawings } from './drawings';
import { closed } from './field';
import { test } from './started';

/** Surveys: what was seen when and where, stations described, and an animal's calendar. */

/** Drawings of four animals at three stations, as a table would say it. */
async function seed(page: Page): Promise<void> {
  const shots = [
    ['luna-1', 'Luna', 'ST1', '2024-03-01T06:00:00'],
    ['luna-2', 'Luna', 'ST1', '2024-03-01T06:00:40'],
    ['luna-3', 'Luna', 'ST2', '2024-03-04T19:00:00'],
    ['bruno-1', 'Bruno', 'ST1', '2024-03-02T06:30:00'],
    ['bruno-2', 'Bruno', 'ST1', '2024-03-02T22:00:00'],
    ['rosa-1', 'Rosa', 'ST2', '2024-03-05T05:00:00'],
    ['coco-1', 'Coco', 'ST3', '2024-03-10T05:00:00'],
    ['coco-2', '', 'ST3', '2024-03-10T08:00:00'],
  ] as const;
  const places = { ST1: -1.2, ST2: -1.26, ST3: -1.262 };
  await importDrawings(
    page,
    shots.map(([file, individual, station, takenAt]) => {
      const place = { latitude: places[station], longitude: 36.8 };
      const fields = { takenAt, station, placeName: station, place, species: 'Panthera onca' };
      return { file: `${file}.jpg`, individual, fields };
    }),
  );
  await page.goto('/#/individuals');
}

const MAP = {
  type: 'Feature',
  properties: {},
  geometry: {
    type: 'LineString',
    coordinates: [
      [36.78, -1.19],
      [36.8, -1.23],
      [36.82, -1.27],
    ],
  },
};

test('a survey is counted, its stations described and taken back @phone', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await seed(page);
  await page.getByRole('link', { name: 'Surveys' }).click();
  await expect(page.getByText('7 encounters in 8 photos.')).toBeVisible();
  await expect(page.getByText('4 animals with a name; 1 encounter without one.')).toBeVisible();
  await expect(page.getByText(/3 stations, watched 5 days in all/)).toBeVisible();

  // Bruno's two photos of one day are one encounter or two.
  await page.getByLabel(/^One encounter lasts/).selectOption('1 day');
  await expect(page.getByText('6 encounters in 8 photos.')).toBeVisible();
  await page.getByLabel('To', { exact: true }).fill('2024-03-04');
  await expect(page.getByText('3 encounters in 5 photos.')).toBeVisible();
  await page.getByLabel('To', { exact: true }).fill('');

  // Own dates divide the curve; the animal's page has the same length of an encounter.
  await page.getByLabel(/^Occasions of/).selectOption('Own dates');
  await page.getByLabel('From', { exact: true }).last().fill('2024-03-01');
  await expect(page.getByText('These dates cannot be divided.')).toBeVisible();
  await page.getByLabel('To', { exact: true }).last().fill('2024-03-10');
  await expect(page.getByText('These dates cannot be divided.')).toBeHidden();
  await page.getByLabel(/^Occasions of/).selectOption('Days');

  // Behind the curve there is its table, which says what the picture does.
  const curve = page.getByRole('figure').nth(1);
  await curve.getByText('As a table').click();
  await expect(curve.getByRole('row').last()).toContainText('4');
  expect(await violations(page)).toEqual([]);
  expect(
    await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ),
  ).toBeLessThanOrEqual(0);
  const picture = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the picture: Discovery curve' }).click();
  expect(
    readFileSync(await (await picture).path())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');

  // Two stations lie close together: looked at closely they part.
  await page.getByRole('button', { name: /^2 stations: .* Look closer/ }).click();
  await page.getByRole('button', { name: /^ST3: 2 encounters, 1 animal/ }).click();
  await expect(page.getByText('ST3: 2 encounters, 1 animal', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await expect(page.getByRole('button', { name: /Look closer/ })).toBeVisible();
  await page.locator('input[accept*="geojson"]').setInputFiles({
    ...{ name: 'river.geojson', mimeType: 'application/geo+json' },
    buffer: Buffer.from(JSON.stringify(MAP)),
  });
  await expect(page.getByText('river.geojson lies beneath.')).toBeVisible();
  await expect(page.locator('.sheet path.line')).toHaveAttribute('d', /^M[\d.-]+ [\d.-]+L/);

  // So may tiles, of the part that is shown.
  await page.getByRole('button', { name: 'Take the map away' }).click();
  await page
    .locator('input[accept*="pmtiles"]')
    .setInputFiles(join(import.meta.dirname, '../fixtures/survey/vector.pmtiles'));
  await expect(page.locator('.sheet path.fill')).toHaveAttribute('d', /^M[\d.-]+ [\d.-]+L.*Z$/);

  // When a station was watched is said, counts, and is taken back.
  await page.getByRole('button', { name: 'Describe ST3' }).click();
  const dialog = page.getByRole('dialog', { name: 'Station ST3' });
  await dialog.getByRole('button', { name: 'Add a time' }).click();
  await dialog.getByLabel('From', { exact: true }).fill('2024-03-11');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByLabel('From', { exact: true }).fill('2024-03-01');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/3 stations, watched 14 days in all/)).toBeVisible();
  await closed(page);
  await page.reload();
  await expect(page.getByText(/3 stations, watched 14 days in all/)).toBeVisible();
  await page.goto('/#/history');
  await expect(page.getByText('Stations described: ST3')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await page.goto('/#/surveys');
  await expect(page.getByText(/3 stations, watched 5 days in all/)).toBeVisible();

  // On an animal's page its calendar says the same.
  await page.goto('/#/individuals');
  await page.getByRole('link', { name: /^Luna/ }).click();
  await expect(page.getByRole('button', { name: 'March 2024: 2 encounters' })).toBeVisible();
  await expect(page.getByText('1 Mar 2024: 1 encounter')).toHaveCount(1);
  expect(
    await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ),
  ).toBeLessThanOrEqual(0);
  await expect(page.getByLabel(/^One encounter lasts/)).toHaveValue('86400');
  expect(errors).toEqual([]);
});
