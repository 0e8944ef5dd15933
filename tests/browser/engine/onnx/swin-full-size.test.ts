import { wasmHeapBytes } from './swin-heap';
import { afterAll, expect, test } from 'vitest';
import { blobSource, type ByteSource } from '../../../../src/engine/checkpoint/byte-source';
import { planConversion, type Converted } from '../../../../src/engine/onnx/convert';
import { GEOMETRIES, trainingBlob, trainingParts } from '../../../fixtures/swin/full-size';
import { fixturePixels } from '../../../fixtures/swin/fixture';
import { open, requestDevice } from './swin-runtime';

/** Only what the network needs, headers included. */
const MAX_READ = 1.05;
/** The weights must go to the GPU without passing through ONNX Runtime's heap. */
const MAX_GPU_HEAP_BYTES = 100 * 2 ** 20;

type Name = keyof typeof GEOMETRIES;

const root = await navigator.storage.getDirectory();
afterAll(async () => {
  for (const name of Object.keys(GEOMETRIES))
    await root.removeEntry(name, { recursive: true }).catch(() => undefined);
});

const installed = new Map<Name, Promise<Converted>>();
/** Once: a second copy would need the quota of two. */
function installOnce(name: Name): Promise<Converted> {
  const known = installed.get(name) ?? install(name);
  installed.set(name, known);
  return known;
}

/**
 * From a training checkpoint to a folder of the browser's own file system, as an installation does
 * it.
 */
async function install(name: Name): Promise<Converted> {
  const blob = trainingBlob(trainingParts(GEOMETRIES[name]));
  const inner = blobSource(blob, `${name}.bin`);
  let bytesRead = 0;
  const source: ByteSource = {
    ...inner,
    read(offset, length, signal) {
      bytesRead += length;
      return inner.read(offset, length, signal);
    },
  };
  const folder = await root.getDirectoryHandle(name, { create: true });
  const streams = new Map<string, FileSystemWritableFileStream>();
  const started = performance.now();
  const plan = await planConversion(source, {
    async write(path, position, data) {
      let stream = streams.get(path);
      if (!stream) {
        stream = await (await folder.getFileHandle(path, { create: true })).createWritable();
        streams.set(path, stream);
      }
      await stream.write({ type: 'write', position, data: data as Uint8Array<ArrayBuffer> });
    },
  });
  const converted = await plan.convert();
  for (const stream of streams.values()) await stream.close();
  const seconds = (performance.now() - started) / 1000;
  console.info(
    `${name}: installed in ${seconds.toFixed(1)} s, read ${(bytesRead / plan.modelBytes).toFixed(4)} of the model's own ` +
      `${(plan.modelBytes / 1e6).toFixed(0)} MB out of ${(blob.size / 1e6).toFixed(0)} MB`,
  );
  expect(bytesRead).toBeLessThanOrEqual(plan.modelBytes * MAX_READ);
  return converted;
}

async function externalOf(
  name: Name,
  { files }: Converted,
): Promise<{ path: string; data: Uint8Array }[]> {
  const folder = await root.getDirectoryHandle(name);
  return Promise.all(
    files.map(async ({ path, bytes }) => {
      const file = await (await folder.getFileHandle(path)).getFile();
      expect(file.size).toBe(bytes);
      return { path, data: new Uint8Array(await file.arrayBuffer()) };
    }),
  );
}

/**
 * Only in the long form: `npm test` has the small Swin on either backend, and installs a full-size
 * one in the journeys.
 */
const LONG = Boolean(import.meta.env['HUELLA_LONG']);

// Order matters: WebGPU first, because the heap never shrinks.
test.runIf(LONG)(
  'L-384 from a training checkpoint opens on WebGPU outside the wasm heap',
  { timeout: 300_000 },
  async () => {
    const converted = await installOnce('L-384');
    const external = await externalOf('L-384', converted);
    const before = wasmHeapBytes();
    const started = performance.now();
    const runner = await open(converted, external, 'manual', await requestDevice());
    console.info(
      `L-384 on WebGPU: open in ${((performance.now() - started) / 1000).toFixed(1)} s, wasm heap ` +
        `${(before / 2 ** 20).toFixed(0)} to ${(wasmHeapBytes() / 2 ** 20).toFixed(0)} MiB`,
    );
    expect(wasmHeapBytes()).toBeGreaterThan(0);
    expect(wasmHeapBytes()).toBeLessThan(MAX_GPU_HEAP_BYTES);
    await runner.release();
  },
);

test.runIf(LONG).each(['T-224', 'L-384'] as const)(
  '%s encodes on WASM, both forms alike',
  { timeout: 300_000 },
  async (name) => {
    const converted = await installOnce(name);
    const external = await externalOf(name, converted);
    const pixels = fixturePixels(GEOMETRIES[name].imageSize, 1);
    const answers: Float32Array[] = [];
    // One form for the large one: a second copy of 930 MB would not tell more.
    for (const form of name === 'T-224' ? (['mha', 'manual'] as const) : (['mha'] as const)) {
      const runner = await open(converted, external, form);
      const started = performance.now();
      answers.push(await runner.embed(pixels, 1));
      console.info(
        `${name} ${form} on WASM, one thread, first run: ${(performance.now() - started).toFixed(0)} ms`,
      );
      await runner.release();
    }
    const [first, second = first] = answers;
    expect(first).toHaveLength(GEOMETRIES[name].dimension);
    expect(Math.hypot(...first!)).toBeCloseTo(1, 5);
    first!.forEach((value, i) => expect(Math.abs(value - second![i]!)).toBeLessThan(1e-6));
  },
);
