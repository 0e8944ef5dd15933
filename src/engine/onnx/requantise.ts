/**
 * A converted encoder once more, in 8 bits: from its own files, so that nothing is fetched again
 * and the whole one stays beside it until its answers have been compared.
 */
import { bytesSource, readPieces, type ByteSource } from '../checkpoint/byte-source';
import { unsupported } from '../checkpoint/refusals';
import { readTensor, type CheckpointTensor } from '../checkpoint/tensor';
import { architectureNamed } from './architectures';
import { attentionOf, type ConvertedCard } from './card';
import { graphsOf, streamWeights, type Converted, type ConvertOptions } from './convert';
import { NO_LAYERS } from './no-layers';
import { inEightBits } from './precision';
import { layoutOf } from './verify';
import { layOut, type ExternalFile, type Placed, type Weight } from './weights';

interface EightBitPlan {
  readonly files: readonly ExternalFile[];
  /** Reads the weights. */
  convert(): Promise<Pick<Converted, 'models' | 'card'>>;
}

/**
 * Looks at a converted encoder without reading its weights.
 *
 * @param card in full precision
 * @param open the external file of that name
 * @throws HuellaError `checkpoint-unsupported` (`found`: `NO_LAYERS`) for an encoder that was not
 *   converted here, is not in full precision, or has no linear layers
 */
export function planEightBits(
  card: ConvertedCard,
  open: (path: string) => ByteSource,
  options: Pick<ConvertOptions, 'id' | 'signal' | 'write' | 'onProgress'>,
): EightBitPlan {
  const architecture = architectureNamed(card.architecture);
  if (!architecture?.isConfig(card.config) || card.precision !== 'fp32')
    throw unsupported(`${card.name} cannot be stored in 8 bits.`, NO_LAYERS);
  const { config } = card;
  const stored = layoutOf(architecture, card).placed.map((each) => storedWeight(each, open));
  const { placed, files } = layOut(inEightBits(stored, architecture, config));
  return {
    files,
    async convert() {
      const digests = await streamWeights(bytesSource(new Uint8Array()), placed, options);
      const made = await graphsOf(architecture, config, placed, 'int8', digests);
      const attention = await attentionOf(made.models);
      const { id = card.id } = options;
      const { weights } = made;
      return {
        models: made.models,
        card: {
          ...card,
          id,
          ...attention.mha,
          precision: 'int8',
          attention,
          externalData: files,
          weights,
        },
      };
    },
  };
}

/** A weight as it lies in the encoder's own files. */
function storedWeight({ weight, at }: Placed, open: (path: string) => ByteSource): Weight {
  const { name, element, shape } = weight;
  const tensor: CheckpointTensor = {
    name,
    shape,
    dtype: element,
    byteLength: at.length,
    extent: null,
    stream: (_, signal) => readPieces(open(at.path), at.offset, at.length, signal),
  };
  // Each stays in the file that it would lie in after a conversion from the checkpoint.
  if ('tensor' in weight) return { name, element, shape, tensor };
  return {
    name,
    element,
    shape,
    needs: [tensor],
    compute: (_, signal) => readTensor(tensor, undefined, signal),
  };
}
