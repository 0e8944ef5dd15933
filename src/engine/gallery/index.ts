export type { GalleryAnswer, GalleryIndividual, IdentifySearch } from './identify';
export { EVALUATED_MOST, type EvaluationChoice, type EvaluationTask } from './evaluation';
export { EARLY_CALLS } from './first-screen';
export type { LibraryDoor } from './door';
export type { Signature } from './service';
export {
  Gallery,
  type GalleryDiagnostics,
  type GalleryOptions,
  type IndexOrigin,
  type OnProgress,
} from './gallery';
export type { GroupingTask, MistakesTask } from './sorting';
export type { SearchFilter } from './filter';
export type { GalleryPhoto } from './roster';
export type { GalleryMatch, GallerySearch } from './search';
export type { LearningState, LearningTask } from './learning';
