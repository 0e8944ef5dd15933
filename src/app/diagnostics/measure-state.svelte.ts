/** Measuring this device, as the screen shows it. */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { MeasuredRow, Measuring, MeasuringState } from '../../runtime/measuring';
import type { Services } from '../../runtime/services';
import { deviceWords, lineOf, type DeviceWords } from './device-line';

export class MeasureState {
  running = $state(false);
  /** Null: nothing was measured yet. */
  progress = $state.raw<MeasuringState | null>(null);
  /** A model is being installed or put in use, which would be measured too. */
  busy = $state(false);
  failure = $state.raw<HuellaError | null>(null);

  readonly rows = $derived(this.progress?.rows ?? []);
  /** What is being measured; null between two parts and while searches are. */
  readonly current = $derived(this.rows.find(({ state }) => state === 'running') ?? null);

  #device: DeviceWords | null = null;
  #measuring: Measuring | null = null;
  /** Of the run under way, or the last one. */
  #stop = new AbortController();
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Measures until it is over or stopped; what was measured stays. */
  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    const { signal } = (this.#stop = new AbortController());
    this.busy = false;
    this.failure = null;
    this.progress = null;
    try {
      const { install, switching } = await this.#services.encoders.view();
      if (install ?? switching) {
        this.busy = true;
        return;
      }
      this.#device = await deviceWords(navigator);
      this.#measuring = await this.#services.measure((progress) => {
        this.progress = progress;
      });
      if (signal.aborted) this.#measuring.cancel();
      await this.#measuring.over;
    } catch (error) {
      // Not stopped by the person: another model is being put in use.
      if (isAbort(error)) this.busy = !signal.aborted;
      else this.failure = toHuellaError(error);
    } finally {
      this.#measuring = null;
      this.running = false;
    }
  }

  stop(): void {
    this.#stop.abort();
    this.#measuring?.cancel();
  }

  /** One line of the table in `docs/devices.md`; null: this row was not measured. */
  lineOf(row: MeasuredRow): string | null {
    if (!row.times || !this.#device) return null;
    const measured = { day: new Date(), version: this.#services.huella.version };
    return lineOf({ ...row, times: row.times }, this.#device, measured);
  }
}
