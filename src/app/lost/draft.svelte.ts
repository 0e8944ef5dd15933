/**
 * What a person is writing about an animal or some photos, and which of it differs from what was
 * there.
 */
import type { Place, Status, Traits } from '../../engine/library';
import { equal } from '../../engine/equal';

/** What is written, as the fields of a form hold it. */
interface Written {
  readonly status: Status | '';
  readonly species: string;
  readonly colour: string;
  readonly labels: string;
  readonly notes: string;
  readonly placeName: string;
  readonly place: Place | null;
  /** `2026-05-01T10:30`, or `2026-05-01`, on the clock of the place where the photo was taken. */
  readonly when: string;
}

export type TraitKey = keyof Written;

/** Traits and a moment, under whichever name the record has it. */
export type Described = Traits & { readonly when?: string | null };

export class TraitsDraft {
  status = $state<Written['status']>('');
  species = $state('');
  colour = $state('');
  labels = $state('');
  notes = $state('');
  placeName = $state('');
  place = $state.raw<Place | null>(null);
  /** `2026-05-01`; empty: not known. */
  day = $state('');
  /** `10:30`; empty: only the day is known. */
  hour = $state('');
  /** The coordinates typed are no place. */
  placeInvalid = $state(false);

  readonly #initial: Written;
  /** Said differently by several: shown empty, and left alone unless written over. */
  readonly mixed: ReadonlySet<TraitKey>;

  /** @param all what is described: one individual, or one photo or more */
  constructor(all: readonly Described[]) {
    const forms = all.map(written);
    const mixed = new Set<TraitKey>();
    const initial = { ...written({}) } as Record<TraitKey, unknown>;
    for (const key of Object.keys(initial) as TraitKey[]) {
      if (forms.every((form) => equal(form[key], forms[0]![key])))
        initial[key] = forms[0]?.[key] ?? initial[key];
      else mixed.add(key);
    }
    this.#initial = initial as unknown as Written;
    this.mixed = mixed;
    const { when, ...rest } = this.#initial;
    [this.day = '', this.hour = ''] = when.split('T');
    Object.assign(this, rest);
  }

  /** Only what differs from what was there, as it may be stored. */
  get changed(): Described {
    const now: Written = {
      status: this.status,
      species: this.species.trim(),
      colour: this.colour.trim(),
      labels: this.labels,
      notes: this.notes.trim(),
      placeName: this.placeName.trim(),
      place: this.place,
      when: this.#when,
    };
    const changed: Record<string, unknown> = {};
    for (const key of Object.keys(now) as TraitKey[]) {
      if (equal(now[key], this.#initial[key])) continue;
      changed[key] = key === 'labels' ? labelsOf(now.labels) : now[key] || null;
    }
    // Seconds make it the ISO 8601 that photos carry; of a day alone no hour is made up.
    if (typeof changed['when'] === 'string' && changed['when'].includes('T'))
      changed['when'] = `${changed['when']}:00`;
    return changed;
  }

  /** An hour without its day says nothing. */
  get #when(): string {
    return this.day !== '' && this.hour !== '' ? `${this.day}T${this.hour}` : this.day;
  }
}

function written(traits: Described): Written {
  return {
    status: traits.status ?? '',
    species: traits.species ?? '',
    colour: traits.colour ?? '',
    labels: (traits.labels ?? []).join(', '),
    notes: traits.notes ?? '',
    placeName: traits.placeName ?? '',
    place: traits.place ?? null,
    when: localMinute(traits.when ?? ''),
  };
}

/** Date, and minute where there is one, of an ISO 8601 moment as written, without its offset. */
function localMinute(moment: string): string {
  return /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?/.exec(moment)?.[0] ?? '';
}

function labelsOf(text: string): string[] {
  return text
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '');
}
