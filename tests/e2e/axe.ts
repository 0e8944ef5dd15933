/**
 * Every screen and dialog looked at by axe-core, by the rules of WCAG 2.2 AA and axe's own best
 * practice.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Of each place that breaks a rule, this much of its HTML is shown. */
const SHOWN = 160;

/**
 * What breaks a rule, a line for each rule; empty when all is well.
 * @param within a selector: only that part is looked at
 */
export async function violations(page: Page, within?: string): Promise<string[]> {
  const builder = new AxeBuilder({ page });
  const { violations } = await (within === undefined ? builder : builder.include(within))
    // In one frame: the other way opens a page of its own for each answer, to collect those of
    // frames from elsewhere.
    .setLegacyMode()
    // What passes is counted, not described, which is most of the work.
    .options({ resultTypes: ['violations'], runOnly: { type: 'tag', values: RULES } })
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, SHOWN)).join(' | ')}`,
  );
}
