/**
 * Installs a detector from the page: one worker checks and copies its file, another runs it and
 * tells what it is.
 */
import type { DetectorFacts, OutsideCard } from '../../engine/detector/dialects/outside';
import { withDeadline } from '../../engine/encoder/deadline';
import { unlessAborted } from '../../engine/encoder/kept-worker';
import { INSTALLED_DETECTOR_SCHEME } from '../../engine/encoder/model';
import { spawnDetector, spawnInstall } from '../../workers/spawn';

/** Two runs of the largest known detector take a minute on a slow phone. */
const INTRODUCTION_MS = 600_000;

/**
 * @throws HuellaError `checkpoint-*` for a file that is refused, `encoder-card-needed` for what it
 *   does not say, `detector-failed`, `out-of-memory`; what was copied is removed then
 */
export async function installDetector(
  files: readonly File[],
  facts: DetectorFacts,
  signal?: AbortSignal,
): Promise<OutsideCard> {
  signal?.throwIfAborted();
  const installer = spawnInstall();
  const detector = spawnDetector();
  try {
    const draft = await unlessAborted(installer.door.prepareDetector(files, facts), signal);
    const introduction = detector.door.introduce(
      draft,
      INSTALLED_DETECTOR_SCHEME + draft.file,
      facts,
    );
    const card = await withDeadline(unlessAborted(introduction, signal), INTRODUCTION_MS);
    await installer.door.finishDetector(card);
    return card;
  } catch (error) {
    await installer.door.dropPreparedDetector().catch(() => undefined);
    throw error;
  } finally {
    detector.terminate();
    installer.terminate();
  }
}
