/**
 * What an encoder architecture brings: how it is recognised by its tensors, what its configuration
 * is, and how its graph is written. Each has a folder here and a line in `index.ts`.
 */
import type { CheckpointTensor } from '../../checkpoint/tensor';
import type { AttentionForm, Precision } from '../../encoder/card';
import type { Placed, Weight } from '../weights';

export type { Precision };

/** The graph's input: uint8 `[batch, S, S, 3]`, row-major RGB. */
export const INPUT = 'pixels';
/** The graph's output: float32 `[batch, D]`, L2-normalised. */
export const OUTPUT = 'embedding';

/** Pixel values are scaled to 0..1, then `(value - mean) / std` by channel. */
export interface Normalisation {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** What is known of a network beside its tensors. */
export interface Said {
  readonly normalisation?: Normalisation | undefined;
  readonly activation?: Activation | undefined;
}

/** Of a transformer's hidden layers: `x Φ(x)`, or its older stand-in `x sigmoid(1.702 x)`. */
export const ACTIVATIONS = ['gelu', 'quick-gelu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export type Tensors = ReadonlyMap<string, CheckpointTensor>;

/** What every architecture's configuration says; the rest is the architecture's own. */
export interface NetworkConfig {
  /** Side of the input image, in pixels. */
  readonly imageSize: number;
  /** Length of the embedding. */
  readonly dimension: number;
}

export interface Network<Config extends NetworkConfig = NetworkConfig> {
  readonly config: Config;
  /**
   * The network's own tensors under the names that `shapes` gives them, without the prefix and in
   * another layout than the file's; heads, buffers and everything else left out. In the order of
   * computation.
   */
  readonly weights: Tensors;
}

export interface GraphOptions {
  readonly attention: AttentionForm;
  readonly precision: Precision;
  /** Written into the model: part of its hash. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Architecture<Config extends NetworkConfig = NetworkConfig> {
  /** Stands in the card of each converted encoder; never changed once published. */
  readonly id: string;
  /** The field's term, as refusals and reports name it. */
  readonly name: string;

  /**
   * Whether the tensors' names are those of this architecture. Reads no weights, throws nothing.
   */
  matches(tensors: Tensors): boolean;

  /** What its files never say, and a card beside them or a person must; absent: nothing. */
  readonly asks?: readonly (keyof Said)[];

  /**
   * Reads the configuration off the tensors' names and shapes.
   *
   * @param imageSize needed only where the tensors do not tell
   * @param activation given where `asks` names it
   * @throws HuellaError `checkpoint-damaged` for missing or misshapen tensors;
   *   `checkpoint-unsupported` for a form of the architecture that is not built
   */
  configure(tensors: Tensors, imageSize?: number, activation?: Activation): Network<Config>;

  /** Whether `configure` could have returned this configuration; cards come from anywhere. */
  isConfig(config: unknown): config is Config;

  /** Names and shapes of every tensor the forward pass uses, in its order. */
  shapes(config: Config): ReadonlyMap<string, readonly number[]>;

  /**
   * Every initializer of the graph, in one order for all files: copied tensors and computed ones.
   */
  weights(network: Network<Config>, normalisation: Normalisation, precision: Precision): Weight[];

  /**
   * Writes the graph.
   *
   * @param placed every weight of `weights` with its place in the external files
   * @returns an ONNX model from `INPUT` to `OUTPUT`
   */
  build(config: Config, placed: readonly Placed[], options: GraphOptions): Uint8Array;
}
