/**
 * Photos' files wherever they are: on this device, or in the gallery that a team shares, from where
 * they are fetched.
 */
import { HuellaError, isAbort, toHuellaError } from '../engine/errors';
import type { Services } from './services';

export interface OriginalOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told while the file is fetched; not where it is here. `total` is the file's length. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export type OriginalServices = Pick<Services, 'library' | 'catalogue'>;

/**
 * Why a file could not be fetched: `offline`, `unsent` (no device has sent it yet), or a
 * `CatalogueCode`.
 */
export const WHY = 'why';

/**
 * The whole file as it was brought.
 * @throws HuellaError `not-found`, `original-elsewhere`, `cancelled`, `storage-…`
 */
export function originalOf(
  services: OriginalServices,
  photoId: string,
  options?: OriginalOptions,
): Promise<Blob> {
  return withFile(services, photoId, () => services.library.original(photoId), options);
}

/** What a photo shows: its crop, or the file when it has none. @throws as `originalOf` */
export function pictureOf(
  services: OriginalServices,
  photoId: string,
  options?: OriginalOptions,
): Promise<Blob> {
  return withFile(services, photoId, () => services.library.picture(photoId), options);
}

/**
 * Reads what needs a photo's file, once more when the file had to be fetched first.
 * @throws HuellaError as `originalOf`, and what `read` throws
 */
export async function withFile<T>(
  services: OriginalServices,
  photoId: string,
  read: () => Promise<T>,
  options: OriginalOptions = {},
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const isHere = !(error instanceof HuellaError) || error.code !== 'not-found';
    if (isHere || !(await fetchOriginal(services, photoId, options))) throw error;
    return read();
  }
}

/** False: the shared gallery gives no other photo's file now either. */
export function isOfOne({ code, detail }: HuellaError): boolean {
  const why = detail[WHY];
  return code !== 'original-elsewhere' || why === 'unsent' || why === 'damaged';
}

/** False: no gallery is shared, so it is nowhere else. */
async function fetchOriginal(
  { library, catalogue }: OriginalServices,
  photoId: string,
  { signal, onProgress }: OriginalOptions,
): Promise<boolean> {
  const door = await catalogue();
  if (!(await door.status()).joined) return false;
  const [photo] = await library.photosOf([photoId]);
  if (!photo) return false;
  const total = photo.byteLength;
  const onBytes = (done: number): void => onProgress?.(Math.min(done, total), total);
  onBytes(0);
  if (!navigator.onLine) throw elsewhere(photo.name, 'offline');
  try {
    if (await door.fetchFile(photoId, { signal, onBytes })) return true;
  } catch (error) {
    if (isAbort(error) || error instanceof HuellaError) throw error;
    const code = (error as { readonly code?: unknown }).code;
    throw elsewhere(photo.name, typeof code === 'string' ? code : '', error);
  }
  throw elsewhere(photo.name, 'unsent');
}

function elsewhere(name: string, why: string, cause?: unknown): HuellaError {
  const message = `${name} is in the shared gallery: ${why || toHuellaError(cause).message}`;
  return new HuellaError('original-elsewhere', message, { name, [WHY]: why }, { cause });
}
