/** What the journeys without a network share: hosts that go away, and an ear on what is asked. */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { StaticHost, type HostOptions } from './static-host';

const hosts: StaticHost[] = [];

/** The app, until the test has ended. */
export async function serve(options: Partial<HostOptions> = {}): Promise<StaticHost> {
  const host = new StaticHost({ folder: `${process.cwd()}/dist`, ...options });
  hosts.push(host);
  await host.start();
  return host;
}

test.afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.kill()));
});

/** What pages and workers ask for, and what the policy forbids them. */
export interface Heard {
  /** Origins of all requests. */
  readonly origins: Set<string>;
  readonly refusals: string[];
  readonly errors: string[];
}

export function listen(context: BrowserContext): Heard {
  const heard: Heard = { origins: new Set(), refusals: [], errors: [] };
  context.on('request', (request) => heard.origins.add(new URL(request.url()).origin));
  context.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && /Content Security Policy|Trusted/i.test(text))
      heard.refusals.push(text);
  });
  context.on('weberror', (error) => heard.errors.push(error.error().message));
  return heard;
}

/**
 * Expects that every request went to the app's own host and that its policy refused none; then
 * makes a request that it must refuse, to show that a refusal would have been heard.
 */
export async function expectOnly(page: Page, host: StaticHost, heard: Heard): Promise<void> {
  expect([...heard.origins].filter((origin) => origin !== 'null')).toEqual([
    new URL(host.url).origin,
  ]);
  expect(heard).toMatchObject({ refusals: [], errors: [] });
  await page.evaluate(() => fetch('https://example.com/').catch(() => undefined));
  await expect.poll(() => heard.refusals.length).toBeGreaterThan(0);
}
