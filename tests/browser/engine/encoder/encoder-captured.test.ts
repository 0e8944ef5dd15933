import { afterEach, expect, test } from 'vitest';
import { bench, card, expectRight, memory, never, photo, stopAll } from './encoder-bench';

/** Commands of a run that are recorded and given again: the same numbers, and only where so. */

afterEach(stopAll);

const { info } = (await navigator.gpu.requestAdapter())!;
const ADAPTER = [info.vendor, info.architecture, info.description].join('|');
const BYTES = card.inputSize ** 2 * 3;

async function greyPhoto(): Promise<Blob> {
  const canvas = new OffscreenCanvas(card.inputSize, card.inputSize);
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'rgb(90 140 200)';
  context.fillRect(0, 0, 20, 25);
  return canvas.convertToBlob({ type: 'image/png' });
}

test('recorded commands give each photo what a walk through the graph gives it, and leave nothing', async () => {
  const grey = await greyPhoto();
  const plain = bench('webgpu', { capture: false }).supervisor;
  expect((await plain.start()).captured).toBe(false);
  const wanted = [photo, grey].map((file) => plain.encode(file, {}, never));
  const [ofPhoto, ofGrey] = (await Promise.all(wanted)).map(({ embedding }) => embedding);
  plain.stop();

  const { supervisor, workers } = bench('webgpu', { capture: true });
  expect((await supervisor.start()).captured).toBe(true);
  // The first photo brings the memory it is resized in.
  await expectRight(supervisor);
  const before = (await supervisor.ledger())!;
  for (let round = 0; round < 3; round++) {
    expect((await supervisor.encode(photo, {}, never)).embedding).toEqual(ofPhoto);
    expect((await supervisor.encode(grey, {}, never)).embedding).toEqual(ofGrey);
  }
  const { gpuBuffers, gpuBytes, wasmBytes, lastRun } = (await supervisor.ledger())!;
  expect({ gpuBuffers, gpuBytes, wasmBytes }).toEqual({
    gpuBuffers: before.gpuBuffers,
    gpuBytes: before.gpuBytes,
    wasmBytes: before.wasmBytes,
  });
  expect(lastRun).toEqual({ gpuBuffers: 0, gpuBytes: 0, wasmBytes: 0, tensors: 0 });
  expect(workers).toHaveLength(1);
});

test('a driver that answers with an earlier picture is found out, and its commands are not recorded again', async () => {
  const verdicts = memory();
  const before = async (faults: { keepInput(bytes: number, good: number): Promise<void> }) =>
    faults.keepInput(BYTES, 2);
  const { supervisor, workers } = bench('webgpu', { capture: true, verdicts, before });
  expect(await supervisor.start()).toMatchObject({ backend: 'webgpu', captured: false });
  expect(workers).toHaveLength(2);
  expect(Object.fromEntries(verdicts.verdicts)).toEqual({
    [`${ADAPTER}|captured`]: 'wrong',
    [ADAPTER]: 'right',
  });
  await expectRight(supervisor);
  supervisor.stop();

  const next = bench('webgpu', { capture: true, verdicts, before });
  expect(await next.supervisor.start()).toMatchObject({ backend: 'webgpu', captured: false });
  expect(next.workers).toHaveLength(1);
});

test('the software adapter, which gains nothing by it, is left without', async () => {
  const { supervisor } = bench('webgpu');
  expect((await supervisor.start()).captured).toBe(!info.isFallbackAdapter);
});
