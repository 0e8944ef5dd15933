/** What the installation's worker offers. One worker serves one installation. */
import type { DetectorFacts, OutsideCard, OutsideDraft } from '../detector/dialects/outside';
import type { EncoderCard } from '../encoder/card';
import { dropPreparedDetector, finishDetector, prepareDetector } from './detector';
import { prepareEightBits } from './eight-bits';
import {
  finishEncoder,
  prepareEncoder,
  type InstallRequest,
  type PreparedEncoder,
} from './install';
import type { InstallProgress } from './progress';

/** One installation at a time over all tabs, because files are written in place. */
const LOCK = 'huella-install';

export class Installer {
  readonly #cancelling = new AbortController();

  /** As `prepareEncoder`, once no other tab installs. */
  prepare(
    request: InstallRequest,
    onProgress: (progress: InstallProgress) => void,
  ): Promise<PreparedEncoder> {
    return this.#alone((signal) => prepareEncoder(request, signal, onProgress));
  }

  /** As the function of that name, once no other tab installs. */
  prepareEightBits(
    id: string,
    onProgress: (progress: InstallProgress) => void,
  ): Promise<PreparedEncoder> {
    return this.#alone((signal) => prepareEightBits(id, signal, onProgress));
  }

  finish(id: string, selfCheck: EncoderCard['selfCheck']): Promise<void> {
    return finishEncoder(id, selfCheck);
  }

  /** As the function of that name, once no other tab installs. */
  prepareDetector(files: readonly File[], facts: DetectorFacts): Promise<OutsideDraft> {
    return this.#alone((signal) => prepareDetector(files, facts, signal));
  }

  finishDetector(card: OutsideCard): Promise<void> {
    return finishDetector(card);
  }

  dropPreparedDetector(): Promise<void> {
    return dropPreparedDetector();
  }

  cancel(): void {
    this.#cancelling.abort();
  }

  #alone<T>(job: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#cancelling;
    return navigator.locks.request(LOCK, { signal }, () => job(signal));
  }
}
