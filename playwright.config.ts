import { availableParallelism } from 'node:os';
import { defineConfig, devices } from '@playwright/test';
import { JOURNEYS_AT_ONCE, MODEL_HOSTS, PORT } from './tests/e2e/ports.ts';
import {
  WITHOUT_MARKINGS_AND_BOXES,
  WITHOUT_MARKINGS_AND_BOXES_ON_WASM,
} from './tests/e2e/stored.ts';
import {
  CHROMIUM_ARGS,
  COMPILE_HOT_ARGS,
  findChromium,
  QUICK_SHADERS_ARGS,
  WEBGPU_ARGS,
} from './tools/chromium.ts';

function launch(args: readonly string[] = []) {
  return {
    executablePath: findChromium(),
    args: [
      ...CHROMIUM_ARGS,
      ...args,
      // A camera for the journeys that take a photo.
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  };
}

/** `npm run test:long`: at either size what `npm test` does at one. */
const LONG = Boolean(process.env['HUELLA_LONG']);

/** The long form compiles as a person's browser does. */
const QUICK = LONG ? [] : COMPILE_HOT_ARGS;
const QUICK_WEBGPU = LONG ? [] : [...COMPILE_HOT_ARGS, ...QUICK_SHADERS_ARGS];

/** What needs a real object store. */
const TEAM = /share(-\w+)?\.spec\.ts$/;

/** A page of the same measures with a seventh of the pixels: none of them is looked at here. */
const COARSE = LONG ? {} : { deviceScaleFactor: 1 };
/** What moves while it waits is drawn sixty times a second, by the processor. */
const STILL = LONG ? {} : { contextOptions: { reducedMotion: 'reduce' } as const };

const phone = { ...devices['Pixel 7'], ...COARSE };
const desktop = { viewport: { width: 1280, height: 800 } };

/**
 * A person's journeys through the production build, at phone and desktop size. Those with `@long`
 * are part of `npm run test:long` alone: what they promise has unit and browser tests too.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 180_000,
  // Playwright's five seconds are for a fast machine; a test that passes does not wait.
  expect: { timeout: 20_000 },
  // Each has a browser context of its own, and its own stand-ins for other hosts.
  fullyParallel: true,
  workers: Math.min(JOURNEYS_AT_ONCE, Math.max(2, availableParallelism())),
  forbidOnly: Boolean(process.env['CI']),
  // The second try is for its trace: `npm test` names each test that needed one.
  retries: 1,
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['HUELLA_REPORT'] ?? 'test-results/journeys.json' }],
  ],
  outputDir: process.env['HUELLA_OUTPUT'] ?? 'test-results/journeys',
  use: {
    baseURL: `http://localhost:${PORT}`,
    locale: 'en-GB',
    ...STILL,
    storageState: WITHOUT_MARKINGS_AND_BOXES,
    launchOptions: launch(),
    trace: 'on-first-retry',
    // It fetches and checks 60 MB at each first visit. Journeys about it, and whole ones, let it.
    serviceWorkers: 'block',
  },
  projects: [
    {
      name: 'desktop',
      testIgnore: TEAM,
      use: {
        ...desktop,
        launchOptions: launch(QUICK),
        storageState: WITHOUT_MARKINGS_AND_BOXES_ON_WASM,
      },
      grepInvert: LONG ? /@webgpu|@alone/ : /@webgpu|@alone|@phone|@long/,
    },
    // What a finger or a small window makes different: on a phone only. In the long form all that
    // is about screens, at either size.
    {
      name: 'phone',
      testIgnore: TEAM,
      use: {
        ...phone,
        launchOptions: launch(QUICK),
        storageState: WITHOUT_MARKINGS_AND_BOXES_ON_WASM,
      },
      ...(LONG
        ? { testMatch: /screens.*\.spec\.ts/, grepInvert: /@webgpu|@alone/ }
        : { grep: /@phone/, grepInvert: /@long/ }),
    },
    // `npm test` runs these after all others, one at a time.
    // The pictures of a trace are tasks of the page's own thread, which these count.
    {
      ...{ name: 'alone', use: { ...desktop, trace: 'off' }, grep: /@alone/, testIgnore: TEAM },
      workers: 1,
    },
    // A real object store and a browser for each of a team: `npm run test:long -- catalogue-browsers`.
    { name: 'catalogue', testMatch: TEAM, use: desktop, workers: 1, retries: 0 },
    // The software adapter takes seconds to start and a second for each photo.
    {
      ...{
        name: 'webgpu',
        use: { launchOptions: launch([...QUICK_WEBGPU, ...WEBGPU_ARGS]) },
        workers: 1,
      },
      ...{ grep: /@webgpu/, ...(LONG ? {} : { grepInvert: /@long/ }) },
    },
  ],
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort`,
    url: `http://localhost:${PORT}`,
    // The tests' stand-ins for the model hub and the content network behind it.
    env: { HUELLA_MODEL_HOSTS: MODEL_HOSTS, HUELLA_UNCOMPRESSED: '1' },
    reuseExistingServer: false,
  },
});
