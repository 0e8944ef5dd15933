import { HuellaError, toHuellaError } from '../errors';

/**
 * The largest file that is hashed, in bytes. `crypto.subtle` takes a whole buffer, so this is also
 * the memory one call can take, for as long as the call runs; a film of gigabytes dropped among
 * photos must not be read into memory to be refused. No photo that can be decoded is larger.
 */
export const MAX_HASHED_BYTES = 512 * 1024 * 1024;

/**
 * The bytes of a photo's file, to be hashed: two files with the same SHA-256 are the same photo.
 *
 * @throws HuellaError `photo-too-large`; `photo-unreadable` when the file is gone, is a folder, or
 * may not be read
 */
export async function readPhotoFile(file: Blob): Promise<ArrayBuffer> {
  if (file.size > MAX_HASHED_BYTES) {
    const detail = { bytes: file.size, maximumBytes: MAX_HASHED_BYTES };
    throw new HuellaError('photo-too-large', `the file has ${file.size} bytes`, detail);
  }
  try {
    return await file.arrayBuffer();
  } catch (error) {
    throw toHuellaError(error, 'photo-unreadable');
  }
}
