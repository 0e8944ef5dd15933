/** What a host says about a model beside the file itself. */
import { factsOf, joinFacts, MAX_FACTS_BYTES, type OnnxFacts } from '../onnx/door';

/** Said last, believed first. Hubs keep exports in a folder below the configuration. */
const BESIDE = [
  '../config.json',
  'config.json',
  '../preprocessor_config.json',
  'preprocessor_config.json',
  'card.json',
];
/** They are small, and without them a person is asked. */
const PATIENCE_MS = 10_000;

/** What is not there, or not to be read, says nothing. */
export async function remoteFacts(url: string, signal: AbortSignal): Promise<OnnxFacts> {
  const found = await Promise.all(
    BESIDE.map(async (path): Promise<OnnxFacts> => {
      try {
        const response = await fetch(new URL(path, url), {
          // A longer file is cut, and then says nothing.
          headers: { Range: `bytes=0-${MAX_FACTS_BYTES - 1}` },
          signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
        });
        if (!response.ok) return {};
        return factsOf(await response.json());
      } catch {
        signal.throwIfAborted();
        return {};
      }
    }),
  );
  return joinFacts(...found);
}
