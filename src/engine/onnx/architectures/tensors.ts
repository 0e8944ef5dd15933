/** Finding the tensors of an architecture in a file, with refusals that name what is wrong. */
import { isFloat, ITEM_BYTES } from '../../checkpoint/dtype';
import { unsupported } from '../../checkpoint/refusals';
import { checkSize, readTensor, type CheckpointTensor } from '../../checkpoint/tensor';
import { HuellaError } from '../../errors';
import type { Tensors } from './architecture';

/** Whether a tensor of this name is there, below any prefix. */
export function hasBelow(tensors: Tensors, name: string): boolean {
  return tensors.has(name) || [...tensors.keys()].some((each) => each.endsWith(`.${name}`));
}

/**
 * Training code wraps a network as `model.`, `backbone.` and the like; the anchor's name shows by
 * what.
 *
 * @param anchor a name that the network has once
 * @returns the network's own tensors without the prefix
 * @throws HuellaError `checkpoint-unsupported` where several networks have the anchor
 */
export function withoutPrefix(tensors: Tensors, anchor: string): Tensors {
  const anchors = [...tensors.keys()].filter(
    (name) => name === anchor || name.endsWith(`.${anchor}`),
  );
  if (anchors.length > 1) {
    const message = `The checkpoint holds ${anchors.length} networks.`;
    throw unsupported(message, anchors.join(', '));
  }
  const prefix = anchors[0]?.slice(0, -anchor.length) ?? '';
  if (prefix === '') return tensors;
  return new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}

/** Side of a patch, in pixels. Published ones have up to 32. */
export const MAX_PATCH = 32;

/** The refusals of one kind of network; `network` is its name with an article: "a Swin". */
export class TensorReader {
  constructor(private readonly network: string) {}

  /** @throws HuellaError `checkpoint-damaged` when it is not there */
  required(tensors: Tensors, name: string): CheckpointTensor {
    const tensor = tensors.get(name);
    if (tensor) return tensor;
    const message = `This file holds ${this.network}, but lacks ${name}.`;
    throw new HuellaError('checkpoint-damaged', message, { tensor: name });
  }

  /** Width of the tokens, and side of the patches, of a patch embedding's weight. */
  patch(tensors: Tensors, name: string): [width: number, patchSize: number] {
    const patch = this.required(tensors, name);
    const [width = 0, channels, patchSize = 0, patchWidth] = patch.shape;
    const square = patch.shape.length === 4 && channels === 3 && patchSize === patchWidth;
    if (!square || !isCount(patchSize, MAX_PATCH)) throw this.misshapen(patch, 'D x 3 x P x P');
    return [width, patchSize];
  }

  misshapen(tensor: CheckpointTensor, expected: string): HuellaError {
    const found = tensor.shape.join(' x ') || 'a single number';
    const message = `Tensor ${tensor.name} is ${found}; ${this.network} needs ${expected}.`;
    return new HuellaError('checkpoint-damaged', message, { tensor: tensor.name, found });
  }

  unsupported(found: string): HuellaError {
    const message = `This file holds ${this.network} with ${found}, which is not supported.`;
    return unsupported(message, found);
  }

  /**
   * The tensors of these names, in this order.
   *
   * @throws HuellaError `checkpoint-damaged` for a missing tensor or another shape;
   *   `checkpoint-unsupported` for a number format that is not a plain float
   */
  collect(
    tensors: Tensors,
    shapes: ReadonlyMap<string, readonly number[]>,
  ): Map<string, CheckpointTensor> {
    const weights = new Map<string, CheckpointTensor>();
    for (const [name, shape] of shapes) {
      const tensor = this.required(tensors, name);
      const same =
        tensor.shape.length === shape.length && tensor.shape.every((n, i) => n === shape[i]);
      if (!same) throw this.misshapen(tensor, shape.join(' x '));
      const { dtype } = tensor;
      if (!isFloat(dtype))
        throw unsupported(`Tensor ${name} is stored as ${dtype}.`, dtype, { tensor: name });
      weights.set(name, tensor);
    }
    return weights;
  }
}

/** Whether a value of a card is a whole number from 1 to `limit`. */
export function isCount(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= limit;
}

/** Names and shapes of a transformer's tensors, in the order in which they are added. */
export class Shapes extends Map<string, readonly number[]> {
  linear(name: string, to: number, from: number): void {
    this.set(`${name}.weight`, [to, from]);
    this.set(`${name}.bias`, [to]);
  }

  norm(name: string, dim: number): void {
    this.set(`${name}.weight`, [dim]);
    this.set(`${name}.bias`, [dim]);
  }
}

/**
 * Several tensors one after another as one, joined along the first axis: files that keep query,
 * key and value apart give the same weights as files that keep them together.
 *
 * @param parts at least one, of equal shape behind the first axis
 * @throws HuellaError `checkpoint-unsupported` where they are stored in different formats;
 *   `checkpoint-too-large`
 */
export function joined(name: string, parts: readonly CheckpointTensor[]): CheckpointTensor {
  const [first] = parts as [CheckpointTensor, ...CheckpointTensor[]];
  if (parts.some(({ dtype }) => dtype !== first.dtype)) {
    const message = `The parts of ${name} are stored in different number formats.`;
    const found = parts.map(({ dtype }) => dtype).join(', ');
    throw unsupported(message, found, { tensor: name });
  }
  const byteLength = parts.reduce((sum, part) => sum + part.byteLength, 0);
  checkSize(name, byteLength);
  return {
    name,
    dtype: first.dtype,
    shape: [parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0), ...first.shape.slice(1)],
    byteLength,
    extent: null,
    async *stream(source, signal) {
      for (const part of parts) yield* part.stream(source, signal);
    },
  };
}

/**
 * A matrix with its rows as columns.
 *
 * @param tensor `[rows, columns]`; small: it is held whole
 */
export function transposed(tensor: CheckpointTensor, name: string): CheckpointTensor {
  const [rows = 0, columns = 0] = tensor.shape;
  const item = ITEM_BYTES[tensor.dtype];
  return {
    ...tensor,
    name,
    shape: [columns, rows],
    async *stream(source, signal) {
      const from = await readTensor(tensor, source, signal);
      const to = new Uint8Array(from.byteLength);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const at = (row * columns + column) * item;
          to.set(from.subarray(at, at + item), (column * rows + row) * item);
        }
      }
      yield to;
    },
  };
}

/** The same tensor with another name and shape, of as many numbers. */
export function reshaped(
  tensor: CheckpointTensor,
  name: string,
  shape: readonly number[],
): CheckpointTensor {
  return { ...tensor, name, shape, stream: (source, signal) => tensor.stream(source, signal) };
}
