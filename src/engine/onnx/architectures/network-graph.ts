/** What the graphs of all architectures have in common: their ends, and a way to write a layer. */
import { quantisedLinear } from '../quantise';
import type { Placed } from '../weights';
import { GraphWriter } from '../writer';
import { INPUT, OUTPUT, type GraphOptions, type NetworkConfig } from './architecture';

/**
 * Input `pixels`: uint8 `[batch, S, S, 3]`, row-major RGB. Output `embedding`: float32 `[batch,
 * D]`, L2-normalised.
 */
export abstract class NetworkGraph<Config extends NetworkConfig> {
  protected readonly graph: GraphWriter;

  /**
   * @param name of the graph, part of its digest
   * @param placed every weight of the architecture with its place in the external files
   */
  constructor(
    name: string,
    protected readonly config: Config,
    placed: readonly Placed[],
    protected readonly options: GraphOptions,
  ) {
    this.graph = new GraphWriter(name);
    for (const { weight, at } of placed)
      this.graph.external(weight.name, weight.element, weight.shape, at);
    this.graph.input(INPUT, 'u8', ['batch', config.imageSize, config.imageSize, 3]);
    this.graph.output(OUTPUT, 'f32', ['batch', config.dimension]);
  }

  /** The `ModelProto`, serialised. */
  write(): Uint8Array {
    this.graph.node('LpNormalization', [this.body()], { axis: -1, p: 2 }, [OUTPUT]);
    return this.graph.finish(this.options.metadata);
  }

  /** The nodes between the ends. @returns float32 `[batch, D]` of any length */
  protected abstract body(): string;

  /** In the number format of the weights. */
  protected inPrecision(floats: string): string {
    return this.options.precision === 'fp16' ? this.one('Cast', [floats], { to: 10 }) : floats;
  }

  protected inFloats(x: string): string {
    return this.options.precision === 'fp16' ? this.one('Cast', [x], { to: 1 }) : x;
  }

  protected linear(x: string, name: string, bias = true): string {
    if (this.options.precision === 'int8') return quantisedLinear(this.graph, x, name, bias);
    const weights = [`${name}.weight`, ...(bias ? [`${name}.bias`] : [])];
    return this.one('Gemm', [x, ...weights], { transB: 1 });
  }

  protected reshape(x: string, shape: readonly number[]): string {
    return this.one('Reshape', [x, this.graph.shape(shape)]);
  }

  /** A node with one output. */
  protected one(
    op: string,
    inputs: readonly string[],
    attributes: Parameters<GraphWriter['node']>[2] = {},
  ): string {
    return this.graph.node(op, inputs, attributes)[0]!;
  }
}
