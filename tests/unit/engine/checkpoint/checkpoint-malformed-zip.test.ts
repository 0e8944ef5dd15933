import { describe, expect, test, vi } from 'vitest';
import { bytesSource } from '../../../../src/engine/checkpoint/byte-source';
import { openCheckpoint } from '../../../../src/engine/checkpoint/open';
import {
  ANY,
  DAMAGED,
  STRANGE,
  TOO_LARGE,
  UNSUPPORTED,
  patched,
  refused,
  refuses,
} from '../../../fixtures/swin/refuses';
import { bytes, le, op, pickle, tensor, torchFile, zip } from '../../../fixtures/swin/torch-file';

vi.setConfig({ testTimeout: 60_000 });

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
    {
      name: 'the compressed sources of a program',
      file: zip([
        ...good,
        { name: 'net/code/__torch__.py', data: new Uint8Array(8), claim: { method: 8 } },
      ]),
      code: UNSUPPORTED,
      says: /TorchScript/,
    },
    { name: 'zstd', file: claiming({ method: 93 }), code: UNSUPPORTED, says: /compressed/ },
    { name: 'encrypted', file: claiming({ flags: 0x809 }), code: UNSUPPORTED, says: /encrypted/ },
    { name: 'stored, sizes differ', file: claiming({ compressed: 60 }), code: DAMAGED },
    { name: 'one byte too long', file: claiming({ size: 2 ** 20 }), code: DAMAGED },
    { name: 'a terabyte', file: claiming({ size: 2 ** 40 }), code: DAMAGED },
    { name: '2^63 bytes', file: claiming({ size: 2 ** 62 }), code: DAMAGED },
    { name: 'start beyond the file', file: claiming({ start: 2 ** 31 }), code: DAMAGED },
    { name: 'start beyond 2^53', file: claiming({ start: 2 ** 60 }), code: DAMAGED },
    {
      name: 'start on another entry',
      file: claiming({ start: 0 }),
      code: DAMAGED,
      says: /overlap/,
    },
    {
      name: 'start inside another entry',
      file: claiming({ start: 40 }),
      code: DAMAGED,
      says: /overlap/,
    },
    { name: 'start off by one', file: claiming({ start: 1 }, 0), code: DAMAGED },
    {
      name: 'wrong checksum of the pickle',
      file: claiming({ crc: 1 }, 0),
      code: DAMAGED,
      says: /checksum/,
    },
    {
      name: 'pickle over the limit',
      file: zip(torchFile(new Uint8Array(33 * 2 ** 20))),
      code: TOO_LARGE,
    },
    {
      name: '2^40 entries',
      file: zip(good, { entries: 2 ** 40 }),
      code: TOO_LARGE,
      says: /1099511627776/,
    },
    { name: '65537 entries', file: zip(good, { entries: 65_537 }), code: TOO_LARGE },
    { name: 'one entry more than there are', file: zip(good, { entries: 5 }), code: DAMAGED },
    { name: 'one entry fewer', file: zip(good, { entries: 3 }), code: DAMAGED },
    { name: 'no entries', file: zip(good, { entries: 0 }), code: DAMAGED },
    {
      name: 'a directory of 2^50 bytes',
      file: zip(good, { directoryBytes: 2 ** 50 }),
      code: DAMAGED,
    },
    { name: 'a directory one byte short', file: zip(good, { directoryBytes: 100 }), code: DAMAGED },
    {
      name: 'two pickles',
      file: zip([...good, { name: 'other/data.pkl', data: pickle(op.none) }]),
      code: DAMAGED,
      says: /two pickles/,
    },
    {
      name: 'two entries of one name',
      file: zip([...good, good[2]!]),
      code: DAMAGED,
      says: /called/,
    },
    {
      name: 'names of 2000 bytes',
      file: zip([...good, { name: 'x'.repeat(2000), data: new Uint8Array() }]),
      code: DAMAGED,
    },
    {
      name: 'an empty name',
      file: zip([...good, { name: '', data: new Uint8Array() }]),
      code: DAMAGED,
    },
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
    {
      name: 'bytes before',
      file: bytes('PK\x03\x04', new Uint8Array(60), zip(good)),
      code: DAMAGED,
    },
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

test('as many as there should be', () => {
  console.info(`${refused.count} malformed files refused`);
  expect(refused.count).toBeGreaterThan(40);
});
