/**
 * Reads the shape of CLIP's image tower off its tensors (Radford et al. 2021, arXiv:2103.00020;
 * timm `vision_transformer.py`, `pre_norm=True`).
 */
import { ACTIVATIONS, type Activation, type Tensors } from '../architecture';
import { hasBelow, isCount, TensorReader, withoutPrefix } from '../tensors';
import {
  CLASS,
  gridOf,
  HEAD_DIM,
  MAX_BLOCKS,
  MAX_HIDDEN,
  MAX_IMAGE_SIZE,
  MAX_PATCH,
  PATCH,
  POSITIONS,
  PROJECTION,
  vitShapes,
  type ClipParts,
  type Vit,
  type VitConfig,
} from '../vit/config';
import { fromOpenClip, fromTransformers, OPEN_CLIP, TRANSFORMERS } from './key-layouts';

/** ViT-L. Larger towers have heads of 80 or more numbers, which their tensors do not tell. */
const MAX_WIDTH = 1024;
/** ViT-L's projection has 768. */
const MAX_DIMENSION = 4096;

/** In timm's layout, only a network with a norm before its blocks has it. */
const NORM_BEFORE = 'norm_pre.weight';

const reader = new TensorReader('a CLIP image tower');

export function isClip(tensors: Tensors): boolean {
  return (
    hasBelow(tensors, TRANSFORMERS) ||
    hasBelow(tensors, OPEN_CLIP) ||
    (hasBelow(tensors, NORM_BEFORE) && hasBelow(tensors, CLASS) && hasBelow(tensors, PATCH))
  );
}

/**
 * @param imageSize absent: what the position embeddings were made for. Another one has them
 *   resampled as timm and OpenCLIP do it, or as transformers does it for files of its own
 * @param activation of the hidden layers; the caller knows it from beside the file
 * @throws HuellaError `checkpoint-damaged` for missing or misshapen tensors;
 *   `checkpoint-unsupported` for parts that are not built and sizes that patches do not fill
 */
export function readClip(all: Tensors, imageSize?: number, activation: Activation = 'gelu'): Vit {
  const ofTransformers = hasBelow(all, TRANSFORMERS);
  const tensors = ofTransformers
    ? fromTransformers(withoutPrefix(all, TRANSFORMERS))
    : hasBelow(all, OPEN_CLIP)
      ? fromOpenClip(withoutPrefix(all, OPEN_CLIP))
      : withoutPrefix(all, NORM_BEFORE);
  const patch = reader.required(tensors, PATCH);
  const [width = 0, channels, patchSize = 0, patchWidth] = patch.shape;
  const square = patch.shape.length === 4 && channels === 3 && patchSize === patchWidth;
  if (!square || !isCount(patchSize, MAX_PATCH)) throw reader.misshapen(patch, 'D x 3 x P x P');
  if (!isCount(width, MAX_WIDTH) || width % HEAD_DIM !== 0)
    throw reader.unsupported(`tokens of ${width} numbers`);

  let depth = 0;
  while (tensors.has(`blocks.${depth}.norm1.weight`)) depth++;
  if (depth > MAX_BLOCKS) throw reader.unsupported(`more than ${MAX_BLOCKS} blocks`);
  if (depth === 0) reader.required(tensors, 'blocks.0.norm1.weight');
  const hidden = reader.required(tensors, 'blocks.0.mlp.fc1.weight').shape[0] ?? 0;
  const dimension = tensors.get(PROJECTION)?.shape[0] ?? width;

  const positions = reader.required(tensors, POSITIONS);
  const { grid, classPosition } = gridOf(positions.shape[1] ?? 0);
  if (grid === 0 || !classPosition) throw reader.misshapen(positions, '1 x (grid x grid + 1) x D');
  const size = imageSize ?? grid * patchSize;
  if (!isCount(size, MAX_IMAGE_SIZE))
    throw reader.unsupported(`an input of ${String(size)} pixels`);
  if (size % patchSize !== 0)
    throw reader.unsupported(`patches of ${patchSize} pixels on an input of ${size}`);
  const same = size === grid * patchSize;
  const config: VitConfig = {
    imageSize: size,
    dimension,
    patchSize,
    depth,
    heads: width / HEAD_DIM,
    hidden,
    registers: 0,
    grid,
    classPosition,
    resample: same ? 'none' : ofTransformers ? 'plain' : 'antialiased',
    clip: { activation, width },
  };
  const shapes = vitShapes(config);
  const foreign = [...tensors.keys()].find(
    (name) =>
      (/^(blocks\.|norm_pre\.|fc_norm\.|attn_pool\.)/.test(name) && !shapes.has(name)) ||
      name === 'patch_embed.proj.bias',
  );
  if (foreign !== undefined) throw reader.unsupported(`a part called ${foreign}`);
  return { config, weights: reader.collect(tensors, shapes) };
}

/** Whether a configuration read from a card has sizes that `readClip` could have returned. */
export function isClipConfig(config: unknown): config is VitConfig {
  const c = (config ?? {}) as Partial<VitConfig>;
  const clip: Partial<ClipParts> = c.clip ?? {};
  return (
    ACTIVATIONS.includes(clip.activation!) &&
    isCount(clip.width, MAX_WIDTH) &&
    c.heads === clip.width / HEAD_DIM &&
    Number.isInteger(c.heads) &&
    isCount(c.imageSize, MAX_IMAGE_SIZE) &&
    isCount(c.patchSize, MAX_PATCH) &&
    c.imageSize % c.patchSize === 0 &&
    isCount(c.dimension, MAX_DIMENSION) &&
    isCount(c.depth, MAX_BLOCKS) &&
    isCount(c.hidden, MAX_HIDDEN) &&
    c.registers === 0 &&
    c.classPosition === true &&
    isCount(c.grid, MAX_IMAGE_SIZE) &&
    (c.grid * c.patchSize === c.imageSize
      ? c.resample === 'none'
      : c.resample === 'antialiased' || c.resample === 'plain')
  );
}
