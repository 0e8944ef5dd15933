import { expect, it } from 'vitest';
import { MAX_HASHED_BYTES, readPhotoFile } from '../../../../src/engine/exchange/photo-hash';
import { sha256Of } from '../../../../src/engine/hash';
import { HuellaError } from '../../../../src/engine/errors';

// FIPS 180-4 example vectors (NIST CSRC): "", "abc", the 56-byte message, a million times "a".
it.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
])('hashes the example %#', async (text, digest) => {
  expect(await sha256Of(await readPhotoFile(new Blob([text])))).toBe(digest);
});

it('refuses a film without reading it', async () => {
  const piece = new Blob([new Uint8Array(16 * 1024 * 1024)]);
  const film = new Blob(
    new Array<Blob>(MAX_HASHED_BYTES / piece.size).fill(piece).concat(new Blob(['.'])),
  );
  expect(film.size).toBe(MAX_HASHED_BYTES + 1);
  await expect(readPhotoFile(film)).rejects.toSatisfy(
    (error) => error instanceof HuellaError && error.code === 'photo-too-large',
  );
});
