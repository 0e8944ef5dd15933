/** Detectors' files that are damaged, or made to do harm: refused with the reason. */
import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../../../../src/engine/checkpoint/byte-source';
import { tryOut } from '../../../../../src/engine/detector/dialects/network';
import { HuellaError } from '../../../../../src/engine/errors';
import { checkDetector } from '../../../../../src/engine/onnx/door';
import { Message } from '../../../../../src/engine/onnx/protobuf';
import { CASES, draftOf, fileOf, openInNode } from '../../../../fixtures/detectors/fixture';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'fatal';

const FLOAT = 1;
const HALF = 10;
const INT64 = 7;

/** Messages of onnx.proto3, by their field numbers. */
function value(name: string, dims: readonly (number | string)[], element = FLOAT): Message {
  const shape = new Message();
  for (const each of dims)
    shape.bytes(
      1,
      typeof each === 'string' ? new Message().bytes(2, each) : new Message().int(1, each),
    );
  const tensor = new Message().int(1, element).bytes(2, shape);
  return new Message().bytes(1, name).bytes(2, new Message().bytes(1, tensor));
}

function node(type: string, inputs: string[], outputs: string[]): Message {
  const made = new Message();
  for (const each of inputs) made.bytes(1, each);
  for (const each of outputs) made.bytes(2, each);
  return made.bytes(4, type);
}

interface Parts {
  readonly nodes?: readonly Message[];
  readonly weights?: readonly Message[];
  readonly inputs?: readonly Message[];
  readonly outputs?: readonly Message[];
}

/** A whole detector but for the parts given. */
function model(parts: Parts = {}): Uint8Array {
  const graph = new Message();
  for (const each of parts.nodes ?? [node('Relu', ['x'], ['y'])]) graph.bytes(1, each);
  for (const each of parts.weights ?? []) graph.bytes(5, each);
  for (const each of parts.inputs ?? [value('x', [1, 3, 64, 64])]) graph.bytes(11, each);
  for (const each of parts.outputs ?? [value('y', [1, 300, 6])]) graph.bytes(12, each);
  const opset = new Message().bytes(1, '').int(2, 17);
  return new Message().int(1, 8).bytes(7, graph).bytes(8, opset).finish();
}

/** The refusal's code; null: let in. */
async function refusal(bytes: Uint8Array): Promise<string | null> {
  try {
    await checkDetector(bytesSource(bytes, 'net.onnx'));
    return null;
  } catch (error) {
    if (!(error instanceof HuellaError)) throw error;
    return error.code;
  }
}

const UNSUPPORTED = 'checkpoint-unsupported';
const elsewhere = new Message()
  .int(1, 600)
  .int(2, FLOAT)
  .bytes(8, 'w')
  .bytes(13, new Message().bytes(1, 'location').bytes(2, 'w.bin'))
  .int(14, 1);

test.each([
  ['two pictures', { inputs: [value('x', [1, 3, 64, 64]), value('z', [1, 3, 64, 64])] }],
  ['no picture', { inputs: [value('x', [1, 2], INT64)] }],
  ['half precision', { inputs: [value('x', [1, 3, 64, 64], HALF)] }],
  ['an enormous picture', { inputs: [value('x', [1, 3, 65536, 65536])] }],
  ['a side that does not halve', { inputs: [value('x', [1, 3, 100, 100])] }],
  ['no square', { inputs: [value('x', [1, 3, 64, 96])] }],
  ['weights in another file', { weights: [elsewhere] }],
  ['outputs of texts', { outputs: [value('y', [1, 300, 6], 8)] }],
  [
    'outputs without end',
    {
      nodes: Array.from({ length: 40 }, (_, i) => node('Relu', ['x'], [`y${i}`])),
      outputs: Array.from({ length: 40 }, (_, i) => value(`y${i}`, [1, 3, 64, 64])),
    },
  ],
  ...['Loop', 'If', 'Scan', 'RandomNormal', 'Magic', 'Optional'].map(
    (type) => [`the operator ${type}`, { nodes: [node(type, ['x'], ['y'])] }] as const,
  ),
] as const)('%s: refused', async (_, parts: Parts) => {
  expect(await refusal(model(parts))).toBe(UNSUPPORTED);
});

test('without the fault it is let in; a free size is asked for', async () => {
  expect(await refusal(model())).toBeNull();
  const free = model({ inputs: [value('x', ['n', 3, 'h', 'w'])] });
  expect(await refusal(free)).toBe('encoder-card-needed');
  const checked = await checkDetector(bytesSource(free, 'net.onnx'), 96);
  expect(checked).toMatchObject({ imageSize: 96, layout: 'nchw', sizes: null });
});

test('a file larger than memory is refused before it is read', async () => {
  const source = {
    name: 'net.onnx',
    size: 2 ** 40,
    read: () => Promise.reject(new Error('It was read.')),
  };
  await expect(checkDetector(source)).rejects.toMatchObject({ code: 'checkpoint-too-large' });
});

describe('damaged', () => {
  const names = Object.keys(CASES);

  test('cut anywhere, refused', async () => {
    for (let i = 0; i < 100; i++) {
      const whole = fileOf(names[i % names.length]!);
      const length = Math.floor((whole.length * i) / 100);
      expect(await refusal(whole.subarray(0, length)), `${length} bytes`).toMatch(/^checkpoint-/);
    }
  });

  test('a byte changed: refused with a reason, or its run is', async () => {
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state % below;
    };
    let refused = 0;
    for (let i = 0; i < 60; i++) {
      const bytes = fileOf(names[i % names.length]!);
      bytes[random(bytes.length)] = random(256);
      try {
        const draft = await draftOf('net.onnx', bytes);
        const { dialect } = await tryOut(await openInNode(bytes), draft);
        expect(dialect.kind).toBeTypeOf('string');
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(20);
  });
});
