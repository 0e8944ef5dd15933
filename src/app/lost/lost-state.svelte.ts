/** Matches between lost and found: looked for, kept, and decided. */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { SearchFilter } from '../../engine/gallery';
import type { Decision, MatchRecord, ProposedMatch } from '../../engine/library';
import type { Answer } from '../../runtime/api';
import { seenChance } from '../answer/seen-chance';
import type { AppContext } from '../context';
import { compareRanked, type Ranked } from './ranking';
import {
  matchesOfSubject,
  pairOf,
  subjectsWith,
  pendingBySubject,
  type Pair,
  type Subject,
} from './subject';
import { nothingYet } from './watch.svelte';

/** A person decides them one by one: more would not be looked at. */
const PROPOSED = 20;
/**
 * The most similar asked for with each photo of the subject: enough that their union has the best
 * of all.
 */
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
  /**
   * What the last search said of each individual of the other side: the chance that it is the one.
   */
  #chances: ReadonlyMap<string, number> = new Map();
  /** What those rest on. */
  #basis: Answer['basis'] | null = null;
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
    const pairs = matchesOfSubject(subject, this.matches)
      .filter(({ state, photoIds }) => {
        return (
          state !== 'pending' ||
          this.found === null ||
          photoIds.some((id) => !own.has(id) && this.found?.has(id))
        );
      })
      .flatMap((match) => pairOf(match, this.#app.library) ?? [])
      .map((pair) => this.#withChance(pair, own));
    return oneForEach(pairs, own).sort(byRank);
  }

  /**
   * With all photos of the subject, among those of the other status; what is found is kept to be
   * decided.
   */
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
   * What a person has decided of a pair. `name`: of the individual both become when neither has
   * one; `mergeInto`: which of two stays. A confirmation that is taken back is undone first: its
   * photo leaves the animal it was given to.
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
      ...seenChance(match.probability ?? null, this.#basisOf(pair)),
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

  /**
   * Individuals of the other side, each with its chance, and the unidentified photos,
   * each once with the most similar of the subject's photos.
   */
  async #best(subject: Subject, filter: SearchFilter): Promise<ProposedMatch[]> {
    const { services, engine } = this.#app;
    const own = subject.photos.map(({ id }) => id);
    const fingerprint = engine.status.phase === 'ready' ? engine.status.encoder.fingerprint : '';
    const asker = own.includes(subject.cover) ? subject.cover : own[0]!;
    const best = new Map<string, ProposedMatch>();
    const answer = await services.engine
      .identifyStored(own, { k: PROPOSED, filter, exclude: own, markings: 'never' })
      .catch(nothingYet);
    const chances = new Map<string, number>();
    for (const { photoId, individualId, similarity, probability } of answer?.matches ?? []) {
      if (probability !== null) chances.set(individualId, probability);
      const chance = probability === null ? {} : { probability };
      best.set(photoId, { queryPhotoId: asker, photoId, similarity, ...chance, fingerprint });
    }
    const unnamed = { ...filter, identified: false };
    for (const queryPhotoId of own) {
      const matches = await services.library
        .similarTo(queryPhotoId, { k: PER_PHOTO, by: 'photo', filter: unnamed, exclude: own })
        .catch(nothingYet);
      for (const { photoId, similarity } of matches ?? []) {
        if (similarity > (best.get(photoId)?.similarity ?? -2)) {
          best.set(photoId, { queryPhotoId, photoId, similarity, fingerprint });
        }
      }
    }
    this.#chances = chances;
    this.#basis = answer?.basis ?? null;
    return [...best.values()].sort((a, b) => b.similarity - a.similarity).slice(0, PROPOSED);
  }

  /** As the last search saw it: the gallery may know more than when the pair was proposed. */
  #withChance(pair: Pair, own: ReadonlySet<string>): Pair {
    const other = own.has(pair.photos[0].id) ? 1 : 0;
    const probability = this.#chances.get(pair.individuals[other]?.id ?? '');
    return probability === undefined ? pair : { ...pair, match: { ...pair.match, probability } };
  }

  /** Null where the pair's chance is the one it was proposed with. */
  #basisOf({ individuals }: Pair): Answer['basis'] | null {
    const isOfLast = individuals.some((one) => one && this.#chances.has(one.id));
    return isOfLast ? this.#basis : null;
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

/** One pair for each animal of the other side: the decided one, or the most alike. */
function oneForEach(pairs: readonly Pair[], own: ReadonlySet<string>): Pair[] {
  const best = new Map<string, Pair>();
  for (const pair of pairs) {
    const other = own.has(pair.photos[0].id) ? 1 : 0;
    const key = pair.individuals[other]?.id ?? pair.photos[other].id;
    const known = best.get(key);
    const [state, before] = [pair.match.state, known?.match.state];
    const decided = state !== 'pending' && before === 'pending';
    const sameState = (state === 'pending') === (before === 'pending');
    if (!known || decided || (sameState && pair.match.similarity > known.match.similarity))
      best.set(key, pair);
  }
  return [...best.values()];
}

const STATES = ['pending', 'confirmed', 'rejected'] as const;

/** To decide first. */
function byRank(a: Pair, b: Pair): number {
  const ranked = ({ match, ...pair }: Pair): Ranked => ({
    ...pair,
    probability: match.probability ?? null,
    similarity: match.similarity,
  });
  const state = ({ match }: Pair): number => STATES.indexOf(match.state);
  return state(a) - state(b) || compareRanked(ranked(a), ranked(b));
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
