/**
 * Some photos of the gallery, encoded by an encoder that is not in use, so that it can be compared
 * with the one that is. What it has made is kept: a switch later has so much less to do.
 */
import { isAbort, toHuellaError } from '../../engine/errors';
import type { RunningEncoder } from './active';
import { isPhotosFault, type SwitchSteps } from './reencode';

/** As a switch: while one computes, the next one is read and decoded. */
const LANES = 2;
/** Fewer photos than these say too little about the pace. */
const LEAST_TIMED = 5;

export interface Prepared {
  /** What a switch takes for one photo, in seconds; null: too few were encoded to say. */
  readonly secondsPerPhoto: number | null;
  /** Photos of the gallery that a switch would still have to encode. */
  readonly lacking: number;
}

/**
 * Encodes those of the photos that the encoder, which has started, has not seen. Where they are
 * fewer than `LEAST_TIMED` and a switch would have more to do, others are taken for the pace.
 * @throws the signal's reason; HuellaError as encoding and storing, but not for a single photo
 */
export async function preparePhotos(
  encoder: RunningEncoder,
  { lacking, source, store }: Pick<SwitchSteps, 'lacking' | 'source' | 'store'>,
  photoIds: readonly string[],
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Prepared> {
  const { fingerprint } = encoder.loaded;
  const wanted = new Set(photoIds);
  const before = await lacking(fingerprint);
  const own = before.filter((id) => wanted.has(id));
  const others = before.filter((id) => !wanted.has(id));
  const ids = [...own, ...others.slice(0, Math.max(0, LEAST_TIMED - own.length))];
  let [done, encoded] = [0, 0];
  onProgress(done, ids.length);
  const began = performance.now();
  const queue = ids.values();
  const lane = async (): Promise<void> => {
    for (const id of queue) {
      signal.throwIfAborted();
      try {
        const { original, crop } = await source(id);
        const options = { crop: crop ?? undefined };
        const { embedding } = await encoder.encode(original, options, 'bulk', signal);
        await store(id, { fingerprint, vector: embedding }, crop);
        encoded += 1;
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        const { code } = toHuellaError(thrown);
        // Deleted or cropped anew meanwhile, or no picture: the others go on.
        if (!isPhotosFault(code) && code !== 'not-found') throw thrown;
      }
      done += 1;
      onProgress(done, ids.length);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const seconds = (performance.now() - began) / 1000;
  return {
    secondsPerPhoto: encoded >= LEAST_TIMED ? seconds / encoded : null,
    lacking: (await lacking(fingerprint)).length,
  };
}
