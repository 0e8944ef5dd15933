/** What the worker offers that counts a survey: photos come in parts, figures go out. */
import type { StationDescription } from '../library/records';
import type { Point } from '../matching';
import { againstEffort, discoveryOf, thinned, type Discovery } from './discovery';
import {
  speciesFigures,
  stationFigures,
  type SpeciesFigures,
  type StationFigures,
} from './figures';
import { folderLevels, stationsByFolder, type FolderLevel } from './folders';
import { mapLinesOf, mapText } from './geojson';
import { sheetOf, type SheetPart } from './map';
import type { MapLines } from './map-drawing';
import { occasionsOf, type OccasionChoice, type OccasionProblem, type Span } from './occasions';
import { isPmtiles, tilesOf } from './tile-map';
import { sightingsOf, type Sightings } from './sightings';
import type { SurveyPhoto } from './stations';
import { surveyOf } from './survey';

export interface SurveyRow extends SurveyPhoto {
  readonly folder?: string | null;
}

export interface SurveyRequest {
  readonly intervalMs: number;
  /** First and last day that count: `YYYY-MM-DD`; null: as far as photos and effort go. */
  readonly from: string | null;
  readonly to: string | null;
  /** Of `speciesKeyOf`; null: all. */
  readonly species: string | null;
  readonly occasions: OccasionChoice;
}

export interface SurveyReport {
  /** Photos that the request lets in, and those of them without a date or a station. */
  readonly photos: number;
  readonly undated: number;
  readonly unplaced: number;
  readonly encounters: number;
  readonly individuals: number;
  /** Encounters of unidentified photos. */
  readonly unidentified: number;
  readonly span: Span | null;
  /** Days watched within the span, added over stations. */
  readonly stationDays: number;
  /** Stations of which the effort was described. */
  readonly effortKnown: number;
  readonly sightings: Sightings;
  /** Null: occasions cannot be made, as `problem` says. */
  readonly discovery: Discovery | null;
  readonly problem: OccasionProblem | null;
  readonly species: readonly SpeciesFigures[];
  readonly stations: readonly StationFigures[];
  /** Of all photos, also of those that the request leaves out. */
  readonly folders: readonly FolderLevel[];
}

/** Points of the curve that go out: more do not show on a screen, and each is a row of its table. */
const MOST_POINTS = 60;

export class SurveyDesk {
  #rows: SurveyRow[] = [];
  #described: readonly StationDescription[] = [];

  /** Begins anew. */
  begin(described: readonly StationDescription[]): void {
    this.#rows = [];
    this.#described = described;
  }

  /** Some of the photos, with the species of their individuals (`surveyPhotos`). */
  take(rows: readonly SurveyRow[]): void {
    this.#rows.push(...rows);
  }

  count({ intervalMs, from, to, species, occasions }: SurveyRequest): SurveyReport {
    const span = this.#spanOf(from, to);
    const survey = surveyOf(this.#rows, [], this.#described, {
      intervalMs,
      ...(span ? { span } : {}),
      ...(species === null ? {} : { species }),
    });
    const { encounters, photos, stationOf } = survey;
    const made = occasionsOf(occasions, survey.span);
    const discovery = made.occasions && discoveryOf(encounters, survey.stations, made.occasions);
    const stations = stationFigures(survey);
    return {
      photos: photos.length,
      undated: photos.filter(({ takenAt }) => takenAt === null).length,
      unplaced: photos.filter(({ id }) => !stationOf.has(id)).length,
      encounters: encounters.length,
      individuals: new Set(encounters.flatMap(({ individualId }) => individualId ?? [])).size,
      unidentified: encounters.filter(({ individualId }) => individualId === null).length,
      span: survey.span,
      stationDays: stations.reduce((sum, { days }) => sum + days, 0),
      effortKnown: survey.stations.filter(({ effortKnown }) => effortKnown).length,
      sightings: sightingsOf(encounters, survey.span),
      discovery: discovery && {
        ...discovery,
        points: thinned(againstEffort(discovery.points), MOST_POINTS),
      },
      problem: made.problem,
      species: speciesFigures(survey),
      stations,
      folders: folderLevels(this.#rows),
    };
  }

  /** An end left open is that of the whole survey, or the other end where it ends before that. */
  #spanOf(from: string | null, to: string | null): Span | null {
    if (from === null && to === null) return null;
    const isOpen = from === null || to === null;
    const whole = isOpen ? surveyOf(this.#rows, [], this.#described).span : null;
    const [first, last] = [from ?? whole?.from ?? to!, to ?? whole?.to ?? from!];
    return first <= last ? { from: first, to: last } : { from: from ?? last, to: to ?? first };
  }

  /** The photos of each folder at that level, as `place-photos` takes them. */
  byFolder(level: number): ReturnType<typeof stationsByFolder> {
    return stationsByFolder(this.#rows, level);
  }

  /**
   * A person's own map, GeoJSON or PMTiles, for the sheet of these places.
   * @param part what is shown of the sheet, of which tiles are drawn; null: all of it
   * @throws HuellaError `map-unreadable`
   */
  async mapLines(
    file: Blob,
    places: readonly Point[],
    part: SheetPart | null = null,
  ): Promise<MapLines> {
    const sheet = sheetOf(places)!;
    const whole = { x: 0, y: 0, width: sheet.width, height: sheet.height };
    if (await isPmtiles(file)) return tilesOf(file, sheet, part ?? whole);
    const text = await mapText(file);
    return mapLinesOf(text, (point) => sheet.place(point), Math.max(sheet.width, sheet.height));
  }
}
