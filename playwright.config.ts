import { defineConfig, devices } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium, WEBGPU_ARGS } from './tools/chromium.ts';

const PORT = Number(process.env['HUELLA_TEST_PORT'] ?? 4317);

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

/** A person's journeys through the production build, at phone and desktop size. */
export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 180_000,
  // Playwright's five seconds are for a fast machine; a test that passes does not wait.
  expect: { timeout: 20_000 },
  // Two cores and one GPU process: journeys one after the other.
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  // What passes only when tried again is listed as flaky; CI's cores are shared.
  retries: process.env['CI'] ? 2 : 0,
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${PORT}`,
    locale: 'en-GB',
    launchOptions: launch(),
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } }, grepInvert: /@webgpu/ },
    {
      name: 'phone',
      use: { ...devices['Pixel 7'] },
      testMatch: /screens.*\.spec\.ts/,
      grepInvert: /@webgpu/,
    },
    // Apart, because the software adapter takes seconds to start and a second for each photo.
    { name: 'webgpu', use: { launchOptions: launch(WEBGPU_ARGS) }, grep: /@webgpu/ },
  ],
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort`,
    url: `http://localhost:${PORT}`,
    // The tests' stand-in for the model hub and the content network behind it; the policy forbids every other host.
    env: { HUELLA_MODEL_HOSTS: `http://localhost:${PORT + 1} http://localhost:${PORT + 2}` },
    reuseExistingServer: false,
  },
});
