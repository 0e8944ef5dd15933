export type { Change, ChangeDetail, ChangeListener } from './changes';
export type { Embedding, NewEmbedding } from './embeddings';
export {
  type AddedFields,
  type IndividualFields,
  LIFE_STAGES,
  type LifeStage,
  type PhotoFields,
  type Place,
  SEXES,
  SIDES,
  STATUSES,
  type Sex,
  type Side,
  type Status,
  type Traits,
  type Whereabouts,
  tidyFields,
  tidyPlace,
} from './fields';
export type { LibraryDelta } from './delta';
export { displayNameOf, nameKeyOf, type IndividualSummary } from './individuals';
export type { ExpectedEncoder, Finding } from './integrity';
export type { Acted, Undone } from './journal';
export { DATABASE, learntKey, Library, type Counts, type LibraryView } from './library';
export { matchId, type ProposedMatch } from './matches';
export { readMicrochip, tidyMicrochip, type MicrochipKind } from '../microchip';
export { contentOf, type AddedPhoto, type NewPhoto } from './photos';
export type { Recrop, RecropEntry } from './recrop';
export { tidyStation } from './stations';
export type { SharedRecords } from './become';
export { SharedLibrary } from './shared-library';
export { THUMBNAIL, type Part, type PartKey } from './shared-parts';
export { SideStore } from './side-store';
export { TRASH_DAYS } from './trash-days';
export type { EncoderUsage, LibraryUsage } from './usage';
export { migrateRecords } from './outdated';
export { VERSION as SCHEMA_VERSION } from './schema';
export {
  STAGING_NOTE,
  type Arrivals,
  type Carried,
  type Everything,
  type StagedBytes,
} from './transfer';
export { TRASH_PREFIX } from './trash';
export { isNormalised } from './embeddings';
export type {
  Action,
  Decision,
  Dismissal,
  Effort,
  EmbeddingRecord,
  ImportRecord,
  ImportRow,
  IndividualRecord,
  JournalEntry,
  MatchRecord,
  MatchState,
  PhotoRecord,
  StationDescription,
  StoredFile,
  TrashedPhoto,
  TrashListing,
} from './records';
