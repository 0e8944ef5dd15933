/**
 * Reads a Vision Transformer's shape off its tensors (Dosovitskiy et al. 2021, arXiv:2010.11929;
 * DINOv2: Oquab et al. 2023, arXiv:2304.07193; timm `vision_transformer.py`).
 */
import type { CheckpointTensor } from '../../../checkpoint/tensor';
import type { Activation, Network, NetworkConfig, Tensors } from '../architecture';
import { hasBelow, isCount, TensorReader, withoutPrefix } from '../tensors';
import { fromTransformers, TRANSFORMERS_ANCHOR } from './key-layouts';

export interface VitConfig extends NetworkConfig {
  readonly patchSize: number;
  readonly depth: number;
  readonly heads: number;
  /** Width of the blocks' hidden layer. */
  readonly hidden: number;
  /** Tokens without a position beside the class token ("registers", arXiv:2309.16588). */
  readonly registers: number;
  /** Side of the stored grid of position embeddings. */
  readonly grid: number;
  /** Whether the stored position embeddings have one for the class token. */
  readonly classPosition: boolean;
  /** How position embeddings of another grid are made; `none` at the stored grid. */
  readonly resample: 'none' | 'antialiased' | 'plain';
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

/** DINOv2-g, the deepest published, has 40. */
export const MAX_BLOCKS = 64;
/** Patches of 14 pixels: 54 a side, 2,917 tokens. More would take minutes for each photo. */
export const MAX_IMAGE_SIZE = 756;
/** DINOv2-g has 1,536. */
const MAX_DIM = 4096;
export const MAX_HIDDEN = 32_768;
export const MAX_PATCH = 32;
/** Published ones have 4. */
const MAX_REGISTERS = 16;
/** Every published ViT from S to L has heads of 64; the tensors do not tell. */
export const HEAD_DIM = 64;

export const PATCH = 'patch_embed.proj.weight';
export const CLASS = 'cls_token';
export const POSITIONS = 'pos_embed';
const REGISTERS = 'reg_token';
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
  const patch = reader.required(tensors, PATCH);
  const [dimension = 0, channels, patchSize = 0, patchWidth] = patch.shape;
  const square = patch.shape.length === 4 && channels === 3 && patchSize === patchWidth;
  if (!square || !isCount(patchSize, MAX_PATCH)) throw reader.misshapen(patch, 'D x 3 x P x P');
  if (!isCount(dimension, MAX_DIM) || dimension % HEAD_DIM !== 0)
    throw reader.unsupported(`tokens of ${dimension} numbers`);

  let depth = 0;
  while (tensors.has(`blocks.${depth}.norm1.weight`)) depth++;
  if (depth > MAX_BLOCKS) throw reader.unsupported(`more than ${MAX_BLOCKS} blocks`);
  if (depth === 0) reader.required(tensors, 'blocks.0.norm1.weight');
  if (tensors.has('blocks.0.mlp.w12.weight') || tensors.has('blocks.0.mlp.weights_in.weight'))
    throw reader.unsupported('a gated hidden layer (SwiGLU)');
  const hidden = reader.required(tensors, 'blocks.0.mlp.fc1.weight').shape[0] ?? 0;
  const registers = tensors.get(REGISTERS)?.shape[1] ?? 0;

  const positions = reader.required(tensors, POSITIONS);
  const stored = positions.shape[1] ?? 0;
  const { grid, classPosition } = gridOf(stored);
  if (grid === 0) throw reader.misshapen(positions, '1 x (grid x grid, and one more) x D');

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
    heads: dimension / HEAD_DIM,
    hidden,
    registers,
    grid,
    classPosition,
    resample: same ? 'none' : ofTransformers ? 'plain' : 'antialiased',
  };
  const shapes = vitShapes(config);
  const foreign = [...tensors.keys()].find(
    (name) => /^(blocks\.|norm_pre\.|fc_norm\.|attn_pool\.)/.test(name) && !shapes.has(name),
  );
  if (foreign !== undefined) throw reader.unsupported(`a part called ${foreign}`);
  return { config, weights: reader.collect(tensors, shapes) };
}

/** A square of positions, or one more for the class token. `grid` 0: neither. */
export function gridOf(stored: number): { grid: number; classPosition: boolean } {
  for (const classPosition of [true, false]) {
    const grid = Math.sqrt(stored - (classPosition ? 1 : 0));
    if (Number.isInteger(grid) && grid > 0) return { grid, classPosition };
  }
  return { grid: 0, classPosition: false };
}

/** The original files name the registers otherwise; a biased key is the only thing that differs. */
function timmNames(tensors: Tensors): Tensors {
  const rename = (name: string): string => (name === 'register_tokens' ? REGISTERS : name);
  return new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));
}

/** Whether a configuration read from a card has sizes that `readVit` could have returned. */
export function isVitConfig(config: unknown): config is VitConfig {
  const c = (config ?? {}) as Partial<VitConfig>;
  return (
    isCount(c.imageSize, MAX_IMAGE_SIZE) &&
    isCount(c.patchSize, MAX_PATCH) &&
    c.imageSize % c.patchSize === 0 &&
    c.clip === undefined &&
    isCount(c.dimension, MAX_DIM) &&
    c.heads === c.dimension / HEAD_DIM &&
    Number.isInteger(c.heads) &&
    isCount(c.depth, MAX_BLOCKS) &&
    isCount(c.hidden, MAX_HIDDEN) &&
    (c.registers === 0 || isCount(c.registers, MAX_REGISTERS)) &&
    isCount(c.grid, MAX_IMAGE_SIZE) &&
    typeof c.classPosition === 'boolean' &&
    (c.grid * c.patchSize === c.imageSize
      ? c.resample === 'none'
      : c.resample === 'antialiased' || c.resample === 'plain')
  );
}

/** Numbers of a token. */
export function widthOf({ clip, dimension }: VitConfig): number {
  return clip?.width ?? dimension;
}

/** Names and shapes of every tensor the forward pass uses, in its order. */
export function vitShapes(config: VitConfig): Map<string, readonly number[]> {
  const { patchSize, hidden, registers, grid, clip } = config;
  const dim = widthOf(config);
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, to: number, from: number): void => {
    shapes.set(`${name}.weight`, [to, from]);
    shapes.set(`${name}.bias`, [to]);
  };
  const norm = (name: string): void => {
    shapes.set(`${name}.weight`, [dim]);
    shapes.set(`${name}.bias`, [dim]);
  };
  shapes.set(CLASS, [1, 1, dim]);
  if (registers > 0) shapes.set(REGISTERS, [1, registers, dim]);
  shapes.set(POSITIONS, [1, grid * grid + (config.classPosition ? 1 : 0), dim]);
  shapes.set(PATCH, [dim, 3, patchSize, patchSize]);
  if (!clip) shapes.set('patch_embed.proj.bias', [dim]);
  else norm('norm_pre');
  for (let b = 0; b < config.depth; b++) {
    const block = `blocks.${b}`;
    norm(`${block}.norm1`);
    linear(`${block}.attn.qkv`, 3 * dim, dim);
    linear(`${block}.attn.proj`, dim, dim);
    if (!clip) shapes.set(`${block}.ls1.gamma`, [dim]);
    norm(`${block}.norm2`);
    linear(`${block}.mlp.fc1`, hidden, dim);
    linear(`${block}.mlp.fc2`, dim, hidden);
    if (!clip) shapes.set(`${block}.ls2.gamma`, [dim]);
  }
  norm('norm');
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
