/** Opens a network whose answers are the same on every device: on WASM, its files checked. */
import { HuellaError, toHuellaError, type ErrorCode } from '../errors';
import { OrtSession } from '../ort/session';
import { readModel, type ModelCard } from './model';

/**
 * Call `installLedger` before the first.
 *
 * @param failure the code of any failure that is not a lack of memory: it says whose network failed
 * @throws HuellaError `failure`, `out-of-memory`
 */
export async function openOnProcessor(
  modelUrl: string,
  card: ModelCard,
  failure: ErrorCode,
): Promise<OrtSession> {
  const model = await readModel(modelUrl, card, { verify: true }).catch((cause: unknown) => {
    const { message } = toHuellaError(cause);
    throw new HuellaError(failure, message, { file: card.file }, { cause });
  });
  return OrtSession.open(model, { backend: 'wasm', failure, onDeviceLost: () => undefined });
}
