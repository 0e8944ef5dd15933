/**
 * The Swin Transformer as an ONNX graph: tokens are never rolled or cut into windows (see
 * window-order.ts).
 */
import type { Placed } from '../../weights';
import type { GraphOptions } from '../architecture';
import { patchEmbedding } from '../patch-embedding';
import { TransformerGraph } from '../transformer-graph';
import { biasShape } from './attention-bias';
import type { SwinConfig } from './config';
import { gatherName, stageOrder } from './weights';
import { sameOrder, type WindowOrder } from './window-order';

/** @param placed every weight of `swinWeights` with its place in the external files */
export function swinGraph(
  config: SwinConfig,
  placed: readonly Placed[],
  options: GraphOptions,
): Uint8Array {
  return new SwinGraph('swin', config, placed, options).write();
}

class SwinGraph extends TransformerGraph<SwinConfig> {
  /** In every timm Swin. */
  protected readonly epsilon = { float: 1e-5 };

  protected body(): string {
    const { stages } = this.config;
    let order = stageOrder(this.config, 0, 0);
    // The stream is [batch * tokens, dim]; `pending` is the last MLP's output, not yet added to it.
    const embedded = this.inPrecision(patchEmbedding(this.graph, this.config));
    let stream = this.norm(embedded, 'patch_embed.norm');
    let pending: string | undefined;

    for (const [s, { dim, depth }] of stages.entries()) {
      for (let b = 0; b < depth; b++) {
        const block = `layers.${s}.blocks.${b}`;
        const next = stageOrder(this.config, s, b);
        let normed: string;
        if (pending !== undefined && sameOrder(order, next)) {
          [normed, stream] = this.addNorm(stream, pending, `${block}.norm1`);
        } else {
          if (pending !== undefined) stream = this.one('Add', [stream, pending]);
          if (!sameOrder(order, next)) stream = this.#gather(stream, s, order, next);
          if (order.resolution !== next.resolution) {
            const merged = this.reshape(stream, [-1, 2 * dim]);
            stream = this.linear(
              this.norm(merged, `layers.${s}.downsample.norm`),
              `layers.${s}.downsample.reduction`,
              false,
            );
          }
          normed = this.norm(stream, `${block}.norm1`);
        }
        order = next;
        const attended = this.#attention(normed, s, b, order);
        [normed, stream] = this.addNorm(stream, attended, `${block}.norm2`);
        // com.microsoft:Gelu is the exact one, with erf, as torch.nn.GELU.
        const hidden = this.one('com.microsoft:Gelu', [this.linear(normed, `${block}.mlp.fc1`)]);
        pending = this.linear(hidden, `${block}.mlp.fc2`);
      }
    }
    return this.#pool(this.addNorm(stream, pending!, 'norm', false)[0], order);
  }

  #attention(x: string, s: number, b: number, order: WindowOrder): string {
    const { dim, heads } = this.config.stages[s]!;
    const block = `layers.${s}.blocks.${b}.attn`;
    const attended = this.attention(this.linear(x, `${block}.qkv`), {
      tokens: order.window ** 2,
      // Unshifted windows share one bias and act as batch; shifted ones have a mask each and act as
      // heads.
      heads: biasShape(order, heads)[1],
      headDim: dim / heads,
      bias: `${block}.bias`,
    });
    return this.linear(this.reshape(attended, [-1, dim]), `${block}.proj`);
  }

  /** Mean of the tokens. */
  #pool(normed: string, order: WindowOrder): string {
    const { dimension } = this.config;
    const tokens = this.reshape(this.inFloats(normed), [-1, order.resolution ** 2, dimension]);
    return this.one('ReduceMean', [tokens], { axes: [1], keepdims: 0 });
  }

  #gather(x: string, s: number, from: WindowOrder, to: WindowOrder): string {
    const merging = from.resolution !== to.resolution;
    const dim = merging ? this.config.stages[s - 1]!.dim : this.config.stages[s]!.dim;
    const tokens = this.reshape(x, [-1, from.resolution ** 2, dim]);
    return this.reshape(this.one('Gather', [tokens, gatherName(s, from, to)], { axis: 1 }), [
      -1,
      dim,
    ]);
  }
}
