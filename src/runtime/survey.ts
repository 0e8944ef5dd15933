/**
 * Surveys, counted in a worker of the tab that asks: it gets the photos' records in parts, so that
 * 20,000 of them do not stop the page. Fetched when first wanted.
 */
import type { IndividualSummary, PhotoRecord, Place, StationDescription } from '../engine/library';
import type {
  MapLines,
  SheetPart,
  SurveyDesk,
  SurveyReport,
  SurveyRequest,
  SurveyRow,
} from '../engine/survey';
import type { Spawned } from '../workers/spawn';

/** Records copied to the worker at once: a few milliseconds of the page's time. */
const PART = 1000;

export class SurveyCount {
  readonly #desk: Spawned<SurveyDesk>;

  constructor(desk: Spawned<SurveyDesk>) {
    this.#desk = desk;
  }

  /** What is counted from now on. */
  async give(
    photos: readonly PhotoRecord[],
    individuals: ReadonlyMap<string, IndividualSummary>,
    described: readonly StationDescription[],
  ): Promise<void> {
    const { door } = this.#desk;
    await door.begin(described);
    for (let from = 0; from < photos.length; from += PART) {
      await door.take(photos.slice(from, from + PART).map((photo) => rowOf(photo, individuals)));
    }
  }

  count(request: SurveyRequest): Promise<SurveyReport> {
    return this.#desk.door.count(request);
  }

  byFolder(level: number): ReturnType<Spawned<SurveyDesk>['door']['byFolder']> {
    return this.#desk.door.byFolder(level);
  }

  /** @throws HuellaError `map-unreadable` */
  mapLines(file: Blob, places: readonly Place[], part: SheetPart): Promise<MapLines> {
    return this.#desk.door.mapLines(file, places, part);
  }

  end(): void {
    this.#desk.terminate();
  }
}

function rowOf(photo: PhotoRecord, individuals: ReadonlyMap<string, IndividualSummary>): SurveyRow {
  const { id, takenAt, place, placeName = null, station = null, folder = null } = photo;
  const { individualId } = photo;
  const species = individuals.get(individualId ?? '')?.species ?? photo.species ?? null;
  return { id, takenAt, place, placeName, station, folder, individualId, species };
}
