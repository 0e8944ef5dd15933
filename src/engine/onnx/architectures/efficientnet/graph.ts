/**
 * EfficientNet as an ONNX graph made for ONNX Runtime's native WebGPU provider: normalisations are
 * part of the convolutions, and squeeze-and-excite is two matrix products. There is no attention,
 * so both forms are the same graph.
 */
import type { Placed } from '../../weights';
import { INPUT, type GraphOptions } from '../architecture';
import { NetworkGraph } from '../network-graph';
import { headOf, stemOf, stepsOf, type Block, type EfficientNetConfig, type Step } from './config';
import { SHIFT } from './weights';

/** Pixels under this count as this much (MiewID's `GeM`). */
const GEM_FLOOR = 1e-6;

/** @param placed every weight of `efficientNetWeights` with its place in the external files */
export function efficientNetGraph(
  config: EfficientNetConfig,
  placed: readonly Placed[],
  options: GraphOptions,
): Uint8Array {
  return new EfficientNetGraph('efficientnet', config, placed, options).write();
}

class EfficientNetGraph extends NetworkGraph<EfficientNetConfig> {
  protected body(): string {
    const floats = this.one('Cast', [INPUT], { to: 1 });
    const shifted = this.one('Add', [floats, SHIFT]);
    const channelsFirst = this.one('Transpose', [shifted], { perm: [0, 3, 1, 2] });
    let x = this.inPrecision(this.#step(channelsFirst, stemOf(this.config)));
    this.config.stages.forEach((blocks, s) => {
      blocks.forEach((block, b) => {
        x = this.#block(x, `blocks.${s}.${b}`, block);
      });
    });
    const pooled = this.#pool(this.inFloats(this.#step(x, headOf(this.config))));
    if (!this.config.neck) return pooled;
    return this.one('Add', [this.one('Mul', [pooled, 'neck.scale']), 'neck.shift']);
  }

  #block(input: string, name: string, block: Block): string {
    let x = input;
    for (const step of stepsOf(name, block)) {
      x = this.#step(x, step);
      if (step.excited && block.squeeze > 0) x = this.#excite(x, name, block.middle);
    }
    const residual = block.stride === 1 && block.from === block.to;
    return residual ? this.one('Add', [x, input]) : x;
  }

  #step(x: string, { conv, kernel, stride, depthwise, to, activated }: Step): string {
    const pad = (kernel - 1) >> 1;
    const made = this.one('Conv', [x, `${conv}.weight`, `${conv}.bias`], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      group: depthwise ? to : 1,
    });
    return activated ? this.#silu(made) : made;
  }

  /**
   * Channels weighted by what the whole picture says of them (Hu et al. 2018, arXiv:1709.01507).
   */
  #excite(x: string, name: string, channels: number): string {
    const squeezed = this.one('ReduceMean', [x], { axes: [2, 3], keepdims: 0 });
    const reduced = this.#silu(this.linear(squeezed, `${name}.se.conv_reduce`));
    const gate = this.one('Sigmoid', [this.linear(reduced, `${name}.se.conv_expand`)]);
    return this.one('Mul', [x, this.reshape(gate, [-1, channels, 1, 1])]);
  }

  #pool(x: string): string {
    const mean = { axes: [2, 3], keepdims: 0 };
    if (this.config.pooling === 'mean') return this.one('ReduceMean', [x], mean);
    // Not a Clip: on WebGPU (ONNX Runtime 1.30) one behind a convolution gives wrong numbers.
    const below = this.one('Sub', [x, this.graph.scalar('pooling.floor', 'f32', GEM_FLOOR)]);
    const floored = this.one('Add', [this.one('Relu', [below]), 'pooling.floor']);
    const raised = this.one('Pow', [floored, 'pooling.p']);
    return this.one('Pow', [this.one('ReduceMean', [raised], mean), 'pooling.inverse']);
  }

  /** `x * sigmoid(x)`: QuickGelu with a factor of one, a single node. */
  #silu(x: string): string {
    return this.one('com.microsoft:QuickGelu', [x], { alpha: { float: 1 } });
  }
}
