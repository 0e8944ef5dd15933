import { expect, test } from 'vitest';
import { BufferedFile } from '../../../../src/engine/install/buffered-file';

/** The least of a file of the origin private file system: bytes that are replaced as a whole. */
class Disk {
  bytes = new Uint8Array();
  writes = 0;
  readonly handle = {
    getFile: () => Promise.resolve(new Blob([this.bytes])),
    createWritable: () =>
      Promise.resolve({
        write: async (bytes: Blob) => {
          this.bytes = new Uint8Array(await bytes.arrayBuffer());
          this.writes += 1;
        },
        close: () => Promise.resolve(),
      }),
  } as unknown as FileSystemFileHandle;
}

/** xorshift32: the same operations every time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

test('it holds what a file that is written in place would hold', async () => {
  const disk = new Disk();
  const next = random(7);
  let expected: number[] = [];
  for (let opened = 0; opened < 3; opened++) {
    const file = await BufferedFile.open(disk.handle);
    for (let i = 0; i < 200; i++) {
      const at = next(100_000);
      if (next(5) === 0) {
        file.truncate(at);
        expected.length = Math.min(expected.length, at);
        while (expected.length < at) expected.push(0);
      } else {
        const bytes = Uint8Array.from({ length: next(5000) }, () => next(256));
        expect(file.write(bytes, { at })).toBe(bytes.length);
        while (expected.length < at) expected.push(0);
        bytes.forEach((byte, j) => (expected[at + j] = byte));
      }
      expect(file.getSize()).toBe(expected.length);
    }
    const read = new Uint8Array(3000);
    const start = next(expected.length);
    const count = file.read(read, { at: start });
    expect([...read.subarray(0, count)]).toEqual(expected.slice(start, start + 3000));
    file.flush();
    expect(disk.writes).toBe(opened);
    await file.close();
    await file.close();
    expect(disk.writes).toBe(opened + 1);
    expect([...disk.bytes]).toEqual(expected);
    expected = [...disk.bytes];
  }
});
