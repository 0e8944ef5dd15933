/**
 * Rounds of syncing that go on in other tabs, as those tell of them. A tab that dies in its round
 * tells nothing, but gives its lock back: each round holds one of its own.
 */
import type { CatalogueStatus } from '../../engine/catalogue/standing';

export interface Round {
  readonly progress: NonNullable<CatalogueStatus['progress']> | null;
  readonly traffic: CatalogueStatus['traffic'];
}

const PREFIX = 'huella-catalogue-round ';

/**
 * Takes the round's lock; to be waited for before any tab is told of the round.
 * @returns what gives it back
 */
export function holdRound(id: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const holding = navigator.locks.request(
      PREFIX + id,
      () => new Promise<void>((release) => resolve(release)),
    );
    holding.catch(reject);
  });
}

export class RoundsElsewhere {
  readonly #rounds = new Map<string, Round>();
  readonly #onGone: () => void;

  /** @param onGone called when a round ended with its tab */
  constructor(onGone: () => void) {
    this.#onGone = onGone;
  }

  /** The one that goes on; others wait for it, and have no progress. */
  get shown(): Round | null {
    const rounds = [...this.#rounds.values()];
    return rounds.find(({ progress }) => progress !== null) ?? rounds[0] ?? null;
  }

  /** @param round null: it is over */
  note(id: string, round: Round | null): void {
    if (!round) {
      this.#rounds.delete(id);
      return;
    }
    const isNew = !this.#rounds.has(id);
    this.#rounds.set(id, round);
    if (isNew) void this.#watch(id);
  }

  async #watch(id: string): Promise<void> {
    // Shared, because every other tab watches too.
    await navigator.locks.request(PREFIX + id, { mode: 'shared' }, () => undefined);
    if (this.#rounds.delete(id)) this.#onGone();
  }
}
