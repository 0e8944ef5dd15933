/**
 * Makes of a checked ONNX model a graph with Huella's own ends: pixels in, a normalised embedding
 * out, every large weight beside it. The model's nodes stay the bytes they were.
 */
import { readPieces, type ByteSource } from '../../checkpoint/byte-source';
import type { CheckpointTensor } from '../../checkpoint/tensor';
import { INPUT, OUTPUT, type Normalisation } from '../architectures/architecture';
import { computedColours } from '../architectures/computed';
import { ELEMENT, elementOf, type Element } from '../element';
import { Message } from '../protobuf';
import type { Placed, Weight } from '../weights';
import { externalTensor, GraphWriter, valueInfo } from '../writer';
import { OWN, type CheckedModel } from './check';
import type { OnnxModel, OnnxWeight } from './model';

const HALF = ELEMENT.f16;

const SHIFT = `${OWN}shift`;
const SCALE = `${OWN}scale`;

/**
 * The large weights, in the order of the file, and what preprocessing needs.
 *
 * @param open the file of that name beside the graph; null: the graph's own file
 */
export function onnxWeights(
  model: OnnxModel,
  { mean, std }: Normalisation,
  open: (file: string | null) => ByteSource,
): Weight[] {
  const list = [
    computedColours(
      SHIFT,
      mean.map((value) => -255 * value),
    ),
    computedColours(
      SCALE,
      std.map((value) => 1 / (255 * value)),
    ),
  ];
  for (const weight of model.weights) {
    if (!weight.raw) continue;
    const { name, dims: shape } = weight;
    const element = elementOf(weight.element)!;
    list.push({ name, element, shape, tensor: tensorOf(weight, element, open) });
  }
  return list;
}

function tensorOf(
  { name, dims, raw }: OnnxWeight,
  element: Element,
  open: (file: string | null) => ByteSource,
): CheckpointTensor {
  const { file, start, length } = raw!;
  return {
    name,
    dtype: element,
    shape: dims,
    byteLength: length,
    // Only of the graph's own file do neighbours share a read.
    extent: file === null ? { offset: start, length } : null,
    stream: (source, signal) =>
      readPieces(file === null && source ? source : open(file), start, length, signal),
  };
}

/** @returns an ONNX model from `INPUT` to `OUTPUT` */
export function adaptModel(
  model: OnnxModel,
  checked: CheckedModel,
  size: { readonly imageSize: number; readonly dimension: number },
  placed: readonly Placed[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const { imageSize, dimension } = size;
  const batch = checked.input.dims![0] ?? 'batch';
  const before = new GraphWriter('before', OWN);
  const [floats] = before.node('Cast', [INPUT], { to: 1 });
  const [shifted] = before.node('Add', [floats!, SHIFT]);
  const halfIn = checked.input.element === HALF;
  const last = (at: 'scaled' | 'turned' | 'cast'): readonly string[] | 1 => {
    const end = halfIn ? 'cast' : checked.layout === 'nchw' ? 'turned' : 'scaled';
    return at === end ? [checked.input.name] : 1;
  };
  let [x] = before.node('Mul', [shifted!, SCALE], {}, last('scaled'));
  if (checked.layout === 'nchw')
    [x] = before.node('Transpose', [x!], { perm: [0, 3, 1, 2] }, last('turned'));
  if (halfIn) before.node('Cast', [x!], { to: HALF }, last('cast'));

  const after = new GraphWriter('after', `${OWN}after.`);
  let vector = checked.output.name;
  if (checked.flatten) [vector] = after.node('Flatten', [vector], { axis: 1 }) as [string];
  if (checked.output.element === HALF)
    [vector] = after.node('Cast', [vector], { to: 1 }) as [string];
  after.node('LpNormalization', [vector], { axis: -1, p: 2 }, [OUTPUT]);

  const graph = new Message();
  for (const node of before.nodes) graph.bytes(1, node);
  for (const { bytes } of model.nodes) graph.bytes(1, bytes);
  for (const node of after.nodes) graph.bytes(1, node);
  graph.bytes(2, 'onnx');
  for (const { weight, at } of placed)
    graph.bytes(5, externalTensor(weight.name, weight.element, weight.shape, at));
  for (const { message } of model.weights) if (message) graph.bytes(5, message);
  graph.bytes(11, valueInfo(INPUT, 'u8', [batch, imageSize, imageSize, 3]));
  graph.bytes(12, valueInfo(OUTPUT, 'f32', [batch, dimension]));
  const made = new Message().int(1, model.irVersion).bytes(2, 'huella').bytes(7, graph);
  for (const [domain, version] of model.opsets)
    made.bytes(8, new Message().bytes(1, domain).int(2, version));
  for (const [key, value] of Object.entries(metadata))
    made.bytes(14, new Message().bytes(1, key).bytes(2, value));
  return made.finish();
}
