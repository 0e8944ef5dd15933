/** An encoder that is an ONNX file already: checked, given Huella's own ends, and a card. */
import type { ByteSource } from '../../checkpoint/byte-source';
import { HuellaError } from '../../errors';
import type { UncheckedCard } from '../../encoder/card';
import { sha256Of } from '../../hash';
import { INPUT, OUTPUT } from '../architectures/architecture';
import type { MadeGraph } from '../card';
import { digestOfWeights, streamWeights, type ConvertOptions } from '../convert';
import { layOut, type ExternalFile } from '../weights';
import { adaptModel, onnxWeights } from './adapt';
import { checkModel } from './check';
import type { OnnxFacts } from './facts';
import { readOnnx, type OnnxModel } from './model';

export interface OnnxPlan {
  readonly files: readonly ExternalFile[];
  /** Reads the weights. */
  convert(): Promise<{
    readonly models: readonly MadeGraph[];
    readonly card: UncheckedCard;
  }>;
}

const MODEL_FILE = 'model.onnx';
/** Enough to tell an ONNX file from any other. */
export const HEAD_BYTES = 8;

/** Whether a file begins as ONNX files do: the format's version, then who wrote it or the graph. */
export function beginsAsOnnx(head: Uint8Array): boolean {
  return (
    head.length > 3 &&
    head[0] === 0x08 &&
    head[1]! < 0x20 &&
    [0x12, 0x1a, 0x22, 0x3a, 0x42].includes(head[2]!)
  );
}

/**
 * Looks at an ONNX file without reading its weights.
 *
 * @param openBeside a file of external data by its name; null when there is none
 * @throws HuellaError `encoder-card-needed` with `missing` (`file`, `output`, `imageSize`,
 *   `dimension`, `normalisation`) and what is known; `checkpoint-*` for what is refused
 */
export async function planOnnx(
  source: ByteSource,
  openBeside: (file: string) => Promise<ByteSource | null>,
  facts: OnnxFacts,
  options: ConvertOptions,
): Promise<OnnxPlan> {
  const model = await readOnnx(source, options.signal);
  const beside = new Map<string, ByteSource>();
  for (const file of externalFiles(model)) {
    const opened = await openBeside(file);
    if (opened) beside.set(file, opened);
  }
  const sizes = new Map([...beside].map(([name, { size }]) => [name, size]));
  const checked = checkModel(model, sizes, facts);
  const { imageSize, dimension } = checked;
  const { normalisation } = facts;
  if (imageSize === null || dimension === null || !normalisation) {
    const asked = Object.entries({ imageSize, dimension, normalisation });
    const missing = asked.flatMap(([name, value]) => (value ? [] : [name])).join(', ');
    throw new HuellaError('encoder-card-needed', `The ONNX file does not say its ${missing}.`, {
      missing,
      ...(imageSize === null ? {} : { imageSize }),
      ...(dimension === null ? {} : { dimension }),
    });
  }
  const open = (file: string | null): ByteSource => (file === null ? source : beside.get(file)!);
  const { placed, files } = layOut(onnxWeights(model, normalisation, open));
  return {
    files,
    async convert() {
      const digests = await streamWeights(source, placed, options);
      const weights = await digestOfWeights(placed, digests);
      const bytes = adaptModel(model, checked, { imageSize, dimension }, placed, { weights });
      const name = options.name ?? facts.name ?? source.name.replace(/\.onnx$/i, '');
      const card: UncheckedCard = {
        id: options.id ?? name,
        name,
        licence: options.licence ?? facts.licence ?? 'unknown',
        file: MODEL_FILE,
        bytes: bytes.byteLength,
        sha256: await sha256Of(bytes),
        inputSize: imageSize,
        mean: normalisation.mean,
        std: normalisation.std,
        resize: 'bilinear-squash',
        dimension,
        input: INPUT,
        output: OUTPUT,
        externalData: files,
      };
      return { models: [{ file: MODEL_FILE, bytes }], card };
    },
  };
}

/** Names of the files that its weights lie in. */
function externalFiles({ weights }: OnnxModel): Set<string> {
  return new Set(weights.flatMap(({ raw }) => (raw?.file ? [raw.file] : [])));
}
