/** The layers that all Vision Transformers share, under timm's names. */
import type { Tensors } from '../architecture';
import { isCount, MAX_PATCH, type TensorReader } from '../tensors';

/** DINOv2-g, the deepest published, has 40. */
const MAX_BLOCKS = 64;
/** Patches of 14 pixels: 54 a side, 2,917 tokens. More would take minutes for each photo. */
const MAX_IMAGE_SIZE = 756;
const MAX_HIDDEN = 32_768;
/** Published ones have 4. */
const MAX_REGISTERS = 16;
/** Every published ViT from S to L has heads of 64; the tensors do not tell. */
const HEAD_DIM = 64;

export const PATCH = 'patch_embed.proj.weight';
export const CLASS = 'cls_token';
export const POSITIONS = 'pos_embed';
export const REGISTERS = 'reg_token';

export interface TrunkConfig {
  /** Side of the input image, in pixels. */
  readonly imageSize: number;
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
}

/** With the width of its tokens. */
export interface Trunk extends TrunkConfig {
  readonly width: number;
}

interface TrunkOptions {
  readonly imageSize: number | undefined;
  readonly maxWidth: number;
  /** How positions are resampled where the input has another grid. */
  readonly resample: 'antialiased' | 'plain';
}

/**
 * @param tensors under timm's names
 * @throws HuellaError of `reader`, `checkpoint-damaged` for missing or misshapen tensors;
 *   `checkpoint-unsupported` for sizes that patches do not fill and more than the limits
 */
export function readTrunk(
  reader: TensorReader,
  tensors: Tensors,
  { imageSize, maxWidth, resample }: TrunkOptions,
): Trunk {
  const [width, patchSize] = reader.patch(tensors, PATCH);
  if (!isCount(width, maxWidth) || width % HEAD_DIM !== 0)
    throw reader.unsupported(`tokens of ${width} numbers`);

  let depth = 0;
  while (tensors.has(`blocks.${depth}.norm1.weight`)) depth++;
  if (depth > MAX_BLOCKS) throw reader.unsupported(`more than ${MAX_BLOCKS} blocks`);
  if (depth === 0) reader.required(tensors, 'blocks.0.norm1.weight');
  if (tensors.has('blocks.0.mlp.w12.weight') || tensors.has('blocks.0.mlp.weights_in.weight'))
    throw reader.unsupported('a gated hidden layer (SwiGLU)');
  const hidden = reader.required(tensors, 'blocks.0.mlp.fc1.weight').shape[0] ?? 0;

  const positions = reader.required(tensors, POSITIONS);
  const { grid, classPosition } = gridOf(positions.shape[1] ?? 0);
  if (grid === 0) throw reader.misshapen(positions, '1 x (grid x grid, and one more) x D');
  const size = imageSize ?? grid * patchSize;
  if (!isCount(size, MAX_IMAGE_SIZE))
    throw reader.unsupported(`an input of ${String(size)} pixels`);
  if (size % patchSize !== 0)
    throw reader.unsupported(`patches of ${patchSize} pixels on an input of ${size}`);
  return {
    imageSize: size,
    width,
    patchSize,
    depth,
    heads: width / HEAD_DIM,
    hidden,
    registers: tensors.get(REGISTERS)?.shape[1] ?? 0,
    grid,
    classPosition,
    resample: size === grid * patchSize ? 'none' : resample,
  };
}

/** @throws HuellaError of `reader`, `checkpoint-unsupported` for a part that is not built */
export function refuseForeign(
  reader: TensorReader,
  tensors: Tensors,
  shapes: ReadonlyMap<string, unknown>,
): void {
  const foreign = [...tensors.keys()].find(
    (name) =>
      /^(blocks\.|norm_pre\.|fc_norm\.|attn_pool\.|patch_embed\.proj\.)/.test(name) &&
      !shapes.has(name),
  );
  if (foreign !== undefined) throw reader.unsupported(`a part called ${foreign}`);
}

/** Whether a configuration read from a card has sizes that `readTrunk` could have returned. */
export function isTrunk(c: Partial<TrunkConfig>, width: number): boolean {
  return (
    isCount(c.imageSize, MAX_IMAGE_SIZE) &&
    isCount(c.patchSize, MAX_PATCH) &&
    c.imageSize % c.patchSize === 0 &&
    c.heads === width / HEAD_DIM &&
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

/** A square of positions, or one more for the class token. `grid` 0: neither. */
function gridOf(stored: number): { grid: number; classPosition: boolean } {
  for (const classPosition of [true, false]) {
    const grid = Math.sqrt(stored - (classPosition ? 1 : 0));
    if (Number.isInteger(grid) && grid > 0) return { grid, classPosition };
  }
  return { grid: 0, classPosition: false };
}
