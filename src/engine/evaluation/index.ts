export { EvaluationDesk, type OnShare } from './desk';
export {
  Evaluator,
  type AnimalSlice,
  type Evaluation,
  type EvaluationReport,
  type MarkingQuestion,
  type Slice,
} from './evaluate';
export {
  balancedKnown,
  balancedNew,
  bootstrap,
  calibrationError,
  calibrationFloor,
  formatted,
  meanAveragePrecision,
  newAuc,
  reliability,
  saysNew,
  topK,
  type Figure,
  type Outcome,
  type ReliabilityBin,
} from './figures';
export type { SimilarityHistograms } from './histograms';
export type { EvaluatedFrom, EvaluatedPhotos } from './named-photos';
export { Pause } from './pause';
export { byIndividual, type Way, type WayFigures } from './ways';
