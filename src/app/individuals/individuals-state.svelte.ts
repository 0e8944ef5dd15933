/** Which animals the list shows, and in which order. */
import type { Status } from '../../engine/library';
import type { I18n } from '../i18n/i18n.svelte';
import type { IndividualSummary } from '../../runtime/services';
import type { LibraryState } from '../state/library.svelte';
import { wordsInUse } from '../ui/words';
import { plain } from '../ui/text';

export type Order = 'name' | 'seen' | 'photos';

export class IndividualsState {
  text = $state('');
  order = $state<Order>('name');
  status = $state<Status | ''>('');
  species = $state('');

  readonly #library: LibraryState;
  readonly #i18n: I18n;

  constructor(library: LibraryState, i18n: I18n) {
    this.#library = library;
    this.#i18n = i18n;
  }

  /** What the search compares, made once for each state of the library and not at each key. */
  readonly #keyed = $derived.by(() =>
    this.#library.individuals.map((individual) => ({
      individual,
      words: [individual.name, ...(individual.labels ?? []), individual.microchip ?? ''].map(plain),
      species: plain(individual.species ?? ''),
    })),
  );

  readonly #sorted = $derived.by(() => {
    const compare = this.#i18n.byName;
    const byName = (a: IndividualSummary, b: IndividualSummary): number => compare(a.name, b.name);
    const seen = ({ lastTakenAt, seenAt }: IndividualSummary): string =>
      [lastTakenAt ?? '', seenAt ?? ''].reduce((a, b) => (a > b ? a : b));
    const orders: Record<Order, (a: IndividualSummary, b: IndividualSummary) => number> = {
      name: byName,
      seen: (a, b) => (seen(a) === seen(b) ? byName(a, b) : seen(a) < seen(b) ? 1 : -1),
      photos: (a, b) => b.photoCount - a.photoCount || byName(a, b),
    };
    const order = orders[this.order];
    return this.#keyed.toSorted((a, b) => order(a.individual, b.individual));
  });

  readonly shown = $derived.by((): readonly IndividualSummary[] => {
    const [wanted, species] = [plain(this.text), plain(this.species)];
    return this.#sorted
      .filter(
        (one) =>
          (wanted === '' || one.words.some((word) => word.includes(wanted))) &&
          (this.status === '' || one.individual.status === this.status) &&
          (species === '' || one.species === species),
      )
      .map(({ individual }) => individual);
  });

  readonly speciesInUse = $derived.by(() => wordsInUse(this.#library.individuals, 'species'));
  readonly filtered = $derived(
    this.text.trim() !== '' || this.status !== '' || this.species !== '',
  );

  clearFilters(): void {
    this.text = '';
    this.status = '';
    this.species = '';
  }
}
