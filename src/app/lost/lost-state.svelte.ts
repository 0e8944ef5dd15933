/** Matches between lost and found: looked for, kept, and decided. */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { SearchFilter } from '../../engine/gallery';
import type { Decision, MatchRecord, ProposedMatch } from '../../engine/library';
import type { AppContext } from '../context';
import {
  matchesOfSubject,
  pairOf,
  subjectsWith,
  pendingBySubject,
  type Pair,
  type Subject,
} from './subject';

/** A person decides them one by one: more would not be looked at. */
const PROPOSED = 20;
/** The most similar asked for with each photo of the subject: enough that their union has the best of all. */
const PER_PHOTO = 50;

export interface Narrowing {
  readonly species: boolean;
  /** Null: anywhere. */
  readonly km: number | null;
}

export class LostState {
  matches = $state.raw<readonly MatchRecord[]>([]);
  loaded = $state(false);
  looking = $state(false);
  failure = $state.raw<HuellaError | null>(null);
  /** Photos found by the last search, beside which only what is decided is shown. */
  found = $state.raw<ReadonlySet<string> | null>(null);

  readonly lost = $derived.by(() => subjectsWith('lost', this.#app.library));
  readonly foundOnes = $derived.by(() => subjectsWith('found', this.#app.library));
  readonly pending = $derived.by(() =>
    pendingBySubject([...this.lost, ...this.foundOnes], this.matches),
  );

  readonly #app: AppContext;
  #filters: unknown = null;
  #turn = 0;
  #loads = 0;

  constructor(app: AppContext) {
    this.#app = app;
  }

  /** Follows the library until the returned function is called. */
  follow(): () => void {
    void this.load();
    return this.#app.services.onLibraryChange(() => void this.load());
  }

  async load(): Promise<void> {
    const load = ++this.#loads;
    try {
      const matches = await this.#app.services.library.matches();
      // Two reads may end in the other order: only the one that began last knows all decisions.
      if (load !== this.#loads) return;
      this.matches = matches;
      this.loaded = true;
    } catch (error) {
      if (load === this.#loads) this.failure = toHuellaError(error);
    }
  }

  pairs(state: MatchRecord['state']): readonly Pair[] {
    return this.matches
      .filter((match) => match.state === state)
      .flatMap((match) => pairOf(match, this.#app.library) ?? []);
  }

  pairsOf(subject: Subject): readonly Pair[] {
    const own = new Set(subject.photos.map(({ id }) => id));
    return matchesOfSubject(subject, this.matches)
      .filter(({ state, photoIds }) => {
        return (
          state !== 'pending' ||
          this.found === null ||
          photoIds.some((id) => !own.has(id) && this.found?.has(id))
        );
      })
      .flatMap((match) => pairOf(match, this.#app.library) ?? []);
  }

  /** With all photos of the subject, among those of the other status; what is found is kept to be decided. */
  async look(subject: Subject, narrowing: Narrowing): Promise<void> {
    const turn = ++this.#turn;
    this.looking = true;
    this.failure = null;
    try {
      await this.#app.services.huella.ready;
      const filter = filterFor(subject, narrowing);
      const best = await this.#best(subject, filter);
      if (turn !== this.#turn) return;
      await this.#propose(subject, best);
      await this.load();
      this.#filters = filter;
      this.found = new Set(best.map(({ photoId }) => photoId));
    } catch (error) {
      if (turn === this.#turn) this.failure = toHuellaError(error);
    } finally {
      if (turn === this.#turn) this.looking = false;
    }
  }

  /**
   * What a person has decided of a pair. `name`: of the individual both become when neither has one; `mergeInto`: which of two stays.
   * A confirmation that is taken back is undone first: its photo leaves the animal it was given to.
   */
  async decide(
    pair: Pair,
    kind: 'same' | 'different',
    { name = null, mergeInto }: { name?: string | null; mergeInto?: string } = {},
  ): Promise<void> {
    const { actions, services, i18n } = this.#app;
    const { match } = pair;
    const [queryPhotoId, photoId] = match.photoIds;
    if (kind === 'different' && match.state === 'confirmed') {
      const entry = (await services.library.journalOf(queryPhotoId)).findLast(
        ({ action, undoneAt }) =>
          undoneAt === null &&
          action.kind === 'decide' &&
          action.decision.kind === 'same' &&
          [action.decision.queryPhotoId, action.decision.photoId].includes(photoId),
      );
      if (entry) await services.engine.undo(entry.id);
    }
    const decision: Decision = {
      kind,
      queryPhotoId,
      photoId,
      name,
      similarity: match.similarity,
      fingerprint: match.fingerprint,
      filters: this.#filters,
      ...(mergeInto === undefined ? {} : { mergeInto }),
    };
    const t = i18n.t.lost;
    await actions.perform(
      { kind: 'decide', decision },
      kind === 'same' ? t.sameDone : t.differentDone,
    );
    await this.load();
  }

  /** Each photo once, with the most similar of the subject's photos. */
  async #best(subject: Subject, filter: SearchFilter): Promise<ProposedMatch[]> {
    const { services, engine } = this.#app;
    const own = subject.photos.map(({ id }) => id);
    const fingerprint = engine.status.phase === 'ready' ? engine.status.encoder.fingerprint : '';
    const best = new Map<string, ProposedMatch>();
    for (const queryPhotoId of own) {
      const matches = await services.library
        .similarTo(queryPhotoId, { k: PER_PHOTO, by: 'photo', filter, exclude: own })
        .catch((error: unknown) => {
          // A photo that this encoder has not seen yet: the others speak for the animal.
          if (toHuellaError(error).code === 'not-found') return [];
          throw error;
        });
      for (const { photoId, similarity } of matches) {
        if (similarity > (best.get(photoId)?.similarity ?? -2)) {
          best.set(photoId, { queryPhotoId, photoId, similarity, fingerprint });
        }
      }
    }
    return [...best.values()].sort((a, b) => b.similarity - a.similarity).slice(0, PROPOSED);
  }

  /** A photo that has been compared with the subject before keeps the match it has. */
  async #propose(subject: Subject, best: readonly ProposedMatch[]): Promise<void> {
    const { services } = this.#app;
    const known = matchesOfSubject(subject, await services.library.matches());
    const seen = new Set(known.flatMap(({ photoIds }) => photoIds));
    const fresh = best.filter(({ photoId }) => !seen.has(photoId));
    if (fresh.length > 0) await services.library.proposeMatches(fresh);
  }
}

/** The other half of the story: found for the lost, lost for the found. */
function filterFor(subject: Subject, { species, km }: Narrowing): SearchFilter {
  return {
    statuses: [subject.status === 'found' ? 'lost' : 'found'],
    // A finder may not have given the species: that must not hide the animal from its people.
    ...(species && subject.species ? { species: [subject.species], orNoSpecies: true } : {}),
    ...(km !== null && subject.place ? { near: { place: subject.place, km } } : {}),
    ...(subject.individual ? { notIndividual: subject.individual.id } : {}),
  };
}
