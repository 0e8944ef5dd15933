/** What the installation's worker offers. One worker serves one installation. */
import type { EncoderCard } from '../encoder/card';
import {
  finishEncoder,
  prepareEncoder,
  type InstallProgress,
  type InstallRequest,
  type PreparedEncoder,
} from './install';

/** One installation at a time over all tabs, because files are written in place. */
const LOCK = 'huella-install';

export class Installer {
  readonly #cancelling = new AbortController();

  /** As `prepareEncoder`, once no other tab installs. */
  prepare(
    request: InstallRequest,
    onProgress: (progress: InstallProgress) => void,
  ): Promise<PreparedEncoder> {
    const { signal } = this.#cancelling;
    return navigator.locks.request(LOCK, { signal }, () =>
      prepareEncoder(request, signal, onProgress),
    );
  }

  finish(id: string, selfCheck: EncoderCard['selfCheck']): Promise<void> {
    return finishEncoder(id, selfCheck);
  }

  cancel(): void {
    this.#cancelling.abort();
  }
}
