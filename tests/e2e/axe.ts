/**
 * Every screen and dialog looked at by axe-core, by the rules of WCAG 2.2 AA and axe's own best
 * practice.
 */
import axe from 'axe-core';
import { expect, type Page } from '@playwright/test';
import { SCREEN_NAMES } from '../../src/app/screens';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Of each place that breaks a rule, this much of its HTML is shown. */
const SHOWN = 160;

/**
 * What breaks a rule, a line for each rule; empty when all is well. A page gets axe's program once:
 * reading it takes as long as looking at a screen. No page of ours has frames.
 * @param within a selector: only that part is looked at
 */
export async function violations(page: Page, within?: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  await page.evaluate(settle);
  return page.evaluate(look, { within: within ?? null, rules: RULES, shown: SHOWN });
}

/** What breaks a rule on each screen as it is entered. */
export async function violationsOfScreens(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const screen of SCREEN_NAMES) {
    await page.goto(`/#/${screen}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    for (const violation of await violations(page)) found.push(`${screen}: ${violation}`);
  }
  return found;
}

/**
 * Runs in the page. What is on its way in has neither its place nor its colours yet, and begins to
 * move in the frame after it came. What goes round for ever is not waited for.
 */
export async function settle(): Promise<void> {
  const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
  const moving = (): Animation[] =>
    document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
      .filter(({ playState }) => playState === 'running');
  do {
    await frame();
    await frame();
    await Promise.allSettled(moving().map(({ finished }) => finished));
  } while (moving().length > 0);
}

/** Runs in the page. */
async function look({
  within,
  rules,
  shown,
}: {
  readonly within: string | null;
  readonly rules: readonly string[];
  readonly shown: number;
}): Promise<string[]> {
  const program = (window as unknown as { readonly axe: typeof axe }).axe;
  const { violations } = await program.run(within ?? document, {
    // What passes is counted, not described, which is most of the work.
    resultTypes: ['violations'],
    runOnly: { type: 'tag', values: [...rules] },
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, shown)).join(' | ')}`,
  );
}
