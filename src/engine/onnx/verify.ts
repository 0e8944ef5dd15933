/**
 * Checks an encoder that was converted elsewhere: everything is derived again from its card and
 * compared.
 */
import { readPieces, type ByteSource } from '../checkpoint/byte-source';
import type { CheckpointTensor } from '../checkpoint/tensor';
import { fingerprintOf, PRECISIONS, type AttentionForm } from '../encoder/card';
import { HuellaError } from '../errors';
import { PieceDigest, sha256Of } from '../hash';
import type { Progress } from '../types';
import type { ConvertedCard } from './card';
import { graphsOf } from './convert';
import { architectureNamed } from './architectures';
import type { Architecture } from './architectures/architecture';
import { weightsOf } from './precision';
import { layOut, type Layout } from './weights';

interface VerifyOptions {
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/**
 * Reads every weight once, builds the graphs again, and compares both with the card. The graphs
 * that come back are the ones to run: the files beside the card need not be trusted, or even be
 * there.
 *
 * @param card parsed JSON of `card.json`
 * @param open the external file of that name
 * @throws HuellaError `encoder-damaged` naming what differs
 */
export async function verifyConverted(
  card: ConvertedCard,
  open: (path: string) => ByteSource,
  options: VerifyOptions = {},
): Promise<{ models: Record<AttentionForm, Uint8Array>; fingerprint: string }> {
  const architecture = architectureNamed(card.architecture);
  if (!architecture || !PRECISIONS.includes(card.precision)) throw damaged('architecture');
  if (!architecture.isConfig(card.config)) throw damaged('config');
  const { config, precision } = card;
  const { placed, files } = layoutOf(architecture, card);
  if (card.inputSize !== config.imageSize || card.dimension !== config.dimension)
    throw damaged('inputSize');

  const total = placed.reduce((sum, { at }) => sum + at.length, 0);
  let done = 0;
  const digests = new Map<string, string>();
  for (const { path, bytes } of files) if (open(path).size !== bytes) throw damaged(path);
  for (const { weight, at } of placed) {
    const digest = new PieceDigest();
    for await (const piece of readPieces(open(at.path), at.offset, at.length, options.signal)) {
      await digest.add(piece);
      done += piece.byteLength;
      options.onProgress?.({ done, total, label: weight.name });
    }
    digests.set(weight.name, await digest.finish());
  }
  const { weights, models } = await graphsOf(architecture, config, placed, precision, digests);
  if (weights !== card.weights) throw damaged('weights');
  const [mha, manual] = [models.mha.bytes, models.manual.bytes];
  if ((await sha256Of(mha)) !== card.sha256) throw damaged('file');
  return { models: { mha, manual }, fingerprint: await fingerprintOf(card) };
}

/** Where every weight lies, from the configuration alone. */
export function layoutOf(
  architecture: Architecture,
  { config, mean, std, precision }: ConvertedCard,
): Layout {
  const shapes = new Map(
    [...architecture.shapes(config)].map(([name, shape]): [string, CheckpointTensor] => {
      const stream = (): never => {
        throw new HuellaError('internal', 'Only shapes are known here.');
      };
      return [name, { name, shape, dtype: 'f32', byteLength: 0, extent: null, stream }];
    }),
  );
  const normalisation = {
    mean: mean as [number, number, number],
    std: std as [number, number, number],
  };
  const network = { config, weights: shapes };
  return layOut(weightsOf(architecture, network, normalisation, precision));
}

function damaged(field: string): HuellaError {
  const message = `The converted encoder does not match its card: ${field}.`;
  return new HuellaError('encoder-damaged', message, { field });
}
