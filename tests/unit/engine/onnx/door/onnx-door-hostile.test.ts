import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { bytesSource, type ByteSource } from '../../../../../src/engine/checkpoint/byte-source';
import { HuellaError } from '../../../../../src/engine/errors';
import { planOnnx } from '../../../../../src/engine/onnx/door';
import { Message } from '../../../../../src/engine/onnx/protobuf';
import { fixturePixels, MemoryFiles } from '../../../../fixtures/swin/fixture';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'fatal';

const FOLDER = new URL('../../../../fixtures/onnx-door/', import.meta.url);
const whole = new Uint8Array(await readFile(new URL('cnn.onnx', FOLDER)));
const facts = { normalisation: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } } as const;

/** Messages of onnx.proto3, by their field numbers. */
const dim = (length: number | string): Message =>
  typeof length === 'string' ? new Message().bytes(2, length) : new Message().int(1, length);
function value(name: string, dims: readonly (number | string)[], element = 1): Message {
  const shape = new Message();
  for (const each of dims) shape.bytes(1, dim(each));
  const tensor = new Message().int(1, element).bytes(2, shape);
  return new Message().bytes(1, name).bytes(2, new Message().bytes(1, tensor));
}
function node(type: string, inputs: string[], outputs: string[], domain?: string): Message {
  const made = new Message();
  for (const each of inputs) made.bytes(1, each);
  for (const each of outputs) made.bytes(2, each);
  made.bytes(4, type);
  return domain === undefined ? made : made.bytes(7, domain);
}
function weight(name: string, dims: readonly number[], element = 1, raw?: Uint8Array): Message {
  const made = new Message();
  for (const each of dims) made.int(1, each);
  made.int(2, element).bytes(8, name);
  return raw ? made.bytes(9, raw) : made;
}
function elsewhere(location: string, more: Readonly<Record<string, string>> = {}): Message {
  const made = weight('w', [600]);
  for (const [key, each] of Object.entries({ location, ...more }))
    made.bytes(13, new Message().bytes(1, key).bytes(2, each));
  return made.int(14, 1);
}

interface Parts {
  readonly nodes?: readonly Message[];
  readonly weights?: readonly Message[];
  readonly inputs?: readonly Message[];
  readonly outputs?: readonly Message[];
  readonly opsets?: readonly (readonly [string, number])[];
  readonly ir?: number;
}

const PICTURE = value('x', [1, 3, 32, 32]);
const VECTOR = value('y', [1, 3]);
const POOL = [node('GlobalAveragePool', ['x'], ['p']), node('Flatten', ['p'], ['y'])];

/** A whole encoder but for the parts given. */
function model(parts: Parts = {}): Message {
  const graph = new Message();
  for (const each of parts.nodes ?? POOL) graph.bytes(1, each);
  graph.bytes(2, 'g');
  for (const each of parts.weights ?? []) graph.bytes(5, each);
  for (const each of parts.inputs ?? [PICTURE]) graph.bytes(11, each);
  for (const each of parts.outputs ?? [VECTOR]) graph.bytes(12, each);
  const made = new Message().int(1, parts.ir ?? 8).bytes(7, graph);
  for (const [domain, version] of parts.opsets ?? [['', 17]])
    made.bytes(8, new Message().bytes(1, domain).int(2, version));
  return made;
}

/** A file's bytes, and how many of them were read. */
class Counted implements ByteSource {
  readonly name = 'net.onnx';
  read_ = 0;
  readonly #inner: ByteSource;

  constructor(bytes: Uint8Array) {
    this.#inner = bytesSource(bytes, this.name);
  }

  get size(): number {
    return this.#inner.size;
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    this.read_ += length;
    return this.#inner.read(offset, length);
  }
}

const none = (): Promise<null> => Promise.resolve(null);

/** The refusal's code; null: let in. */
async function refusal(bytes: Uint8Array): Promise<string | null> {
  const source = new Counted(bytes);
  try {
    await planOnnx(source, none, facts, {});
    return null;
  } catch (error) {
    if (!(error instanceof HuellaError)) throw error;
    return error.code;
  } finally {
    // Windows overlap where a field crosses their edge; none of it is read again and again.
    expect(source.read_).toBeLessThanOrEqual(4 * bytes.length + 2 * 65536);
  }
}

const DAMAGED = 'checkpoint-damaged';
const UNSUPPORTED = 'checkpoint-unsupported';
const TOO_LARGE = 'checkpoint-too-large';

const big = 2 ** 52;
const HOSTILE: Readonly<Record<string, readonly [Message, string]>> = {
  'no picture': [model({ inputs: [value('x', [1, 512])] }), UNSUPPORTED],
  'two pictures': [
    model({ inputs: [PICTURE, value('z', [1, 3, 32, 32])], nodes: POOL }),
    UNSUPPORTED,
  ],
  'a batch of 8': [model({ inputs: [value('x', [8, 3, 32, 32])] }), UNSUPPORTED],
  'no square': [model({ inputs: [value('x', [1, 3, 32, 48])] }), UNSUPPORTED],
  'one colour': [model({ inputs: [value('x', [1, 1, 32, 32])] }), UNSUPPORTED],
  'bytes for an input': [model({ inputs: [value('x', [1, 3, 32, 32], 2)] }), UNSUPPORTED],
  'an enormous picture': [model({ inputs: [value('x', [1, 3, 65536, 65536])] }), UNSUPPORTED],
  'an impossible picture': [model({ inputs: [value('x', [1, 3, big, big])] }), UNSUPPORTED],
  'an enormous vector': [model({ outputs: [value('y', [1, 2 ** 31])] }), UNSUPPORTED],
  'a map for an output': [model({ outputs: [value('y', [1, 3, 7, 7])] }), UNSUPPORTED],
  'no output': [model({ outputs: [] }), DAMAGED],
  'an output that is never made': [model({ outputs: [value('q', [1, 3])] }), DAMAGED],
  'an empty graph': [model({ nodes: [] }), DAMAGED],
  'a circle': [
    model({ nodes: [node('Add', ['x', 'p'], ['q']), node('Relu', ['q'], ['p']), POOL[1]!] }),
    DAMAGED,
  ],
  'a node that feeds itself': [model({ nodes: [node('Add', ['x', 'y'], ['y'])] }), DAMAGED],
  'a value made twice': [model({ nodes: [...POOL, node('Relu', ['x'], ['p'])] }), DAMAGED],
  'a value with our names': [
    model({ nodes: [node('Relu', ['x'], ['huella.shift']), ...POOL] }),
    UNSUPPORTED,
  ],
  'a node without an operator': [model({ nodes: [node('', ['x'], ['y'])] }), DAMAGED],
  'a foreign domain': [
    model({
      nodes: [node('Magic', ['x'], ['y'], 'org.example')],
      opsets: [
        ['', 17],
        ['org.example', 1],
      ],
    }),
    UNSUPPORTED,
  ],
  'a domain that is not declared': [
    model({ nodes: [node('Gelu', ['x'], ['q'], 'com.microsoft'), ...POOL] }),
    DAMAGED,
  ],
  ...Object.fromEntries(
    ['Loop', 'If', 'Scan', 'RandomNormal', 'StringNormalizer', 'Optional', 'SequenceAt'].map(
      (type) => [
        `the operator ${type}`,
        [model({ nodes: [node(type, ['x'], ['y'])] }), UNSUPPORTED],
      ],
    ),
  ),
  'a graph inside a node': [
    model({
      nodes: [
        node('Relu', ['x'], ['q']).bytes(5, new Message().bytes(1, 'b').bytes(6, new Message())),
        ...POOL,
      ],
    }),
    UNSUPPORTED,
  ],
  'operators of the future': [model({ opsets: [['', 99]] }), UNSUPPORTED],
  'operators of long ago': [model({ opsets: [['', 3]] }), UNSUPPORTED],
  'operators named twice': [
    model({
      opsets: [
        ['', 17],
        ['', 13],
      ],
    }),
    DAMAGED,
  ],
  'no version of operators': [model({ opsets: [] }), UNSUPPORTED],
  'a format of the future': [model({ ir: 99 }), UNSUPPORTED],
  'no graph': [new Message().int(1, 8).bytes(8, new Message().int(2, 17)), DAMAGED],
  'two graphs': [model().bytes(7, new Message()), DAMAGED],
  'a training graph': [model().bytes(20, new Message()), UNSUPPORTED],
  functions: [model().bytes(25, new Message()), UNSUPPORTED],
  'a weight without a name': [model({ weights: [weight('', [2], 1, new Uint8Array(8))] }), DAMAGED],
  'a weight that is short': [model({ weights: [weight('w', [4], 1, new Uint8Array(8))] }), DAMAGED],
  'a weight of no numbers': [model({ weights: [weight('w', [4])] }), DAMAGED],
  'a weight of impossible size': [model({ weights: [weight('w', [big, big])] }), DAMAGED],
  'a weight of 17 axes': [
    model({ weights: [weight('w', new Array<number>(17).fill(1))] }),
    DAMAGED,
  ],
  'texts as weights': [model({ weights: [weight('w', [1], 8)] }), UNSUPPORTED],
  'four bits': [model({ weights: [weight('w', [2], 22, new Uint8Array(1))] }), UNSUPPORTED],
  'a weight in segments': [
    model({ weights: [weight('w', [2], 1, new Uint8Array(8)).bytes(3, new Message())] }),
    UNSUPPORTED,
  ],
  ...Object.fromEntries(
    [
      '../w.bin',
      '/etc/passwd',
      'C:\\w.bin',
      '..\\w.bin',
      'https://example.org/w.bin',
      'a/b.bin',
      '.hidden',
      'w\u0000.bin',
      '',
    ].map((path) => [`weights at "${path}"`, [model({ weights: [elsewhere(path)] }), UNSUPPORTED]]),
  ),
  'weights at a place before the file': [
    model({ weights: [elsewhere('w.bin', { offset: '-8' })] }),
    DAMAGED,
  ],
  'weights of another length': [model({ weights: [elsewhere('w.bin', { length: '7' })] }), DAMAGED],
  'more nodes than any encoder': [
    model({ nodes: Array.from({ length: 20_001 }, (_, i) => node('Relu', ['x'], [`v${i}`])) }),
    TOO_LARGE,
  ],
};

test.each(Object.entries(HOSTILE))('%s is refused', async (_, [message, code]) => {
  expect(await refusal(message.finish())).toBe(code);
});

test('what they are made of is let in without the fault', async () => {
  expect(await refusal(model().finish())).toBeNull();
  const opsets = [
    ['', 17],
    ['com.microsoft', 1],
  ] as const;
  const gelu = node('Gelu', ['x'], ['q'], 'com.microsoft');
  expect(await refusal(model({ nodes: [gelu, ...POOL], opsets }).finish())).toBeNull();
});

test('an array too large for memory is let in, and ONNX Runtime refuses to make it', async () => {
  const shape = new BigInt64Array([2n ** 20n, 2n ** 20n]);
  const nodes = [
    ...POOL.slice(0, 1),
    node('Flatten', ['p'], ['f']),
    node('ConstantOfShape', ['s'], ['c']),
    node('ReduceSum', ['c'], ['r']),
    node('Add', ['f', 'r'], ['y']),
  ];
  const weights = [weight('s', [2], 7, new Uint8Array(shape.buffer))];
  const files = new MemoryFiles();
  const source = bytesSource(model({ nodes, weights }).finish(), 'n');
  const plan = await planOnnx(source, none, facts, { write: files.write });
  const { models } = await plan.convert();
  const run = async () => {
    const session = await ort.InferenceSession.create(models[0]!.bytes, {
      executionProviders: ['wasm'],
      externalData: files.external(plan.files),
    });
    const data = fixturePixels(32, 1);
    return session.run({ pixels: new ort.Tensor('uint8', data, [1, 32, 32, 3]) });
  };
  await expect(run()).rejects.toThrow();
});

/** Each that is let in is a graph opened and run: half a tenth of a second. */
const DAMAGES = process.env['HUELLA_LONG'] ? 900 : 45;

describe('an encoder with damage', () => {
  test('cut anywhere, it is refused', async () => {
    for (let i = 0; i < 60; i++) {
      const length = Math.floor((whole.length * i) / 60);
      expect(await refusal(whole.subarray(0, length)), `${length} bytes`).toMatch(/^checkpoint-/);
    }
  });

  test('with a byte changed, it is refused with a reason, or ONNX Runtime can tell', async () => {
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state % below;
    };
    let refused = 0;
    // What describes the graph lies at its start and end; weights, which are most of it, may be any
    // number.
    for (let i = 0; i < DAMAGES; i++) {
      const bytes = whole.slice();
      const at = i % 3 === 0 ? random(bytes.length) : random(600) + (i % 2) * (bytes.length - 600);
      bytes[at] = random(256);
      const files = new MemoryFiles();
      let plan: Awaited<ReturnType<typeof planOnnx>>;
      try {
        plan = await planOnnx(bytesSource(bytes, 'n'), none, facts, { write: files.write });
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(HuellaError);
        refused++;
        continue;
      }
      const { models, card } = await plan.convert();
      try {
        const session = await ort.InferenceSession.create(models[0]!.bytes, {
          executionProviders: ['wasm'],
          externalData: files.external(plan.files),
        });
        const { inputSize: size } = card;
        const data = fixturePixels(size, 1);
        await session.run({ pixels: new ort.Tensor('uint8', data, [1, size, size, 3]) });
        await session.release();
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
    expect(refused).toBeGreaterThan(DAMAGES / 5);
  }, 120_000);
});
