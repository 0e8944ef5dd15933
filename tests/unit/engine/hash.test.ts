import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  digestOf,
  digestOfFile,
  hex,
  isSha256,
  PieceDigest,
  sha256Of,
} from '../../../src/engine/hash';

const PIECE = 4 * 2 ** 20;
const reference = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();

test.each(['', 'abc', 'a'.repeat(1000), 'ñandú'])('SHA-256 equals OpenSSL: %#', async (text) => {
  const bytes = new TextEncoder().encode(text);
  const hash = reference(text).toString('hex');
  expect(await sha256Of(text)).toBe(hash);
  expect(await sha256Of(bytes)).toBe(hash);
  expect(await sha256Of(bytes.buffer)).toBe(hash);
  expect(hex(await digestOf(bytes))).toBe(hash);
});

test('a view is hashed without what lies around it', async () => {
  const view = Uint8Array.of(9, 1, 2, 3, 9).subarray(1, 4);
  expect(await sha256Of(view)).toBe(reference(Uint8Array.of(1, 2, 3)).toString('hex'));
});

test.each([0, 1, PIECE, PIECE + 1, 2 * PIECE + 7])(
  'a file of %i bytes is the hash of the hashes of its pieces',
  async (length) => {
    const data = new Uint8Array(length);
    for (let i = 0; i < length; i++) data[i] = i % 251;
    const pieces = Array.from({ length: Math.ceil(length / PIECE) }, (_, i) =>
      data.subarray(i * PIECE, (i + 1) * PIECE),
    );
    const hash = reference(Buffer.concat(pieces.map(reference))).toString('hex');
    expect(await digestOfFile(new Blob([data]))).toBe(hash);
    const digest = new PieceDigest();
    for (const piece of pieces) await digest.add(piece);
    expect(await digest.finish()).toBe(hash);
  },
);

test('only 64 lower-case hexadecimal digits are a SHA-256', () => {
  expect(isSha256('0123456789abcdef'.repeat(4))).toBe(true);
  for (const other of [
    '',
    'f'.repeat(63),
    'f'.repeat(65),
    'F'.repeat(64),
    `${'f'.repeat(64)}\n`,
    7,
  ])
    expect(isSha256(other)).toBe(false);
});
