import { expect, test, vi } from 'vitest';
import { planConversion } from '../../../../src/engine/onnx/convert';
import { NORMALISATIONS } from '../../../../src/engine/onnx/normalisations';
import { FULL_SIZE, safetensorsParts } from '../../../fixtures/encoders/full-size';
import { GEOMETRIES, trainingParts, VirtualSource } from '../../../fixtures/swin/full-size';

vi.setConfig({ testTimeout: 180_000 });

/** Only what the network needs, headers included. */
const MAX_READ = 1.05;
/** Parameters by timm's own count, `swin_*.num_classes=0`. */
const PARAMETERS = { 'T-224': 27_519_354, 'L-384': 195_198_516 };

/** The large one, 1.6 GB of checkpoint, in the long form. */
const SIZES = process.env['HUELLA_LONG'] ? (['T-224', 'L-384'] as const) : (['T-224'] as const);

test.each(SIZES)(
  'a training checkpoint of %s: a fraction is read, in bounded memory',
  async (name) => {
    const source = new VirtualSource(trainingParts(GEOMETRIES[name]));
    const rss = process.memoryUsage().rss;
    let peak = rss;
    let written = 0;
    const plan = await planConversion(source, {
      write: (_, __, bytes) => {
        written += bytes.length;
        peak = Math.max(peak, process.memoryUsage().rss);
      },
    });
    expect(plan.config).toEqual(GEOMETRIES[name]);
    expect(plan.modelBytes).toBe(PARAMETERS[name] * 4);
    const started = performance.now();
    const { files, models } = await plan.convert();
    const seconds = (performance.now() - started) / 1000;
    console.info(
      `${name}: file ${(source.size / 1e6).toFixed(0)} MB, read ${(source.bytesRead / plan.modelBytes).toFixed(4)} of the model's ` +
        `${(plan.modelBytes / 1e6).toFixed(0)} MB in ${source.reads} reads, ${seconds.toFixed(1)} s, memory +${((peak - rss) / 2 ** 20).toFixed(0)} MiB, ` +
        `graphs ${models.mha.bytes.length} and ${models.manual.bytes.length} bytes, files ${files.map(({ path, bytes }) => `${path} ${bytes}`).join(', ')}`,
    );
    expect(source.bytesRead).toBeLessThanOrEqual(plan.modelBytes * MAX_READ);
    expect(written).toBeLessThanOrEqual(files.reduce((sum, file) => sum + file.bytes, 0));
    expect(peak - rss).toBeLessThan(300 * 2 ** 20);
  },
);

/** One that is read as all are; the others, up to 1.2 GB, in the long form. */
const OTHERS = process.env['HUELLA_LONG']
  ? ([
      'DINOv2-S at 224',
      'EfficientNet-B3',
      'MiewID',
      'DINOv2-B at 224',
      'CLIP-L at 336',
      'DINOv2-L at 518',
    ] as const)
  : (['DINOv2-S at 224'] as const);

test.each(OTHERS)('%s, as safetensors: read once, in bounded memory', async (name) => {
  const { config, shapes, parameters } = FULL_SIZE[name];
  const source = new VirtualSource(safetensorsParts(shapes));
  const rss = process.memoryUsage().rss;
  let peak = rss;
  const plan = await planConversion(source, {
    imageSize: config.imageSize,
    ...('clip' in config ? { normalisation: NORMALISATIONS.imagenet, ...config.clip } : {}),
    write: () => {
      peak = Math.max(peak, process.memoryUsage().rss);
    },
  });
  expect(plan.config).toEqual(config);
  expect(plan.modelBytes).toBe(parameters * 4);
  const { files, models } = await plan.convert();
  console.info(
    `${name}: read ${(source.bytesRead / plan.modelBytes).toFixed(4)} of the model's ` +
      `${(plan.modelBytes / 1e6).toFixed(0)} MB in ${source.reads} reads, memory ` +
      `+${((peak - rss) / 2 ** 20).toFixed(0)} MiB, graphs ${models.mha.bytes.length} and ` +
      `${models.manual.bytes.length} bytes, files ${files.map(({ path, bytes }) => `${path} ${bytes}`).join(', ')}`,
  );
  expect(source.bytesRead).toBeLessThanOrEqual(plan.modelBytes * MAX_READ);
  expect(peak - rss).toBeLessThan(300 * 2 ** 20);
});
