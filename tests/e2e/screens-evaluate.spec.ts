import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { seededSafetensors } from '../fixtures/encoders/seeded';
import vit from '../fixtures/vit/reference.json' with { type: 'json' };
import { violations } from './axe';
import { importDrawings } from './drawings';
import { fileIn } from './encoder-files';
import { test } from './started';

/** How well it works here: a person measures their own gallery, at desktop and phone size. */

const LONG = Boolean(process.env['HUELLA_LONG']);

/** Named drawings: those of one animal were taken at different moments. */
async function seed(page: Page): Promise<void> {
  const animals = ['luna', 'bruno', 'rosa', 'coco'];
  await importDrawings(
    page,
    animals.flatMap((individual) =>
      [1, 2, 3].map((i) => ({
        ...{ file: `${individual}-${i}.jpg`, individual },
        fields: { takenAt: `2024-0${i}-01T10:00:00` },
      })),
    ),
  );
  await page.goto('/#/individuals');
}

/** Read, kept, and the same for a script. */
async function plainly(page: Page): Promise<void> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.getByRole('link', { name: 'How well it works here' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How well it works here');
  await expect(page.getByText('There are 12 photos of 4 animals with a name.')).toBeVisible();
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'In short' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^Of ten photos of an animal you have named/)).toBeVisible();
  await expect(
    page.getByText('Measured on 12 photos of 4 animals, from 12 encounters.'),
  ).toBeVisible();

  // The figures on screen are those of the scripting door.
  const report = await page.evaluate(() => window.huella.evaluate());
  const plain = report.ways.find(({ way }) => way === 'plain')!;
  expect(plain.queries).toBe(12);
  const row = page.getByRole('row', { name: /^Right at the first try Share/ });
  await expect(row).toContainText(`${Math.round(plain.top1!.value * 100)}%`);

  // Behind the chart there is its table, which says what the picture does.
  const chart = page.getByRole('figure').filter({ hasText: 'Picture' }).first();
  await chart.getByText('As a table').click();
  await expect(chart.getByRole('row')).toHaveCount(31);
  expect(await violations(page)).toEqual([]);

  const picture = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the picture: Same animal' }).click();
  const png = readFileSync(await (await picture).path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.length).toBeGreaterThan(5_000);

  const table = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save all figures as a table (CSV)' }).click();
  const lines = readFileSync(await (await table).path(), 'utf8').split('\r\n');
  expect(lines[0]!.slice(1)).toBe('part,way,name,value,low,high,count');
  const top1 = lines.find((line) => line.startsWith('measure,plain,top1,'))!.split(',');
  expect(Number(top1[3])).toBe(plain.top1!.value);
  expect(lines.filter((line) => line.startsWith('animal,'))).toHaveLength(4);
  expect(errors).toEqual([]);
}

/** It prepares the same photos, and what switching takes is said. */
async function withAnotherModel(page: Page): Promise<void> {
  const file = await fileIn(page, seededSafetensors(vit.cases.timm.tensors), 'second.safetensors');
  const { name, fingerprint } = await page.evaluate(
    (file) => window.huella.encoders.install(file),
    file,
  );
  // More photos than are measured: unidentified ones are left for the switch.
  await importDrawings(
    page,
    ['kira-1.jpg', 'kira-2.jpg', 'nube-1.jpg'].map((file) => ({ file })),
  );
  // Away and back: the screen asks which models there are when it is opened.
  await page.goto('/#/individuals');
  await page.getByRole('link', { name: 'How well it works here' }).click();
  await page.getByRole('button', { name: 'Measure again' }).click();
  await page.getByRole('button', { name: `Measure ${name}` }).click({ timeout: 60_000 });
  const sentence = page.getByText(
    new RegExp(
      `^${name} would be right at the first try \\d+ in 10 .*, which is in use, \\d+ in 10`,
    ),
  );
  await expect(sentence).toContainText(/Switching takes about \d+ seconds?\./, { timeout: 60_000 });
  await expect(page.getByText('3 photos still to prepare to switch')).toBeVisible();
  if (!LONG) return;
  // What the script measures with that model in use is what the sentence says.
  const { active, top1 } = await page.evaluate(async () => {
    const used = (await window.huella.encoders.list()).find((one) => one.active)!;
    await window.huella.encoders.use(
      (await window.huella.encoders.list()).find((one) => !one.active)!.id,
    );
    const { ways, inUse } = await window.huella.evaluate();
    return { active: used.fingerprint, top1: ways.find(({ way }) => way === inUse)!.top1!.value };
  });
  expect(active).not.toBe(fingerprint);
  const tenths = top1 < 1 ? Math.min(9, Math.round(top1 * 10)) : 10;
  await expect(sentence).toContainText(`first try ${tenths} in 10`);
  // The drawings come with embeddings of the included model.
  await page.evaluate(async () => {
    const other = (await window.huella.encoders.list()).find((one) => !one.active)!;
    await window.huella.encoders.use(other.id);
  });
}

/** What was measured is not shown above other photos. */
async function anew(page: Page): Promise<void> {
  await page.evaluate(() => window.huella.clear());
  await seed(page);
  await page.getByRole('link', { name: 'How well it works here' }).click();
  await expect(page.getByRole('button', { name: 'Measure', exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'In short' })).toHaveCount(0);
}

test('a gallery is measured, read and kept, and so is a second model @phone', async ({ page }) => {
  await seed(page);
  await test.step('plainly, and the script has the same figures', () => plainly(page));
  await test.step('with a second model', () => withAnotherModel(page));
  await test.step('another gallery', () => anew(page));
});

// tests/unit/engine/evaluation/evaluate.test.ts has one that stands still while it is paused,
// tests/unit/app/evaluate one that is stopped; markings.spec.ts asks a real one for markings.
test('a measurement with markings is paused, goes on, and is stopped @long', async ({ page }) => {
  await seed(page);
  await page.getByRole('link', { name: 'How well it works here' }).click();
  await page.getByRole('checkbox', { name: 'Compare the markings too' }).check();
  await page.getByRole('button', { name: /^Measure( again)?$/ }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused')).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText(/^On the photos whose markings were compared/)).toBeVisible({
    timeout: 120_000,
  });
  await expect(page.getByRole('columnheader', { name: 'With markings' })).toBeVisible();
  await page.getByRole('button', { name: 'Measure again' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByTestId('announcer')).toHaveText('Stopped. Nothing was changed.');
  await expect(page.getByRole('button', { name: 'Measure again' })).toBeEnabled();
});
