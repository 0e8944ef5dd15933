/**
 * One set of weights for both: a checkpoint, as the app installs one, and the graph that PyTorch's
 * exporter makes of it, in the folder that transformers.js expects of a model.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NORMALISATIONS } from '../../../src/engine/onnx/normalisations';
import { GEOMETRIES } from '../../fixtures/swin/full-size';
import { seededCheckpoint } from '../encode/checkpoint';
import { exporterModel } from '../encode/exporter';

/** MegaDescriptor-T's network. */
const CONFIG = GEOMETRIES['T-224'];
/** Names of Optimum's exports, which transformers.js asks for. */
const NAMES = { input: 'pixel_values', output: 'pooler_output', weights: 'model.onnx_data' };

export interface Weights {
  /** Path of the checkpoint. */
  readonly checkpoint: string;
  /** Folder with one folder for each model. */
  readonly models: string;
}

export async function makeWeights(folder: string): Promise<Weights> {
  const source = seededCheckpoint(CONFIG);
  const checkpoint = join(folder, 'swin-t.safetensors');
  await writeFile(checkpoint, await source.read(0, source.size));
  const models = join(folder, 'models');
  const own = join(models, 'swin-t');
  await mkdir(join(own, 'onnx'), { recursive: true });
  const { model, weights } = await exporterModel(source, NAMES);
  await writeFile(join(own, 'onnx/model.onnx'), model);
  await writeFile(join(own, 'onnx', NAMES.weights), weights);
  await writeFile(join(own, 'config.json'), JSON.stringify(config()));
  await writeFile(join(own, 'preprocessor_config.json'), JSON.stringify(preprocessor()));
  return { checkpoint, models };
}

function config(): unknown {
  const { stages, imageSize, patchSize, dimension } = CONFIG;
  return {
    model_type: 'swin',
    architectures: ['SwinModel'],
    image_size: imageSize,
    patch_size: patchSize,
    num_channels: 3,
    embed_dim: stages[0]!.dim,
    depths: stages.map(({ depth }) => depth),
    num_heads: stages.map(({ heads }) => heads),
    window_size: stages[0]!.window,
    hidden_size: dimension,
    'transformers.js_config': { use_external_data_format: true },
  };
}

function preprocessor(): unknown {
  const { mean, std } = NORMALISATIONS.imagenet;
  const side = CONFIG.imageSize;
  return {
    image_processor_type: 'ViTImageProcessor',
    do_resize: true,
    size: { height: side, width: side },
    // Bilinear, as PIL numbers them.
    resample: 2,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: mean,
    image_std: std,
  };
}
