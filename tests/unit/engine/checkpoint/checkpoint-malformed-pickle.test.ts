import { describe, expect, test, vi } from 'vitest';
import {
  ANY,
  DAMAGED,
  STRANGE,
  TOO_LARGE,
  UNSUPPORTED,
  refused,
  refuses,
} from '../../../fixtures/swin/refuses';
import {
  bytes,
  le,
  op,
  pickle,
  tensor,
  torchZip,
  type TensorSpec,
} from '../../../fixtures/swin/torch-file';

vi.setConfig({ testTimeout: 60_000 });

describe('pickle', () => {
  const file = (...body: Uint8Array[]): Uint8Array =>
    torchZip(pickle(...body), { 0: new Uint8Array(64) });
  const good = tensor({ key: '0', shape: [16] });
  const beside = (value: Uint8Array): Uint8Array =>
    file(op.dict(['weight', good], ['extra', value]));

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
      0x8e,
      0x92,
      0x96,
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
      name: 'protocol 6',
      file: torchZip(bytes(op.proto(6), op.none, op.stop)),
      code: UNSUPPORTED,
      says: /protocol 6/,
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
    {
      name: 'a million nested tuples',
      file: file(op.none, new Uint8Array(1e6).fill(0x85)),
      code: STRANGE,
    },
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
    {
      name: 'a storage type is called',
      file: file(op.call('torch', 'FloatStorage')),
      code: DAMAGED,
    },
    {
      name: 'keys on a list',
      file: file(op.emptyList, op.none, op.none, op.setItem),
      code: DAMAGED,
    },
    { name: 'items on a dict', file: file(op.emptyDict, op.none, bytes('a')), code: DAMAGED },
    {
      name: 'a key without value',
      file: file(op.emptyDict, op.mark, op.none, op.setItems),
      code: DAMAGED,
    },
    { name: 'state on a number', file: file(op.int(1), op.none, op.build), code: DAMAGED },
    {
      name: 'an ordered dict of numbers',
      file: file(op.call('collections', 'OrderedDict', bytes(op.emptyList, op.int(1), 'a'))),
      code: DAMAGED,
    },
    {
      // Each list holds the last one twice: 2^60 leaves for a walk.
      name: 'a memo bomb',
      file: file(
        op.mark,
        bytes(op.emptyList, 'q', 0),
        ...Array.from({ length: 60 }, (_, i) =>
          bytes(op.emptyList, '(h', i, 'h', i, 'e', 'q', i + 1),
        ),
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
    {
      name: 'too long by offset',
      file: shaped({ offset: 1 }),
      code: DAMAGED,
      says: /beyond its storage/,
    },
    { name: 'offset negative', file: shaped({ offset: -1 }), code: DAMAGED },
    { name: 'offset 2^62', file: shaped({ offset: 2n ** 62n }), code: DAMAGED },
    { name: 'shape negative', file: shaped({ shape: [-16] }), code: DAMAGED, says: /shape/ },
    { name: 'shape 2^40', file: shaped({ shape: [2 ** 40] }), code: DAMAGED },
    {
      name: 'shape 2^62',
      file: shaped({ shape: [2n ** 62n], strides: [1] }),
      code: DAMAGED,
      says: /shape/,
    },
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
    {
      name: 'storage missing',
      file: shaped({ key: '1' }),
      code: DAMAGED,
      says: /storage 1 is missing/,
    },
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
    {
      name: 'a persistent id that is a number',
      file: file(op.int(1), op.persistent),
      code: DAMAGED,
    },
    {
      name: 'rebuilt from nothing',
      file: file(op.call('torch._utils', '_rebuild_tensor_v2')),
      code: DAMAGED,
    },
    {
      name: 'rebuilt from text',
      file: file(
        op.call(
          'torch._utils',
          '_rebuild_tensor_v2',
          op.string('a'),
          op.int(0),
          op.tuple(),
          op.tuple(),
        ),
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

test('as many as there should be', () => {
  console.info(`${refused.count} malformed files refused`);
  expect(refused.count).toBeGreaterThan(400);
});
