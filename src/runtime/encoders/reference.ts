/** The embedding every later start of an encoder is compared with, computed when it is installed. */
import { selfCheckText, type EncoderCard, type UncheckedCard } from '../../engine/encoder/card';
import { withDeadline } from '../../engine/encoder/deadline';
import type { Encoder } from '../../engine/encoder/encoder';
import { unlessAborted } from '../../engine/encoder/kept-worker';
import { INSTALLED_SCHEME } from '../../engine/encoder/model';
import { FIRST_START_MS, withWeights } from '../../engine/encoder/start-limits';
import { toHuellaError } from '../../engine/errors';
import { spawnEncoder, type Spawned } from '../../workers/spawn';

/**
 * The largest known model takes a minute on a slow phone; a file that computes for longer is none
 * to search with.
 */
const REFERENCE_MS = 600_000;

export interface ReferenceOptions {
  /** Ends the work. */
  readonly signal?: AbortSignal | undefined;
  /** Makes a worker. */
  readonly spawn?: () => Pick<Spawned<Pick<Encoder, 'reference'>>, 'door' | 'terminate'>;
  /** Shorter than an app needs. */
  readonly firstStartMs?: number;
}

/**
 * On the processor, whose arithmetic is the same everywhere, and with attention written out, so
 * that the reference never comes from the operator it checks. Where its memory does not reach, the
 * graphics processor's own written-out form stands in, and the card says so. A first start without
 * an answer is begun anew in another worker.
 *
 * @param id of the installed encoder
 * @throws HuellaError as `Encoder.reference`, `encoder-timeout`; the signal's reason
 */
export async function computeReference(
  id: string,
  card: UncheckedCard,
  { signal, spawn = spawnEncoder, firstStartMs = FIRST_START_MS }: ReferenceOptions,
): Promise<EncoderCard['selfCheck']> {
  const on = async (backend: 'wasm' | 'webgpu', isSecond = false): Promise<Float32Array> => {
    const { door, terminate } = spawn();
    const form = card.attention ? ('manual' as const) : undefined;
    const modelUrl = INSTALLED_SCHEME + id;
    const model = { isOpen: false };
    let tell: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      tell = () => {
        model.isOpen = true;
        resolve();
      };
    });
    const computing = door.reference({ card, modelUrl, backend, form }, tell);
    const reference = unlessAborted(computing, signal);
    // Awaited below, unless the start has no answer.
    reference.catch(() => undefined);
    try {
      if (backend === 'wasm' && !isSecond)
        await withDeadline(Promise.race([opened, reference]), withWeights(firstStartMs, card));
      return await withDeadline(reference, REFERENCE_MS);
    } catch (error) {
      if (model.isOpen || isSecond || toHuellaError(error).code !== 'encoder-timeout') throw error;
    } finally {
      terminate();
    }
    return on(backend, true);
  };
  const said = (backend: string, embedding: Float32Array): EncoderCard['selfCheck'] => {
    const computedBy = `ONNX Runtime, ${backend}, when it was installed`;
    return { pattern: 'pattern-1', computedBy, embedding: selfCheckText(embedding) };
  };
  try {
    return said('wasm', await on('wasm'));
  } catch (error) {
    if (toHuellaError(error).code !== 'out-of-memory' || !('gpu' in navigator)) throw error;
    return said('webgpu', await on('webgpu'));
  }
}
