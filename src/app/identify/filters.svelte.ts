/** Which photos a search may find: what the person chose, always in view above the results. */
import type { Place, Side, Status } from '../../engine/library';
import type { I18n } from '../i18n/i18n.svelte';
import type { SearchFilter } from '../../runtime/api';

/** One filter in use, in words, with the way to be rid of it. */
export interface FilterChip {
  readonly key: string;
  readonly text: string;
  readonly remove: () => void;
}

/** A search party's radius, until the person says another. */
const DEFAULT_KM = 10;

export class SearchFilters {
  hideEncounter = $state(true);
  statuses = $state.raw<readonly Status[]>([]);
  species = $state('');
  colour = $state('');
  side = $state<Side | ''>('');
  place = $state.raw<Place | null>(null);
  km = $state(DEFAULT_KM);
  from = $state('');
  to = $state('');
  known = $state<'any' | 'identified' | 'unidentified'>('any');

  readonly #i18n: I18n;

  constructor(i18n: I18n) {
    this.#i18n = i18n;
  }

  /** @param taken the photo of the gallery that asks, or when and where the query was taken */
  filterFor(taken: NonNullable<SearchFilter['notTakenWith']>): SearchFilter {
    const { statuses, species, colour, side, place, km, from, to, known } = this;
    return {
      ...(this.hideEncounter ? { notTakenWith: taken } : {}),
      ...(statuses.length > 0 ? { statuses } : {}),
      ...(species.trim() ? { species: [species.trim()] } : {}),
      ...(colour.trim() ? { colours: [colour.trim()] } : {}),
      ...(side ? { sides: [side] } : {}),
      ...(place ? { near: { place, km } } : {}),
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      ...(known === 'any' ? {} : { identified: known === 'identified' }),
    };
  }

  readonly chips: readonly FilterChip[] = $derived.by(() => {
    const t = this.#i18n.t.filters;
    const { format } = this.#i18n;
    const day = (date: string): string => format.day(Date.parse(`${date}T12:00:00`));
    const chips: FilterChip[] = [];
    const add = (key: string, text: string, remove: () => void): void =>
      void chips.push({ key, text, remove });
    if (this.hideEncounter)
      add('encounter', t.hideEncounterShort, () => (this.hideEncounter = false));
    for (const status of this.statuses) {
      add(
        status,
        this.#i18n.t.lost.statuses[status],
        () => (this.statuses = this.statuses.filter((one) => one !== status)),
      );
    }
    if (this.species.trim()) add('species', this.species.trim(), () => (this.species = ''));
    if (this.colour.trim()) add('colour', this.colour.trim(), () => (this.colour = ''));
    if (this.side) add('side', t.sides[this.side], () => (this.side = ''));
    if (this.place) add('near', t.within(this.km), () => (this.place = null));
    if (this.from) add('from', t.since(day(this.from)), () => (this.from = ''));
    if (this.to) add('to', t.until(day(this.to)), () => (this.to = ''));
    if (this.known !== 'any') add('known', t[this.known], () => (this.known = 'any'));
    return chips;
  });

  /** Beyond the one that is on by itself. */
  readonly narrowed = $derived(this.chips.some(({ key }) => key !== 'encounter'));

  clear(): void {
    this.statuses = [];
    this.species = '';
    this.colour = '';
    this.side = '';
    this.place = null;
    this.from = '';
    this.to = '';
    this.known = 'any';
  }
}
