export {
  learn,
  STRENGTHS,
  tellsApart,
  type LearningPhotos,
  type Learnt,
  type LearntSpecies,
  type LessThanOwn,
} from './learn';
export { judge, type Verdict } from './judge';
export { gramOf, learntLeaveOut, plainLeaveOut, type Similarities } from './leave-out';
export { Workspace, type Matrix } from './matrix';
export { packLearning, unpackLearning, type StoredLearning } from './stored';
export { countsOf, sampleRows, type NamedPhotos } from './sample';
export {
  projector,
  whitenedCosine,
  whitenedNorm,
  whitenedQuery,
  type WhitenedQuery,
  type Whitening,
} from './whitening';
