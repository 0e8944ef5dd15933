/**
 * Many searches in a row in one page, and whether what they hold stays the same: shared by `npm run
 * soak` and the tests.
 */
import type { Page } from '@playwright/test';

export interface SoakOptions {
  readonly searches: number;
  /** Path below the app's address of the photo to search with. */
  readonly photo: string;
  /** The photo's animal is looked for first, and its markings are compared with the gallery's. */
  readonly everything?: boolean;
  /** Called now and then with the number of searches done. */
  onProgress?(done: number): void;
}

export interface SoakResult {
  readonly searches: number;
  readonly failed: readonly string[];
  /** Milliseconds of each search, in order. */
  readonly times: readonly number[];
  /** After the tenth search and after the last. */
  readonly early: Held;
  readonly late: Held;
  readonly maxInFlightSeen: number;
}

/** What is held at one moment. */
export interface Held {
  readonly gpuBuffers: number;
  readonly gpuBytes: number;
  readonly wasmBytes: number;
  readonly openBitmaps: number;
  readonly openTensors: number;
  /** Of the workers that compare markings and find animals, together. */
  readonly besideWasmBytes: number;
  readonly besideBitmaps: number;
  readonly besideTensors: number;
  /** The page's JavaScript heap after a collection, in bytes. */
  readonly jsHeap: number;
}

/** The first searches fill caches and pools; from here on nothing may grow. */
const WARM_AFTER = 10;

/**
 * Searches made in one call into the page: few enough to show progress, enough that the calls do
 * not count.
 */
const CHUNK = 10;

/** Growth of the page's heap that is noise: compiled code, the browser's own caches. */
export const HEAP_SLACK_BYTES = 2 * 1024 * 1024;

/** How much slower the last hundred may be than the second hundred, at the 95th percentile. */
export const SLOWER_AT_MOST = 1.2;

/** The page must be open with the app ready and at least one photo in the gallery. */
export async function soak(page: Page, options: SoakOptions): Promise<SoakResult> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const held = async (): Promise<Held> => {
    await client.send('HeapProfiler.collectGarbage');
    const { metrics } = await client.send('Performance.getMetrics');
    const numbers = await page.evaluate(() => window.huella.diagnostics());
    const { gpuBuffers, gpuBytes, wasmBytes, openBitmaps, openTensors } = numbers;
    const jsHeap = metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value;
    const { markings, detector } = numbers;
    return {
      ...{ gpuBuffers, gpuBytes, wasmBytes, openBitmaps, openTensors, jsHeap },
      besideWasmBytes: markings.wasmBytes + detector.wasmBytes,
      besideBitmaps: markings.openBitmaps + detector.openBitmaps,
      besideTensors: markings.openTensors + detector.openTensors,
    };
  };
  const times: number[] = [];
  const failed: string[] = [];
  let early: Held | null = null;
  for (let done = 0; done < options.searches; done += CHUNK) {
    const chunk = await page.evaluate(
      async ({ photo, everything, count }) => {
        const times: number[] = [];
        const failed: string[] = [];
        const { huella } = window;
        const blob = await (await fetch(photo)).blob();
        for (let i = 0; i < count; i++) {
          const start = performance.now();
          let fault: string | null = null;
          try {
            if (everything) {
              const [animal] = await huella.detect(blob);
              const asked = { crop: animal!.crop, markings: 'always' } as const;
              const { matches, basis } = await huella.identify(blob, asked);
              if (basis.compared === 0) fault = 'no markings were compared';
              else if (!matches[0]) fault = 'nothing was found';
            } else {
              const [match] = await huella.search(blob, { k: 1 });
              // The photo is in the gallery: it must find itself.
              if (!(match && match.similarity > 0.999)) fault = 'the photo did not find itself';
            }
          } catch (error) {
            fault = String(error);
          }
          times.push(performance.now() - start);
          if (fault !== null) failed.push(fault);
        }
        return { times, failed };
      },
      {
        photo: options.photo,
        everything: options.everything ?? false,
        count: Math.min(CHUNK, options.searches - done),
      },
    );
    times.push(...chunk.times);
    failed.push(...chunk.failed);
    options.onProgress?.(times.length);
    if (times.length === WARM_AFTER) early = await held();
  }
  const late = await held();
  const { maxInFlightSeen } = await page.evaluate(() => window.huella.diagnostics());
  return { searches: times.length, failed, times, early: early ?? late, late, maxInFlightSeen };
}

/** What is wrong with a soak, in words; empty when all is well. */
export function faultsOf(result: SoakResult): string[] {
  const { early, late, times } = result;
  const faults = result.failed.map((reason) => `a search failed: ${reason}`);
  for (const name of [
    'gpuBuffers',
    'gpuBytes',
    'wasmBytes',
    'openBitmaps',
    'openTensors',
    'besideWasmBytes',
    'besideBitmaps',
    'besideTensors',
  ] as const) {
    if (late[name] !== early[name])
      faults.push(`${name} went from ${early[name]} to ${late[name]}`);
  }
  const growth = late.jsHeap - early.jsHeap;
  if (growth >= HEAP_SLACK_BYTES) faults.push(`the page's heap grew by ${growth} bytes`);
  if (result.maxInFlightSeen > 2)
    faults.push(`${result.maxInFlightSeen} jobs were in flight at once`);
  if (times.length >= 300) {
    const ratio = p95(times.slice(-100)) / p95(times.slice(100, 200));
    if (ratio > SLOWER_AT_MOST)
      faults.push(`the last hundred are ${ratio.toFixed(2)} times as slow as the second`);
  }
  return faults;
}

/** Nearest-rank 95th percentile. */
export function p95(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(0.95 * times.length) - 1] ?? 0;
}
