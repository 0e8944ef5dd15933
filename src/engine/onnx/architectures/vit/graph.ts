/**
 * The Vision Transformer as an ONNX graph. Its embedding is the class token behind the last norm
 * (timm `global_pool='token'`) and the projection, where there is one.
 */
import type { Placed } from '../../weights';
import type { GraphOptions } from '../architecture';
import { patchEmbedding } from '../patch-embedding';
import { TransformerGraph } from '../transformer-graph';
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
  return new VitGraph('vit', config, placed, options).write();
}

class VitGraph extends TransformerGraph<VitConfig> {
  protected readonly epsilon = this.config.clip ? EPSILON.clip : EPSILON.dinov2;

  protected body(): string {
    const { depth, clip, dimension, heads } = this.config;
    // The stream is [batch * tokens, dim].
    let stream = this.#tokens();
    if (clip) stream = this.norm(stream, 'norm_pre');
    let normed = this.norm(stream, 'blocks.0.norm1');
    // Before the shape of the heads: the order of initializers is part of the graph's digest.
    if (this.options.attention === 'manual') this.scale(widthOf(this.config) / heads);
    for (let b = 0; b < depth; b++) {
      const block = `blocks.${b}`;
      const last = b === depth - 1;
      let attended = this.#attention(normed, `${block}.attn`);
      // Behind the last attention tokens no longer meet, and only the class token is asked for.
      if (last) [attended, stream] = [this.#classOf(attended), this.#classOf(stream)];
      attended = this.linear(attended, `${block}.attn.proj`);
      [normed, stream] = this.addNorm(stream, attended, `${block}.norm2`);
      const hidden = this.#activation(this.linear(normed, `${block}.mlp.fc1`));
      const added = this.linear(hidden, `${block}.mlp.fc2`);
      const next = last ? 'norm' : `blocks.${b + 1}.norm1`;
      [normed, stream] = this.addNorm(stream, added, next, !last);
    }
    if (widthOf(this.config) !== dimension) normed = this.linear(normed, 'projection', false);
    return this.inFloats(normed);
  }

  /**
   * Patches behind zeros for the leading tokens, plus `TOKENS`. Padding and adding serve any batch;
   * a Concat would need the class token as often as there are images.
   */
  #tokens(): string {
    const { imageSize, patchSize } = this.config;
    const width = widthOf(this.config);
    const patches = (imageSize / patchSize) ** 2;
    const embedded = this.reshape(patchEmbedding(this.graph, this.config), [-1, patches, width]);
    const pads = this.graph.shape([0, leadingTokens(this.config), 0, 0, 0, 0]);
    const added = this.one('Add', [this.one('Pad', [embedded, pads]), TOKENS]);
    return this.reshape(this.inPrecision(added), [-1, width]);
  }

  /** Without its output projection. */
  #attention(x: string, name: string): string {
    const { heads } = this.config;
    const dim = widthOf(this.config);
    const attended = this.attention(this.linear(x, `${name}.qkv`), {
      tokens: tokensOf(this.config),
      heads,
      headDim: dim / heads,
    });
    return this.reshape(attended, [-1, dim]);
  }

  /** The class tokens of a stream: `[batch, dim]`. */
  #classOf(stream: string): string {
    const dim = widthOf(this.config);
    const tokens = this.reshape(stream, [-1, tokensOf(this.config), dim]);
    return this.reshape(this.one('Gather', [tokens, CLASS_INDEX], { axis: 1 }), [-1, dim]);
  }

  #activation(x: string): string {
    if (this.config.clip?.activation === 'quick-gelu')
      return this.one('com.microsoft:QuickGelu', [x], QUICK);
    // com.microsoft:Gelu is the exact one, with erf, as torch.nn.GELU.
    return this.one('com.microsoft:Gelu', [x]);
  }
}
