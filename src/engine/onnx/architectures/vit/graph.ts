/**
 * The Vision Transformer as an ONNX graph made for ONNX Runtime's native WebGPU provider: every
 * node has a GPU kernel there, linear layers are one Gemm, residual sum and norm are one node.
 *
 * Input `pixels`: uint8 `[batch, S, S, 3]`, row-major RGB. Output `embedding`: float32 `[batch,
 * D]`, the class token behind the last norm (timm `global_pool='token'`) and the projection, where
 * there is one, L2-normalised.
 */
import type { Placed } from '../../weights';
import { quantisedLinear } from '../../quantise';
import { GraphWriter } from '../../writer';
import { INPUT, OUTPUT, type GraphOptions } from '../architecture';
import { patchEmbedding } from '../patch-embedding';
import { leadingTokens, tokensOf, widthOf, type VitConfig } from './config';
import { CLASS_INDEX, TOKENS } from './weights';

/** Of every DINOv2, and of every CLIP, in timm and in transformers. */
const EPSILON = { dinov2: { float: 1e-6 }, clip: { float: 1e-5 } };
/** Of QuickGELU (openai/CLIP, clip/model.py). */
const QUICK = { alpha: { float: 1.702 } };

/** @param placed every weight of `vitWeights` with its place in the external files */
export function vitGraph(
  config: VitConfig,
  placed: readonly Placed[],
  options: GraphOptions,
): Uint8Array {
  const graph = new GraphWriter('vit');
  for (const { weight, at } of placed)
    graph.external(weight.name, weight.element, weight.shape, at);
  graph.input(INPUT, 'u8', ['batch', config.imageSize, config.imageSize, 3]);
  graph.output(OUTPUT, 'f32', ['batch', config.dimension]);
  new VitBuilder(graph, config, options).build();
  return graph.finish(options.metadata);
}

class VitBuilder {
  constructor(
    readonly graph: GraphWriter,
    readonly config: VitConfig,
    readonly options: GraphOptions,
  ) {}

  build(): void {
    const { depth, clip, dimension } = this.config;
    // The stream is [batch * tokens, dim].
    let stream = this.#tokens();
    if (clip) stream = this.#norm(stream, 'norm_pre');
    let normed = this.#norm(stream, 'blocks.0.norm1');
    for (let b = 0; b < depth; b++) {
      const block = `blocks.${b}`;
      const last = b === depth - 1;
      let attended = this.#attention(normed, `${block}.attn`);
      // Behind the last attention tokens no longer meet, and only the class token is asked for.
      if (last) [attended, stream] = [this.#classOf(attended), this.#classOf(stream)];
      attended = this.#linear(attended, `${block}.attn.proj`);
      [normed, stream] = this.#addNorm(stream, attended, `${block}.norm2`);
      const hidden = this.#activation(this.#linear(normed, `${block}.mlp.fc1`));
      const added = this.#linear(hidden, `${block}.mlp.fc2`);
      const next = last ? 'norm' : `blocks.${b + 1}.norm1`;
      [normed, stream] = this.#addNorm(stream, added, next, !last);
    }
    if (widthOf(this.config) !== dimension) normed = this.#linear(normed, 'projection', false);
    const floats =
      this.options.precision === 'fp16' ? this.#one('Cast', [normed], { to: 1 }) : normed;
    this.graph.node('LpNormalization', [floats], { axis: -1, p: 2 }, [OUTPUT]);
  }

  /**
   * Patches behind zeros for the leading tokens, plus `TOKENS`. Padding and adding serve any batch;
   * a Concat would need the class token as often as there are images.
   */
  #tokens(): string {
    const { imageSize, patchSize } = this.config;
    const width = widthOf(this.config);
    const patches = (imageSize / patchSize) ** 2;
    const embedded = this.#reshape(patchEmbedding(this.graph, this.config), [-1, patches, width]);
    const pads = this.graph.shape([0, leadingTokens(this.config), 0, 0, 0, 0]);
    const added = this.#one('Add', [this.#one('Pad', [embedded, pads]), TOKENS]);
    const tokens =
      this.options.precision === 'fp16' ? this.#one('Cast', [added], { to: 10 }) : added;
    return this.#reshape(tokens, [-1, width]);
  }

  /** Without its output projection. */
  #attention(x: string, name: string): string {
    const { heads } = this.config;
    const dim = widthOf(this.config);
    const tokens = tokensOf(this.config);
    const [q, k, v] = this.graph.node(
      'Split',
      [this.#linear(x, `${name}.qkv`)],
      { axis: 1 },
      3,
    ) as [string, string, string];
    const attended =
      this.options.attention === 'mha'
        ? this.#one(
            'com.microsoft:MultiHeadAttention',
            [q, k, v].map((part) => this.#reshape(part, [-1, tokens, dim])),
            { num_heads: heads },
          )
        : this.#manualAttention(q, k, v, [-1, tokens, heads, dim / heads]);
    return this.#reshape(attended, [-1, dim]);
  }

  /**
   * softmax(q k^T / sqrt(d)) v. The scale is applied to q, so that the weights serve both forms.
   */
  #manualAttention(q: string, k: string, v: string, split: number[]): string {
    const heads = (part: string, perm: number[]): string =>
      this.#one('Transpose', [this.#reshape(part, split)], { perm });
    const element = this.options.precision === 'fp16' ? 'f16' : 'f32';
    const scale = this.graph.scalar(`scale.${split[3]!}`, element, split[3]! ** -0.5);
    const scaled = this.#one('Mul', [heads(q, [0, 2, 1, 3]), scale]);
    const scores = this.#one('MatMul', [scaled, heads(k, [0, 2, 3, 1])]);
    const weights = this.#one('Softmax', [scores], { axis: -1 });
    const mixed = this.#one('MatMul', [weights, heads(v, [0, 2, 1, 3])]);
    return this.#one('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  }

  /** The class tokens of a stream: `[batch, dim]`. */
  #classOf(stream: string): string {
    const dim = widthOf(this.config);
    const tokens = this.#reshape(stream, [-1, tokensOf(this.config), dim]);
    return this.#reshape(this.#one('Gather', [tokens, CLASS_INDEX], { axis: 1 }), [-1, dim]);
  }

  #activation(x: string): string {
    if (this.config.clip?.activation === 'quick-gelu')
      return this.#one('com.microsoft:QuickGelu', [x], QUICK);
    // com.microsoft:Gelu is the exact one, with erf, as torch.nn.GELU.
    return this.#one('com.microsoft:Gelu', [x]);
  }

  get #epsilon(): (typeof EPSILON)['clip'] {
    return this.config.clip ? EPSILON.clip : EPSILON.dinov2;
  }

  #norm(x: string, name: string): string {
    return this.#one('LayerNormalization', [x, `${name}.weight`, `${name}.bias`], {
      axis: -1,
      epsilon: this.#epsilon,
    });
  }

  /** Norm of a sum, and the sum. */
  #addNorm(x: string, y: string, name: string, keepSum = true): [string, string] {
    const sum = `${name}.sum`;
    this.graph.node(
      'com.microsoft:SkipLayerNormalization',
      [x, y, `${name}.weight`, `${name}.bias`],
      { epsilon: this.#epsilon },
      keepSum ? [`${name}.out`, '', '', sum] : [`${name}.out`],
    );
    return [`${name}.out`, sum];
  }

  #linear(x: string, name: string, bias = true): string {
    if (this.options.precision === 'int8') return quantisedLinear(this.graph, x, name, bias);
    const weights = [`${name}.weight`, ...(bias ? [`${name}.bias`] : [])];
    return this.#one('Gemm', [x, ...weights], { transB: 1 });
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
