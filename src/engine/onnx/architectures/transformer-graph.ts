/**
 * The layers of transformers, made for ONNX Runtime's native WebGPU provider: every node has a GPU
 * kernel there, linear layers are one Gemm, residual sum and norm are one node.
 */
import type { NetworkConfig } from './architecture';
import { NetworkGraph } from './network-graph';

/** What attention sees of its tokens. */
interface Attending {
  /** That attend to each other. */
  readonly tokens: number;
  readonly heads: number;
  /** Width of a head. */
  readonly headDim: number;
  /** Name of what is added to the scores, `[1, heads, tokens, tokens]`; absent: nothing. */
  readonly bias?: string;
}

export abstract class TransformerGraph<Config extends NetworkConfig> extends NetworkGraph<Config> {
  /** Of every LayerNorm. */
  protected abstract readonly epsilon: { readonly float: number };

  protected norm(x: string, name: string): string {
    return this.one('LayerNormalization', [x, `${name}.weight`, `${name}.bias`], {
      axis: -1,
      epsilon: this.epsilon,
    });
  }

  /** Norm of a sum, and the sum. */
  protected addNorm(x: string, y: string, name: string, keepSum = true): [string, string] {
    const sum = `${name}.sum`;
    this.graph.node(
      'com.microsoft:SkipLayerNormalization',
      [x, y, `${name}.weight`, `${name}.bias`],
      { epsilon: this.epsilon },
      keepSum ? [`${name}.out`, '', '', sum] : [`${name}.out`],
    );
    return [`${name}.out`, sum];
  }

  /**
   * softmax(q k^T / sqrt(d) + bias) v, without projections.
   *
   * @param qkv query, key and value beside each other, `[rows, 3 dim]`
   */
  protected attention(qkv: string, attending: Attending): string {
    const parts = this.graph.node('Split', [qkv], { axis: 1 }, 3) as [string, string, string];
    if (this.options.attention === 'manual') return this.#written(parts, attending);
    const { tokens, heads, headDim, bias } = attending;
    const inputs = parts.map((part) => this.reshape(part, [-1, tokens, heads * headDim]));
    if (bias !== undefined) inputs.push('', '', bias);
    return this.one('com.microsoft:MultiHeadAttention', inputs, { num_heads: heads });
  }

  /** Written out. The scale is applied to q, so that the weights serve both forms. */
  #written(
    [q, k, v]: readonly [string, string, string],
    { tokens, heads, headDim, bias }: Attending,
  ): string {
    const split = (part: string, perm: number[]): string =>
      this.one('Transpose', [this.reshape(part, [-1, tokens, heads, headDim])], { perm });
    const scaled = this.one('Mul', [split(q, [0, 2, 1, 3]), this.scale(headDim)]);
    const product = this.one('MatMul', [scaled, split(k, [0, 2, 3, 1])]);
    const scores = bias === undefined ? product : this.one('Add', [product, bias]);
    const weights = this.one('Softmax', [scores], { axis: -1 });
    const mixed = this.one('MatMul', [weights, split(v, [0, 2, 1, 3])]);
    return this.one('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  }

  /** The initializer that q is scaled by. */
  protected scale(headDim: number): string {
    const element = this.options.precision === 'fp16' ? 'f16' : 'f32';
    return this.graph.scalar(`scale.${headDim}`, element, headDim ** -0.5);
  }
}
