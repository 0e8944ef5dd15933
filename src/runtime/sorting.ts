/**
 * Groups of unidentified photos and mistakes among names, in a worker of the tab that asks. It
 * stays for a while: only photos that are new since the last question are compared. Fetched when
 * first wanted.
 */
import type { HuellaError } from '../engine/errors';
import type { AgreeingMarkings, Mistake, SortingDesk } from '../engine/sorting';
import { askedOfMarkings, rankedByMarkings } from '../engine/sorting/markings';
import type { moved } from '../workers/moved';
import type { Spawned } from '../workers/spawn';
import type { GroupsReport, MistakesReport, Settings } from './api';
import type { DoorCalls } from './doors';

/**
 * `reading`: photos are fetched from the library; `comparing`: a share; `markings`: mistakes whose
 * markings were compared.
 */
export type OnSorting = (
  step: 'reading' | 'comparing' | 'markings',
  done: number,
  total: number,
) => void;

/** Shares of one become whole numbers of this, for a bar. */
const FINE = 1000;

/**
 * As long as a person may look at groups before there are others; then its memory is wanted back.
 */
const IDLE_MS = 300_000;

export interface SortingOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnSorting | undefined;
}

export interface MistakesOptions extends SortingOptions {
  /** Default: as the setting says, where `auto` compares too. */
  readonly markings?: 'auto' | 'never' | undefined;
  /** The list before markings are compared, where they are to be. */
  readonly onFirst?: ((report: MistakesReport) => void) | undefined;
}

export class Sorting {
  readonly #services: DoorCalls;
  readonly #spawn: () => Spawned<SortingDesk>;
  readonly #markings: () => Settings['markings'];
  readonly #moved: typeof moved;
  #desk: Spawned<SortingDesk> | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** One question at a time: the next waits. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param markings as the setting says now
   * @param move handed in, because imported from here it would be a file more at every start
   */
  constructor(
    services: DoorCalls,
    spawn: () => Spawned<SortingDesk>,
    markings: () => Settings['markings'],
    move: typeof moved,
  ) {
    this.#moved = move;
    this.#markings = markings;
    this.#services = services;
    this.#spawn = spawn;
  }

  /**
   * @throws AbortError, HuellaError `out-of-memory`, and what reading the library throws
   */
  groups(options: SortingOptions = {}): Promise<GroupsReport> {
    return this.#ask(options, async (desk, tell) => {
      const { fingerprint: _, ofPhotos, ...request } = await this.#services.engine.groupingTask();
      options.signal?.throwIfAborted();
      // Thirty megabytes: copied, they would hold the page up.
      const found = await desk.groups(this.#moved(request, [request.photos, request.named]), tell);
      return {
        groups: found.groups,
        photos: request.photos.photoIds.length,
        ofPhotos,
        basis: { learnt: found.learnt, calibration: found.basis },
      };
    });
  }

  /** @throws as `groups`; markings that cannot be compared leave the list as it is */
  mistakes(options: MistakesOptions = {}): Promise<MistakesReport> {
    const { markings = this.#markings(), onFirst } = options;
    return this.#ask(options, async (desk, tell) => {
      const { rows, ofPhotos } = await this.#services.library.mistakesTask();
      options.signal?.throwIfAborted();
      const photos = rows.photoIds.length;
      const mistakes = await desk.mistakes(this.#moved(rows), tell);
      const report = { mistakes, photos, ofPhotos };
      const asked = markings === 'never' ? [] : askedOfMarkings(mistakes);
      if (asked.length === 0) return report;
      onFirst?.(report);
      const said = await this.#compareMarkings(asked, options);
      return { ...report, mistakes: rankedByMarkings(mistakes, said) };
    });
  }

  async #compareMarkings(
    asked: readonly Mistake[],
    { signal, onProgress }: SortingOptions,
  ): Promise<Map<Mistake, AgreeingMarkings>> {
    const said = new Map<Mistake, AgreeingMarkings>();
    for (const [done, mistake] of asked.entries()) {
      signal?.throwIfAborted();
      onProgress?.('markings', done, asked.length);
      const { pair, ownPhoto } = mistake;
      const others = ownPhoto === null ? [pair[1]] : [pair[1], ownPhoto];
      try {
        const found = await this.#services.markings.agreeing({ photoId: pair[0] }, others, signal);
        const points = new Map(
          found.map(({ photoId, agreeingPoints }) => [photoId, agreeingPoints]),
        );
        const own = ownPhoto === null ? null : (points.get(ownPhoto) ?? null);
        const ofPair = points.get(pair[1]);
        if (ofPair !== undefined) said.set(mistake, { pair: ofPair, own });
      } catch (error) {
        signal?.throwIfAborted();
        // Of the network, not of one photo: it would fail for all that follow.
        const { code } = error as Partial<HuellaError>;
        if (code === 'markings-failed' || code === 'out-of-memory') return said;
      }
    }
    return said;
  }

  #ask<Result>(
    { signal, onProgress }: SortingOptions,
    work: (desk: Spawned<SortingDesk>['door'], tell: (share: number) => void) => Promise<Result>,
  ): Promise<Result> {
    const answer = this.#last.then(async () => {
      signal?.throwIfAborted();
      clearTimeout(this.#idle);
      onProgress?.('reading', 0, FINE);
      const desk = (this.#desk ??= this.#spawn());
      // A worker in the middle of a step hears nothing: stopping ends it.
      const stop = (): void => this.#end();
      signal?.addEventListener('abort', stop, { once: true });
      const stopped = new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
      stopped.catch(() => undefined);
      try {
        const tell = (share: number): void => {
          if (!signal?.aborted) onProgress?.('comparing', Math.round(share * FINE), FINE);
        };
        return await Promise.race([work(desk.door, tell), stopped]);
      } catch (error) {
        this.#end();
        throw error;
      } finally {
        signal?.removeEventListener('abort', stop);
        this.#idle = setTimeout(() => this.#end(), IDLE_MS);
      }
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  #end(): void {
    clearTimeout(this.#idle);
    this.#desk?.terminate();
    this.#desk = null;
  }
}
