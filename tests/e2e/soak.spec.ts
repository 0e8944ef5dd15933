import { expect, test } from '@playwright/test';
import { faultsOf, soak } from '../../tools/soak-run';
import { test as inStarted } from './started';
import { stored } from './stored';

/** As a person finds it, on the processor: markings are compared. */
test.use({ storageState: stored({ backend: 'wasm' }) });
inStarted.use({ settings: { markings: 'auto' } });

/** Searches of each test; the long form is a stage of `npm run test:long` beside `npm run soak`. */
const LONG = Boolean(process.env['HUELLA_LONG']);
/** Twice the searches after which nothing may grow, and ten more. */
const IN_A_ROW = LONG ? 100 : 30;
/** Many times what is in flight, so that an order that is not kept shows. */
const AT_ONCE = LONG ? 200 : 12;

test('many searches in a row: all succeed and nothing grows @long', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(async () => {
    await window.huella.ready;
    const blob = await (await fetch('samples/luna-1.jpg')).blob();
    await window.huella.import([new File([blob], 'luna-1.jpg')]);
  });
  const result = await soak(page, { searches: IN_A_ROW, photo: 'samples/luna-1.jpg' });
  expect(result.times).toHaveLength(IN_A_ROW);
  expect(faultsOf(result)).toEqual([]);
  const { lastRun, tensorsMade, tensorsDisposed } = await page.evaluate(() =>
    window.huella.diagnostics(),
  );
  expect(lastRun).toEqual({ gpuBuffers: 0, gpuBytes: 0, wasmBytes: 0, tensors: 0 });
  // Two for each run, and the self-check's.
  expect([tensorsMade, tensorsDisposed]).toEqual([2 * (IN_A_ROW + 2), 2 * (IN_A_ROW + 2)]);
});

inStarted(
  'many searches asked for at once: two in flight, all answered, queries before imports',
  async ({ page }) => {
    const outcome = await page.evaluate(async (atOnce) => {
      const { huella } = window;
      const names = ['luna-1.jpg', 'luna-2.jpg', 'gris-1.jpg', 'gris-2.jpg'];
      const files = await Promise.all(
        names.map(async (name) => new File([await (await fetch(`samples/${name}`)).blob()], name)),
      );
      await huella.import([files[0]!]);
      const finished: string[] = [];
      const done = (what: string) => (): void => void finished.push(what);
      // The import is asked for first and must let the queries by.
      const importing = huella.import(files.slice(1)).then(done('import'));
      const searches = Array.from({ length: atOnce }, (_, i) =>
        huella.search(files[i % files.length]!, { k: 1 }).then(done(`search ${i}`)),
      );
      await Promise.all([importing, ...searches]);
      const both = await huella.diagnostics();
      await huella.settings.set({ concurrency: 1 });
      await Promise.all(Array.from({ length: 6 }, () => huella.search(files[0]!, { k: 1 })));
      const one = await huella.diagnostics();
      await huella.settings.set({ concurrency: 2 });
      return { finished, both, one };
    }, AT_ONCE);
    expect(outcome.both.maxInFlightSeen).toBe(2);
    expect(outcome.one.maxInFlightSeen).toBe(1);
    expect(outcome.finished).toHaveLength(AT_ONCE + 1);
    const searches = outcome.finished
      .filter((what) => what.startsWith('search'))
      .map((what) => Number(what.slice(7)));
    // Two in flight may finish in either order, never further apart.
    searches.forEach((number, place) => expect(Math.abs(number - place)).toBeLessThanOrEqual(2));
    // Photos of the import that were already in flight finish; the one still waiting goes last.
    expect(outcome.finished.at(-1)).toBe('import');
    expect(outcome.both.queued).toBe(0);
  },
);
