/**
 * Checkpoint in, encoder out: a graph for each attention form, its weights streamed to wherever
 * they shall lie, and a card.
 */
import { throwIfCancelled, windowSource, type ByteSource } from '../checkpoint/byte-source';
import { openCheckpoint, type Checkpoint } from '../checkpoint/open';
import { fingerprintOf, type AttentionForm, type Precision } from '../encoder/card';
import { HuellaError } from '../errors';
import { PieceDigest, sha256Of } from '../hash';
import type { Progress } from '../types';
import { cardOf, type ConvertedCard, type MadeGraphs } from './card';
import { weightPieces } from './pieces';
import { architectureOf } from './architectures';
import type {
  Activation,
  Architecture,
  NetworkConfig,
  Normalisation,
  Said,
} from './architectures/architecture';
import { NORMALISATIONS } from './normalisations';
import { weightsOf } from './precision';
import { readTogether } from './read-together';
import { layOut, type ExternalFile, type Placed } from './weights';

export interface ConvertOptions {
  readonly id?: string;
  readonly name?: string;
  readonly licence?: string | undefined;
  /**
   * Default ImageNet's, which is timm's, and MegaDescriptor's by its notebooks and configuration.
   */
  readonly normalisation?: Normalisation | undefined;
  /** Where the tensors do not tell and `Architecture.asks` for it. */
  readonly activation?: Activation | undefined;
  /** What lies beside the checkpoint says; asked only where `Architecture.asks` for something. */
  beside?(): Promise<Said>;
  /** Default fp32. */
  readonly precision?: Precision;
  /** Only for files whose tensors do not tell; see `Architecture.configure`. */
  readonly imageSize?: number | undefined;
  /** Of a checkpoint with several networks, the one meant: `Checkpoint.choices`. */
  readonly network?: string | undefined;
  readonly signal?: AbortSignal;
  /** Bytes of weights done, of all; the label is the weight's name. */
  onProgress?(progress: Progress): void;
  /**
   * Receives the external files' bytes, in the checkpoint's order, not the files': `bytes` belong
   * at `offset` of `path`. Awaited, so a slow disk slows reading instead of filling memory. The
   * buffer may be kept. Without it only the card and graphs are made.
   */
  write?(path: string, offset: number, bytes: Uint8Array): Promise<void> | void;
  /**
   * Called when every byte of a weight has been written, with a digest to hand back through `done`.
   */
  onWeight?(name: string, digest: string): Promise<void> | void;
  /**
   * Weights written by an earlier, interrupted conversion of the same file with the same options:
   * neither read nor written again.
   */
  readonly done?: ReadonlyMap<string, string>;
}

export interface Converted {
  /** `model.onnx`, the fused form, and `model-manual.onnx`; both need every external file. */
  readonly models: MadeGraphs;
  readonly files: readonly ExternalFile[];
  readonly card: ConvertedCard;
  /**
   * SHA-256 over weights, graph and preprocessing; equal networks have equal ones, also from files
   * of different formats.
   */
  readonly fingerprint: string;
}

export interface Plan {
  readonly checkpoint: Checkpoint;
  readonly architecture: Architecture;
  readonly config: NetworkConfig;
  readonly files: readonly ExternalFile[];
  /**
   * Bytes the network's own tensors take in the checkpoint: what a conversion will read, headers
   * aside.
   */
  readonly modelBytes: number;
  /** Reads the weights. */
  convert(): Promise<Converted>;
}

/**
 * Looks at a checkpoint without reading its weights.
 *
 * @throws HuellaError `checkpoint-*` naming what is wrong; `encoder-card-needed` (`missing`:
 *   `network`, `choices`, `sizes`) where the checkpoint holds several networks and nothing says
 *   which is meant, or (`missing`: of `asks`) where the tensors do not tell all; `cancelled`
 */
export async function planConversion(
  source: ByteSource,
  options: ConvertOptions = {},
): Promise<Plan> {
  const { signal, precision = 'fp32' } = options;
  const checkpoint = await openCheckpoint(source, signal, options.network);
  if (checkpoint.undecided) {
    throw new HuellaError('encoder-card-needed', 'The checkpoint holds several networks.', {
      missing: 'network',
      choices: checkpoint.choices.join(', '),
      sizes: checkpoint.sizes.join(', '),
    });
  }
  const architecture = architectureOf(checkpoint.tensors);
  const { normalisation = NORMALISATIONS.imagenet, activation } = await saidOf(
    architecture,
    options,
  );
  const network = architecture.configure(checkpoint.tensors, options.imageSize, activation);
  const { config } = network;
  const { placed, files } = layOut(weightsOf(architecture, network, normalisation, precision));
  return {
    checkpoint,
    architecture,
    config,
    files,
    modelBytes: [...network.weights.values()].reduce((sum, tensor) => sum + tensor.byteLength, 0),
    async convert() {
      const digests = await streamWeights(source, placed, options);
      const { weights, models } = await graphsOf(architecture, config, placed, precision, digests);
      const card = await cardOf({
        source,
        checkpoint,
        architecture,
        config,
        files,
        weights,
        models,
        options: { ...options, precision, normalisation },
      });
      return { models, files, card, fingerprint: await fingerprintOf(card) };
    },
  };
}

/** @throws HuellaError `encoder-card-needed` naming what `Architecture.asks` for and is not said */
async function saidOf(architecture: Architecture, options: ConvertOptions): Promise<Said> {
  const { normalisation, activation } = options;
  if (!architecture.asks) return { normalisation, activation };
  const beside = (await options.beside?.()) ?? {};
  const said: Said = {
    normalisation: normalisation ?? beside.normalisation,
    activation: activation ?? beside.activation,
  };
  const missing = architecture.asks.filter((each) => said[each] === undefined);
  if (missing.length === 0) return said;
  throw new HuellaError('encoder-card-needed', `The file does not say its ${missing.join(', ')}.`, {
    missing: missing.join(', '),
  });
}

/** SHA-256 over names and digests of all weights, in the files' order. */
export function digestOfWeights(
  placed: readonly Placed[],
  digests: ReadonlyMap<string, string>,
): Promise<string> {
  return sha256Of(
    placed.map(({ weight }) => `${weight.name} ${digests.get(weight.name)!}\n`).join(''),
  );
}

/**
 * Both forms of the graph, with the digest of all weights written into them.
 *
 * @param digests of the weights, by name
 */
export async function graphsOf(
  architecture: Architecture,
  config: NetworkConfig,
  placed: readonly Placed[],
  precision: Precision,
  digests: ReadonlyMap<string, string>,
): Promise<Pick<Converted, 'models'> & { readonly weights: string }> {
  const weights = await digestOfWeights(placed, digests);
  const modelOf = (attention: AttentionForm): Uint8Array =>
    architecture.build(config, placed, { attention, precision, metadata: { weights } });
  const models = {
    mha: { file: 'model.onnx', bytes: modelOf('mha') },
    manual: { file: 'model-manual.onnx', bytes: modelOf('manual') },
  };
  return { weights, models };
}

/** `planConversion` and `convert` in one. */
export async function convertCheckpoint(
  source: ByteSource,
  options: ConvertOptions = {},
): Promise<Converted> {
  return (await planConversion(source, options)).convert();
}

/** Reads, converts, hashes and hands out every weight once. Returns the digests by name. */
export async function streamWeights(
  source: ByteSource,
  placed: readonly Placed[],
  options: ConvertOptions,
): Promise<Map<string, string>> {
  const { signal, done } = options;
  const total = placed.reduce((sum, { at }) => sum + at.length, 0);
  const digests = new Map<string, string>();
  let finished = 0;
  for (const { weight, at } of placed) {
    const known = done?.get(weight.name);
    if (known === undefined) continue;
    digests.set(weight.name, known);
    finished += at.length;
  }
  const left = placed.filter(({ weight }) => !digests.has(weight.name));
  for (const group of readTogether(left)) {
    const window =
      group.length > 0 ? await source.read(group.start, group.length, signal) : new Uint8Array();
    const near = group.length > 0 ? windowSource(source, group.start, window) : source;
    for (const { weight, at } of group.members) {
      const digest = new PieceDigest();
      let offset = at.offset;
      for await (const piece of weightPieces(weight, near, signal)) {
        throwIfCancelled(signal);
        await digest.add(piece);
        await options.write?.(at.path, offset, piece);
        offset += piece.byteLength;
        finished += piece.byteLength;
        options.onProgress?.({ done: finished, total, label: weight.name });
      }
      const hex = await digest.finish();
      digests.set(weight.name, hex);
      await options.onWeight?.(weight.name, hex);
    }
  }
  return digests;
}
