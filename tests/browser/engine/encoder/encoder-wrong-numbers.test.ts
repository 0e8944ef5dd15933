import { afterEach, expect, test } from 'vitest';
import { blobSource } from '../../../../src/engine/checkpoint/byte-source';
import { selfCheckText, type EncoderCard } from '../../../../src/engine/encoder/card';
import { ENCODERS_FOLDER, INSTALLED_SCHEME } from '../../../../src/engine/encoder/model';
import { convertCheckpoint } from '../../../../src/engine/onnx/convert';
import { MemoryFiles } from '../../../fixtures/swin/fixture';
import faninUrl from '../../../fixtures/swin/fanin.training.pth?url';
import reference from '../../../fixtures/swin/reference.json';
import { bench, expectRight, memory, selfCheckPhoto, stopAll } from './encoder-bench';

/**
 * WebGPU that returns wrong numbers and no error. The software adapter is such a one: ONNX
 * Runtime's fused attention takes its four-wide subgroups for wider ones. Nothing is hidden from it
 * here; the self-check has to notice.
 */

const LONG = Boolean(import.meta.env['HUELLA_LONG']);
const ID = 'wrong-numbers';
const { architecture } = (await navigator.gpu.requestAdapter())!.info;

afterEach(async () => {
  stopAll();
  const root = await navigator.storage.getDirectory();
  await (await root.getDirectoryHandle(ENCODERS_FOLDER)).removeEntry(ID, { recursive: true });
});

/**
 * The tests' small Swin where encoders are installed; timm's embedding of the self-check picture is
 * its reference.
 */
async function install(): Promise<EncoderCard> {
  const files = new MemoryFiles();
  const blob = await (await fetch(faninUrl)).blob();
  const {
    card,
    models,
    files: external,
  } = await convertCheckpoint(blobSource(blob), { write: files.write });
  const root = await navigator.storage.getDirectory();
  const encoders = await root.getDirectoryHandle(ENCODERS_FOLDER, { create: true });
  const folder = await encoders.getDirectoryHandle(ID, { create: true });
  const graphs = [models.mha, models.manual].map(({ file, bytes }) => ({
    path: file,
    data: bytes,
  }));
  for (const { path, data } of [...graphs, ...files.external(external)]) {
    const writable = await (await folder.getFileHandle(path, { create: true })).createWritable();
    await writable.write(data as Uint8Array<ArrayBuffer>);
    await writable.close();
  }
  const embedding = selfCheckText(Float32Array.from(reference.embeddings.fanin[0]!));
  return { ...card, selfCheck: { pattern: 'pattern-1', embedding } };
}

// On another adapter the fused form may well be right.
test.skipIf(architecture !== 'swiftshader')(
  'fused attention, wrong on this adapter, is caught: the written-out form takes its place, and is remembered',
  { timeout: 180_000 },
  async () => {
    const card = await install();
    const modelUrl = INSTALLED_SCHEME + ID;
    const verdicts = memory();
    const both = bench('auto', { card, modelUrl, verdicts });
    // The self-check compares with timm: right in the written-out form alone.
    expect(await both.supervisor.start()).toMatchObject({ backend: 'webgpu', form: 'manual' });
    expect([...verdicts.verdicts.values()]).toEqual(['manual']);
    both.supervisor.stop();
    if (!LONG) return;

    const photo = await selfCheckPhoto(card.inputSize);
    const again = bench('auto', { card, modelUrl, verdicts });
    await expectRight(again.supervisor, card, photo);
    again.supervisor.stop();

    // With nothing else to turn to it is not used at all; encoder-faults.test.ts has the same with
    // the micro encoder.
    const { attention: _, ...fusedOnly } = card;
    const fused = bench('auto', { card: fusedOnly, modelUrl, verdicts: memory() });
    expect(await fused.supervisor.start()).toMatchObject({
      backend: 'wasm',
      reason: 'webgpu-wrong-numbers',
    });
    await expectRight(fused.supervisor, card, photo);
  },
);

// Two more starts, of half a minute each: the test above tries both forms in every run.
test.skipIf(architecture !== 'swiftshader' || !LONG)(
  'fused attention, remembered as right and now wrong, is caught as well',
  { timeout: 180_000 },
  async () => {
    const card = await install();
    const verdicts = memory();
    verdicts.recall = () => 'mha';
    const { supervisor } = bench('auto', { card, modelUrl: INSTALLED_SCHEME + ID, verdicts });
    expect(await supervisor.start()).toMatchObject({
      ...{ backend: 'webgpu', form: 'manual', reason: 'self-check-passed' },
    });
    expect([...verdicts.verdicts.values()]).toEqual(['manual']);
  },
);
