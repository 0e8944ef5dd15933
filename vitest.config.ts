import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import viteConfig from './vite.config.ts';
import { CHROMIUM_ARGS, findChromium, WEBGPU_ARGS } from './tools/chromium.ts';

/** Thirty seconds: a drawing takes a fraction of one, and CI shares its cores. */
const unit = {
  plugins: [svelte()],
  test: {
    name: 'unit',
    environment: 'node',
    testTimeout: 30_000,
    include: ['tests/unit/**/*.test.ts'],
  },
};

/** Real Chromium: IndexedDB, workers, WebGPU, WASM, image decoding. One file at a time: two cores, one GPU process. */
const browser = mergeConfig(viteConfig, {
  test: {
    name: 'browser',
    include: ['tests/browser/**/*.test.ts'],
    testTimeout: 60_000,
    // For `import.meta.env` in the page: the long forms, and a run to be repeated.
    env: {
      HUELLA_LONG: process.env['HUELLA_LONG'] ?? '',
      HUELLA_SEED: process.env['HUELLA_SEED'] ?? '',
    },
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: findChromium(), args: [...CHROMIUM_ARGS, ...WEBGPU_ARGS] },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

export default defineConfig({ test: { projects: [unit, browser] } });
