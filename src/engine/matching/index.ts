export { bestPerIndividual, byRank, type Candidate } from './ranking';
export {
  evaluateLeaveOneOut,
  evaluateSplit,
  scoreQuery,
  type Accuracy,
  type Evaluation,
  type LabelledPhoto,
  type QueryOutcome,
} from './metrics';
