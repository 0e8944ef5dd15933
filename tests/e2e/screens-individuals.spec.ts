import { expect, type Page } from '@playwright/test';
import { importDrawings } from './drawings';
import { test } from './started';

/**
 * The animals one by one, lost and found, history and trash: a person's journeys at desktop and
 * phone size.
 */

type Seed = readonly [file: string, individual?: string];

/** What these journeys are about comes after. */
async function seed(page: Page, photos: readonly Seed[]): Promise<void> {
  await importDrawings(
    page,
    photos.map(([file, individual]) => (individual ? { file, individual } : { file })),
  );
  await page.goto('/#/gallery');
}

async function go(page: Page, section: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: section }).click();
}

function failOnErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

const card = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Animals' }).getByRole('link', { name });
const count = (page: Page, text: string) => page.locator('main').getByText(text, { exact: true });

async function nameTwo(page: Page, files: readonly string[], name: string): Promise<void> {
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  for (const file of files)
    await page.getByRole('button', { name: `Unidentified, ${file}` }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Who is it?' }).click();
  await page.getByRole('combobox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: `New animal: ${name}` }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

test('two animals are named, merged, split again, and what was done is undone after a reload @phone', async ({
  page,
}) => {
  const errors = failOnErrors(page);
  await seed(page, [
    ['luna-1.jpg'],
    ['luna-2.jpg'],
    ['luna-3.jpg'],
    ['bruno-1.jpg'],
    ['rosa-1.jpg', 'Rosa'],
  ]);
  await nameTwo(page, ['luna-1.jpg', 'luna-2.jpg'], 'Luna');
  await nameTwo(page, ['luna-3.jpg'], 'Lúnula');

  await go(page, 'Animals');
  await expect(count(page, '3 animals')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search by name or label' }).fill('lunu');
  await expect(page.getByRole('list', { name: 'Animals' }).getByRole('link')).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Search by name or label' }).fill('');
  await card(page, 'Luna').first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Luna', exact: true })).toBeFocused();
  await expect(count(page, '2 photos').first()).toBeVisible();

  // A name that is taken leads to merging the two.
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('LÚNULA');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Merge with Lúnula instead' }).click();
  await page.getByRole('radio', { name: 'Luna', exact: true }).check();
  await expect(page.getByText('1 photo of Lúnula becomes a photo of Luna.')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(page.getByTestId('announcer')).toHaveText('Lúnula merged into Luna.');
  await expect(count(page, '3 photos').first()).toBeVisible();

  // The picker offers the most similar first.
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Merge Luna with…' })).toContainText(
    /about \d+ in \d+/,
  );
  await page.keyboard.press('Escape');

  // From here on it is known who decides.
  await go(page, 'Settings');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ana');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('announcer')).toHaveText(/signed Ana/);
  await go(page, 'Animals');
  await card(page, 'Luna').first().click();

  // One photo becomes an animal of its own.
  await page.getByRole('button', { name: 'Select photos' }).click();
  await page.getByRole('button', { name: 'Photo luna-3.jpg' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'New animal' }).click();
  await page.getByRole('combobox', { name: 'Name' }).fill('Estrella');
  await page.getByRole('button', { name: 'New animal: Estrella' }).click();
  await expect(page.getByTestId('announcer')).toHaveText('1 photo became Estrella.');
  await expect(count(page, '2 photos').first()).toBeVisible();

  await page.reload();
  await go(page, 'Animals');
  await expect(count(page, '3 animals')).toBeVisible();
  await page.getByRole('link', { name: 'History' }).click();
  const entry = (text: string) => page.getByRole('listitem').filter({ hasText: text });
  await expect(entry('split off as Estrella')).toContainText('by Ana');
  await expect(entry('merged into Luna')).not.toContainText('by Ana');
  await page.getByRole('button', { name: 'Undo: 1 photo split off as Estrella' }).click();
  await expect(
    page.getByRole('button', { name: 'Do again: 1 photo split off as Estrella' }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Undo: Lúnula merged into Luna' }).click();
  await expect(
    page.getByRole('button', { name: 'Do again: Lúnula merged into Luna' }),
  ).toBeVisible();
  await go(page, 'Animals');
  await expect(card(page, 'Lúnula')).toContainText('1 photo');
  await expect(card(page, 'Luna').first()).toContainText('2 photos');
  expect(errors).toEqual([]);
});

test('a lost animal finds the photo of a found one; it is confirmed, and the confirmation undone @long', async ({
  page,
}) => {
  const errors = failOnErrors(page);
  await seed(page, [
    ['luna-1.jpg', 'Luna'],
    ['luna-2.jpg', 'Luna'],
    ['luna-3.jpg'],
    ['bruno-1.jpg'],
    ['rosa-1.jpg'],
  ]);
  await go(page, 'Animals');
  await card(page, 'Luna').click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('radio', { name: 'Lost', exact: true }).check();
  await page.getByRole('textbox', { name: 'Coordinates' }).fill('no place at all');
  await page.getByRole('textbox', { name: 'Notes' }).focus();
  await expect(page.getByText('That is not a place.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await page.getByRole('textbox', { name: 'Coordinates' }).fill('37°23\'24"N 5°59\'24"W');
  await page.getByLabel('When', { exact: true }).fill('2026-05-01');
  await page.getByLabel('Time, if known').fill('10:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('37.39000, -5.99000')).toBeVisible();

  // Two photos are found at once, one of them near, a week later.
  await go(page, 'Gallery');
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await page.getByRole('button', { name: 'Unidentified, luna-3.jpg' }).click();
  await page.getByRole('button', { name: 'Unidentified, bruno-1.jpg' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Details' }).click();
  await page.getByRole('radio', { name: 'Found', exact: true }).check();
  await page.getByLabel('When', { exact: true }).fill('2026-05-08');
  await page.getByLabel('Time, if known').fill('18:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByTestId('announcer')).toHaveText('2 photos updated.');
  await page.getByRole('button', { name: 'Unidentified, luna-3.jpg' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Details' }).click();
  await page.getByRole('textbox', { name: 'Coordinates' }).fill('37.40, -5.98');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog', { name: 'About this photo' })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await go(page, 'Animals');
  await page.getByRole('link', { name: 'Lost and found' }).click();
  await page.getByRole('link', { name: 'Found photos that look like this' }).click();
  const first = page.getByRole('article').first();
  await expect(page.getByRole('article')).toHaveCount(2, { timeout: 30_000 });
  // 1.42 km by the great circle.
  await expect(first).toContainText('1.4 km away · 7 days later');
  await page.getByRole('combobox', { name: 'How far' }).selectOption({ label: 'Within 5 km' });
  await expect(page.getByRole('article')).toHaveCount(1);
  await first.getByRole('button', { name: 'It is the same' }).click();
  await expect(page.getByTestId('announcer')).toHaveText('Confirmed: it is the same animal.');
  await expect(first).toContainText('Confirmed');
  await go(page, 'Animals');
  await expect(card(page, 'Luna')).toContainText('3 photos');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(card(page, 'Luna')).toContainText('2 photos');

  // Rejected, and thought better of.
  await page.getByRole('link', { name: 'Lost and found' }).click();
  await expect(page.getByText('2 matches to decide')).toBeVisible();
  await page.getByRole('radio', { name: 'Matches 2' }).check();
  await page.getByRole('button', { name: 'It is another' }).last().click();
  await page.getByRole('radio', { name: 'Rejected' }).check();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('button', { name: 'It is the same' }).click();
  await page.getByRole('radio', { name: 'Confirmed' }).check();
  await expect(page.getByRole('article')).toHaveCount(1);
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('button', { name: 'It is another' }).click();
  await expect(page.getByRole('article')).toHaveCount(0);

  // The other way: from a photo that was found.
  await page.getByRole('radio', { name: 'Found 2' }).check();
  await page.getByRole('link', { name: 'Lost animals that look like this' }).first().click();
  await expect(page.getByRole('article').first()).toContainText('Luna', { timeout: 30_000 });
  expect(errors).toEqual([]);
});

test('what is deleted waits in the trash, comes back one by one, and goes when the trash is emptied', async ({
  page,
}) => {
  const errors = failOnErrors(page);
  await seed(page, [
    ['luna-1.jpg', 'Luna'],
    ['luna-2.jpg', 'Luna'],
    ['bruno-1.jpg', 'Bruno'],
  ]);
  await go(page, 'Animals');
  await card(page, 'Luna').click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('radio', { name: 'Delete the photos too' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByTestId('announcer')).toHaveText('Luna deleted.');
  await expect(count(page, '1 animal')).toBeVisible();

  await page.getByRole('link', { name: 'History' }).click();
  await page.getByRole('link', { name: 'Trash' }).click();
  await expect(page.getByRole('status').filter({ hasText: '2 photos, ' })).toBeVisible();
  await expect(page.getByText('30 days left').first()).toBeVisible();
  await page.getByRole('button', { name: 'Bring back luna-2.jpg' }).click();
  await expect(page.getByTestId('announcer')).toHaveText('1 photo back in the gallery.');
  await expect(page.getByRole('status').filter({ hasText: '1 photo, ' })).toBeVisible();
  await page.getByRole('button', { name: 'Empty the trash' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Empty the trash' }).click();
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();

  await go(page, 'Animals');
  await expect(card(page, 'Luna')).toContainText('1 photo');
  await page.reload();
  await expect(card(page, 'Luna')).toContainText('1 photo');
  expect(errors).toEqual([]);
});
