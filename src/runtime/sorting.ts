/**
 * Groups of unidentified photos and mistakes among names, in a worker of the tab that asks. It
 * stays for a while: only photos that are new since the last question are compared. Fetched when
 * first wanted.
 */
import type { SortingDesk } from '../engine/sorting';
import type { Spawned } from '../workers/spawn';
import type { GroupsReport, MistakesReport } from './api';
import type { DoorCalls } from './doors';

/** `reading`: photos are fetched from the library; `comparing`: a share. */
export type OnSorting = (step: 'reading' | 'comparing', done: number, total: number) => void;

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

export class Sorting {
  readonly #services: DoorCalls;
  readonly #spawn: () => Spawned<SortingDesk>;
  #desk: Spawned<SortingDesk> | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** One question at a time: the next waits. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(services: DoorCalls, spawn: () => Spawned<SortingDesk>) {
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
      const found = await desk.groups(request, tell);
      return {
        groups: found.groups,
        photos: request.photos.photoIds.length,
        ofPhotos,
        basis: { learnt: found.learnt, calibration: found.basis },
      };
    });
  }

  /** @throws as `groups` */
  mistakes(options: SortingOptions = {}): Promise<MistakesReport> {
    return this.#ask(options, async (desk, tell) => {
      const { rows, ofPhotos } = await this.#services.library.mistakesTask();
      options.signal?.throwIfAborted();
      const photos = rows.photoIds.length;
      return { mistakes: await desk.mistakes(rows, tell), photos, ofPhotos };
    });
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
