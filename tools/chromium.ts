import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/**
 * The Chromium the tests and `npm run evaluate` drive: `HUELLA_CHROMIUM`, or the first one found in
 * the usual places.
 */
export function findChromium(): string {
  const named = process.env['HUELLA_CHROMIUM'];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`HUELLA_CHROMIUM names ${named}, which does not exist.`);
  }
  for (const path of CANDIDATES) if (existsSync(path)) return path;
  try {
    return execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error(
      'No Chromium found. Install it with one of:\n' +
        '  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y chromium\n' +
        '  Fedora:          sudo dnf install -y chromium\n' +
        '  macOS:           brew install --cask chromium\n' +
        'or set HUELLA_CHROMIUM to the path of a Chromium or Chrome.',
    );
  }
}

/**
 * What Playwright turns off. Chromium heeds the last list alone, so ours repeats it;
 * tests/unit/tools/chromium.test.ts compares the two.
 */
export const PLAYWRIGHT_DISABLED_FEATURES: readonly string[] = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
];

/**
 * Two pages of the address bar's own, which every window loads though none is seen: each page a
 * test opens takes 0.4 s of processor time without them and 1.4 s with them (Chromium 156).
 */
const ADDRESS_BAR_PAGES: readonly string[] = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

/** For every Chromium that tests and tools start. */
export const CHROMIUM_ARGS: readonly string[] = [
  `--disable-features=${[...PLAYWRIGHT_DISABLED_FEATURES, ...ADDRESS_BAR_PAGES].join(',')}`,
  // The sandbox cannot start as root, which is how containers run.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/**
 * Only WebAssembly that runs for long is compiled a second time, by the slow compiler: the inner
 * loops of products of matrices. By V8's own budget (13 million) that takes each new page two
 * seconds of a core for functions that a journey calls some dozen times; without it (Liftoff alone)
 * each photo takes twice as long. What measures time or long runs goes without this flag.
 */
export const COMPILE_HOT_ARGS: readonly string[] = ['--js-flags=--wasm-tiering-budget=300000000'];

/**
 * WebGPU in headless Chromium needs this one flag; without a GPU it gives the software adapter
 * (correct, slow).
 */
export const WEBGPU_ARGS: readonly string[] = ['--enable-unsafe-webgpu'];

/**
 * Memory that a workgroup shares is zero at first. By Vulkan's extension for that the software
 * adapter compiles more than without it, when Dawn writes a loop into the shader, as for drivers
 * that lack the extension. The differences from timm stay what they were; a run of the tests on
 * software WebGPU takes half as long (Chromium 156). What measures time and the long forms go
 * without this flag.
 */
export const QUICK_SHADERS_ARGS: readonly string[] = [
  '--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension',
];

// Run as a command it only says which one, or how to get one.
if (process.argv[1]?.endsWith('chromium.ts')) {
  try {
    console.log(`Chromium: ${findChromium()}`);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
