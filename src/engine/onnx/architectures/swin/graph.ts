/**
 * The Swin Transformer as an ONNX graph made for ONNX Runtime's native WebGPU provider: every node
 * has a GPU kernel there, linear layers are one Gemm, residual sum and norm are one node, and
 * tokens are never rolled or cut into windows (see windowOrder.ts).
 *
 * Input `pixels`: uint8 `[batch, S, S, 3]`, row-major RGB. Output `embedding`: float32 `[batch,
 * D]`, L2-normalised.
 */
import type { SwinConfig } from './config';
import { INPUT, OUTPUT, type GraphOptions } from '../architecture';
import { patchEmbedding } from '../patch-embedding';
import { gatherName, stageOrder } from './weights';
import type { Placed } from '../../weights';
import { biasShape } from './attention-bias';
import { sameOrder, windowsOf, type WindowOrder } from './window-order';
import { quantisedLinear } from '../../quantise';
import { GraphWriter } from '../../writer';

/** Every LayerNorm of every timm Swin. */
const EPSILON = { float: 1e-5 };

/** @param placed every weight of `swinWeights` with its place in the external files */
export function swinGraph(
  config: SwinConfig,
  placed: readonly Placed[],
  options: GraphOptions,
): Uint8Array {
  const graph = new GraphWriter('swin');
  for (const { weight, at } of placed)
    graph.external(weight.name, weight.element, weight.shape, at);
  graph.input(INPUT, 'u8', ['batch', config.imageSize, config.imageSize, 3]);
  graph.output(OUTPUT, 'f32', ['batch', config.dimension]);
  new SwinBuilder(graph, config, options).build();
  return graph.finish(options.metadata);
}

class SwinBuilder {
  constructor(
    readonly graph: GraphWriter,
    readonly config: SwinConfig,
    readonly options: GraphOptions,
  ) {}

  build(): void {
    const { stages } = this.config;
    let order = stageOrder(this.config, 0, 0);
    // The stream is [batch * tokens, dim]; `pending` is the last MLP's output, not yet added to it.
    let stream = this.#norm(this.#patches(), 'patch_embed.norm');
    let pending: string | undefined;

    for (const [s, { dim, depth }] of stages.entries()) {
      for (let b = 0; b < depth; b++) {
        const block = `layers.${s}.blocks.${b}`;
        const next = stageOrder(this.config, s, b);
        let normed: string;
        if (pending !== undefined && sameOrder(order, next)) {
          [normed, stream] = this.#addNorm(stream, pending, `${block}.norm1`);
        } else {
          if (pending !== undefined) stream = this.#one('Add', [stream, pending]);
          if (!sameOrder(order, next)) stream = this.#gather(stream, s, order, next);
          if (order.resolution !== next.resolution) {
            const merged = this.#reshape(stream, [-1, 2 * dim]);
            stream = this.#linear(
              this.#norm(merged, `layers.${s}.downsample.norm`),
              `layers.${s}.downsample.reduction`,
              false,
            );
          }
          normed = this.#norm(stream, `${block}.norm1`);
        }
        order = next;
        const attended = this.#attention(normed, s, b, order);
        [normed, stream] = this.#addNorm(stream, attended, `${block}.norm2`);
        // com.microsoft:Gelu is the exact one, with erf, as torch.nn.GELU.
        const hidden = this.#one('com.microsoft:Gelu', [this.#linear(normed, `${block}.mlp.fc1`)]);
        pending = this.#linear(hidden, `${block}.mlp.fc2`);
      }
    }
    this.#pool(this.#addNorm(stream, pending!, 'norm', false)[0], order);
  }

  /** Image to patch embeddings `[batch * tokens, dim]`, in the first block's order. */
  #patches(): string {
    const embedded = patchEmbedding(this.graph, this.config);
    return this.options.precision === 'fp16' ? this.#one('Cast', [embedded], { to: 10 }) : embedded;
  }

  #attention(x: string, s: number, b: number, order: WindowOrder): string {
    const { dim, heads } = this.config.stages[s]!;
    const tokens = order.window ** 2;
    const windows = windowsOf(order);
    const shifted = order.shift > 0;
    // Unshifted windows share one bias and act as batch; shifted ones have a mask each and act as
    // heads.
    const sets = biasShape(order, heads)[1];
    const width = shifted ? windows * dim : dim;
    const block = `layers.${s}.blocks.${b}.attn`;
    const [q, k, v] = this.graph.node(
      'Split',
      [this.#linear(x, `${block}.qkv`)],
      { axis: 1 },
      3,
    ) as [string, string, string];
    const attended =
      this.options.attention === 'mha'
        ? this.#one(
            'com.microsoft:MultiHeadAttention',
            [q, k, v]
              .map((part) => this.#reshape(part, [-1, tokens, width]))
              .concat('', '', `${block}.bias`),
            { num_heads: sets },
          )
        : this.#manualAttention(q, k, v, `${block}.bias`, [-1, tokens, sets, dim / heads]);
    return this.#linear(this.#reshape(attended, [-1, dim]), `${block}.proj`);
  }

  /**
   * softmax(q k^T / sqrt(d) + bias) v. The scale is applied to q, so that the weights serve both
   * forms.
   */
  #manualAttention(q: string, k: string, v: string, bias: string, split: number[]): string {
    const heads = (part: string, perm: number[]): string =>
      this.#one('Transpose', [this.#reshape(part, split)], { perm });
    const scaled = this.#one('Mul', [heads(q, [0, 2, 1, 3]), this.#scale(split[3]!)]);
    const scores = this.#one('MatMul', [scaled, heads(k, [0, 2, 3, 1])]);
    const weights = this.#one('Softmax', [this.#one('Add', [scores, bias])], { axis: -1 });
    const mixed = this.#one('MatMul', [weights, heads(v, [0, 2, 1, 3])]);
    return this.#one('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  }

  #scale(headDim: number): string {
    return this.graph.scalar(
      `scale.${headDim}`,
      this.options.precision === 'fp16' ? 'f16' : 'f32',
      headDim ** -0.5,
    );
  }

  #pool(normed: string, order: WindowOrder): void {
    const floats =
      this.options.precision === 'fp16' ? this.#one('Cast', [normed], { to: 1 }) : normed;
    const tokens = this.#reshape(floats, [-1, order.resolution ** 2, this.config.dimension]);
    const mean = this.#one('ReduceMean', [tokens], { axes: [1], keepdims: 0 });
    this.graph.node('LpNormalization', [mean], { axis: -1, p: 2 }, [OUTPUT]);
  }

  #gather(x: string, s: number, from: WindowOrder, to: WindowOrder): string {
    const merging = from.resolution !== to.resolution;
    const dim = merging ? this.config.stages[s - 1]!.dim : this.config.stages[s]!.dim;
    const tokens = this.#reshape(x, [-1, from.resolution ** 2, dim]);
    return this.#reshape(this.#one('Gather', [tokens, gatherName(s, from, to)], { axis: 1 }), [
      -1,
      dim,
    ]);
  }

  #norm(x: string, name: string): string {
    return this.#one('LayerNormalization', [x, `${name}.weight`, `${name}.bias`], {
      axis: -1,
      epsilon: EPSILON,
    });
  }

  /** Norm of a sum, and the sum. */
  #addNorm(x: string, y: string, name: string, keepSum = true): [string, string] {
    const id = `${name}.sum`;
    const outputs = keepSum ? [`${name}.out`, '', '', id] : [`${name}.out`];
    this.graph.node(
      'com.microsoft:SkipLayerNormalization',
      [x, y, `${name}.weight`, `${name}.bias`],
      { epsilon: EPSILON },
      outputs,
    );
    return [`${name}.out`, id];
  }

  #linear(x: string, name: string, bias = true): string {
    if (this.options.precision === 'int8') return quantisedLinear(this.graph, x, name, bias);
    const inputs = [x, `${name}.weight`, ...(bias ? [`${name}.bias`] : [])];
    return this.#one('Gemm', inputs, { transB: 1 });
  }

  #reshape(x: string, shape: readonly number[]): string {
    return this.#one('Reshape', [x, this.graph.shape(shape)]);
  }

  #one(
    op: string,
    inputs: readonly string[],
    attributes: Parameters<GraphWriter['node']>[2] = {},
  ): string {
    return this.graph.node(op, inputs, attributes)[0]!;
  }
}
