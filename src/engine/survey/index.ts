export { dayAt, dayNumberOf, dayOf } from './days';
export { encountersOf, USUAL_INTERVAL_MS, type Encounter } from './encounters';
export { SurveyDesk, type SurveyReport, type SurveyRequest, type SurveyRow } from './desk';
export {
  againstEffort,
  discoveryOf,
  expectedCurve,
  thinned,
  type Discovery,
  type DiscoveryPoint,
} from './discovery';
export {
  speciesFigures,
  stationFigures,
  type SpeciesFigures,
  type StationFigures,
} from './figures';
export type { Effort, StationDescription } from '../library/records';
export { folderLevels, stationsByFolder, type FolderLevel, type FolderPhoto } from './folders';
export { mapLinesOf } from './geojson';
export {
  clustersOf,
  scaleBarOf,
  sheetOf,
  type Cluster,
  type Sheet,
  type SheetPart,
  type SheetPoint,
} from './map';
export type { MapLines, MapPicture } from './map-drawing';
export { sightingsOf, type Sightings, type SightingsBar, type TimeUnit } from './sightings';
export {
  effortTable,
  MOST_OCCASIONS,
  occasionAt,
  occasionsOf,
  type Occasion,
  type OccasionChoice,
  type OccasionProblem,
  type OccasionsOfSurvey,
  type Span,
} from './occasions';
export {
  effortDays,
  SAME_STATION_KM,
  stationsOf,
  type Station,
  type StationBasis,
  type StationsOfPhotos,
  type SurveyPhoto,
} from './stations';
export { speciesKeyOf, surveyOf, surveyPhotos, type Survey, type SurveyOptions } from './survey';
