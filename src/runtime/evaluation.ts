/**
 * Evaluates the gallery on its own named photos, in a worker that lives for this one task. Fetched
 * when first wanted; what the first page needs too comes as arguments, because a chunk that both
 * import would be split from the first page's own.
 */
import type { EvaluationDesk, EvaluationReport, MarkingQuestion } from '../engine/evaluation';
import { Pause } from '../engine/evaluation/pause';
import type { EvaluationTask } from '../engine/gallery';
import type { HuellaError } from '../engine/errors';
import type { Calls } from '../workers/calls';
import type { Spawned } from '../workers/spawn';
import type { DoorCalls } from './doors';

export interface EvaluationRequest {
  /** Of the encoder that is evaluated; absent: the one in use. */
  readonly fingerprint?: string | undefined;
  readonly species?: string | undefined;
  /** Only these photos: those of an earlier report, to compare encoders. */
  readonly photoIds?: readonly string[] | undefined;
  /** Whether markings are compared too: 300 photos with fifty others each, a minute or more. */
  readonly markings: boolean;
}

/**
 * `measuring`: similarities and answers, a share; `markings`: photos whose markings were compared.
 */
export type OnEvaluation = (step: 'measuring' | 'markings', done: number, total: number) => void;

/** Shares of one become whole numbers of this, for a bar. */
const FINE = 1000;

/** One evaluation under way. */
export class EvaluationRun {
  /** @throws AbortError, HuellaError `out-of-memory`, and what reading the library throws */
  readonly report: Promise<EvaluationReport>;
  readonly #services: DoorCalls;
  readonly #pause = new Pause();
  readonly #cancelled = new AbortController();
  readonly #desk: Spawned<EvaluationDesk>;

  /** @param desk a worker of its own, which ends with the run */
  constructor(
    services: DoorCalls,
    desk: Spawned<EvaluationDesk>,
    request: EvaluationRequest,
    onProgress: OnEvaluation,
  ) {
    this.#services = services;
    this.#desk = desk;
    this.report = this.#run(request, onProgress).finally(() => desk.terminate());
  }

  get paused(): boolean {
    return this.#pause.paused;
  }

  pause(): void {
    this.#pause.pause();
    this.#desk.door.pause().catch(ended);
  }

  resume(): void {
    this.#pause.resume();
    this.#desk.door.resume().catch(ended);
  }

  cancel(): void {
    this.#cancelled.abort(new DOMException('The evaluation was stopped.', 'AbortError'));
    this.resume();
  }

  async #run(
    { fingerprint, species, photoIds, markings }: EvaluationRequest,
    onProgress: OnEvaluation,
  ): Promise<EvaluationReport> {
    const { signal } = this.#cancelled;
    const { library, encoders } = this.#services;
    const used = fingerprint ?? (await encoders.list()).find(({ active }) => active)!.fingerprint;
    const { rows, from } = await library.evaluationTask({ fingerprint: used, species, photoIds });
    signal.throwIfAborted();
    const ids = rows.photoIds;
    const { door } = this.#desk;
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    aborted.catch(() => undefined);
    const tell = (share: number): void => {
      if (!signal.aborted) onProgress('measuring', Math.round(share * FINE), FINE);
    };
    const evaluation = await Promise.race([door.evaluate(rows, tell), aborted]);
    const compared = markings
      ? await Promise.race([this.#markings(door, ids, onProgress), aborted])
      : null;
    return { ...evaluation, ...of(from), photoIds: ids, markings: compared };
  }

  async #markings(
    door: Calls<EvaluationDesk>,
    ids: readonly string[],
    onProgress: OnEvaluation,
  ): Promise<EvaluationReport['markings']> {
    const { signal } = this.#cancelled;
    const questions = await door.markingQuestions();
    const agreeing: (readonly number[])[] = [];
    for (const [done, question] of questions.entries()) {
      await this.#pause.point();
      signal.throwIfAborted();
      onProgress('markings', done, questions.length);
      agreeing.push(await this.#compare(question, ids));
    }
    return door.withMarkings(questions, agreeing, () => undefined);
  }

  async #compare(
    { row, candidates }: MarkingQuestion,
    ids: readonly string[],
  ): Promise<readonly number[]> {
    const photoIds = candidates.map((candidate) => ids[candidate]!);
    const found = await this.#services.markings
      .agreeing({ photoId: ids[row]! }, photoIds, this.#cancelled.signal)
      .catch((error: unknown) => {
        // Deleted meanwhile, or unreadable: compared without markings, as its answer would be.
        if (this.#cancelled.signal.aborted || isOurs(error)) throw error;
        return [];
      });
    const points = new Map(found.map(({ photoId, agreeingPoints }) => [photoId, agreeingPoints]));
    return photoIds.map((id) => points.get(id) ?? 0);
  }
}

function of({ fingerprint, photos, individuals }: EvaluationTask['from']) {
  return { fingerprint, ofPhotos: photos, ofIndividuals: individuals };
}

/** Of the network that finds markings, not of one photo. */
function isOurs(error: unknown): boolean {
  const { code } = error as Partial<HuellaError>;
  return code === 'markings-failed' || code === 'out-of-memory';
}

/** The worker has ended: there is nothing to pause. */
function ended(): void {
  // What it ended with is the run's own result.
}
