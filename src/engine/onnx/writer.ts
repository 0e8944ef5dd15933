/**
 * Writes ONNX models (onnx.proto3, IR version 8): nodes, small constants inside, weights in
 * external files.
 */
import { toHalf } from '../checkpoint/dtype';
import { ELEMENT, type Element } from './element';
import { Message } from './protobuf';

/** The newest IR that every ONNX Runtime with the operators used here accepts. */
const IR_VERSION = 8;
/** LayerNormalization arrived with 17; ReduceMean still takes its axes as an attribute there. */
const OPSET = 17;

/** `AttributeProto.AttributeType`. */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 };

/**
 * A number is an integer attribute; floats are marked, because 1.0 and 1 are the same JavaScript
 * number.
 */
export type Attribute = number | readonly number[] | { readonly float: number };

/** Where an initializer's bytes lie. */
export interface External {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

export class GraphWriter {
  readonly nodes: Message[] = [];
  readonly #initializers: Message[] = [];
  readonly #inputs: Message[] = [];
  readonly #outputs: Message[] = [];
  readonly #scalars = new Set<string>();
  readonly #shapes = new Map<string, string>();
  #count = 0;

  /** @param prefix of the names that nodes and values are given */
  constructor(
    readonly name: string,
    private readonly prefix = '',
  ) {}

  /** A named string is a free dimension. */
  input(name: string, element: Element, shape: readonly (number | string)[]): string {
    this.#inputs.push(valueInfo(name, element, shape));
    return name;
  }

  output(name: string, element: Element, shape: readonly (number | string)[]): void {
    this.#outputs.push(valueInfo(name, element, shape));
  }

  /** An initializer whose bytes stay outside the model. */
  external(name: string, element: Element, shape: readonly number[], at: External): string {
    this.#initializers.push(externalTensor(name, element, shape, at));
    return name;
  }

  /** A shape for Reshape; equal ones are written once. */
  shape(dims: readonly number[]): string {
    const key = dims.join('x').replaceAll('-', 'n');
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const name = `shape.${key}`;
    const bytes = new Uint8Array(BigInt64Array.from(dims, BigInt).buffer);
    this.#initializers.push(tensorHead(name, 'i64', [dims.length]).bytes(9, bytes));
    this.#shapes.set(key, name);
    return name;
  }

  /** A number as an initializer inside the model; equal names are written once. */
  scalar(name: string, element: 'f32' | 'f16', value: number): string {
    if (this.#scalars.has(name)) return name;
    const typed = element === 'f16' ? toHalf(Float32Array.of(value)) : Float32Array.of(value);
    const bytes = new Uint8Array(typed.buffer);
    this.#initializers.push(tensorHead(name, element, []).bytes(9, bytes));
    this.#scalars.add(name);
    return name;
  }

  /**
   * Adds a node.
   *
   * @param op operator, with its domain before a colon if it is not ONNX's own:
   *   `com.microsoft:Gelu`
   * @param inputs an empty string leaves an optional input out
   * @param outputs names, or how many outputs to name; an empty string leaves an output out
   * @returns the outputs' names
   */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputs: number | readonly string[] = 1,
  ): string[] {
    const [type, domain] = op.split(':').reverse() as [string, string?];
    const id = this.#count++;
    const names =
      typeof outputs === 'number'
        ? Array.from({ length: outputs }, (_, i) => `${this.prefix}${type}_${id}.${i}`)
        : [...outputs];
    const node = new Message();
    for (const input of inputs) node.bytes(1, input);
    for (const output of names) node.bytes(2, output);
    node.bytes(3, `${this.prefix}${type}_${id}`).bytes(4, type);
    for (const [key, value] of Object.entries(attributes)) node.bytes(5, attributeOf(key, value));
    if (domain !== undefined) node.bytes(7, domain);
    this.nodes.push(node);
    return names;
  }

  /** The `ModelProto`, serialised. The same calls give the same bytes. */
  finish(metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    const graph = new Message();
    for (const node of this.nodes) graph.bytes(1, node);
    graph.bytes(2, this.name);
    for (const tensor of this.#initializers) graph.bytes(5, tensor);
    for (const input of this.#inputs) graph.bytes(11, input);
    for (const output of this.#outputs) graph.bytes(12, output);
    const model = new Message().int(1, IR_VERSION).bytes(2, 'huella').bytes(7, graph);
    model.bytes(8, new Message().bytes(1, '').int(2, OPSET));
    model.bytes(8, new Message().bytes(1, 'com.microsoft').int(2, 1));
    for (const [key, value] of Object.entries(metadata))
      model.bytes(14, new Message().bytes(1, key).bytes(2, value));
    return model.finish();
  }
}

/** A `TensorProto` whose bytes lie in another file. */
export function externalTensor(
  name: string,
  element: Element,
  shape: readonly number[],
  at: External,
): Message {
  const tensor = tensorHead(name, element, shape);
  for (const [key, value] of Object.entries({
    location: at.path,
    offset: at.offset,
    length: at.length,
  })) {
    tensor.bytes(13, new Message().bytes(1, key).bytes(2, String(value)));
  }
  return tensor.int(14, 1);
}

function tensorHead(name: string, element: Element, shape: readonly number[]): Message {
  const tensor = new Message();
  for (const size of shape) tensor.int(1, size);
  return tensor.int(2, ELEMENT[element]).bytes(8, name);
}

/** A `ValueInfoProto`. A named string is a free dimension. */
export function valueInfo(
  name: string,
  element: Element,
  shape: readonly (number | string)[],
): Message {
  const dims = new Message();
  for (const size of shape) {
    dims.bytes(
      1,
      typeof size === 'number' ? new Message().int(1, size) : new Message().bytes(2, size),
    );
  }
  const type = new Message().bytes(1, new Message().int(1, ELEMENT[element]).bytes(2, dims));
  return new Message().bytes(1, name).bytes(2, type);
}

function attributeOf(name: string, value: Attribute): Message {
  const attribute = new Message().bytes(1, name);
  if (typeof value === 'number') return attribute.int(3, value).int(20, ATTRIBUTE.int);
  if ('float' in value) return attribute.float(2, value.float).int(20, ATTRIBUTE.float);
  for (const item of value) attribute.int(8, item);
  return attribute.int(20, ATTRIBUTE.ints);
}
