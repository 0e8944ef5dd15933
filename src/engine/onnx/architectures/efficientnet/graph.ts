/**
 * EfficientNet as an ONNX graph made for ONNX Runtime's native WebGPU provider: normalisations are
 * part of the convolutions, and squeeze-and-excite is two matrix products. There is no attention,
 * so both forms are the same graph.
 *
 * Input `pixels`: uint8 `[batch, S, S, 3]`, row-major RGB. Output `embedding`: float32 `[batch,
 * D]`, L2-normalised.
 */
import type { Placed } from '../../weights';
import { GraphWriter } from '../../writer';
import { INPUT, OUTPUT, type GraphOptions } from '../architecture';
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
  const graph = new GraphWriter('efficientnet');
  for (const { weight, at } of placed)
    graph.external(weight.name, weight.element, weight.shape, at);
  graph.input(INPUT, 'u8', ['batch', config.imageSize, config.imageSize, 3]);
  graph.output(OUTPUT, 'f32', ['batch', config.dimension]);
  new EfficientNetBuilder(graph, config, options).build();
  return graph.finish(options.metadata);
}

class EfficientNetBuilder {
  constructor(
    readonly graph: GraphWriter,
    readonly config: EfficientNetConfig,
    readonly options: GraphOptions,
  ) {}

  build(): void {
    const half = this.options.precision === 'fp16';
    const floats = this.#one('Cast', [INPUT], { to: 1 });
    const shifted = this.#one('Add', [floats, SHIFT]);
    let x = this.#step(
      this.#one('Transpose', [shifted], { perm: [0, 3, 1, 2] }),
      stemOf(this.config),
    );
    if (half) x = this.#one('Cast', [x], { to: 10 });
    this.config.stages.forEach((blocks, s) => {
      blocks.forEach((block, b) => {
        x = this.#block(x, `blocks.${s}.${b}`, block);
      });
    });
    x = this.#step(x, headOf(this.config));
    if (half) x = this.#one('Cast', [x], { to: 1 });
    let embedding = this.#pool(x);
    if (this.config.neck) {
      const scaled = this.#one('Mul', [embedding, 'neck.scale']);
      embedding = this.#one('Add', [scaled, 'neck.shift']);
    }
    this.graph.node('LpNormalization', [embedding], { axis: -1, p: 2 }, [OUTPUT]);
  }

  #block(input: string, name: string, block: Block): string {
    let x = input;
    for (const step of stepsOf(name, block)) {
      x = this.#step(x, step);
      if (step.excited && block.squeeze > 0) x = this.#excite(x, name, block.middle);
    }
    const residual = block.stride === 1 && block.from === block.to;
    return residual ? this.#one('Add', [x, input]) : x;
  }

  #step(x: string, { conv, kernel, stride, depthwise, to, activated }: Step): string {
    const pad = (kernel - 1) >> 1;
    const made = this.#one('Conv', [x, `${conv}.weight`, `${conv}.bias`], {
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
    const squeezed = this.#one('ReduceMean', [x], { axes: [2, 3], keepdims: 0 });
    const reduced = this.#silu(this.#linear(squeezed, `${name}.se.conv_reduce`));
    const gate = this.#one('Sigmoid', [this.#linear(reduced, `${name}.se.conv_expand`)]);
    const shape = this.graph.shape([-1, channels, 1, 1]);
    return this.#one('Mul', [x, this.#one('Reshape', [gate, shape])]);
  }

  #pool(x: string): string {
    const mean = { axes: [2, 3], keepdims: 0 };
    if (this.config.pooling === 'mean') return this.#one('ReduceMean', [x], mean);
    // Not a Clip: on WebGPU (ONNX Runtime 1.30) one behind a convolution gives wrong numbers.
    const below = this.#one('Sub', [x, this.graph.scalar('pooling.floor', 'f32', GEM_FLOOR)]);
    const floored = this.#one('Add', [this.#one('Relu', [below]), 'pooling.floor']);
    const raised = this.#one('Pow', [floored, 'pooling.p']);
    return this.#one('Pow', [this.#one('ReduceMean', [raised], mean), 'pooling.inverse']);
  }

  /** `x * sigmoid(x)`: QuickGelu with a factor of one, a single node. */
  #silu(x: string): string {
    return this.#one('com.microsoft:QuickGelu', [x], { alpha: { float: 1 } });
  }

  #linear(x: string, name: string): string {
    return this.#one('Gemm', [x, `${name}.weight`, `${name}.bias`], { transB: 1 });
  }

  #one(
    op: string,
    inputs: readonly string[],
    attributes: Parameters<GraphWriter['node']>[2] = {},
  ): string {
    return this.graph.node(op, inputs, attributes)[0]!;
  }
}
