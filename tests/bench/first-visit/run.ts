/**
 * `npm run bench:first-visit [-- ROUNDS]`: a first visit over a line of 10 Mbit/s, an empty cache
 * each time, in Chromium. Prints the table of RESULTS.md: bytes, when the first screen can be used,
 * when the app can compare, and how long the line alone needs for those bytes.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, findChromium } from '../../../tools/chromium';
import { compressBuild } from '../../../tools/precompressed';
import { SlowLine, type Line } from './slow-line';

const ROOT = join(import.meta.dirname, '../../..');
const DIST = join(ROOT, 'dist');
const LINE: Line = { megabitsPerSecond: 10, delayMs: 20 };
const rounds = Number(process.argv[2] ?? 3);

interface Visit {
  /** Seconds since the address was opened. */
  readonly usable: number;
  readonly ready: number;
  /** Megabytes over the line until then. */
  readonly usableMb: number;
  readonly readyMb: number;
}

async function visit(target: number): Promise<Visit> {
  const line = new SlowLine(LINE, target);
  const port = await line.start();
  const profile = mkdtempSync(join(tmpdir(), 'huella-first-visit-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS],
  });
  try {
    const page = browser.pages()[0]!;
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1000;
    await page.goto(`http://localhost:${port}`, { waitUntil: 'commit' });
    // A photo can be chosen.
    await page.locator('main input[type=file]').first().waitFor({ state: 'attached' });
    const [usable, usableMb] = [seconds(), line.bytes / 1e6];
    await page.evaluate(() => window.huella.ready);
    return { usable, usableMb, ready: seconds(), readyMb: line.bytes / 1e6 };
  } finally {
    await browser.close();
    await line.stop();
    rmSync(profile, { recursive: true, force: true });
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function measure(name: string): Promise<void> {
  const server = await preview({
    root: ROOT,
    logLevel: 'error',
    preview: { port: 0, host: 'localhost' },
  });
  const visits: Visit[] = [];
  try {
    const { port } = server.httpServer.address() as AddressInfo;
    for (let round = 0; round < rounds; round++) visits.push(await visit(port));
  } finally {
    await server.close();
  }
  const of = (key: keyof Visit): number => median(visits.map((visit) => visit[key]));
  const alone = (of('readyMb') * 8) / LINE.megabitsPerSecond;
  const cells = [
    name,
    of('usableMb').toFixed(2),
    of('usable').toFixed(1),
    of('readyMb').toFixed(2),
    alone.toFixed(1),
    of('ready').toFixed(1),
    (of('ready') / alone).toFixed(2),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

function forget(): void {
  for (const name of readdirSync(DIST, { recursive: true, encoding: 'utf8' }))
    if (/\.(br|gz)$/.test(name)) rmSync(join(DIST, name));
}

if (!existsSync(DIST)) await build({ root: ROOT, logLevel: 'warn' });
console.log(`${cpus().length} cores (${cpus()[0]!.model}), ${LINE.megabitsPerSecond} Mbit/s,`);
console.log(`${2 * LINE.delayMs} ms there and back, median of ${rounds}\n`);
console.log(
  '| Files | MB until usable | s | MB until ready | line alone, s | ready, s | ready / line alone |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
forget();
await measure('as they are');
for (const effort of ['quick', 'best'] as const) {
  await compressBuild(DIST, join(ROOT, 'node_modules/.cache/compressed'), effort);
  await measure(effort === 'quick' ? 'as `npm start` compresses' : 'as `npm run compress` does');
  forget();
}
