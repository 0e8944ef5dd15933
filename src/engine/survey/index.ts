export { dayAt, dayNumberOf, dayOf } from './days';
export { encountersOf, USUAL_INTERVAL_MS, type Encounter } from './encounters';
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
