export {
  compareWays,
  enough,
  learn,
  similaritiesAsNew,
  STRENGTHS,
  tellsApart,
  type LearntWay,
  type LearningPhotos,
  type Learnt,
  type LearntSpecies,
  type LessThanOwn,
} from './learn';
export { judge, judgedOf, type Judged, type Verdict } from './judge';
export { gramOf, learntLeaveOut, plainLeaveOut, type Similarities } from './leave-out';
export { Workspace, type Matrix } from './matrix';
export { packLearning, unpackLearning, type StoredLearning } from './stored';
export { speciesWithEnough } from './species';
export { countsOf, numbered, sampleRows, type NamedPhotos } from './sample';
export {
  projector,
  whitenedCosine,
  whitenedNorm,
  whitenedQuery,
  type WhitenedQuery,
  type Whitening,
} from './whitening';
