export type { GalleryAnswer, GalleryIndividual, IdentifySearch } from './identify';
export { FirstScreen } from './first-screen';
export { vectorBudgetFor } from './budget';
export {
  Gallery,
  type GalleryDiagnostics,
  type GalleryOptions,
  type IndexOrigin,
  type OnProgress,
} from './gallery';
export type { SearchFilter } from './filter';
export type { GalleryPhoto } from './roster';
export type { GalleryMatch, GallerySearch } from './search';
export type { LearningState, LearningTask } from './learning';
