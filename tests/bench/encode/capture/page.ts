/** A worker for each call: a runtime opens one session in its life. */
import { wrap } from 'comlink';
import type { CaptureWorker, Job, WayResult } from './capture.worker';

const callCapture = async (job: Job): Promise<WayResult> => {
  const worker = new Worker(new URL('./capture.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await wrap<CaptureWorker>(worker).run(job);
  } finally {
    worker.terminate();
  }
};
// `callWorker`: what browser.ts waits for.
Object.assign(globalThis, { callCapture, callWorker: callCapture });
