import './swin-hide-subgroups';
import { describe, expect, test } from 'vitest';
import type { Said } from '../../../../src/engine/onnx/architectures/architecture';
import {
  efficientNetShapes,
  type EfficientNetConfig,
} from '../../../../src/engine/onnx/architectures/efficientnet/config';
import { vitShapes, type VitConfig } from '../../../../src/engine/onnx/architectures/vit/config';
import { convertCheckpoint } from '../../../../src/engine/onnx/convert';
import { NORMALISATIONS } from '../../../../src/engine/onnx/normalisations';
import { FULL_SIZE, safetensorsParts } from '../../../fixtures/encoders/full-size';
import { MemoryFiles } from '../../../fixtures/swin/fixture';
import { VirtualSource } from '../../../fixtures/swin/full-size';
import { dispatches, open, requestDevice } from './swin-runtime';

/**
 * Dispatches of the published depths: how many there are does not depend on how wide a network is,
 * so narrow ones of every layer stand in, which the software adapter runs in seconds.
 */
const LONG = Boolean(import.meta.env['HUELLA_LONG']);
/** Of the published widths, what is left. */
const NARROW = 8;
const VIT_SIDE = 4;

const thin = (channels: number): number => Math.max(1, Math.ceil(channels / NARROW));

function thinVit(config: VitConfig): VitConfig {
  const { clip } = config;
  return {
    ...config,
    imageSize: VIT_SIDE * config.patchSize,
    grid: VIT_SIDE,
    resample: 'none',
    dimension: 64,
    heads: 1,
    hidden: 128,
    ...(clip ? { clip: { ...clip, width: 64 } } : {}),
  };
}

function thinEfficientNet(config: EfficientNetConfig): EfficientNetConfig {
  return {
    ...config,
    dimension: thin(config.dimension),
    stem: thin(config.stem),
    stages: config.stages.map((blocks) =>
      blocks.map((block) => ({
        ...block,
        from: thin(block.from),
        middle: thin(block.middle),
        to: thin(block.to),
        squeeze: block.squeeze === 0 ? 0 : thin(block.squeeze),
      })),
    ),
  };
}

const vit = (name: 'DINOv2-B at 224' | 'DINOv2-L at 518' | 'CLIP-L at 336') => {
  const config = thinVit(FULL_SIZE[name].config);
  return { shapes: vitShapes(config), imageSize: config.imageSize };
};
const efficientNet = (name: 'EfficientNet-B3' | 'MiewID') => ({
  shapes: efficientNetShapes(thinEfficientNet(FULL_SIZE[name].config)),
  imageSize: 64,
});

const CASES = [
  { name: 'DINOv2-S and -B', ...vit('DINOv2-B at 224'), mha: 141, manual: 201 },
  { name: 'DINOv2-L', ...vit('DINOv2-L at 518'), mha: 273, manual: 393 },
  { name: 'CLIP-L', ...vit('CLIP-L at 336'), mha: 274, manual: 394 },
  { name: 'EfficientNet-B3', ...efficientNet('EfficientNet-B3'), mha: 310, manual: 310 },
  { name: 'MiewID', ...efficientNet('MiewID'), mha: 612, manual: 612 },
] as const;

describe.runIf(LONG)('at the published depth, every node on WebGPU', () => {
  test.each(CASES)('$name', { timeout: 300_000 }, async ({ name, shapes, imageSize, ...most }) => {
    const files = new MemoryFiles();
    const said: Said = { activation: 'gelu', normalisation: NORMALISATIONS.imagenet };
    const source = new VirtualSource(safetensorsParts(shapes));
    const converted = await convertCheckpoint(source, { imageSize, write: files.write, ...said });
    const external = files.external(converted.files);
    const forms = most.mha === most.manual ? (['mha'] as const) : (['mha', 'manual'] as const);
    for (const form of forms) {
      const runner = await open(converted, external, form, await requestDevice());
      await runner.embed(undefined, 1);
      const before = dispatches.count;
      await runner.embed(undefined, 1);
      const count = dispatches.count - before;
      console.info(`${name} ${form}: ${count} dispatches a run`);
      await runner.release();
      expect(count).toBeLessThanOrEqual(most[form]);
    }
  });
});
