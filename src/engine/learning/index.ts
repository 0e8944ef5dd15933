export { learn, tellsApart, type Learnt } from './learn';
export { packLearning, unpackLearning, type StoredLearning } from './stored';
export type { NamedPhotos } from './sample';
export {
  whitenedCosine,
  whitenedNorm,
  whitenedQuery,
  type WhitenedQuery,
  type Whitening,
} from './whitening';
