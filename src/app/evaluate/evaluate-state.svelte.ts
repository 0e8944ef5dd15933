/**
 * An evaluation of the gallery: started, paused, stopped, and what came of it. It goes on while
 * another screen is open.
 */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { EvaluationReport } from '../../engine/evaluation';
import type { EvaluationRequest, EvaluationRun } from '../../runtime/evaluation';
import type { EncoderInfo } from '../../runtime/api';
import type { Prepared } from '../../runtime/encoders/prepare';
import type { Services } from '../../runtime/services';
import { ofPage } from '../state/of-page.svelte';

export interface EvaluationProgress {
  /** `preparing`: photos that the other encoder has not seen yet. */
  readonly step: 'preparing' | 'measuring' | 'markings';
  readonly done: number;
  readonly total: number;
  /** Seconds that the rest of the step takes; null: too early to say. */
  readonly left: number | null;
}

/** Another encoder on this device. */
export interface OtherEncoder {
  readonly info: EncoderInfo;
  /** Photos that it has not prepared. */
  readonly lacking: number;
  /** What one of those takes it, in seconds; null: not known. */
  readonly secondsPerPhoto: number | null;
  /** Of the photos of the report; null: not measured. */
  readonly report: EvaluationReport | null;
}

/** Part of a step before its pace says when it ends. */
const LEAST_SHARE = 0.05;

export class EvaluateState {
  markings = $state(false);
  species = $state('');
  report = $state.raw<EvaluationReport | null>(null);
  /** The encoder that the report is of. */
  encoder = $state.raw<EncoderInfo | null>(null);
  others = $state.raw<readonly OtherEncoder[]>([]);
  progress = $state.raw<EvaluationProgress | null>(null);
  paused = $state(false);
  failure = $state.raw<HuellaError | null>(null);
  /** What is measured just now: null: the encoder in use. */
  measuring = $state.raw<EncoderInfo | null>(null);

  readonly #services: Services;
  #run: EvaluationRun | null = null;
  #stopping: AbortController | null = null;
  /** When the step began, less the time it was paused. */
  #began = 0;
  #pausedAt = 0;

  constructor(services: Services) {
    this.#services = services;
  }

  get running(): boolean {
    return this.progress !== null;
  }

  /** @returns whether it came to its end */
  async start(): Promise<boolean> {
    const { markings, species } = this;
    const encoder = (await this.#services.encoders.list()).find(({ active }) => active) ?? null;
    const report = await this.#evaluate({ markings, species: species || undefined });
    if (!report) return false;
    this.report = report;
    this.encoder = encoder;
    await this.#findOthers();
    return true;
  }

  /**
   * The same photos, asked of another encoder, which encodes those that it has not seen; the one in
   * use stays in use.
   */
  async compare({ info }: OtherEncoder): Promise<boolean> {
    if (!this.report) return false;
    this.measuring = info;
    const { fingerprint } = info;
    const { photoIds } = this.report;
    const prepared = await this.#prepare(info.id, photoIds);
    const report = prepared && (await this.#evaluate({ fingerprint, photoIds, markings: false }));
    this.measuring = null;
    this.others = this.others.map((one) =>
      one.info.id === info.id ? { ...one, ...prepared, report: report ?? one.report } : one,
    );
    return report !== null;
  }

  pause(): void {
    this.#run?.pause();
    this.paused = true;
    this.#pausedAt = performance.now();
  }

  resume(): void {
    this.#run?.resume();
    this.paused = false;
    this.#began += performance.now() - this.#pausedAt;
  }

  stop(): void {
    this.#run?.cancel();
    this.#stopping?.abort(new DOMException('The comparison was stopped.', 'AbortError'));
  }

  /** Null: it was stopped, or failed, as `failure` says. */
  async #prepare(id: string, photoIds: readonly string[]): Promise<Prepared | null> {
    if (this.running) return null;
    this.failure = null;
    this.#tell('preparing', 0, 1);
    const { signal } = (this.#stopping = new AbortController());
    try {
      return await this.#services.encoders.prepare(
        id,
        photoIds,
        (done, total) => {
          if (!signal.aborted && total > 0) this.#tell('preparing', done, total);
        },
        signal,
      );
    } catch (error) {
      if (!isAbort(error)) this.failure = toHuellaError(error);
      return null;
    } finally {
      this.#stopping = null;
      this.progress = null;
    }
  }

  async #evaluate(request: EvaluationRequest): Promise<EvaluationReport | null> {
    if (this.running) return null;
    this.failure = null;
    this.#tell('measuring', 0, 1);
    try {
      this.#run = await this.#services.evaluate(request, (step, done, total) =>
        this.#tell(step, done, total),
      );
      return await this.#run.report;
    } catch (error) {
      if (!isAbort(error)) this.failure = toHuellaError(error);
      return null;
    } finally {
      this.#run = null;
      this.progress = null;
      this.paused = false;
    }
  }

  #tell(step: EvaluationProgress['step'], done: number, total: number): void {
    const now = performance.now();
    if (this.progress?.step !== step || done === 0) this.#began = now;
    const share = done / total;
    const left = share < LEAST_SHARE ? null : ((now - this.#began) * (1 / share - 1)) / 1000;
    this.progress = { step, done, total, left };
  }

  /** Encoders on this device beside the one in use, with what they have prepared. */
  async #findOthers(): Promise<void> {
    try {
      const { encoders, library } = this.#services;
      const installed = (await encoders.list()).filter((one) => one.installed && !one.active);
      this.others = await Promise.all(
        installed.map(async (info) => ({
          info,
          lacking: (await library.photosLacking(info.fingerprint)).length,
          ...{ secondsPerPhoto: null, report: null },
        })),
      );
    } catch (error) {
      this.failure = toHuellaError(error);
    }
  }
}

export const evaluateState = ofPage(({ services }) => new EvaluateState(services));
