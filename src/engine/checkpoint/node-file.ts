/** Files in Node, for `npm run convert` and tests. The page never imports this module. */
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { HuellaError } from '../errors';
import { checkRange, throwIfCancelled, truncated, type ByteSource } from './byte-source';

interface NodeFileSource extends ByteSource {
  close(): Promise<void>;
}

/** @throws HuellaError `checkpoint-unreachable` when the file cannot be opened */
export async function nodeFileSource(path: string): Promise<NodeFileSource> {
  const name = basename(path);
  let file: FileHandle;
  let size: number;
  try {
    file = await open(path, 'r');
    size = (await file.stat()).size;
  } catch (error) {
    const message = `${path} cannot be opened.`;
    throw new HuellaError('checkpoint-unreachable', message, { name }, { cause: error });
  }
  const source: NodeFileSource = {
    size,
    name,
    async read(offset, length, signal) {
      throwIfCancelled(signal);
      checkRange(source, offset, length);
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0) throw truncated(source, `${length} bytes were expected at ${offset}`);
        filled += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
  return source;
}
