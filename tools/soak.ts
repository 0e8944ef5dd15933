/**
 * `npm run soak [-- [--searches N] PART…]`: searches in a row until anything that grows has grown. Parts, all by
 * default:
 *
 *   default-wasm    1,000 searches, default encoder, WASM
 *   swin-t-wasm     1,000 searches, a full-size Swin-T with generated weights, WASM
 *   small-webgpu    1,000 searches, the tests' small Swin, WebGPU
 *   default-webgpu    200 searches, default encoder, WebGPU
 *   everything-wasm   300 searches by the animal that is found first, markings compared, WASM
 *
 * Exits with 1 when a search failed, when what is held after the last differs from what was held
 * after the tenth, when the page's heap grew, or when searches became slower.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { GEOMETRIES, trainingParts, VirtualSource } from '../tests/fixtures/swin/full-size';
import { openApp } from './app';
import { faultsOf, p95, soak } from './soak-run';

const SMALL_SWIN = join(import.meta.dirname, '../tests/fixtures/swin/fanin.training.pth');
const PHOTO = 'samples/luna-1.jpg';
/** A photo with an animal that has a box, and what its markings are compared with. */
const ANIMAL = 'samples/zuri-1.jpg';
const OTHERS = ['samples/luna-2.jpg', 'samples/rosa-3.jpg', 'samples/gris-1.jpg'];

/** Bytes of a generated checkpoint written at a time. */
const WRITE_BYTES = 16 * 1024 * 1024;

interface Part {
  readonly searches: number;
  readonly backend: 'wasm' | 'webgpu';
  /** With a box for each photo, and with markings. */
  readonly everything?: boolean;
  /** The checkpoint to install and use; absent: the default encoder. */
  checkpoint?(folder: string): Promise<string>;
}

const PARTS: Readonly<Record<string, Part>> = {
  'default-wasm': { searches: 1000, backend: 'wasm' },
  'swin-t-wasm': { searches: 1000, backend: 'wasm', checkpoint: writeSwinT },
  'small-webgpu': {
    searches: 1000,
    backend: 'webgpu',
    checkpoint: () => Promise.resolve(SMALL_SWIN),
  },
  'default-webgpu': { searches: 200, backend: 'webgpu' },
  'everything-wasm': { searches: 300, backend: 'wasm', everything: true },
};

/** A training checkpoint with Swin-T's geometry and seeded weights. */
async function writeSwinT(folder: string): Promise<string> {
  const path = join(folder, 'swin-t.pth');
  const source = new VirtualSource(trainingParts(GEOMETRIES['T-224']));
  const file = await open(path, 'w');
  try {
    for (let at = 0; at < source.size; at += WRITE_BYTES) {
      await file.write(await source.read(at, Math.min(WRITE_BYTES, source.size - at)));
    }
  } finally {
    await file.close();
  }
  return path;
}

async function install(page: Page, path: string): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'soak-checkpoint';
    document.body.append(input);
  });
  await page.locator('#soak-checkpoint').setInputFiles(path);
  await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('#soak-checkpoint')!;
    const { id } = await window.huella.encoders.install(input.files![0]!, { name: 'Soak' });
    await window.huella.encoders.use(id);
    input.remove();
  });
}

async function run(name: string, part: Part): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'huella-soak-'));
  const app = await openApp({ webgpu: part.backend === 'webgpu' });
  try {
    const { page, origin } = app;
    await page.goto(origin);
    await page.evaluate(async (backend) => {
      await window.huella.settings.set({ backend });
      await window.huella.ready;
    }, part.backend);
    if (part.checkpoint) await install(page, await part.checkpoint(folder));
    const photo = part.everything ? ANIMAL : PHOTO;
    await page.evaluate(
      async (photos) => {
        const items = photos.map(async (photo) => {
          const file = new File([await (await fetch(photo)).blob()], photo);
          return { file, individual: /([a-z]+)-/.exec(photo)![1]! };
        });
        await window.huella.import(await Promise.all(items));
      },
      part.everything ? [photo, ...OTHERS] : [photo],
    );
    const started = performance.now();
    const result = await soak(page, {
      searches: part.searches,
      photo,
      everything: part.everything ?? false,
      onProgress: (done) => process.stderr.write(`\r${name}: ${done} of ${part.searches}`),
    });
    process.stderr.write('\n');
    const faults = faultsOf(result);
    const { backend, recycles } = await page.evaluate(() => window.huella.diagnostics());
    if (backend !== part.backend)
      faults.push(`ran on ${backend ?? 'nothing'}, not on ${part.backend}`);
    const { late, times } = result;
    console.log(
      [
        `${name}: ${faults.length === 0 ? 'passed' : 'FAILED'}`,
        `  ${times.length} searches in ${((performance.now() - started) / 1000).toFixed(0)} s, ${result.failed.length} failed, worker replaced ${recycles} times`,
        `  p95 of the second hundred ${p95(times.slice(100, 200)).toFixed(0)} ms, of the last hundred ${p95(times.slice(-100)).toFixed(0)} ms`,
        `  at most ${result.maxInFlightSeen} in flight; ${late.besideWasmBytes} wasm bytes of the detector and of markings`,
        `  held: ${late.gpuBuffers} GPU buffers, ${late.gpuBytes} GPU bytes, ${late.wasmBytes} wasm bytes; heap ${((late.jsHeap - result.early.jsHeap) / 1024).toFixed(0)} kB more`,
        ...faults.map((fault) => `  ${fault}`),
      ].join('\n'),
    );
    return faults.length === 0;
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { searches: { type: 'string' } },
});
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. Parts: ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
let passed = true;
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const searches = Number(values.searches ?? part.searches);
  passed = (await run(name, { ...part, searches })) && passed;
}
process.exitCode = passed ? 0 : 1;
