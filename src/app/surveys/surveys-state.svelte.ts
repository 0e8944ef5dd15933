/** A survey of the gallery: what a person chooses to count, and what came of it. */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { StationDescription } from '../../engine/library';
import type {
  MapLines,
  OccasionChoice,
  SheetPart,
  SurveyReport,
  SurveyRequest,
} from '../../engine/survey';
import type { SurveyCount } from '../../runtime/survey';
import type { AppContext } from '../context';
import { ofPage } from '../state/of-page.svelte';
import { OwnDates } from '../ui/own-dates.svelte';

/** Days of an occasion, to choose from, or a person's own dates. */
export const OCCASIONS = [1, 7, 30, 'dates'] as const;

/** An import changes the gallery many times a second; figures follow when it has rested so long. */
const REST_MS = 1000;

type App = Pick<AppContext, 'services' | 'library' | 'actions'> & {
  readonly preferences: Pick<AppContext['preferences'], 'settings'>;
};

export class SurveysState {
  occasion = $state<(typeof OCCASIONS)[number]>(1);
  readonly dates = new OwnDates();
  /** `YYYY-MM-DD`; empty: from the first day, to the last one. */
  from = $state('');
  to = $state('');
  /** As `speciesKeyOf`; empty: all. */
  species = $state('');

  report = $state.raw<SurveyReport | null>(null);
  counting = $state(false);
  failure = $state.raw<HuellaError | null>(null);
  /** A person's own map, for as long as the page is open. */
  ownMap = $state.raw<File | null>(null);

  readonly #app: App;
  #counter: Promise<SurveyCount> | null = null;
  /** What the counter has been given. */
  #given: readonly unknown[] = [];
  /** Asked for again while a count is under way. */
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App) {
    this.#app = app;
  }

  /** Seconds that an encounter may be without a photo. */
  get interval(): number {
    return this.#app.preferences.settings.encounterSeconds;
  }

  /** The days chosen cannot be: the first comes after the last. */
  get badSpan(): boolean {
    return this.from !== '' && this.to !== '' && this.from > this.to;
  }

  /** Follows the library until the function returned is called, which also ends the worker. */
  follow(): () => void {
    // Stations that are described change no photo.
    const stop = this.#app.services.onLibraryChange(() => this.countSoon());
    return () => {
      stop();
      clearTimeout(this.#timer);
      this.#end();
    };
  }

  /** Counts what is chosen now; calls that come meanwhile share one more count. */
  async count(): Promise<void> {
    if (this.badSpan) return;
    if (this.counting) {
      this.#asked += 1;
      return;
    }
    this.counting = true;
    this.failure = null;
    try {
      let answered: number;
      do {
        answered = this.#asked;
        const counter = await this.#ready();
        this.report = await counter.count(this.#request);
      } while (this.#asked > answered);
    } catch (error) {
      this.#end();
      this.failure = toHuellaError(error);
    } finally {
      this.counting = false;
    }
  }

  /** @throws HuellaError as `Library.act` */
  async describe(station: StationDescription, message: string): Promise<void> {
    await this.#app.actions.perform({ kind: 'describe-stations', stations: [station] }, message);
    await this.count();
  }

  /**
   * The folders of that level name the stations of their photos.
   * @throws HuellaError as `Library.act`
   */
  async useFolders(level: number, message: (photos: number) => string): Promise<void> {
    const stations = await (await this.#ready()).byFolder(level);
    const photos = stations.reduce((sum, { photoIds }) => sum + photoIds.length, 0);
    await this.#app.actions.perform({ kind: 'place-photos', stations }, message(photos));
    await this.count();
  }

  /**
   * The person's own map for a part of the sheet of the stations; null: there is none, or nothing to lay it
   * under.
   * @throws HuellaError `map-unreadable`
   */
  async mapLines(part: SheetPart): Promise<MapLines | null> {
    const places = this.places;
    if (!this.ownMap || places.length === 0) return null;
    return (await this.#ready()).mapLines(this.ownMap, places, part);
  }

  /** Of the stations that have coordinates, in their order. */
  readonly places = $derived(
    (this.report?.stations ?? []).flatMap(({ station: { place } }) => place ?? []),
  );

  /** How the discovery curve divides the time. */
  get occasions(): OccasionChoice {
    return this.occasion === 'dates' ? this.dates.choice : { by: 'days', length: this.occasion };
  }

  get #request(): SurveyRequest {
    const { from, to, species } = this;
    return {
      intervalMs: this.interval * 1000,
      from: from || null,
      to: to || null,
      species: species === '' ? null : species,
      occasions: this.occasions,
    };
  }

  /** A counter that has been given the gallery as it is. */
  async #ready(): Promise<SurveyCount> {
    const counter = await (this.#counter ??= this.#app.services.survey());
    const { photos, individuals, byId } = this.#app.library;
    const described = await this.#app.services.library.stations();
    const known = this.#given[2] as readonly StationDescription[] | undefined;
    const same =
      this.#given[0] === photos &&
      this.#given[1] === individuals &&
      JSON.stringify(known) === JSON.stringify(described);
    if (same) return counter;
    await counter.give(photos, byId, described);
    this.#given = [photos, individuals, described];
    return counter;
  }

  /** Counts when the gallery has rested for a moment. */
  countSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.count(), REST_MS);
  }

  #end(): void {
    this.#counter?.then((counter) => counter.end()).catch(() => undefined);
    this.#counter = null;
    this.#given = [];
  }
}

export const surveysState = ofPage((app: App) => new SurveysState(app));
