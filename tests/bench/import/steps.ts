/** Each step of an import alone: milliseconds by the clock and of the processor. */
import { join } from 'node:path';
import { HAS_PROC, secondsBelow } from './processor';
import { openPage } from '../encode/browser';
import { writeFiles, type PhotoSet } from './photos';
import { STEPS, type Step } from './step-names';

/** A step runs for about this long: processor time is told in hundredths of a second. */
const SPAN_MS = 1500;
/** Two decoded photos of 12 megapixels and their rows take 200 MB. */
const MOST_PHOTOS = 2;
const INPUT = 'bench-step-files';

export interface StepTime {
  readonly step: Step;
  readonly ms: number;
  readonly processorMs: number | null;
}

/** For each of the sets its steps. @param folder for files and the server's cache */
export async function timeSteps(
  folder: string,
  sets: readonly PhotoSet[],
): Promise<readonly (readonly StepTime[])[]> {
  const bench = await openPage(folder, 'tests/bench/import/page.html');
  const { page } = bench;
  try {
    await bench.call('steps', 'open');
    await page.evaluate((id) => {
      const input = document.createElement('input');
      document.body.append(Object.assign(input, { type: 'file', multiple: true, id }));
    }, INPUT);
    const all: StepTime[][] = [];
    for (const { pictures } of sets) {
      const paths = await writeFiles(join(folder, 'steps'), pictures, MOST_PHOTOS);
      await page.locator(`#${INPUT}`).setInputFiles([...paths]);
      await page.evaluate(
        `callWorker('steps', 'use', [[...document.getElementById('${INPUT}').files]])`,
      );
      const run = (step: Step, times: number): Promise<number> =>
        bench.call('steps', 'run', step, times);
      const times: StepTime[] = [];
      for (const step of STEPS) {
        // The first runs are compiled by the fast compiler only.
        await run(step, Math.ceil(SPAN_MS / Math.max(0.1, await run(step, 2))));
        const count = Math.max(4, Math.ceil(SPAN_MS / Math.max(0.1, await run(step, 4))));
        const before = HAS_PROC ? secondsBelow() : 0;
        const ms = await run(step, count);
        const processorMs = HAS_PROC ? ((secondsBelow() - before) * 1000) / count : null;
        times.push({ step, ms, processorMs });
      }
      all.push(times);
    }
    return all;
  } finally {
    await bench.close();
  }
}
