import { readFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { HuellaError } from '../../src/engine/errors';
import { bytesSource } from '../../src/engine/checkpoint/byteSource';
import { openCheckpoint } from '../../src/engine/checkpoint/open';
import { openZip } from '../../src/engine/checkpoint/zip';
import { convertCheckpoint } from '../../src/engine/onnx/convert';
import { readSwin, expectedShapes } from '../../src/engine/onnx/swinConfig';
import {
  bytes,
  le,
  op,
  pickle,
  safetensors,
  tensor,
  torchFile,
  torchZip,
  zeroNetwork,
  zip,
  type TensorSpec,
} from '../fixtures/swin/torchFile';

vi.setConfig({ testTimeout: 60_000 });

const fixture = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(new URL(`../fixtures/swin/${name}`, import.meta.url)));
const SAFE = await fixture('fanin.safetensors');
const BARE = await fixture('fanin.state_dict.pth');
const TRAINING = await fixture('fanin.training.pth');
const swinShapes = Object.fromEntries(
  expectedShapes(readSwin((await openCheckpoint(bytesSource(SAFE))).tensors).config),
);

/** A refusal takes milliseconds; the bound leaves room for a busy machine and none for a hang. */
const MAX_SECONDS = 3;
/** More than any fixture or handmade file, far less than what the hostile ones ask for. */
const MAX_EXTRA_BYTES = 200 * 2 ** 20;

interface Case {
  readonly name: string;
  readonly file: Uint8Array;
  readonly code: string | RegExp;
  /** What the message must name. */
  readonly says?: RegExp;
}

let refused = 0;

function refuses(title: string, cases: readonly Case[]): void {
  test(`${title}: ${cases.length} files`, async () => {
    for (const { name, file, code, says } of cases) {
      const started = performance.now();
      const memory = process.memoryUsage();
      const before = memory.rss;
      let error: unknown;
      try {
        await convertCheckpoint(bytesSource(file, 'model.bin'));
      } catch (thrown) {
        error = thrown;
      }
      if (!(error instanceof HuellaError))
        throw new Error(`${name}: ${error ? String((error as Error).stack) : 'accepted'}`);
      expect(error.code, `${name}: ${error.message}`).toMatch(
        code instanceof RegExp ? code : new RegExp(`^${code}$`),
      );
      if (says) expect(error.message, name).toMatch(says);
      expect(error.message.length, name).toBeLessThan(500);
      expect((performance.now() - started) / 1000, name).toBeLessThan(MAX_SECONDS);
      expect(process.memoryUsage().rss - before, name).toBeLessThan(MAX_EXTRA_BYTES);
      refused++;
    }
  });
}

const DAMAGED = 'checkpoint-damaged';
const UNSUPPORTED = 'checkpoint-unsupported';
const STRANGE = 'checkpoint-not-recognised';
const TOO_LARGE = 'checkpoint-too-large';
const ANY = /^checkpoint-(truncated|damaged|unsupported|too-large|not-recognised)$/;

const patched = (file: Uint8Array, at: number, ...values: (number | Uint8Array)[]): Uint8Array => {
  const copy = file.slice();
  copy.set(bytes(...values), at);
  return copy;
};
const view = (file: Uint8Array): DataView => new DataView(file.buffer, file.byteOffset, file.byteLength);

describe('good files, cut and damaged', () => {
  const cuts = Array.from({ length: 20 }, (_, i) => i / 20);
  refuses(
    'cut short',
    [SAFE, BARE, TRAINING].flatMap((file, f) =>
      [...cuts.map((part) => Math.floor(part * file.length)), file.length - 1, file.length - 22, 15].map(
        (length) => ({
          name: `file ${f} cut to ${length}`,
          file: file.slice(0, length),
          code: length < 16 ? STRANGE : 'checkpoint-truncated',
        }),
      ),
    ),
  );

  test('one wrong byte in any weight is noticed, and the tensor named', async () => {
    const { entries } = await openZip(bytesSource(TRAINING));
    const { tensors } = await openCheckpoint(bytesSource(TRAINING));
    const used = [...readSwin(tensors).weights.values()].filter((each) => each.extent);
    const cases = used.map(({ name, extent, byteLength }, i) => {
      const entry = [...entries.values()].find((each) => each.start === extent!.offset)!;
      const at =
        entry.start +
        30 +
        view(TRAINING).getUint16(entry.start + 26, true) +
        view(TRAINING).getUint16(entry.start + 28, true);
      const wrong = at + ((i * 7919) % byteLength);
      return { name, entry: entry.name, file: patched(TRAINING, wrong, TRAINING[wrong]! ^ (1 << (i % 8))) };
    });
    expect(cases.length).toBeGreaterThan(60);
    for (const { entry, file } of cases) {
      await expect(convertCheckpoint(bytesSource(file))).rejects.toMatchObject({
        code: DAMAGED,
        detail: { entry },
      });
      refused++;
    }
  });

  test('one wrong byte anywhere in a description: refused or harmless, never another error', async () => {
    // The file's head, its pickle, and everything behind the storages.
    const { entries } = await openZip(bytesSource(BARE));
    const first = entries.get('fanin.state_dict/data.pkl')!;
    const data = [...entries.values()].filter(({ name }) => name.includes('/data/'));
    const tail = Math.max(...data.map(({ end }) => end));
    const places = [
      ...Array.from(
        { length: 300 },
        (_, i) => first.start + Math.floor((i / 300) * (first.end - first.start)),
      ),
      ...Array.from({ length: 600 }, (_, i) => tail + Math.floor((i / 600) * (BARE.length - tail))),
      ...Array.from({ length: 98 }, (_, i) => BARE.length - 98 + i),
    ];
    let harmless = 0;
    for (const at of places) {
      try {
        await openCheckpoint(bytesSource(patched(BARE, at, BARE[at]! ^ 0xff)));
        harmless++;
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(HuellaError);
        expect((error as HuellaError).code).toMatch(ANY);
        refused++;
      }
    }
    // Timestamps, versions, attributes and storages' checksums mean nothing here.
    expect(harmless).toBeLessThan(places.length * 0.6);
  });
});

describe('safetensors', () => {
  const header = (entry: unknown, name = 'a'): string => JSON.stringify({ [name]: entry });
  const one = (shape: unknown, offsets: unknown, dtype: unknown = 'F32'): string =>
    header({ dtype, shape, data_offsets: offsets });
  const data = new Uint8Array(64);
  refuses('headers', [
    { name: 'length 2^63', file: patched(SAFE, 0, le(2n ** 47n, 8)), code: TOO_LARGE },
    { name: 'length 16 MiB + 1', file: patched(SAFE, 0, le(16 * 2 ** 20 + 1, 8)), code: TOO_LARGE },
    {
      name: 'length beyond the file',
      file: patched(SAFE, 0, le(SAFE.length, 8)),
      code: 'checkpoint-truncated',
    },
    {
      name: 'length short by one',
      file: patched(SAFE, 0, le(view(SAFE).getUint32(0, true) - 1, 8)),
      code: DAMAGED,
      says: /bytes after/,
    },
    { name: 'length 1', file: patched(SAFE, 0, le(1, 8)), code: DAMAGED },
    { name: 'not JSON', file: safetensors('{"a": nothing at all'), code: DAMAGED, says: /JSON/ },
    { name: 'not UTF-8', file: bytes(le(12, 8), '{"', 0xff, 0xfe, '": 1}    '), code: DAMAGED },
    { name: 'deep nesting', file: safetensors(`{"a":${'['.repeat(1e6)}`), code: DAMAGED },
    {
      name: 'deep closed nesting',
      file: safetensors(`{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`),
      code: DAMAGED,
    },
    ...[
      null,
      1,
      'text',
      [],
      {},
      { dtype: 'F32' },
      { dtype: 'F32', shape: [1] },
      { shape: [1], data_offsets: [0, 4] },
    ].map((entry) => ({
      name: `entry ${JSON.stringify(entry)}`,
      file: safetensors(header(entry), data),
      code: DAMAGED,
      says: /described/,
    })),
    ...[[-1], [1.5], ['4'], [null], [2 ** 53], [2 ** 31, 2 ** 31, 2 ** 31], new Array(17).fill(1), [[4]]].map(
      (shape) => ({
        name: `shape ${JSON.stringify(shape)}`,
        file: safetensors(one(shape, [0, 64]), data),
        code: DAMAGED,
        says: /shape/,
      }),
    ),
    ...[[0, 60], [0, 68], [4, 64], [-4, 60], [64, 0], [0.5, 64.5], ['0', '64'], [0, 2 ** 60], [0]].map(
      (offsets) => ({
        name: `offsets ${JSON.stringify(offsets)}`,
        file: safetensors(one([16], offsets), data),
        code: DAMAGED,
      }),
    ),
    ...['F4', 'f32', '__proto__', 'constructor', 'F32F32F32'].map((dtype) => ({
      name: `dtype ${dtype}`,
      file: safetensors(one([16], [0, 64], dtype), data),
      code: UNSUPPORTED,
    })),
    { name: 'dtype number', file: safetensors(one([16], [0, 64], 1), data), code: DAMAGED },
    { name: 'data missing', file: safetensors(one([32], [0, 128]), data), code: 'checkpoint-truncated' },
    {
      name: 'data left over',
      file: safetensors(one([8], [0, 32]), data),
      code: DAMAGED,
      says: /after the last/,
    },
    { name: 'gap', file: safetensors(one([8], [32, 64]), data), code: DAMAGED, says: /gap/ },
    {
      name: 'overlap',
      file: safetensors(
        JSON.stringify({
          a: { dtype: 'F32', shape: [10], data_offsets: [0, 40] },
          b: { dtype: 'F32', shape: [10], data_offsets: [24, 64] },
        }),
        data,
      ),
      code: DAMAGED,
      says: /overlaps/,
    },
    {
      name: 'no tensors',
      file: safetensors('{"__metadata__":{"format":"pt"}}'),
      code: 'checkpoint-wrong-architecture',
    },
  ]);
});

describe('zip', () => {
  const weights = { 0: new Uint8Array(64) };
  const good = torchFile(pickle(op.dict(['a', tensor({ key: '0', shape: [16] })])), weights);
  const claiming = (claim: NonNullable<(typeof good)[0]['claim']>, which = 2): Uint8Array =>
    zip(good.map((entry, i) => (i === which ? { ...entry, claim } : entry)));

  test('the file these are made from is good', async () => {
    expect((await openCheckpoint(bytesSource(zip(good)))).tensors.size).toBe(1);
  });

  refuses('directories that lie', [
    {
      name: 'deflated bomb',
      file: claiming({ method: 8, compressed: 64, size: 2 ** 40 }),
      code: UNSUPPORTED,
      says: /compressed/,
    },
    { name: 'deflated', file: claiming({ method: 8 }), code: UNSUPPORTED, says: /compressed/ },
    { name: 'zstd', file: claiming({ method: 93 }), code: UNSUPPORTED, says: /compressed/ },
    { name: 'encrypted', file: claiming({ flags: 0x809 }), code: UNSUPPORTED, says: /encrypted/ },
    { name: 'stored, sizes differ', file: claiming({ compressed: 60 }), code: DAMAGED },
    { name: 'one byte too long', file: claiming({ size: 2 ** 20 }), code: DAMAGED },
    { name: 'a terabyte', file: claiming({ size: 2 ** 40 }), code: DAMAGED },
    { name: '2^63 bytes', file: claiming({ size: 2 ** 62 }), code: DAMAGED },
    { name: 'start beyond the file', file: claiming({ start: 2 ** 31 }), code: DAMAGED },
    { name: 'start beyond 2^53', file: claiming({ start: 2 ** 60 }), code: DAMAGED },
    { name: 'start on another entry', file: claiming({ start: 0 }), code: DAMAGED, says: /overlap/ },
    { name: 'start inside another entry', file: claiming({ start: 40 }), code: DAMAGED, says: /overlap/ },
    { name: 'start off by one', file: claiming({ start: 1 }, 0), code: DAMAGED },
    { name: 'wrong checksum of the pickle', file: claiming({ crc: 1 }, 0), code: DAMAGED, says: /checksum/ },
    { name: 'pickle over the limit', file: zip(torchFile(new Uint8Array(33 * 2 ** 20))), code: TOO_LARGE },
    { name: '2^40 entries', file: zip(good, { entries: 2 ** 40 }), code: TOO_LARGE, says: /1099511627776/ },
    { name: '65537 entries', file: zip(good, { entries: 65_537 }), code: TOO_LARGE },
    { name: 'one entry more than there are', file: zip(good, { entries: 5 }), code: DAMAGED },
    { name: 'one entry fewer', file: zip(good, { entries: 3 }), code: DAMAGED },
    { name: 'no entries', file: zip(good, { entries: 0 }), code: DAMAGED },
    { name: 'a directory of 2^50 bytes', file: zip(good, { directoryBytes: 2 ** 50 }), code: DAMAGED },
    { name: 'a directory one byte short', file: zip(good, { directoryBytes: 100 }), code: DAMAGED },
    {
      name: 'two pickles',
      file: zip([...good, { name: 'other/data.pkl', data: pickle(op.none) }]),
      code: DAMAGED,
      says: /two pickles/,
    },
    { name: 'two entries of one name', file: zip([...good, good[2]!]), code: DAMAGED, says: /called/ },
    {
      name: 'names of 2000 bytes',
      file: zip([...good, { name: 'x'.repeat(2000), data: new Uint8Array() }]),
      code: DAMAGED,
    },
    { name: 'an empty name', file: zip([...good, { name: '', data: new Uint8Array() }]), code: DAMAGED },
    {
      name: 'quoted overlap',
      file: zip(
        Array.from({ length: 500 }, (_, i) => ({
          name: `archive/data/${i}`,
          data: new Uint8Array(8),
          claim: { start: 0, size: 8 },
        })),
      ),
      code: DAMAGED,
      says: /overlap/,
    },
    { name: 'bytes before', file: bytes('PK\x03\x04', new Uint8Array(60), zip(good)), code: DAMAGED },
    { name: 'bytes behind', file: bytes(zip(good), 'appended'), code: 'checkpoint-truncated' },
    {
      name: 'big endian',
      file: zip(good.map((e) => (e.name.endsWith('byteorder') ? { ...e, data: bytes('big') } : e))),
      code: UNSUPPORTED,
      says: /byte order is big/,
    },
    {
      name: 'TorchScript',
      file: zip([...good, { name: 'archive/constants.pkl', data: bytes('x') }]),
      code: UNSUPPORTED,
      says: /TorchScript/,
    },
    {
      name: 'a numpy archive',
      file: zip([{ name: 'arr_0.npy', data: new Uint8Array(9) }]),
      code: STRANGE,
      says: /NumPy/,
    },
    {
      name: 'a document',
      file: zip([{ name: 'word/document.xml', data: bytes('<w/>') }]),
      code: STRANGE,
      says: /word/,
    },
    {
      name: 'an empty zip',
      file: bytes('PK\x03\x04', new Uint8Array(60), 'PK\x05\x06', new Uint8Array(18)),
      code: DAMAGED,
    },
    // Local headers: signature, method, name, lengths.
    ...[0, 1, 2, 3].map((at) => ({
      name: `local signature byte ${at}`,
      file: patched(zip(good), at, 0x7a),
      code: ANY,
    })),
    { name: 'local method', file: patched(zip(good), 8, 8), code: DAMAGED },
    { name: 'local name length', file: patched(zip(good), 26, le(5000, 2)), code: DAMAGED },
    {
      name: 'local name',
      file: patched(zip(good), 31, 'X'.charCodeAt(0)),
      code: DAMAGED,
      says: /another name/,
    },
    { name: 'local extra length', file: patched(zip(good), 28, le(9000, 2)), code: DAMAGED },
  ]);
});

describe('pickle', () => {
  const file = (...body: Uint8Array[]): Uint8Array => torchZip(pickle(...body), { 0: new Uint8Array(64) });
  const good = tensor({ key: '0', shape: [16] });
  const beside = (value: Uint8Array): Uint8Array => file(op.dict(['weight', good], ['extra', value]));

  const commands: [string, string][] = [
    ['os', 'system'],
    ['posix', 'system'],
    ['nt', 'system'],
    ['os', 'popen'],
    ['subprocess', 'Popen'],
    ['subprocess', 'check_output'],
    ['builtins', 'eval'],
    ['builtins', 'exec'],
    ['__builtin__', 'eval'],
    ['builtins', '__import__'],
    ['builtins', 'setattr'],
    ['builtins', 'open'],
    ['sys', 'exit'],
    ['runpy', '_run_code'],
    ['importlib', 'import_module'],
    ['ctypes', 'CDLL'],
    ['socket', 'socket'],
    ['shutil', 'rmtree'],
    ['pty', 'spawn'],
    ['webbrowser', 'open'],
    ['torch', 'os.system'],
    ['numpy.testing._private.utils', 'runstring.exec'],
    ['pickle', 'loads'],
    ['marshal', 'loads'],
    ['operator', 'attrgetter'],
    ['timeit', 'timeit'],
    ['os.path', 'join'],
    ['multiprocessing.util', 'x'],
    ['urllib.request', 'urlopen'],
    ['torch.utils.evil', 'eval'],
  ];
  refuses(
    'commands',
    commands.flatMap(([module, name]) => {
      const says = new RegExp(`${module}.${name}`.replaceAll('.', '\\.'));
      const stackGlobal = bytes(op.string(module), op.string(name), 0x93);
      const argument = op.tuple(op.string('id'));
      return [
        {
          name: `${module}.${name} called`,
          file: file(op.call(module, name, op.string('id'))),
          code: UNSUPPORTED,
          says,
        },
        {
          name: `${module}.${name} beside weights`,
          file: beside(op.call(module, name)),
          code: UNSUPPORTED,
          says,
        },
        {
          name: `${module}.${name} mentioned`,
          file: beside(op.global(module, name)),
          code: UNSUPPORTED,
          says,
        },
        {
          name: `${module}.${name} by protocol 4`,
          file: beside(bytes(stackGlobal, argument, 'R')),
          code: UNSUPPORTED,
          says,
        },
        {
          name: `${module}.${name} constructed`,
          file: beside(bytes(stackGlobal, argument, 0x81)),
          code: UNSUPPORTED,
          says,
        },
      ];
    }),
  );

  const known = new Set(
    Array.from('.(NKMJGXUC)]}aesuqrhjcRbQtB', (c) => c.charCodeAt(0)).concat(
      0x80,
      0x81,
      0x85,
      0x86,
      0x87,
      0x88,
      0x89,
      0x8a,
      0x8c,
      0x8f,
      0x90,
      0x91,
      0x93,
      0x94,
      0x95,
    ),
  );
  refuses(
    'every opcode that is not on the list',
    Array.from({ length: 256 }, (_, code) => code)
      .filter((code) => !known.has(code))
      .map((code) => ({
        name: `opcode ${code}`,
        file: file(bytes(code, '\n\n')),
        code: UNSUPPORTED,
        says: /opcode/,
      })),
  );
  refuses(
    'every opcode on the list, alone on an empty stack',
    [...known]
      .filter((code) => !'(NKMJGXUC)]}B'.includes(String.fromCharCode(code)))
      .map((code) => ({ name: `opcode ${code}`, file: file(bytes(code)), code: ANY })),
  );

  refuses('machines', [
    { name: 'empty', file: torchZip(new Uint8Array()), code: 'checkpoint-truncated' },
    { name: 'no STOP', file: torchZip(bytes(op.proto(), op.none)), code: 'checkpoint-truncated' },
    { name: 'protocol 0', file: torchZip(bytes(op.proto(0), op.stop)), code: UNSUPPORTED },
    {
      name: 'protocol 5',
      file: torchZip(bytes(op.proto(5), op.none, op.stop)),
      code: UNSUPPORTED,
      says: /protocol 5/,
    },
    { name: 'something after STOP', file: torchZip(bytes(pickle(op.none), 'more')), code: DAMAGED },
    { name: 'objects left on the stack', file: file(op.none, op.none), code: DAMAGED },
    { name: 'a mark left open', file: file(op.none, op.mark), code: DAMAGED },
    {
      name: '2000 marks',
      file: file(op.mark, new Uint8Array(2000).fill(0x28)),
      code: TOO_LARGE,
      says: /nesting/,
    },
    { name: 'a million nested tuples', file: file(op.none, new Uint8Array(1e6).fill(0x85)), code: STRANGE },
    {
      name: 'a million nested lists',
      file: file(...[op.emptyList, new Uint8Array(1e6).fill(0x5d), new Uint8Array(1e6).fill(0x61)]),
      code: STRANGE,
    },
    { name: 'a tuple closed without a mark', file: file(bytes('t')), code: DAMAGED },
    { name: 'an item below the mark', file: file(op.none, op.mark, bytes(0x85)), code: DAMAGED },
    { name: 'an empty memo slot', file: file(bytes('h', 7)), code: DAMAGED, says: /slot 7/ },
    {
      name: 'memo slot 4 billion',
      file: file(op.none, bytes('r', le(0xffffffff, 4), 'j', le(0xfffffffe, 4))),
      code: DAMAGED,
    },
    { name: 'text of 4 GB', file: file(bytes('X', le(0xffffffff, 4))), code: TOO_LARGE },
    {
      name: 'text beyond the end',
      file: file(bytes('X', le(1000, 4), 'short')),
      code: 'checkpoint-truncated',
    },
    { name: 'text that is not UTF-8', file: file(bytes('X', le(2, 4), 0xff, 0xfe)), code: DAMAGED },
    { name: 'a frame beyond the end', file: file(bytes(0x95, le(2 ** 40, 8))), code: DAMAGED },
    { name: 'a class name that never ends', file: file(bytes('cmodule')), code: DAMAGED },
    {
      name: 'a class name of a megabyte',
      file: file(bytes('c', 'x'.repeat(5 * 2 ** 20), '\nname\n')),
      code: TOO_LARGE,
    },
    { name: 'a number is called', file: file(op.int(1), op.emptyTuple, op.reduce), code: DAMAGED },
    {
      name: 'arguments are a list',
      file: file(op.global('collections', 'OrderedDict'), op.emptyList, op.reduce),
      code: DAMAGED,
    },
    { name: 'a storage type is called', file: file(op.call('torch', 'FloatStorage')), code: DAMAGED },
    { name: 'keys on a list', file: file(op.emptyList, op.none, op.none, op.setItem), code: DAMAGED },
    { name: 'items on a dict', file: file(op.emptyDict, op.none, bytes('a')), code: DAMAGED },
    { name: 'a key without value', file: file(op.emptyDict, op.mark, op.none, op.setItems), code: DAMAGED },
    { name: 'state on a number', file: file(op.int(1), op.none, op.build), code: DAMAGED },
    {
      name: 'an ordered dict of numbers',
      file: file(op.call('collections', 'OrderedDict', bytes(op.emptyList, op.int(1), 'a'))),
      code: DAMAGED,
    },
    {
      // Each list holds the last one twice: 2^60 leaves for whoever walks them.
      name: 'a memo bomb',
      file: file(
        op.mark,
        bytes(op.emptyList, 'q', 0),
        ...Array.from({ length: 60 }, (_, i) => bytes(op.emptyList, '(h', i, 'h', i, 'e', 'q', i + 1)),
        bytes('t'),
      ),
      code: STRANGE,
    },
    {
      name: 'a dict that holds itself as model',
      file: file(op.emptyDict, bytes('q', 0), op.string('model'), bytes('h', 0), op.setItem),
      code: STRANGE,
    },
    {
      name: 'a whole pickled model',
      file: file(op.call('__main__', 'Net'), op.emptyDict, op.build),
      code: UNSUPPORTED,
      says: /__main__\.Net/,
    },
    { name: 'a single tensor', file: file(good), code: STRANGE, says: /a single tensor/ },
    { name: 'a list of tensors', file: file(op.mark, good, bytes('t')), code: STRANGE },
    { name: 'no weights', file: file(op.dict(['epoch', op.int(3)])), code: STRANGE, says: /epoch/ },
    { name: 'a number', file: file(op.int(7)), code: STRANGE },
  ]);

  const shaped = (spec: Partial<TensorSpec>): Uint8Array =>
    file(op.dict(['weight', tensor({ key: '0', shape: [16], elements: 16, ...spec })]));
  refuses('tensors', [
    { name: 'too long', file: shaped({ shape: [17] }), code: DAMAGED, says: /beyond its storage/ },
    { name: 'too long by offset', file: shaped({ offset: 1 }), code: DAMAGED, says: /beyond its storage/ },
    { name: 'offset negative', file: shaped({ offset: -1 }), code: DAMAGED },
    { name: 'offset 2^62', file: shaped({ offset: 2n ** 62n }), code: DAMAGED },
    { name: 'shape negative', file: shaped({ shape: [-16] }), code: DAMAGED, says: /shape/ },
    { name: 'shape 2^40', file: shaped({ shape: [2 ** 40] }), code: DAMAGED },
    { name: 'shape 2^62', file: shaped({ shape: [2n ** 62n], strides: [1] }), code: DAMAGED, says: /shape/ },
    {
      name: 'shape 2^20 cubed, strides 0',
      file: shaped({ shape: [2 ** 20, 2 ** 20, 2 ** 20], strides: [0, 0, 0] }),
      code: DAMAGED,
      says: /shape/,
    },
    {
      name: '17 dimensions',
      file: shaped({ shape: new Array<number>(17).fill(1) }),
      code: DAMAGED,
      says: /shape/,
    },
    { name: 'stride negative', file: shaped({ strides: [-1] }), code: DAMAGED, says: /strides/ },
    { name: 'stride 2^50', file: shaped({ strides: [2 ** 50] }), code: DAMAGED },
    { name: 'stride 2^62', file: shaped({ strides: [2n ** 62n] }), code: DAMAGED },
    { name: 'more strides than sizes', file: shaped({ strides: [1, 1] }), code: DAMAGED },
    { name: 'storage missing', file: shaped({ key: '1' }), code: DAMAGED, says: /storage 1 is missing/ },
    { name: 'storage outside', file: shaped({ key: '../../etc/passwd' }), code: DAMAGED },
    { name: 'storage too short', file: shaped({ elements: 17 }), code: DAMAGED, says: /64 bytes/ },
    { name: 'storage of 2^60 elements', file: shaped({ elements: 2n ** 60n }), code: DAMAGED },
    { name: 'storage of negative length', file: shaped({ elements: -16 }), code: DAMAGED },
    { name: 'storage of another type', file: shaped({ storage: 'DoubleStorage' }), code: DAMAGED },
    {
      name: 'storage of an unknown type',
      file: shaped({ storage: 'QInt8Storage' }),
      code: UNSUPPORTED,
      says: /QInt8Storage/,
    },
    { name: 'a persistent id that is a number', file: file(op.int(1), op.persistent), code: DAMAGED },
    {
      name: 'rebuilt from nothing',
      file: file(op.call('torch._utils', '_rebuild_tensor_v2')),
      code: DAMAGED,
    },
    {
      name: 'rebuilt from text',
      file: file(
        op.call('torch._utils', '_rebuild_tensor_v2', op.string('a'), op.int(0), op.tuple(), op.tuple()),
      ),
      code: DAMAGED,
    },
    {
      name: 'a parameter of text',
      file: file(op.call('torch._utils', '_rebuild_parameter', op.string('a'))),
      code: DAMAGED,
    },
    {
      name: 'names that clash',
      file: file(op.dict(['a', good], ['module.a', good])),
      code: DAMAGED,
      says: /two tensors/,
    },
  ]);
});

describe('other things', () => {
  const filler = new Uint8Array(2000).fill(0x20);
  const kinds: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(), /empty/],
    ['three bytes', bytes('abc'), /3 bytes/],
    ['zeros', new Uint8Array(5000), /neither/],
    ['text', bytes('Hello, this is a text.', filler), /neither/],
    ['JSON', bytes('{"model": "swin"}', filler), /JSON/],
    ['a web page', bytes('<!DOCTYPE html><html>', filler), /web page/],
    ['a Git LFS pointer', bytes('version https://git-lfs.github.com/spec/v1\noid sha256:', filler), /LFS/],
    ['GGUF', bytes('GGUF', filler), /GGUF/],
    ['HDF5', bytes(0x89, 'HDF\r\n', 0x1a, '\n', filler), /HDF5/],
    ['gzip', bytes(0x1f, 0x8b, filler), /gzip/],
    ['7z', bytes('7z', 0xbc, 0xaf, filler), /archive/],
    ['a JPEG', bytes(0xff, 0xd8, 0xff, 0xe0, filler), /picture/],
    ['a PNG', bytes(0x89, 'PNG', filler), /picture/],
    ['PDF', bytes('%PDF-1.7', filler), /PDF/],
    ['a NumPy array', bytes(0x93, 'NUMPY', filler), /NumPy/],
    ['TensorFlow Lite', bytes(0x1c, 0, 0, 0, 'TFL3', filler), /Lite/],
    ['ONNX', bytes(0x08, 0x08, 0x12, 0x07, 'pytorch', filler), /ONNX/],
    ['a bare pickle', bytes(op.proto(), op.emptyDict, op.stop, filler), /pickle/],
  ];
  refuses(
    'other formats',
    kinds.map(([name, file, says]) => ({ name, file, code: STRANGE, says })),
  );

  test("PyTorch's format before 1.6 is refused with advice", async () => {
    await expect(openCheckpoint(bytesSource(await fixture('legacy.pth')))).rejects.toMatchObject({
      code: STRANGE,
      message: expect.stringMatching(/before version 1\.6.*save it again/) as string,
    });
    refused++;
  });

  const networks: [RegExp, string[]][] = [
    [/a ResNet/, ['conv1.weight', 'bn1.weight', 'layer1.0.conv1.weight']],
    [/a ResNet/, ['backbone.conv1.weight', 'backbone.layer1.0.conv1.weight']],
    [
      /a Vision Transformer/,
      ['cls_token', 'pos_embed', 'patch_embed.proj.weight', 'blocks.0.attn.qkv.weight'],
    ],
    [/DINOv2/, ['cls_token', 'pos_embed', 'patch_embed.proj.weight', 'blocks.0.ls1.gamma']],
    [
      /text model \(BERT/,
      ['bert.embeddings.word_embeddings.weight', 'bert.encoder.layer.0.attention.self.query.weight'],
    ],
    [/text model \(GPT/, ['model.embed_tokens.weight', 'model.layers.0.self_attn.q_proj.weight']],
    [/EfficientNet/, ['conv_stem.weight', 'blocks.0.0.conv_dw.weight']],
    [/ConvNeXt/, ['stem.0.weight', 'stages.0.blocks.0.conv_dw.weight']],
    [/CLIP/, ['visual.conv1.weight', 'token_embedding.weight']],
    [/diffusion/, ['model.diffusion_model.input_blocks.0.0.weight']],
    [/LoRA/, ['lora_unet_down.lora_up.weight']],
    [/DenseNet/, ['features.denseblock1.denselayer1.conv1.weight']],
    [/YOLO/, ['model.0.conv.weight']],
    [/Swin Transformer V2/, ['patch_embed.proj.weight', 'layers.0.blocks.0.attn.logit_scale']],
    [
      /transformers library/,
      [
        'swin.embeddings.patch_embeddings.projection.weight',
        'swin.encoder.layers.0.blocks.0.attention.self.query.weight',
      ],
    ],
    [/unknown network with 2 tensors \(alpha, beta\)/, ['alpha', 'beta']],
  ];
  refuses(
    'other networks',
    networks.map(([says, names]) => ({
      name: names[0]!,
      file: zeroNetwork(Object.fromEntries(names.map((name) => [name, [2, 2]]))),
      code: 'checkpoint-wrong-architecture',
      says,
    })),
  );

  const names = Object.keys(swinShapes).filter((name) =>
    /^(patch|norm|layers\.[02]\.(blocks\.0|downsample))/.test(name),
  );
  refuses(
    'a Swin Transformer without one of its tensors',
    names
      .filter((name) => !/norm1\.weight$|proj\.weight$|layers\.0.*table$/.test(name))
      .map((name) => ({
        name,
        file: zeroNetwork(Object.fromEntries(Object.entries(swinShapes).filter(([each]) => each !== name))),
        code: /^checkpoint-(damaged|wrong-architecture)$/,
        says: new RegExp(name.replaceAll('.', '\\.')),
      })),
  );
  refuses(
    'a Swin Transformer with one tensor of another shape',
    names.map((name) => ({
      name,
      file: zeroNetwork({ ...swinShapes, [name]: [3, ...swinShapes[name]!] }),
      code: DAMAGED,
      says: /needs/,
    })),
  );
  refuses('Swin Transformers of impossible sizes', [
    {
      name: 'window 5',
      file: zeroNetwork({ ...swinShapes, 'layers.2.blocks.0.attn.relative_position_bias_table': [81, 8] }),
      code: UNSUPPORTED,
      says: /windows of/,
    },
    {
      name: 'no window',
      file: zeroNetwork({ ...swinShapes, 'layers.0.blocks.0.attn.relative_position_bias_table': [170, 2] }),
      code: DAMAGED,
    },
    {
      name: '3 heads on 16',
      file: zeroNetwork({ ...swinShapes, 'layers.0.blocks.0.attn.relative_position_bias_table': [169, 3] }),
      code: UNSUPPORTED,
      says: /3 heads/,
    },
    {
      name: 'grey input',
      file: zeroNetwork({ ...swinShapes, 'patch_embed.proj.weight': [16, 1, 4, 4] }),
      code: DAMAGED,
    },
    {
      name: 'terabytes by strides of zero',
      file: torchZip(
        pickle(
          op.dict(
            ...Object.entries(swinShapes).map(([name, shape]): [string, Uint8Array] => {
              const wide = shape.map((size, axis) =>
                name.startsWith('patch_embed.proj.weight') && axis > 0 ? size : size * 2 ** 20,
              );
              return [name, tensor({ key: '0', shape: wide, strides: shape.map(() => 0), elements: 16 })];
            }),
          ),
        ),
        { 0: new Uint8Array(64) },
      ),
      code: /^checkpoint-(too-large|damaged|unsupported)$/,
    },
  ]);
});

test('at least 200 malformed files were refused', () => {
  console.info(`${refused} malformed files refused`);
  expect(refused).toBeGreaterThan(200);
});
