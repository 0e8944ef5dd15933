/** Diagnostics, in English. */
import { number, plural, bytes } from './format';

export const diagnostics = {
  title: 'Diagnostics',
  lead: 'How Huella is doing on this device. Useful for whoever helps you with a problem.',
  engine: 'Engine',
  why: 'Why',
  inFlight: 'Running now',
  most: 'Most at once',
  queued: 'Waiting',
  runs: 'Photos prepared',
  median: 'Usual time',
  p95: 'Slow ones (95 %)',
  buffers: 'Graphics buffers',
  open: 'Photos held open',
  lastRun: 'Left by the last photo',
  indexed: 'Findable photos',
  failedRuns: 'Failed',
  recycles: 'Restarts',
  threads: 'Threads',
  recyclesWhy: 'Why it restarted',
  recall: 'Check the search',
  recallMeasuring: 'Comparing the usual search with the exact one…',
  recallIs: (share: string) =>
    `The usual search finds ${share} of what comparing every photo finds.`,
  recycleReasons: {
    'run-count': 'Routine, to give memory back',
    'encoder-failed': 'A photo could not be computed',
    'encoder-timeout': 'It took too long',
    'device-lost': 'The graphics processor was lost',
    'out-of-memory': 'Memory ran out',
    internal: 'It stopped by itself',
  },
  memory: 'Memory',
  memoryHint: 'The last five minutes. Flat lines are good.',
  memoryDuring: 'Memory during the searches',
  wasm: 'Processor',
  gpu: 'Graphics',
  test: 'Searches in a row',
  testHint:
    'Searches with photos of your gallery, one after another, and checks that each finds itself. Nothing is changed.',
  howMany: 'How many',
  run: 'Start',
  running: 'Searching',
  passed: 'worked',
  marks: (passed: number, failed: number) => `${number(passed)} worked, ${number(failed)} failed`,
  verdict: (done: number, failed: number, growth: number) =>
    `${
      failed === 0
        ? plural(done, { one: 'The search worked', other: 'All {n} searches worked' })
        : `${number(failed)} of ${plural(done, { one: '{n} search', other: '{n} searches' })} failed`
    }${growth > 0 ? `; memory grew by ${bytes(growth)}.` : '; memory stayed the same.'}`,
  report: 'Report',
  reportHint: 'These numbers and the name of the browser. No photo and no name is in it.',
  copy: 'Copy the report',
  save: 'Save the report',
};
