/**
 * Learning in the tab that leads: when there is enough new to learn from, in a worker that lives as
 * long as one task. What is in use stays so until the next is ready and kept; a tab that dies
 * meanwhile has lost nothing, and the next one learns again.
 */
import { moved } from '../../workers/moved';
import { spawnLearning } from '../../workers/spawn';
import { withDeadline } from '../../engine/encoder/deadline';
import { HuellaError } from '../../engine/errors';
import type { LearningReport } from '../api';
import type { LibraryLink } from './library-link';

/** Named photos that are in the gallery and not yet learnt from, or the other way round … */
const LEAST_BEHIND = 20;
/** … and their share of all: a gallery of thousands is not learnt anew for twenty. */
const SHARE_BEHIND = 0.05;

/** A small gallery has much to say of itself with each half that is new … */
const SMALL_SHARE_BEHIND = 0.5;
/** … from so many photos on: fewer say nothing (`learning/learn.ts`). */
const LEAST_PHOTOS = 10;

/** After the last change: an import of many photos is learnt from once, when it pauses. */
const QUIET_MS = 5_000;

/** Twenty thousand photos take a slow phone about a minute; longer, and the worker hangs. */
const LEARN_MS = 600_000;

const hangs = (): Error => new HuellaError('internal', 'learning does not come to its end');

export interface LearnerOptions {
  readonly library: LibraryLink;
  /** Whether a person wants what is learnt used. */
  readonly wanted: () => boolean;
  /** Answers are different from now on. */
  readonly onLearnt: () => void;
}

export class Learner {
  readonly #options: LearnerOptions;
  #running: Promise<void> | null = null;
  #terminate: (() => void) | null = null;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: LearnerOptions) {
    this.#options = options;
  }

  /** The library has changed, or was opened: learns when it has been quiet and enough is new. */
  changed(): void {
    clearTimeout(this.#quiet);
    if (this.#closed) return;
    this.#quiet = setTimeout(() => {
      // Without what was to be learnt answers are as before; the next change tries again.
      this.#learnIfDue().catch(() => undefined);
    }, QUIET_MS);
  }

  /** Resolves when what was named before the call is learnt, or found not to help. */
  async ready(): Promise<LearningReport> {
    await this.#options.library.open();
    const running = this.#running;
    if (running) await running.catch(() => undefined);
    // What was named while the other ran: the task says whether there was anything.
    await this.#learn();
    return this.report();
  }

  /** What is in use now. */
  report(): Promise<LearningReport> {
    const on = this.#options.wanted();
    return this.#options.library.door.learningReport(on);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#quiet);
    this.#terminate?.();
  }

  async #learnIfDue(): Promise<void> {
    if (!this.#options.wanted()) return;
    const { photos, behind } = await this.#options.library.door.toLearn();
    if (photos < LEAST_PHOTOS) return;
    const few = Math.min(LEAST_BEHIND, SMALL_SHARE_BEHIND * photos);
    if (behind >= Math.max(few, SHARE_BEHIND * photos)) await this.#learn();
  }

  /** One task at a time; a call during another joins it. */
  #learn(): Promise<void> {
    this.#running ??= this.#learnNow().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #learnNow(): Promise<void> {
    const { library, onLearnt } = this.#options;
    const task = await library.door.learningTask();
    if (!task || this.#closed) return;
    const { signature, labels, owners, fingerprint, ...photos } = task;
    const { door, terminate } = spawnLearning();
    this.#terminate = terminate;
    try {
      const learnt = await withDeadline(door.learn(moved(photos)), LEARN_MS, hangs);
      await library.door.adoptLearnt({ signature, labels, owners }, learnt, fingerprint);
      onLearnt();
    } finally {
      this.#terminate = null;
      terminate();
    }
  }
}
