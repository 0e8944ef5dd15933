/**
 * Reads the shape of CLIP's image tower off its tensors (Radford et al. 2021, arXiv:2103.00020;
 * timm `vision_transformer.py`, `pre_norm=True`).
 */
import { ACTIVATIONS, type Activation, type Tensors } from '../architecture';
import { hasBelow, isCount, TensorReader, withoutPrefix } from '../tensors';
import { PROJECTION, vitShapes, type ClipParts, type Vit, type VitConfig } from '../vit/config';
import { CLASS, PATCH, POSITIONS, readTrunk, refuseForeign, isTrunk } from '../vit/trunk';
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
  const { width, ...trunk } = readTrunk(reader, tensors, {
    imageSize,
    maxWidth: MAX_WIDTH,
    resample: ofTransformers ? 'plain' : 'antialiased',
  });
  if (!trunk.classPosition)
    throw reader.misshapen(tensors.get(POSITIONS)!, '1 x (grid x grid + 1) x D');
  const dimension = tensors.get(PROJECTION)?.shape[0] ?? width;
  const config: VitConfig = { ...trunk, dimension, clip: { activation, width } };
  const shapes = vitShapes(config);
  refuseForeign(reader, tensors, shapes);
  return { config, weights: reader.collect(tensors, shapes) };
}

/** Whether a configuration read from a card has sizes that `readClip` could have returned. */
export function isClipConfig(config: unknown): config is VitConfig {
  const c = (config ?? {}) as Partial<VitConfig>;
  const clip: Partial<ClipParts> = c.clip ?? {};
  return (
    ACTIVATIONS.includes(clip.activation!) &&
    isCount(clip.width, MAX_WIDTH) &&
    isCount(c.dimension, MAX_DIMENSION) &&
    c.registers === 0 &&
    c.classPosition === true &&
    isTrunk(c, clip.width)
  );
}
