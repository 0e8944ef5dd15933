/**
 * Looks for the animals in the photos of the gallery that have no crop, and gives the photos the
 * boxes that the person agrees to. Goes on while other screens are visited.
 */
import { proposalOf } from '../../engine/detector/proposal';
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { Crop } from '../../engine/types';
import { isOfOne, originalOf } from '../../runtime/originals';
import type { PhotoSummary } from '../../runtime/services';
import { newSignature } from '../../runtime/settings';
import { asWork } from '../../runtime/work';
import type { AppContext } from '../context';
import { saveBoxes } from '../crop/recrop';
import { RateEstimate } from '../import/estimate';
import { ofPage } from '../state/of-page.svelte';

/** Boxes proposed for a photo. */
export interface Boxing {
  readonly photoId: string;
  /** One for each animal; the first becomes the photo's own crop. */
  readonly boxes: readonly Crop[];
  /**
   * Why a person must look first: a box is small or not sure, or the photo has a name and several
   * animals; null: nothing speaks against the boxes.
   */
  readonly doubt: 'unsure' | 'several' | null;
  /** It is among those that will be boxed. */
  readonly chosen: boolean;
}

/** What the last use of boxes did, to take it back. */
interface Applied {
  readonly entries: readonly string[];
  readonly added: readonly string[];
}

type App = Pick<AppContext, 'services' | 'library' | 'i18n' | 'announcer'>;

export class BoxesState {
  phase = $state<'idle' | 'looking' | 'boxing'>('idle');
  paused = $state(false);
  done = $state(0);
  total = $state(0);
  secondsLeft = $state<number | null>(null);
  /** Photos with boxes, in the order of the gallery. */
  boxings = $state.raw<readonly Boxing[]>([]);
  /** Photos in which no animal was found. */
  none = $state(0);
  /** Photos that one animal fills. */
  filled = $state(0);
  /** Photos that could not be looked at or boxed. */
  failed = $state(0);
  failure = $state.raw<HuellaError | null>(null);
  #applied = $state.raw<Applied | null>(null);

  /** Photos of the gallery without a crop that were not looked at yet. */
  readonly waiting = $derived.by(() =>
    this.#app.library.photos.filter(({ id, crop }) => crop === null && !this.#seen.has(id)),
  );
  readonly chosen = $derived(this.boxings.filter(({ chosen }) => chosen));
  readonly canUndo = $derived(this.phase === 'idle' && this.#applied !== null);

  readonly #app: App;
  #seen = $state.raw<ReadonlySet<string>>(new Set());
  #controller = new AbortController();
  #gate: Promise<void> | null = null;
  #open: (() => void) | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  /** Looks at all photos that wait. Stopping keeps what was found. */
  async look(): Promise<void> {
    const photos = this.waiting;
    await this.#work('looking', photos.length, async (signal) => {
      for (const photo of photos) {
        await this.#gate;
        signal.throwIfAborted();
        await this.#lookAt(photo, signal);
        this.#step();
      }
    });
    const { t } = this.#app.i18n;
    if (this.boxings.length > 0) this.#app.announcer.say(t.boxes.found(this.boxings.length));
  }

  async #lookAt(photo: PhotoSummary, signal: AbortSignal): Promise<void> {
    const { detector } = this.#app.services;
    try {
      const original = await originalOf(this.#app.services, photo.id, { signal });
      const found = await detector.detect(original, 'import', signal);
      const proposal = proposalOf(found);
      if (proposal.kind === 'none') this.none += 1;
      else if (proposal.kind === 'whole') this.filled += 1;
      else {
        const { boxes, doubtful } = proposal;
        const several = photo.individualId !== null && boxes.length > 1;
        const doubt = several ? 'several' : doubtful ? 'unsure' : null;
        const boxing: Boxing = { photoId: photo.id, boxes, doubt, chosen: doubt === null };
        this.boxings = [...this.boxings, boxing];
      }
    } catch (error) {
      if (isAbort(error)) throw error;
      const failure = toHuellaError(error);
      // Without the detector, or the shared gallery, no other photo can be looked at.
      if (failure.code === 'detector-failed' || !isOfOne(failure)) throw failure;
      this.failed += 1;
    }
    this.#seen = new Set(this.#seen).add(photo.id);
  }

  toggle(photoId: string): void {
    this.#change(photoId, (boxing) => ({ ...boxing, chosen: !boxing.chosen }));
  }

  chooseAll(chosen: boolean): void {
    this.boxings = this.boxings.map((boxing) => ({ ...boxing, chosen }));
  }

  /** The person has drawn the boxes: nothing is in doubt any more. None: the photo stays whole. */
  draw(photoId: string, boxes: readonly Crop[]): void {
    if (boxes.length === 0)
      this.boxings = this.boxings.filter((boxing) => boxing.photoId !== photoId);
    else this.#change(photoId, () => ({ photoId, boxes, doubt: null, chosen: true }));
  }

  /** Gives the chosen photos their boxes. Stopping keeps what is done. */
  async use(): Promise<void> {
    const { chosen } = this;
    const entries: string[] = [];
    const added: string[] = [];
    // As they are now: the list goes on while they are boxed.
    const { photoById } = this.#app.library;
    await this.#work('boxing', chosen.length, async (signal) => {
      for (const { photoId, boxes } of chosen) {
        await this.#gate;
        signal.throwIfAborted();
        const photo = photoById.get(photoId);
        try {
          // Deleted, or boxed by hand, since it was looked at.
          if (photo?.crop === null) {
            const original = await originalOf(this.#app.services, photoId, { signal });
            const saved = await saveBoxes(this.#app.services, photo, original, boxes, signal);
            if (saved.entry) entries.push(saved.entry.id);
            added.push(...saved.added);
          }
        } catch (error) {
          if (isAbort(error)) throw error;
          const failure = toHuellaError(error);
          if (failure.code === 'storage-full' || !isOfOne(failure)) throw failure;
          this.failed += 1;
        }
        this.boxings = this.boxings.filter((boxing) => boxing.photoId !== photoId);
        this.#step();
      }
    });
    await this.#app.library.refresh();
    if (entries.length === 0) return;
    this.#applied = { entries, added };
    const { t } = this.#app.i18n;
    this.#app.announcer.toast(t.boxes.boxed(entries.length), {
      label: t.actions.undo,
      run: () => void this.undo(),
    });
  }

  /**
   * Takes the last use back: the photos are whole again, those of their other animals are in the
   * trash.
   */
  async undo(): Promise<void> {
    const applied = this.#applied;
    if (!applied || this.phase !== 'idle') return;
    const { engine, library } = this.#app.services;
    await this.#work('boxing', applied.entries.length, async () => {
      if (applied.added.length > 0)
        await library.act({ kind: 'delete-photos', photoIds: applied.added }, newSignature());
      for (const entry of applied.entries.toReversed()) {
        await engine.undo(entry);
        this.#step();
      }
      this.#applied = null;
    });
    await this.#app.library.refresh();
    if (this.failure === null) this.#app.announcer.toast(this.#app.i18n.t.actions.undone);
  }

  pause(): void {
    if (this.phase === 'idle' || this.paused) return;
    this.paused = true;
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }

  unpause(): void {
    this.paused = false;
    this.#gate = null;
    this.#open?.();
    this.#open = null;
  }

  stop(): void {
    this.#controller.abort();
    this.unpause();
  }

  async #work(
    phase: 'looking' | 'boxing',
    total: number,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.phase !== 'idle') return;
    this.phase = phase;
    this.failure = null;
    this.done = 0;
    this.total = total;
    this.secondsLeft = null;
    this.#estimate = new RateEstimate();
    this.#controller = new AbortController();
    try {
      await asWork(work(this.#controller.signal));
    } catch (error) {
      if (!isAbort(error)) this.failure = toHuellaError(error);
    } finally {
      this.phase = 'idle';
      this.unpause();
    }
  }

  #estimate = new RateEstimate();

  #step(): void {
    this.done += 1;
    this.#estimate.add(this.done, performance.now() / 1000);
    this.secondsLeft = this.#estimate.secondsLeft(this.total);
  }

  #change(photoId: string, change: (boxing: Boxing) => Boxing): void {
    this.boxings = this.boxings.map((boxing) =>
      boxing.photoId === photoId ? change(boxing) : boxing,
    );
  }
}

export const boxesState = ofPage((app: App) => new BoxesState(app));
