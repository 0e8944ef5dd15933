import { HuellaError, toHuellaError } from '../errors';
import { sha256Of } from '../hash';

/**
 * The largest file that is hashed, in bytes. `crypto.subtle` takes a whole buffer, so this is also
 * the memory one call can take, for as long as the call runs; a film of gigabytes dropped among
 * photos must not be read into memory to be refused. No photo that can be decoded is larger.
 */
export const MAX_HASHED_BYTES = 512 * 1024 * 1024;

/**
 * SHA-256 of a photo's file. Two files with the same one are the same photo.
 *
 * @throws HuellaError as `readPhotoFile`
 */
export async function photoHash(file: Blob): Promise<string> {
  return sha256Of(await readPhotoFile(file));
}

/**
 * The bytes that are hashed.
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
