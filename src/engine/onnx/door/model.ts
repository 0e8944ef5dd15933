/**
 * Reads what describes an ONNX model (onnx.proto3): nodes, inputs, outputs, and where its weights
 * lie. Weights are not read, nodes are kept as the bytes they are, and every count has a limit.
 */
import type { ByteSource } from '../../checkpoint/byte-source';
import { ITEM_BYTES } from '../../checkpoint/dtype';
import { unsupported as refusal } from '../../checkpoint/refusals';
import type { HuellaError } from '../../errors';
import { elementOf } from '../element';
import { malformed, tooMany, WireReader, type Field } from './wire';

interface OnnxNode {
  readonly type: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The `NodeProto` itself. */
  readonly bytes: Uint8Array;
}

/** A value with a type: null where the file says none of a length. */
export interface OnnxValue {
  readonly name: string;
  /** `TensorProto.DataType`; 0: no tensor. */
  readonly element: number;
  /** Null: of any rank. */
  readonly dims: readonly (number | null)[] | null;
}

export interface OnnxWeight {
  readonly name: string;
  readonly element: number;
  readonly dims: readonly number[];
  /** Where its bytes lie; null: in `message`. */
  readonly raw: {
    readonly file: string | null;
    readonly start: number;
    readonly length: number;
  } | null;
  /** The whole `TensorProto`, of small ones. */
  readonly message: Uint8Array | null;
}

export interface OnnxModel {
  readonly irVersion: number;
  /** By domain. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly weights: readonly OnnxWeight[];
  /** What exporters note beside the graph, by its key; long notes are left out. */
  readonly notes: ReadonlyMap<string, string>;
}

/** The largest published encoders have some thousands of each. */
const MAX_NODES = 20_000;
const MAX_WEIGHTS = 20_000;
const MAX_VALUES = 64;
const MAX_DOMAINS = 16;
/** NumPy's limit is 64, networks use up to 6. */
const MAX_RANK = 16;
/** Attributes of one node: constants in nodes are small. */
const MAX_NODE_BYTES = 2 ** 20;
const MAX_NODE_NAMES = 1024;
const MAX_NAME_BYTES = 1024;
/** Weights up to this size stay in the graph, which then holds shapes and scalars. */
const INLINE_BYTES = 1024;
/** Notes beside the graph: COCO's 80 names take some 1,400 bytes. */
const MAX_NOTES = 64;
const MAX_NOTE_BYTES = 64 * 1024;
/** Of all nodes and small weights: the graph is held in memory. */
const MAX_GRAPH_BYTES = 64 * 2 ** 20;

export function unsupported(found: string): HuellaError {
  return refusal(`The ONNX file has ${found}.`, found);
}

/** Before one more is taken. */
function checkRoom(what: string, count: number, limit: number): void {
  if (count >= limit) throw tooMany(what, count + 1, limit);
}

/**
 * @throws HuellaError `checkpoint-damaged`, `checkpoint-too-large`, or `checkpoint-unsupported` for
 *   functions, training graphs, sparse weights and number formats that are not known
 */
export async function readOnnx(source: ByteSource, signal?: AbortSignal): Promise<OnnxModel> {
  const reader = new WireReader(source, signal);
  return new ModelReader(reader).read(source.size);
}

class ModelReader {
  #graphBytes = 0;

  constructor(private readonly reader: WireReader) {}

  async read(size: number): Promise<OnnxModel> {
    let irVersion = 0;
    const opsets = new Map<string, number>();
    const notes = new Map<string, string>();
    let graph: Field | null = null;
    for await (const field of this.reader.fields(0, size)) {
      if (field.number === 1) irVersion = small(field);
      else if (field.number === 7) {
        if (graph) throw malformed('it has two graphs');
        graph = field;
      } else if (field.number === 8) {
        checkRoom('domains', opsets.size, MAX_DOMAINS);
        const { domain, version } = await this.#opset(field);
        if (opsets.has(domain)) throw malformed('it names the same operators twice');
        opsets.set(domain, version);
      } else if (field.number === 14) {
        checkRoom('notes', notes.size, MAX_NOTES);
        const { start, end } = stretch(field);
        if (end - start > MAX_NOTE_BYTES) continue;
        const [key, value] = await this.#entry(field, MAX_NOTE_BYTES);
        notes.set(key, value);
      } else if (field.number === 20) throw unsupported('a training graph');
      else if (field.number === 25) throw unsupported('functions of its own');
    }
    if (!graph) throw malformed('it has no graph');
    return { irVersion, opsets, notes, ...(await this.#graph(graph)) };
  }

  async #opset(opset: Field): Promise<{ domain: string; version: number }> {
    let domain = '';
    let version = 0;
    for await (const field of this.#inside(opset)) {
      if (field.number === 1) domain = await this.#name(field);
      else if (field.number === 2) version = small(field);
    }
    return { domain, version };
  }

  async #graph(graph: Field): Promise<Omit<OnnxModel, 'irVersion' | 'opsets' | 'notes'>> {
    const nodes: OnnxNode[] = [];
    const weights: OnnxWeight[] = [];
    const inputs: OnnxValue[] = [];
    const outputs: OnnxValue[] = [];
    for await (const field of this.#inside(graph)) {
      if (field.number === 1) {
        checkRoom('nodes', nodes.length, MAX_NODES);
        nodes.push(await this.#node(field));
      } else if (field.number === 5) {
        checkRoom('weights', weights.length, MAX_WEIGHTS);
        weights.push(await this.#weight(field));
      } else if (field.number === 11 || field.number === 12) {
        const list = field.number === 11 ? inputs : outputs;
        // Old files list every weight as an input too.
        checkRoom('inputs', list.length, MAX_VALUES + MAX_WEIGHTS);
        list.push(await this.#value(field));
      } else if (field.number === 15) throw unsupported('sparse weights');
    }
    return { nodes, weights, inputs, outputs };
  }

  async #node(node: Field): Promise<OnnxNode> {
    const { start, end } = stretch(node);
    if (end - start > MAX_NODE_BYTES) throw tooMany('bytes in a node', end - start, MAX_NODE_BYTES);
    this.#account(end - start);
    const inputs: string[] = [];
    const outputs: string[] = [];
    let type = '';
    let domain = '';
    for await (const field of this.#inside(node)) {
      if (field.number === 1) inputs.push(await this.#name(field));
      else if (field.number === 2) outputs.push(await this.#name(field));
      else if (field.number === 4) type = await this.#name(field);
      else if (field.number === 7) domain = await this.#name(field);
      else if (field.number === 5) await this.#attribute(field, type);
      if (inputs.length + outputs.length > MAX_NODE_NAMES)
        throw tooMany('inputs of a node', inputs.length + outputs.length, MAX_NODE_NAMES);
    }
    if (type === '') throw malformed('a node has no operator');
    return { type, domain, inputs, outputs, bytes: await this.reader.read(start, end) };
  }

  /** Graphs in attributes are control flow: none is let in. Tensors must be what they claim. */
  async #attribute(attribute: Field, type: string): Promise<void> {
    for await (const field of this.#inside(attribute)) {
      if (field.number === 6 || field.number === 11)
        throw unsupported(`a graph inside a node (${type || 'control flow'})`);
      if (field.number === 22 || field.number === 23) throw unsupported('sparse weights');
      if (field.number === 5 || field.number === 10) {
        const { raw } = await this.#weight(field);
        if (raw?.file) throw unsupported('a constant in another file');
      }
    }
  }

  async #weight(weight: Field): Promise<OnnxWeight> {
    const { start, end } = stretch(weight);
    const dims: number[] = [];
    let element = 0;
    let name = '';
    let raw: { file: string | null; start: number; length: number } | null = null;
    let elsewhere = false;
    let listed = false;
    const external = new Map<string, string>();
    for await (const field of this.#inside(weight)) {
      if (field.number === 1) {
        if (field.kind === 'varint') dims.push(size(field.value));
        else for (const value of await this.#packed(field)) dims.push(size(value));
        if (dims.length > MAX_RANK) throw malformed('a weight has too many dimensions');
      } else if (field.number === 2) element = small(field);
      else if (field.number === 3) throw unsupported('weights in segments');
      else if (field.number === 6) throw unsupported('texts among its weights');
      else if ([4, 5, 7, 10, 11].includes(field.number)) listed = true;
      else if (field.number === 8) name = await this.#name(field);
      else if (field.number === 9) {
        const { start: at, end: to } = stretch(field);
        raw = { file: null, start: at, length: to - at };
      } else if (field.number === 13) {
        if (external.size >= MAX_DOMAINS) throw malformed('a weight has too many addresses');
        const [key, value] = await this.#entry(field);
        external.set(key, value);
      } else if (field.number === 14) elsewhere = small(field) === 1;
    }
    const known = elementOf(element);
    if (known === undefined)
      throw unsupported(`weights in the number format ${element} (${name.slice(0, 60)})`);
    const length = dims.reduce((product, n) => product * n, ITEM_BYTES[known]);
    if (!Number.isSafeInteger(length)) throw malformed(`a weight of impossible size (${name})`);
    if (elsewhere) raw = externalOf(name, external, length);
    if (raw && raw.length !== length)
      throw malformed(`${name} has ${raw.length} bytes and should have ${length}`);
    if (!raw && !listed && length > 0) throw malformed(`${name} has no numbers`);
    const inside = !raw || (raw.file === null && raw.length <= INLINE_BYTES);
    if (!inside) return { name, element, dims, raw, message: null };
    if (end - start > MAX_NODE_BYTES)
      throw unsupported('large weights that are stored as lists of numbers');
    this.#account(end - start);
    return { name, element, dims, raw: null, message: await this.reader.read(start, end) };
  }

  async #value(value: Field): Promise<OnnxValue> {
    let name = '';
    let element = 0;
    let dims: (number | null)[] | null = null;
    for await (const field of this.#inside(value)) {
      if (field.number === 1) name = await this.#name(field);
      if (field.number !== 2) continue;
      for await (const kind of this.#inside(field)) {
        if (kind.number !== 1) continue;
        for await (const part of this.#inside(kind)) {
          if (part.number === 1) element = small(part);
          if (part.number !== 2) continue;
          const shape: (number | null)[] = [];
          for await (const dim of this.#inside(part)) {
            if (dim.number !== 1) continue;
            if (shape.length >= MAX_RANK) throw malformed('a value has too many dimensions');
            let length: number | null = null;
            for await (const item of this.#inside(dim)) {
              if (item.number === 1 && item.kind === 'varint') length = size(item.value);
            }
            shape.push(length);
          }
          dims = shape;
        }
      }
    }
    return { name, element, dims };
  }

  /** The fields of a message within another. */
  #inside(field: Field): AsyncGenerator<Field, void> {
    const { start, end } = stretch(field);
    return this.reader.fields(start, end);
  }

  async #entry(entry: Field, limit = MAX_NAME_BYTES): Promise<[string, string]> {
    let key = '';
    let value = '';
    for await (const field of this.#inside(entry)) {
      if (field.number === 1) key = await this.#name(field);
      if (field.number === 2) value = await this.reader.text(stretch(field), limit);
    }
    return [key, value];
  }

  async #packed(field: Field): Promise<bigint[]> {
    const { start, end } = stretch(field);
    // At most ten bytes for each dimension.
    if (end - start > MAX_RANK * 10) throw malformed('a weight has too many dimensions');
    const values: bigint[] = [];
    let value = 0n;
    let shift = 0n;
    for (const byte of await this.reader.read(start, end)) {
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80) {
        values.push(value);
        value = 0n;
        shift = 0n;
      }
    }
    if (shift > 0n) throw malformed('a number is cut off');
    return values;
  }

  #name(field: Field): Promise<string> {
    return this.reader.text(stretch(field), MAX_NAME_BYTES);
  }

  #account(bytes: number): void {
    this.#graphBytes += bytes;
    if (this.#graphBytes > MAX_GRAPH_BYTES)
      throw tooMany('bytes in its graph', this.#graphBytes, MAX_GRAPH_BYTES);
  }
}

function stretch(field: Field): Extract<Field, { kind: 'bytes' }> {
  if (field.kind !== 'bytes') throw malformed(`field ${field.number} is of another kind`);
  return field;
}

function small(field: Field): number {
  if (field.kind !== 'varint' || field.value > 0x7fffffffn)
    throw malformed(`field ${field.number} is no small number`);
  return Number(field.value);
}

/** A length: whole, not negative, and countable. */
function size(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed('a length is impossible');
  return Number(value);
}

/** A plain file name: external data never leads out of the files that were chosen. */
const FILE_NAME = /^(?:\.\/)?([A-Za-z0-9][A-Za-z0-9._ -]{0,199})$/;

function externalOf(
  name: string,
  entries: ReadonlyMap<string, string>,
  length: number,
): { file: string; start: number; length: number } {
  const location = entries.get('location') ?? '';
  const file = FILE_NAME.exec(location)?.[1];
  if (file === undefined)
    throw unsupported(`weights at another place (${location.slice(0, 60) || 'nowhere'})`);
  const number = (key: string, absent: number): number => {
    const text = entries.get(key);
    if (text === undefined) return absent;
    if (!/^\d{1,15}$/.test(text)) throw malformed(`${name} lies at an impossible place`);
    return Number(text);
  };
  return { file, start: number('offset', 0), length: number('length', length) };
}
