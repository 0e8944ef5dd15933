/**
 * Reads a Vision Transformer's shape off its tensors (Dosovitskiy et al. 2021, arXiv:2010.11929;
 * DINOv2: Oquab et al. 2023, arXiv:2304.07193; timm `vision_transformer.py`).
 */
import type { CheckpointTensor } from '../../../checkpoint/tensor';
import type { Activation, Network, NetworkConfig, Tensors } from '../architecture';
import { hasBelow, isCount, Shapes, TensorReader, withoutPrefix } from '../tensors';
import { fromTransformers, TRANSFORMERS_ANCHOR } from './key-layouts';
import {
  CLASS,
  isTrunk,
  PATCH,
  POSITIONS,
  readTrunk,
  refuseForeign,
  REGISTERS,
  type TrunkConfig,
} from './trunk';

export interface VitConfig extends NetworkConfig, TrunkConfig {
  /** What an image tower of CLIP has otherwise; absent: LayerScale, GELU, no norm before. */
  readonly clip?: ClipParts;
}

/** CLIP's image tower (Radford et al. 2021, arXiv:2103.00020): a norm before the blocks, ... */
export interface ClipParts {
  readonly activation: Activation;
  /** ... and where there is a projection into the space of texts, the tokens' own width. */
  readonly width: number;
}

/** Weights are under timm's names. */
export type Vit = Network<VitConfig>;

/** DINOv2-g has 1,536. */
const MAX_DIM = 4096;
/** From a token's width to the embedding's. */
export const PROJECTION = 'projection.weight';
/** In timm's layout, the original's and that of transformers. */
const SCALES = ['blocks.0.ls1.gamma', 'encoder.layer.0.layer_scale1.lambda1'];

const reader = new TensorReader('a Vision Transformer');

/** With LayerScale: others need other preprocessing, which their files do not tell. */
export function isVit(tensors: Tensors): boolean {
  const [timm, transformers] = SCALES as [string, string];
  return (
    (hasBelow(tensors, PATCH) && hasBelow(tensors, CLASS) && hasBelow(tensors, timm)) ||
    (hasBelow(tensors, TRANSFORMERS_ANCHOR) && hasBelow(tensors, transformers))
  );
}

/**
 * @param imageSize absent: what the position embeddings were made for. Another one has them
 *   resampled as timm does it, or as transformers does it for files of its own
 * @throws HuellaError `checkpoint-damaged` for missing or misshapen tensors;
 *   `checkpoint-unsupported` for parts that are not built and sizes that patches do not fill
 */
export function readVit(all: Tensors, imageSize?: number): Vit {
  const ofTransformers = hasBelow(all, TRANSFORMERS_ANCHOR);
  const tensors = ofTransformers
    ? fromTransformers(withoutPrefix(all, TRANSFORMERS_ANCHOR))
    : timmNames(withoutPrefix(all, PATCH));
  const { width, ...trunk } = readTrunk(reader, tensors, {
    imageSize,
    maxWidth: MAX_DIM,
    resample: ofTransformers ? 'plain' : 'antialiased',
  });
  const config: VitConfig = { ...trunk, dimension: width };
  const shapes = vitShapes(config);
  refuseForeign(reader, tensors, shapes);
  return { config, weights: reader.collect(tensors, shapes) };
}

/** The original files name the registers otherwise; a biased key is the only thing that differs. */
function timmNames(tensors: Tensors): Tensors {
  const rename = (name: string): string => (name === 'register_tokens' ? REGISTERS : name);
  return new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));
}

/** Whether a configuration read from a card has sizes that `readVit` could have returned. */
export function isVitConfig(config: unknown): config is VitConfig {
  const c = (config ?? {}) as Partial<VitConfig>;
  return c.clip === undefined && isCount(c.dimension, MAX_DIM) && isTrunk(c, c.dimension);
}

/** Numbers of a token. */
export function widthOf({ clip, dimension }: VitConfig): number {
  return clip?.width ?? dimension;
}

/** Names and shapes of every tensor the forward pass uses, in its order. */
export function vitShapes(config: VitConfig): Map<string, readonly number[]> {
  const { patchSize, hidden, registers, grid, clip } = config;
  const dim = widthOf(config);
  const shapes = new Shapes();
  shapes.set(CLASS, [1, 1, dim]);
  if (registers > 0) shapes.set(REGISTERS, [1, registers, dim]);
  shapes.set(POSITIONS, [1, grid * grid + (config.classPosition ? 1 : 0), dim]);
  shapes.set(PATCH, [dim, 3, patchSize, patchSize]);
  if (!clip) shapes.set('patch_embed.proj.bias', [dim]);
  else shapes.norm('norm_pre', dim);
  for (let b = 0; b < config.depth; b++) {
    const block = `blocks.${b}`;
    shapes.norm(`${block}.norm1`, dim);
    shapes.linear(`${block}.attn.qkv`, 3 * dim, dim);
    shapes.linear(`${block}.attn.proj`, dim, dim);
    if (!clip) shapes.set(`${block}.ls1.gamma`, [dim]);
    shapes.norm(`${block}.norm2`, dim);
    shapes.linear(`${block}.mlp.fc1`, hidden, dim);
    shapes.linear(`${block}.mlp.fc2`, dim, hidden);
    if (!clip) shapes.set(`${block}.ls2.gamma`, [dim]);
  }
  shapes.norm('norm', dim);
  if (dim !== config.dimension) shapes.set(PROJECTION, [config.dimension, dim]);
  return shapes;
}

/** Tokens before the patches: the class token and the registers. */
export function leadingTokens({ registers }: VitConfig): number {
  return 1 + registers;
}

/** All tokens of one image. */
export function tokensOf(config: VitConfig): number {
  return leadingTokens(config) + (config.imageSize / config.patchSize) ** 2;
}

/** The tensors that `embedTokens` needs, in the order in which it takes their values. */
export function tokenTensors(weights: Tensors): CheckpointTensor[] {
  const registers = weights.get(REGISTERS);
  return [weights.get(CLASS)!, weights.get(POSITIONS)!, ...(registers ? [registers] : [])];
}
