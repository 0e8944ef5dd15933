import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import viteConfig from './vite.config.ts';
import {
  CHROMIUM_ARGS,
  COMPILE_HOT_ARGS,
  findChromium,
  QUICK_SHADERS_ARGS,
  WEBGPU_ARGS,
} from './tools/chromium.ts';

const LONG = Boolean(process.env['HUELLA_LONG']);

/** Thirty seconds: a drawing takes a fraction of one, and CI shares its cores. */
const unit = {
  plugins: [svelte()],
  test: {
    name: 'unit',
    environment: 'node',
    // One process for all files; tests/unit/fresh-modules.ts keeps them apart.
    isolate: false,
    setupFiles: ['tests/unit/fresh-modules.ts'],
    testTimeout: 30_000,
    include: ['tests/unit/**/*.test.ts'],
    sequence: { groupOrder: 0 },
  },
};

/**
 * Firefox as the system has it, driven from Node over the build in `dist`: one journey, in order.
 */
const firefox = {
  plugins: [svelte()],
  test: {
    name: 'firefox',
    environment: 'node',
    testTimeout: 240_000,
    hookTimeout: 120_000,
    include: ['tests/firefox/**/*.test.ts'],
    sequence: { groupOrder: 3 },
  },
};

/** WebKitGTK over WebDriver, as Firefox above; in `npm run test:long` alone. */
const webkit = {
  plugins: [svelte()],
  test: {
    name: 'webkit',
    environment: 'node',
    testTimeout: 600_000,
    hookTimeout: 120_000,
    include: ['tests/webkit/**/*.test.ts'],
    sequence: { groupOrder: 4 },
  },
};

/** A real object store for the catalogue of a team, from Node; in `npm run test:long` alone. */
const seaweedfs = {
  plugins: [svelte()],
  test: {
    name: 'seaweedfs',
    environment: 'node',
    testTimeout: 600_000,
    hookTimeout: 300_000,
    include: ['tests/seaweedfs/**/*.test.ts'],
    // Each file has a store of its own: one at a time.
    fileParallelism: false,
    sequence: { groupOrder: 5 },
  },
};

/**
 * Files that compute on the software adapter: one GPU process serves them all, and keeps both cores
 * of CI busy.
 */
const GPU = [
  'tests/browser/engine/encoder/encoder-*.test.ts',
  'tests/browser/engine/onnx/*.test.ts',
];

/** Of these, files without a short form: a second and a half of a core each, to skip their tests. */
const ONLY_LONG = ['full-depth', 'swin-full-size'].map(
  (name) => `tests/browser/engine/onnx/${name}.test.ts`,
);

/** ONNX Runtime's builds, one for each backend: imported when an encoder starts. */
const RUNTIMES = ['onnxruntime-web/wasm', 'onnxruntime-web/jspi', 'onnxruntime-web/webgpu'];

/** Real Chromium: IndexedDB, workers, WebGPU, WASM, image decoding. */
const browser = (
  name: string,
  groupOrder: number,
  maxWorkers: number,
  files: { include: string[]; exclude?: string[]; isolate?: boolean },
) =>
  mergeConfig(viteConfig, {
    // Vite finds these when a test first asks for them, and then loads the page again in its middle.
    optimizeDeps: { include: RUNTIMES },
    test: {
      name,
      ...files,
      testTimeout: 60_000,
      // As the journeys: the second try is named at the end of the run, and is to be mended.
      retry: 1,
      setupFiles: ['tests/browser/defined.ts'],
      // Vitest's second is for a fast machine; what comes at once is not waited for.
      expect: { poll: { timeout: 30_000 } },
      // For `import.meta.env` in the page: the long forms, and a run to be repeated.
      env: {
        HUELLA_LONG: process.env['HUELLA_LONG'] ?? '',
        HUELLA_SEED: process.env['HUELLA_SEED'] ?? '',
      },
      // Files at once have a browser context each, so a database, a cache and a quota each.
      maxWorkers,
      fileParallelism: maxWorkers > 1,
      sequence: { groupOrder },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: {
            executablePath: findChromium(),
            args: [
              ...CHROMIUM_ARGS,
              ...COMPILE_HOT_ARGS,
              ...WEBGPU_ARGS,
              ...(LONG ? [] : QUICK_SHADERS_ARGS),
            ],
          },
        }),
        instances: [{ browser: 'chromium' }],
      },
    },
  });

export default defineConfig({
  test: {
    projects: [
      unit,
      firefox,
      webkit,
      seaweedfs,
      browser('browser', 1, Math.max(2, Math.min(4, availableParallelism())), {
        include: ['tests/browser/**/*.test.ts'],
        exclude: GPU,
        // One page for all files at a time: a new one for each loads everything anew. Names of
        // databases are drawn, what a test changes in the page it puts back.
        isolate: false,
      }),
      browser('gpu', 2, 1, { include: GPU, exclude: LONG ? [] : ONLY_LONG }),
    ],
  },
});
