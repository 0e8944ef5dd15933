/**
 * Photos that no search on this device finds yet, because the model in use has not seen them: what
 * others have embedded by the same model came with it, and the rest is encoded here.
 */
import type { Services } from '../../runtime/services';

/** What is encoded changes the library several times a second. */
const REFRESH_MS = 1000;

export type UnpreparedServices = Pick<Services, 'status' | 'onStatus' | 'onLibraryChange'> & {
  readonly library: Pick<Services['library'], 'countUnseen' | 'photosLacking'>;
};

export class Unprepared {
  /** Their files are here: they are encoded by themselves. */
  here = $state(0);
  /** Neither their files nor embeddings are here. */
  away = $state(0);
  readonly #services: UnpreparedServices;

  constructor(services: UnpreparedServices) {
    this.#services = services;
  }

  /** Counts now and after changes; returns what ends it. */
  watch(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void this.refresh();
      }, REFRESH_MS);
    };
    const stops = [this.#services.onLibraryChange(soon), this.#services.onStatus(soon)];
    void this.refresh();
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }

  async refresh(): Promise<void> {
    const status = this.#services.status();
    if (status.phase !== 'ready') return;
    const { library } = this.#services;
    const { fingerprint } = status.encoder;
    try {
      const unseen = await library.countUnseen(fingerprint);
      const here = unseen === 0 ? 0 : (await library.photosLacking(fingerprint)).length;
      [this.here, this.away] = [here, Math.max(0, unseen - here)];
    } catch {
      // Asked again after the next change; the library says elsewhere what is wrong with it.
    }
  }
}
