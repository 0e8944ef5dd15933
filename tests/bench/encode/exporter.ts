/**
 * The Swin Transformer as PyTorch's exporter writes timm's (torch.onnx.export of timm's
 * `swin_transformer.py`, constants folded): rolls as Slice and Concat, windows by Reshape and
 * Transpose, linear layers as MatMul and Add, GELU spelt out with Erf. The yardstick for
 * `engine/onnx/swin.ts`; operators that do nothing (Pad by zero) are left out, in the yardstick's
 * favour.
 *
 * Input `x`: float32 `[batch, 3, S, S]`, normalised. Output `features`: float32 `[batch, D]`, not
 * normalised.
 */
import type { ByteSource } from '../../../src/engine/checkpoint/byte-source';
import { openCheckpoint } from '../../../src/engine/checkpoint/open';
import { readFloats } from '../../../src/engine/checkpoint/tensor';
import {
  readSwin,
  type SwinConfig,
  type SwinStage,
} from '../../../src/engine/onnx/architectures/swin/config';
import { GraphWriter, type Attribute } from '../../../src/engine/onnx/writer';

export const EXPORTER_INPUT = 'x';
export const EXPORTER_OUTPUT = 'features';
export const EXPORTER_WEIGHTS = 'exporter.bin';

export interface Exported {
  readonly model: Uint8Array;
  /** External data, at the name given. */
  readonly weights: Uint8Array;
}

/** What a graph calls its ends, and the file of its weights. */
export interface Names {
  readonly input: string;
  readonly output: string;
  readonly weights: string;
}

const OWN_NAMES: Names = {
  input: EXPORTER_INPUT,
  output: EXPORTER_OUTPUT,
  weights: EXPORTER_WEIGHTS,
};

export async function exporterModel(source: ByteSource, names = OWN_NAMES): Promise<Exported> {
  const { config, weights } = readSwin((await openCheckpoint(source)).tensors);
  const floats = new Map<string, Float32Array>();
  for (const [name, tensor] of weights) floats.set(name, await readFloats(tensor, source));
  return new ExporterBuilder(config, floats, names).build();
}

class ExporterBuilder {
  readonly #graph = new GraphWriter('main_graph');
  readonly #chunks: Float32Array[] = [];
  #bytes = 0;

  constructor(
    readonly config: SwinConfig,
    readonly floats: ReadonlyMap<string, Float32Array>,
    readonly names: Names,
  ) {}

  build(): Exported {
    const { imageSize, patchSize, dimension, stages } = this.config;
    const { input, output } = this.names;
    this.#graph.input(input, 'f32', ['batch', 3, imageSize, imageSize]);
    this.#graph.output(output, 'f32', ['batch', dimension]);
    const embed = stages[0]!.dim;
    const kernel = [patchSize, patchSize];
    const patches = this.#one(
      'Conv',
      [
        input,
        this.#own('patch_embed.proj.weight', [embed, 3, ...kernel]),
        this.#own('patch_embed.proj.bias', [embed]),
      ],
      { kernel_shape: kernel, strides: kernel, pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 },
    );
    let x = this.#norm(this.#transpose(patches, [0, 2, 3, 1]), 'patch_embed.norm', embed);
    for (const [s, stage] of stages.entries()) {
      if (s > 0) x = this.#merge(x, s, stage);
      for (let b = 0; b < stage.depth; b++)
        x = this.#block(x, `layers.${s}.blocks.${b}`, stage, b % 2 === 1);
    }
    this.#graph.node(
      'ReduceMean',
      [this.#norm(x, 'norm', dimension)],
      { axes: [1, 2], keepdims: 0 },
      [output],
    );
    const weights = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      weights.set(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength), at);
      at += chunk.byteLength;
    }
    return { model: this.#graph.finish(), weights };
  }

  /** timm `PatchMerging`: `[B, 2r, 2r, C]` to `[B, r, r, 2C]`. */
  #merge(x: string, s: number, { resolution, dim }: SwinStage): string {
    const parts = this.#reshape(x, [-1, resolution, 2, resolution, 2, dim / 2]);
    const merged = this.#reshape(this.#transpose(parts, [0, 1, 3, 4, 2, 5]), [
      -1,
      resolution,
      resolution,
      2 * dim,
    ]);
    const name = `layers.${s}.downsample`;
    return this.#matMul(
      this.#norm(merged, `${name}.norm`, 2 * dim),
      `${name}.reduction`,
      dim,
      2 * dim,
    );
  }

  /** timm `SwinTransformerBlock` on `[B, r, r, C]`. */
  #block(x: string, name: string, stage: SwinStage, odd: boolean): string {
    const { resolution, window, dim, hidden } = stage;
    const shift = odd && resolution > window ? Math.floor(window / 2) : 0;
    const across = resolution / window;
    let tokens = this.#norm(x, `${name}.norm1`, dim);
    if (shift > 0) tokens = this.#roll(tokens, shift, resolution);
    const cut = this.#transpose(
      this.#reshape(tokens, [-1, across, window, across, window, dim]),
      [0, 1, 3, 2, 4, 5],
    );
    const attended = this.#attention(
      this.#reshape(cut, [-1, window * window, dim]),
      `${name}.attn`,
      stage,
      shift,
    );
    const joined = this.#transpose(
      this.#reshape(attended, [-1, across, across, window, window, dim]),
      [0, 1, 3, 2, 4, 5],
    );
    let back = this.#reshape(joined, [-1, resolution, resolution, dim]);
    if (shift > 0) back = this.#roll(back, resolution - shift, resolution);
    const sum = this.#reshape(this.#one('Add', [x, back]), [-1, resolution * resolution, dim]);
    const normed = this.#norm(sum, `${name}.norm2`, dim);
    const inner = this.#gelu(this.#linear(normed, `${name}.mlp.fc1`, hidden, dim));
    const outer = this.#linear(inner, `${name}.mlp.fc2`, dim, hidden);
    return this.#reshape(this.#one('Add', [sum, outer]), [-1, resolution, resolution, dim]);
  }

  /** timm `WindowAttention` on `[B * windows, tokens, C]`. */
  #attention(x: string, name: string, stage: SwinStage, shift: number): string {
    const { window, dim, heads, resolution } = stage;
    const tokens = window * window;
    const headDim = dim / heads;
    const qkv = this.#reshape(this.#linear(x, `${name}.qkv`, 3 * dim, dim), [
      -1,
      tokens,
      3,
      heads,
      headDim,
    ]);
    const parts = this.#graph.node(
      'Split',
      [this.#transpose(qkv, [2, 0, 3, 1, 4])],
      { axis: 0 },
      3,
    );
    const [q, k, v] = parts.map((part) => this.#one('Squeeze', [part, this.#graph.shape([0])])) as [
      string,
      string,
      string,
    ];
    const scaled = this.#one('Mul', [
      q,
      this.#graph.scalar(`scale.${headDim}`, 'f32', headDim ** -0.5),
    ]);
    let scores = this.#one('MatMul', [scaled, this.#transpose(k, [0, 1, 3, 2])]);
    const bias = this.#constant(
      `${name}.bias`,
      [1, heads, tokens, tokens],
      this.#bias(name, stage),
    );
    scores = this.#one('Add', [scores, bias]);
    if (shift > 0) {
      const windows = (resolution / window) ** 2;
      const mask = this.#constant(
        `${name}.mask`,
        [1, windows, 1, tokens, tokens],
        maskOf(stage, shift),
      );
      const masked = this.#one('Add', [
        this.#reshape(scores, [-1, windows, heads, tokens, tokens]),
        mask,
      ]);
      scores = this.#reshape(masked, [-1, heads, tokens, tokens]);
    }
    const mixed = this.#one('MatMul', [this.#one('Softmax', [scores], { axis: -1 }), v]);
    const joined = this.#reshape(this.#transpose(mixed, [0, 2, 1, 3]), [-1, tokens, dim]);
    return this.#linear(joined, `${name}.proj`, dim, dim);
  }

  /** `[1, heads, tokens, tokens]`: the exporter folds the lookup into a constant. */
  #bias(name: string, { window, heads }: SwinStage): Float32Array {
    const table = this.floats.get(`${name}.relative_position_bias_table`)!;
    const tokens = window * window;
    const span = 2 * window - 1;
    return Float32Array.from({ length: heads * tokens * tokens }, (_, at) => {
      const head = Math.floor(at / (tokens * tokens));
      const i = Math.floor(at / tokens) % tokens;
      const j = at % tokens;
      const dy = Math.floor(i / window) - Math.floor(j / window);
      const dx = (i % window) - (j % window);
      return table[((dy + window - 1) * span + dx + window - 1) * heads + head]!;
    });
  }

  /** `torch.roll` by `-shift` along rows and columns. */
  #roll(x: string, shift: number, resolution: number): string {
    const shape = (value: number): string => this.#graph.shape([value]);
    return [1, 2].reduce((rolled, axis) => {
      const slice = (from: number, to: number): string =>
        this.#one('Slice', [rolled, shape(from), shape(to), shape(axis), shape(1)]);
      return this.#one('Concat', [slice(shift, resolution), slice(0, shift)], { axis });
    }, x);
  }

  #gelu(x: string): string {
    const number = (name: string, value: number): string => this.#graph.scalar(name, 'f32', value);
    const erf = this.#one('Erf', [this.#one('Div', [x, number('sqrt2', Math.SQRT2)])]);
    const sum = this.#one('Add', [erf, number('one', 1)]);
    return this.#one('Mul', [this.#one('Mul', [x, sum]), number('half', 0.5)]);
  }

  #linear(x: string, name: string, to: number, from: number): string {
    return this.#one('Add', [this.#own(`${name}.bias`, [to]), this.#matMul(x, name, to, from)]);
  }

  /** The exporter folds the transposition of PyTorch's `[to, from]` weights. */
  #matMul(x: string, name: string, to: number, from: number): string {
    const weight = this.floats.get(`${name}.weight`)!;
    const transposed = new Float32Array(weight.length);
    for (let row = 0; row < to; row++) {
      for (let column = 0; column < from; column++)
        transposed[column * to + row] = weight[row * from + column]!;
    }
    return this.#one('MatMul', [x, this.#constant(`${name}.weight`, [from, to], transposed)]);
  }

  #norm(x: string, name: string, dim: number): string {
    const inputs = [x, this.#own(`${name}.weight`, [dim]), this.#own(`${name}.bias`, [dim])];
    return this.#one('LayerNormalization', inputs, { axis: -1, epsilon: { float: 1e-5 } });
  }

  #own(name: string, shape: readonly number[]): string {
    return this.#constant(name, shape, this.floats.get(name)!);
  }

  #constant(name: string, shape: readonly number[], values: Float32Array): string {
    const at = { path: this.names.weights, offset: this.#bytes, length: values.byteLength };
    this.#chunks.push(values);
    this.#bytes += values.byteLength;
    return this.#graph.external(name, 'f32', shape, at);
  }

  #transpose(x: string, perm: readonly number[]): string {
    return this.#one('Transpose', [x], { perm });
  }

  #reshape(x: string, shape: readonly number[]): string {
    return this.#one('Reshape', [x, this.#graph.shape(shape)]);
  }

  #one(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    return this.#graph.node(op, inputs, attributes)[0]!;
  }
}

/**
 * timm `get_attn_mask`: `[windows, tokens, tokens]`, -100 between tokens that were not neighbours
 * before the roll.
 */
function maskOf({ resolution, window }: SwinStage, shift: number): Float32Array {
  const across = resolution / window;
  const tokens = window * window;
  const band = (at: number): number =>
    Number(at >= resolution - window) + Number(at >= resolution - shift);
  const region = (w: number, token: number): number => {
    const y = Math.floor(w / across) * window + Math.floor(token / window);
    const x = (w % across) * window + (token % window);
    return 3 * band(y) + band(x);
  };
  return Float32Array.from({ length: across * across * tokens * tokens }, (_, at) => {
    const w = Math.floor(at / (tokens * tokens));
    return region(w, Math.floor(at / tokens) % tokens) === region(w, at % tokens) ? 0 : -100;
  });
}
