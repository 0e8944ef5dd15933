/** What an ONNX file must be to be a detector. Everything else is refused, with the reason. */
import type { ByteSource } from '../../checkpoint/byte-source';
import { tooLarge } from '../../checkpoint/refusals';
import { HuellaError } from '../../errors';
import { ELEMENT } from '../element';
import { checkGraph, pictureOf } from './check';
import { readOnnx, unsupported, type OnnxValue } from './model';

/** MegaDetectors look at up to 1,280 pixels; a larger square takes minutes on a phone. */
const MAX_SIDE = 1536;
/** Feature maps halve five times. */
const STEP = 32;
/** A detector's file is held in memory, and once more by the runtime. The largest is 280 MB. */
const MAX_FILE_BYTES = 512 * 2 ** 20;
/** The most that detectors of known dialects give: 18 maps. */
const MAX_OUTPUTS = 32;

export interface CheckedDetector {
  readonly input: string;
  readonly layout: 'nchw' | 'nhwc';
  readonly imageSize: number;
  /** An input for the picture's width and height. */
  readonly sizes: string | null;
  readonly outputs: readonly string[];
  /** The names of its classes as YOLO's exporters note them; null: not said. */
  readonly names: string | null;
}

/**
 * Looks at an ONNX file without reading its weights.
 *
 * @param imageSize what a person, or a card beside it, says
 * @throws HuellaError `checkpoint-*` for what is refused; `encoder-card-needed` (`missing`:
 *   `imageSize`)
 */
export async function checkDetector(
  source: ByteSource,
  imageSize?: number,
  signal?: AbortSignal,
): Promise<CheckedDetector> {
  const { name, size } = source;
  if (size > MAX_FILE_BYTES)
    throw tooLarge('The detector is too large.', size, MAX_FILE_BYTES, { tensor: name });
  const model = await readOnnx(source, signal);
  if (model.weights.some(({ raw }) => raw?.file)) throw unsupported('weights in another file');
  const { inputs } = checkGraph(model, new Map(), 'detector');
  const sizes = inputs.find(isSizes) ?? null;
  const pictures = inputs.filter((each) => each !== sizes);
  if (pictures.length !== 1) throw unsupported(`${inputs.length} inputs, where one photo is given`);
  const [picture] = pictures as [OnnxValue];
  if (picture.element !== ELEMENT.f32) throw unsupported('an input that is not of 32-bit numbers');
  const { layout, imageSize: side } = pictureOf(picture, imageSize, MAX_SIDE);
  if (side === null) {
    throw new HuellaError('encoder-card-needed', 'The ONNX file does not say its size.', {
      missing: 'imageSize',
    });
  }
  if (side % STEP !== 0) throw unsupported(`an input of ${side} pixels, no multiple of ${STEP}`);
  const { outputs } = model;
  if (outputs.length > MAX_OUTPUTS) throw unsupported(`${outputs.length} outputs`);
  const strange = outputs.find(({ element }) => element !== ELEMENT.f32 && element !== ELEMENT.i64);
  if (strange) throw unsupported(`an output of other numbers (${strange.name.slice(0, 60)})`);
  return {
    input: picture.name,
    layout,
    imageSize: side,
    sizes: sizes?.name ?? null,
    outputs: outputs.map(({ name }) => name),
    names: model.notes.get('names') ?? null,
  };
}

/** Two whole numbers, as RT-DETR's exporter asks for them (`orig_target_sizes`). */
function isSizes({ element, dims }: OnnxValue): boolean {
  return element === ELEMENT.i64 && dims?.length === 2 && (dims[1] === 2 || dims[1] === null);
}
