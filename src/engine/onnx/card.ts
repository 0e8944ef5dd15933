/** The card of a converted encoder: the fields of every encoder's card and what conversion adds. */
import type { ByteSource } from '../checkpoint/byte-source';
import type { Checkpoint } from '../checkpoint/open';
import type { AttentionForm, GraphFile, Precision, UncheckedCard } from '../encoder/card';
import { sha256Of } from '../hash';
import {
  INPUT,
  OUTPUT,
  type Architecture,
  type NetworkConfig,
  type Normalisation,
} from './architectures/architecture';
import type { ExternalFile } from './weights';

/**
 * `sha256` is that of the `mha` graph, which carries the weights' digest and so covers them too.
 */
export interface ConvertedCard extends UncheckedCard {
  readonly input: typeof INPUT;
  readonly output: typeof OUTPUT;
  /** `id` of one of `ARCHITECTURES`. */
  readonly architecture: string;
  readonly precision: Precision;
  readonly attention: NonNullable<UncheckedCard['attention']>;
  readonly externalData: readonly ExternalFile[];
  /** Digest of all weights: SHA-256 over names and piece digests. */
  readonly weights: string;
  readonly config: NetworkConfig;
  readonly source: {
    readonly file: string;
    readonly format: Checkpoint['format'];
    readonly path: readonly string[];
    readonly opaqueGlobals: readonly string[];
  };
}

/** A graph that was written, and the name of its file. */
export interface MadeGraph {
  readonly file: string;
  readonly bytes: Uint8Array;
}
export type MadeGraphs = Readonly<Record<AttentionForm, MadeGraph>>;

/** Both forms of the graph as a card names them. */
export async function attentionOf(models: MadeGraphs): Promise<ConvertedCard['attention']> {
  const describe = async ({ file, bytes }: MadeGraph): Promise<GraphFile> => {
    return { file, bytes: bytes.byteLength, sha256: await sha256Of(bytes) };
  };
  return { mha: await describe(models.mha), manual: await describe(models.manual) };
}

/** Terms are never guessed: the caller names them. */
const UNKNOWN_LICENCE = 'unknown';

export async function cardOf(made: {
  source: ByteSource;
  checkpoint: Checkpoint;
  architecture: Architecture;
  config: NetworkConfig;
  files: readonly ExternalFile[];
  weights: string;
  models: MadeGraphs;
  options: {
    id?: string;
    name?: string;
    licence?: string | undefined;
    precision: Precision;
    normalisation: Normalisation;
  };
}): Promise<ConvertedCard> {
  const { options, config, models } = made;
  const attention = await attentionOf(models);
  const name = options.name ?? made.source.name.replace(/\.(safetensors|bin|pth?|ckpt)$/, '');
  return {
    id: options.id ?? name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    name,
    licence: options.licence ?? UNKNOWN_LICENCE,
    ...attention.mha,
    inputSize: config.imageSize,
    mean: options.normalisation.mean,
    std: options.normalisation.std,
    resize: 'bilinear-squash',
    dimension: config.dimension,
    input: INPUT,
    output: OUTPUT,
    architecture: made.architecture.id,
    precision: options.precision,
    attention,
    externalData: made.files,
    weights: made.weights,
    config,
    source: {
      file: made.source.name,
      format: made.checkpoint.format,
      path: made.checkpoint.path,
      opaqueGlobals: made.checkpoint.opaqueGlobals,
    },
  };
}
