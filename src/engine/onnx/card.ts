/** The card of a converted encoder: the fields of every encoder's card (`public/models/default.json`) and what conversion adds. */
import type { ByteSource } from '../checkpoint/byte-source';
import type { Checkpoint } from '../checkpoint/open';
import { sha256 } from './digest';
import {
  INPUT,
  OUTPUT,
  type Architecture,
  type AttentionForm,
  type NetworkConfig,
  type Normalisation,
  type Precision,
} from './architectures/architecture';
import type { ExternalFile } from './weights';

export interface ConvertedCard {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  /** The graph whose hash is in the fingerprint; `attention.mha`. */
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of `file`. The graph carries the weights' digest, so this covers them too. */
  readonly sha256: string;
  readonly inputSize: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly resize: 'bilinear-squash';
  readonly dimension: number;
  readonly input: typeof INPUT;
  readonly output: typeof OUTPUT;
  /** `id` of one of `ARCHITECTURES`. */
  readonly architecture: string;
  readonly precision: Precision;
  /** The two forms of the graph: same weights, same embeddings. */
  readonly attention: Readonly<
    Record<
      AttentionForm,
      { readonly file: string; readonly bytes: number; readonly sha256: string }
    >
  >;
  /** ONNX external data of both forms. */
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

/** Terms are never guessed: the caller names them. */
const UNKNOWN_LICENCE = 'unknown';

export async function cardOf(made: {
  source: ByteSource;
  checkpoint: Checkpoint;
  architecture: Architecture;
  config: NetworkConfig;
  files: readonly ExternalFile[];
  weights: string;
  models: Readonly<Record<AttentionForm, { file: string; bytes: Uint8Array }>>;
  options: {
    id?: string;
    name?: string;
    licence?: string;
    precision: Precision;
    normalisation: Normalisation;
  };
}): Promise<ConvertedCard> {
  const { options, config, models } = made;
  const describe = async ({ file, bytes }: { file: string; bytes: Uint8Array }) => ({
    file,
    bytes: bytes.byteLength,
    sha256: await sha256(bytes),
  });
  const attention = { mha: await describe(models.mha), manual: await describe(models.manual) };
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

/** As for every encoder (`engine/encoder/card.ts`): a test holds the two together. */
export async function fingerprintOf(card: ConvertedCard): Promise<string> {
  return sha256(
    ['huella-encoder-1', card.sha256, card.inputSize, card.resize, card.dimension].join('\n'),
  );
}
