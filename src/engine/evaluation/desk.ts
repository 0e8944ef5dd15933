/** What the evaluation's worker offers: one evaluation at a time, which can be paused. */
import { HuellaError } from '../errors';
import { Evaluator, type Evaluation, type MarkingQuestion, type Steps } from './evaluate';
import type { EvaluatedPhotos } from './named-photos';
import { Pause } from './pause';
import type { WayFigures } from './ways';

export type OnShare = (share: number) => void;

export class EvaluationDesk {
  readonly #pause = new Pause();
  #evaluator: Evaluator | null = null;

  /** @param onShare is told how far it is, 0 to 1 */
  evaluate(photos: EvaluatedPhotos, onShare: OnShare): Promise<Evaluation> {
    this.#evaluator = new Evaluator(photos);
    return this.#run(this.#evaluator.evaluate(), onShare);
  }

  /** Of the evaluation that was made last. */
  markingQuestions(): MarkingQuestion[] {
    return this.#used().markingQuestions();
  }

  /** As `Evaluator.withMarkings`. */
  withMarkings(
    questions: readonly MarkingQuestion[],
    agreeing: readonly (readonly number[])[],
    onShare: OnShare,
  ): Promise<{ readonly markings: WayFigures; readonly without: WayFigures }> {
    return this.#run(this.#used().withMarkings(questions, agreeing), onShare);
  }

  pause(): void {
    this.#pause.pause();
  }

  resume(): void {
    this.#pause.resume();
  }

  #used(): Evaluator {
    if (!this.#evaluator) throw new HuellaError('internal', 'evaluate comes first');
    return this.#evaluator;
  }

  async #run<Result>(steps: Steps<Result>, onShare: OnShare): Promise<Result> {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      onShare(step.value);
      await this.#pause.point();
    }
  }
}
