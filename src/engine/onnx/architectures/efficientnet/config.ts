/**
 * Reads an EfficientNet's shape off its tensors (Tan and Le 2019, arXiv:1905.11946; V2: 2021,
 * arXiv:2104.00298; timm `efficientnet.py`). Built are `efficientnet_b0` to `b8` and
 * `efficientnetv2_rw_*`: convolutions padded alike on both sides, SiLU, batch normalisation with
 * epsilon 1e-5. timm's `tf_` networks have the same names, and padding and epsilon of TensorFlow;
 * nothing in a file tells those of the first generation apart, and no published re-identification
 * model is one.
 */
import type { CheckpointTensor } from '../../../checkpoint/tensor';
import type { Network, NetworkConfig, Tensors } from '../architecture';
import { hasBelow, isCount, TensorReader, withoutPrefix } from '../tensors';

/**
 * timm's blocks. `edge`: an expanding convolution and a projection. `separable`: depthwise, then a
 * projection. `inverted`: expansion, depthwise, projection.
 */
type BlockKind = 'edge' | 'separable' | 'inverted';

export interface Block {
  readonly kind: BlockKind;
  readonly from: number;
  /** Channels inside; `from` where nothing expands. */
  readonly middle: number;
  readonly to: number;
  /** Side of the spatial kernel. */
  readonly kernel: number;
  readonly stride: number;
  /** Channels of the squeeze; 0: no squeeze-and-excite. */
  readonly squeeze: number;
}

export interface EfficientNetConfig extends NetworkConfig {
  readonly stem: number;
  readonly stages: readonly (readonly Block[])[];
  /** Mean, or generalised mean with a learnt exponent (Radenović et al. 2018, arXiv:1711.02512). */
  readonly pooling: 'mean' | 'gem';
  /** Batch normalisation of the embedding, behind the pooling. */
  readonly neck: boolean;
}

/** Weights are under timm's names; pooling and neck are `pooling.p` and `neck.*`. */
export type EfficientNet = Network<EfficientNetConfig>;

const ANCHOR = 'conv_stem.weight';
const FIRST_BLOCKS = ['blocks.0.0.conv_dw.weight', 'blocks.0.0.conv_exp.weight'];
/** Of the exponent, in the published MiewID files and in the code that trains them. */
const POOLING_NAMES = ['global_pool.p', 'pooling.p'];

/** Of each stage's first block; the tensors do not tell. V2 ends a stage earlier. */
const STRIDES = [1, 2, 2, 2, 1, 2, 1];
/** Sides of the first generation's kernels, stage by stage. */
const KERNELS = [3, 3, 5, 3, 5, 5, 3];
/** MegaDescriptor-T-CNN-288 was trained at the first, MiewID at the second. */
const IMAGE_SIZE = { mean: 288, gem: 440 };

const MIN_IMAGE_SIZE = 32;
/** The largest input of a published one is 672; memory grows with its square. */
const MAX_IMAGE_SIZE = 768;
/** EfficientNetV2-XL has 32 blocks in a stage. */
const MAX_BLOCKS = 64;
/** B8's widest layer has 4,224. */
const MAX_CHANNELS = 16_384;
const MAX_KERNEL = 7;

const reader = new TensorReader('an EfficientNet');

export function isEfficientNet(tensors: Tensors): boolean {
  return hasBelow(tensors, ANCHOR) && FIRST_BLOCKS.some((name) => hasBelow(tensors, name));
}

/**
 * @param imageSize absent: 288 pixels, or 440 for one with generalised-mean pooling
 * @throws HuellaError `checkpoint-damaged` for missing or misshapen tensors;
 *   `checkpoint-unsupported` for relatives (MobileNet, Lite, TensorFlow's V2) that are not built
 */
export function readEfficientNet(all: Tensors, imageSize?: number): EfficientNet {
  const tensors = withHead(all);
  const stemTensor = reader.required(tensors, ANCHOR);
  const stem = stemTensor.shape[0] ?? 0;
  const stages: Block[][] = [];
  let channels = stem;
  while (kindOf(tensors, `blocks.${stages.length}.0`)) {
    const s = stages.length;
    if (s >= STRIDES.length) throw reader.unsupported(`more than ${STRIDES.length} stages`);
    const blocks: Block[] = [];
    for (let b = 0; kindOf(tensors, `blocks.${s}.${b}`); b++) {
      if (b >= MAX_BLOCKS) throw reader.unsupported(`more than ${MAX_BLOCKS} blocks in a stage`);
      const stride = b === 0 ? STRIDES[s]! : 1;
      const block = readBlock(tensors, `blocks.${s}.${b}`, channels, stride);
      blocks.push(block);
      channels = block.to;
    }
    stages.push(blocks);
  }
  const dimension = reader.required(tensors, 'conv_head.weight').shape[0] ?? 0;
  checkFamily(stages);
  const pooling = tensors.has('pooling.p') ? 'gem' : 'mean';
  const size = imageSize ?? IMAGE_SIZE[pooling];
  if (!isCount(size, MAX_IMAGE_SIZE) || size < MIN_IMAGE_SIZE)
    throw reader.unsupported(`an input of ${size} pixels`);
  const neck = tensors.has('neck.weight');
  const config: EfficientNetConfig = { imageSize: size, dimension, stem, stages, pooling, neck };
  return { config, weights: reader.collect(tensors, efficientNetShapes(config)) };
}

/** The network without its prefix; pooling and neck, which may lie beside it, under one name. */
function withHead(all: Tensors): Tensors {
  const inner = withoutPrefix(all, ANCHOR);
  const tensors = new Map(inner);
  // MiewID: the timm network is `backbone`, the neck `bn` beside it.
  const prefix = [...all.keys()].find((name) => name.endsWith(ANCHOR))?.slice(0, -ANCHOR.length);
  const outer = prefix?.replace(/[^.]+\.$/, '') ?? '';
  const find = (name: string): CheckpointTensor | undefined =>
    inner.get(name) ?? all.get(outer + name);
  const exponent = POOLING_NAMES.map(find).find((tensor) => tensor !== undefined);
  if (!exponent) return tensors;
  tensors.set('pooling.p', exponent);
  for (const part of NORM_PARTS) {
    const tensor = all.get(`${outer}bn.${part}`);
    if (tensor) tensors.set(`neck.${part}`, tensor);
  }
  return tensors;
}

function kindOf(tensors: Tensors, name: string): BlockKind | null {
  if (tensors.has(`${name}.conv_exp.weight`)) return 'edge';
  if (!tensors.has(`${name}.conv_dw.weight`)) return null;
  return tensors.has(`${name}.conv_pwl.weight`) ? 'inverted' : 'separable';
}

function readBlock(tensors: Tensors, name: string, from: number, stride: number): Block {
  const kind = kindOf(tensors, name)!;
  const shapeOf = (part: string): readonly number[] =>
    reader.required(tensors, `${name}.${part}.weight`).shape;
  const spatial = shapeOf(SPATIAL[kind]);
  const middle = kind === 'separable' ? from : (spatial[0] ?? 0);
  const to = shapeOf(LAST[kind])[0] ?? 0;
  const squeeze = tensors.get(`${name}.se.conv_reduce.weight`)?.shape[0] ?? 0;
  const kernel = spatial[2] ?? 0;
  if (!isCount(kernel, MAX_KERNEL) || kernel % 2 === 0)
    throw reader.unsupported(`a kernel of ${kernel}`);
  return { kind, from, middle, to, kernel, stride, squeeze };
}

/** The convolution that sees neighbours, and the one that ends the block. */
const SPATIAL = { edge: 'conv_exp', separable: 'conv_dw', inverted: 'conv_dw' };
const LAST = { edge: 'conv_pwl', separable: 'conv_pw', inverted: 'conv_pwl' };

/**
 * Relatives have the same names and other activations: MobileNetV2, MnasNet and the Lite variants
 * have no squeeze-and-excite, MobileNetV3 other kernels. The V2 networks that pad as TensorFlow
 * does begin with a plain convolution.
 */
function checkFamily(stages: readonly (readonly Block[])[]): void {
  const first = stages[0]?.[0]?.kind;
  const ofFirst = ({ kind, kernel, squeeze }: Block, s: number): boolean =>
    kind === (s === 0 ? 'separable' : 'inverted') && kernel === KERNELS[s] && squeeze > 0;
  const ofSecond = ({ kind, kernel, squeeze }: Block, s: number): boolean =>
    kind === (s < 3 ? 'edge' : 'inverted') && kernel === 3 && squeeze > 0 === s >= 3;
  const [count, fits] =
    first === 'separable' ? [KERNELS.length, ofFirst] : [STRIDES.length - 1, ofSecond];
  const known =
    stages.length === count && stages.every((blocks, s) => blocks.every((block) => fits(block, s)));
  if (!known) {
    const shown = stages.map((blocks) => `${blocks.length} ${blocks[0]!.kind}`).join(', ');
    throw reader.unsupported(`stages of ${shown || 'nothing'}`);
  }
}

/**
 * Whether a configuration read from a card has sizes that `readEfficientNet` could have returned.
 */
export function isEfficientNetConfig(config: unknown): config is EfficientNetConfig {
  const c = (config ?? {}) as Partial<EfficientNetConfig>;
  const valid =
    isCount(c.imageSize, MAX_IMAGE_SIZE) &&
    c.imageSize >= MIN_IMAGE_SIZE &&
    isCount(c.dimension, MAX_CHANNELS) &&
    isCount(c.stem, MAX_CHANNELS) &&
    (c.pooling === 'mean' || c.pooling === 'gem') &&
    typeof c.neck === 'boolean' &&
    Array.isArray(c.stages) &&
    c.stages.length <= STRIDES.length;
  if (!valid) return false;
  let channels = c.stem;
  for (const [s, blocks] of (c.stages as unknown[]).entries()) {
    if (!Array.isArray(blocks) || !isCount(blocks.length, MAX_BLOCKS)) return false;
    for (const [b, each] of (blocks as Partial<Block>[]).entries()) {
      const fits =
        each.from === channels &&
        each.stride === (b === 0 ? STRIDES[s] : 1) &&
        isCount(each.middle, MAX_CHANNELS) &&
        isCount(each.to, MAX_CHANNELS) &&
        isCount(each.kernel, MAX_KERNEL) &&
        (each.squeeze === 0 || isCount(each.squeeze, MAX_CHANNELS));
      if (!fits) return false;
      channels = each.to!;
    }
  }
  try {
    checkFamily(c.stages);
    return true;
  } catch {
    return false;
  }
}

export const NORM_PARTS = ['weight', 'bias', 'running_mean', 'running_var'] as const;

/** One convolution of a block with its normalisation. */
export interface Step {
  /** Of the convolution's tensors. */
  readonly conv: string;
  readonly norm: string;
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
  readonly depthwise: boolean;
  readonly activated: boolean;
  /** The block's squeeze-and-excite comes behind it. */
  readonly excited: boolean;
}

/** What most steps are. */
const POINTWISE = { kernel: 1, stride: 1, depthwise: false, activated: true, excited: false };

/** The convolutions of a block, in order (timm `_efficientnet_blocks.py`). */
export function stepsOf(name: string, block: Block): Step[] {
  const { kind, from, middle, to, kernel, stride } = block;
  const step = (
    conv: string,
    norm: string,
    sizes: readonly [number, number],
    more: Partial<Step> = {},
  ): Step => ({
    conv: `${name}.${conv}`,
    norm: `${name}.${norm}`,
    from: sizes[0],
    to: sizes[1],
    ...POINTWISE,
    ...more,
  });
  const spatial = { kernel, stride };
  const deep = { ...spatial, depthwise: true, excited: true };
  const linear = { activated: false };
  switch (kind) {
    case 'edge':
      return [
        step('conv_exp', 'bn1', [from, middle], { ...spatial, excited: true }),
        step('conv_pwl', 'bn2', [middle, to], linear),
      ];
    case 'separable':
      return [
        step('conv_dw', 'bn1', [from, from], deep),
        step('conv_pw', 'bn2', [from, to], linear),
      ];
    case 'inverted':
      return [
        step('conv_pw', 'bn1', [from, middle]),
        step('conv_dw', 'bn2', [middle, middle], deep),
        step('conv_pwl', 'bn3', [middle, to], linear),
      ];
  }
}

/** Stem and head as steps like any other. */
export function stemOf({ stem }: EfficientNetConfig): Step {
  return { ...POINTWISE, conv: 'conv_stem', norm: 'bn1', from: 3, to: stem, kernel: 3, stride: 2 };
}

export function headOf({ stages, dimension }: EfficientNetConfig): Step {
  const from = stages.at(-1)!.at(-1)!.to;
  return { ...POINTWISE, conv: 'conv_head', norm: 'bn2', from, to: dimension };
}

/** Names and shapes of every tensor the forward pass uses, in its order. */
export function efficientNetShapes(config: EfficientNetConfig): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  const norm = (name: string, channels: number): void => {
    for (const part of NORM_PARTS) shapes.set(`${name}.${part}`, [channels]);
  };
  const add = ({ conv, norm: name, from, to, kernel, depthwise }: Step): void => {
    shapes.set(`${conv}.weight`, [to, depthwise ? 1 : from, kernel, kernel]);
    norm(name, to);
  };
  add(stemOf(config));
  config.stages.forEach((blocks, s) => {
    blocks.forEach((block, b) => {
      const name = `blocks.${s}.${b}`;
      for (const step of stepsOf(name, block)) {
        add(step);
        if (!step.excited || block.squeeze === 0) continue;
        const { middle, squeeze } = block;
        shapes.set(`${name}.se.conv_reduce.weight`, [squeeze, middle, 1, 1]);
        shapes.set(`${name}.se.conv_reduce.bias`, [squeeze]);
        shapes.set(`${name}.se.conv_expand.weight`, [middle, squeeze, 1, 1]);
        shapes.set(`${name}.se.conv_expand.bias`, [middle]);
      }
    });
  });
  add(headOf(config));
  if (config.pooling === 'gem') shapes.set('pooling.p', [1]);
  if (config.neck) norm('neck', config.dimension);
  return shapes;
}
