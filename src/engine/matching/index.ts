export { distanceKm, type Point } from './distance';
export { BURST_MS, encounterOf, groupEncounters, timeOf, type Shot } from './encounters';
export { placesSeen, widestKm, type SeenPlace, type Sighting } from './places';
export { evidence, rankWithMarkings } from './markings';
export { bestPerIndividual, byRank, type Candidate } from './ranking';
export { scoreQuery, type QueryOutcome } from './metrics';
export {
  fitCalibration,
  LEAST_INDIVIDUALS,
  LEAST_QUERIES,
  likelihoods,
  NEW_SHARE,
  type Calibration,
  type Considered,
  type Likelihoods,
} from './calibration';
export { fitSharpness } from './sharpness';
export type { AskedPhoto } from './asked';
