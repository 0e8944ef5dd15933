/**
 * Reads a Swin Transformer's shape off its tensors (Liu et al. 2021, arXiv:2103.14030; timm
 * `swin_transformer.py`).
 */
import type { Network, NetworkConfig, Tensors } from '../architecture';
import { hasBelow, isCount, Shapes, TensorReader, withoutPrefix } from '../tensors';

export interface SwinStage {
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  /** Side of the attention window, in tokens. */
  readonly window: number;
  /** Side of the token grid. */
  readonly resolution: number;
  /** Width of the blocks' hidden layer. */
  readonly hidden: number;
}

export interface SwinConfig extends NetworkConfig {
  readonly patchSize: number;
  readonly stages: readonly SwinStage[];
}

/** Weights are under timm's current names: merging first in a stage. */
export type Swin = Network<SwinConfig>;

/** Swin-L has 4 stages of up to 18 blocks; a file with a thousand wants something else. */
const MAX_STAGES = 6;
const MAX_BLOCKS = 64;
/**
 * The largest input a known Swin was trained for is 384; a mistaken one must not ask for gigabytes
 * of masks.
 */
const MAX_IMAGE_SIZE = 768;
/** Swin-L's widest hidden layer has 6,144. */
const MAX_DIM = 32_768;
const ANCHOR = 'patch_embed.proj.weight';
const FIRST_TABLE = 'layers.0.blocks.0.attn.relative_position_bias_table';

const reader = new TensorReader('a Swin Transformer');

/** Swin V2 has the anchor too, but another position bias. */
export function isSwin(tensors: Tensors): boolean {
  return hasBelow(tensors, ANCHOR) && hasBelow(tensors, FIRST_TABLE);
}

/**
 * @param imageSize needed only where the tensors do not tell: a file without masks whose last
 *   window does not fill its grid
 * @throws HuellaError `checkpoint-damaged` for missing or misshapen tensors;
 *   `checkpoint-unsupported` for sizes that would need padding
 */
export function readSwin(all: Tensors, imageSize?: number): Swin {
  const tensors = currentNames(withoutPrefix(all, ANCHOR));
  const [embed, patchSize] = reader.patch(tensors, ANCHOR);

  const depths: number[] = [];
  while (tensors.has(`layers.${depths.length}.blocks.0.norm1.weight`)) {
    const stage = depths.length;
    if (stage >= MAX_STAGES) throw reader.unsupported(`more than ${MAX_STAGES} stages`);
    let depth = 0;
    while (tensors.has(`layers.${stage}.blocks.${depth}.norm1.weight`)) depth++;
    if (depth > MAX_BLOCKS) throw reader.unsupported(`more than ${MAX_BLOCKS} blocks in a stage`);
    depths.push(depth);
  }
  if (depths.length === 0) reader.required(tensors, 'layers.0.blocks.0.norm1.weight');

  const shapes = depths.map((depth, s) => {
    const name = `layers.${s}.blocks.0.attn.relative_position_bias_table`;
    const table = reader.required(tensors, name);
    const [span = 0, heads = 0] = table.shape;
    const window = (Math.sqrt(span) + 1) / 2;
    if (table.shape.length !== 2 || !Number.isInteger(window) || heads < 1)
      throw reader.misshapen(table, '(2w-1)^2 x heads');
    const fc1 = reader.required(tensors, `layers.${s}.blocks.0.mlp.fc1.weight`);
    return { depth, heads, window, dim: embed * 2 ** s, hidden: fc1.shape[0] ?? 0 };
  });

  const size =
    imageSize ??
    sizeFromMask(tensors, shapes[0]!.window, patchSize) ??
    patchSize * shapes.at(-1)!.window * 2 ** (depths.length - 1);
  if (!Number.isInteger(size) || size < patchSize || size > MAX_IMAGE_SIZE)
    throw reader.unsupported(`an input of ${size} pixels`);
  const stages = shapes.map((shape, s): SwinStage => {
    const resolution = size / patchSize / 2 ** s;
    // timm pads grids that windows do not tile; no published MegaDescriptor needs it, and a silent
    // difference would be worse.
    if (!Number.isInteger(resolution) || resolution % shape.window !== 0) {
      throw reader.unsupported(
        `windows of ${shape.window} on a grid of ${resolution} (input ${size})`,
      );
    }
    if (shape.dim % shape.heads !== 0)
      throw reader.unsupported(`${shape.heads} heads on ${shape.dim} channels`);
    return { ...shape, resolution };
  });

  const config: SwinConfig = { imageSize: size, patchSize, stages, dimension: stages.at(-1)!.dim };
  return { config, weights: reader.collect(tensors, expectedShapes(config)) };
}

/** Whether a configuration read from a card has sizes that `readSwin` could have returned. */
export function isSwinConfig(config: unknown): config is SwinConfig {
  const { imageSize, patchSize, stages, dimension } = (config ?? {}) as Partial<SwinConfig>;
  return (
    isCount(imageSize, MAX_IMAGE_SIZE) &&
    isCount(patchSize, imageSize) &&
    Array.isArray(stages) &&
    isCount(stages.length, MAX_STAGES) &&
    (stages as Partial<SwinStage>[]).every(
      ({ dim, depth, heads, window, resolution, hidden }, s) =>
        isCount(dim, MAX_DIM) &&
        isCount(hidden, MAX_DIM) &&
        isCount(depth, MAX_BLOCKS) &&
        isCount(heads, dim) &&
        dim % heads === 0 &&
        resolution === imageSize / patchSize / 2 ** s &&
        isCount(window, resolution) &&
        resolution % window === 0,
    ) &&
    (stages as SwinStage[]).every(
      ({ dim }, s) => dim === (stages as SwinStage[])[0]!.dim * 2 ** s,
    ) &&
    dimension === (stages as SwinStage[]).at(-1)!.dim
  );
}

/** Names and shapes of every tensor the forward pass uses, in its order. */
export function expectedShapes(config: SwinConfig): Map<string, readonly number[]> {
  const shapes = new Shapes();
  const embed = config.stages[0]!.dim;
  shapes.set(ANCHOR, [embed, 3, config.patchSize, config.patchSize]);
  shapes.set('patch_embed.proj.bias', [embed]);
  shapes.norm('patch_embed.norm', embed);
  config.stages.forEach(({ dim, depth, heads, window, hidden }, s) => {
    if (s > 0) {
      shapes.norm(`layers.${s}.downsample.norm`, 2 * dim);
      shapes.set(`layers.${s}.downsample.reduction.weight`, [dim, 2 * dim]);
    }
    for (let b = 0; b < depth; b++) {
      const block = `layers.${s}.blocks.${b}`;
      shapes.norm(`${block}.norm1`, dim);
      shapes.set(`${block}.attn.relative_position_bias_table`, [(2 * window - 1) ** 2, heads]);
      shapes.linear(`${block}.attn.qkv`, 3 * dim, dim);
      shapes.linear(`${block}.attn.proj`, dim, dim);
      shapes.norm(`${block}.norm2`, dim);
      shapes.linear(`${block}.mlp.fc1`, hidden, dim);
      shapes.linear(`${block}.mlp.fc2`, dim, hidden);
    }
  });
  shapes.norm('norm', config.dimension);
  return shapes;
}

/** timm up to 0.8.13 kept merging at the end of a stage; since then it is first in the next one. */
function currentNames(tensors: Tensors): Tensors {
  if (!tensors.has('layers.0.downsample.reduction.weight')) return tensors;
  const rename = (name: string): string =>
    name.replace(
      /^layers\.(\d+)\.downsample\./,
      (_, stage: string) => `layers.${Number(stage) + 1}.downsample.`,
    );
  return new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));
}

/**
 * Old files keep the shifted blocks' masks, `[windows, N, N]`: the number of windows gives the
 * grid.
 */
function sizeFromMask(tensors: Tensors, window: number, patchSize: number): number | undefined {
  const mask = tensors.get('layers.0.blocks.1.attn_mask');
  const side = Math.sqrt(mask?.shape[0] ?? NaN);
  return Number.isInteger(side) ? side * window * patchSize : undefined;
}
