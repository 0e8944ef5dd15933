export type { Action, Decision } from './actions';
export type { Change, ChangeDetail, ChangeListener } from './changes';
export type { Embedding, NewEmbedding } from './embeddings';
export {
  LIFE_STAGES,
  SEXES,
  SIDES,
  STATUSES,
  tidyFields,
  tidyPlace,
  type IndividualFields,
  type LifeStage,
  type PhotoFields,
  type Sex,
  type Side,
  type Status,
  type Traits,
} from './fields';
export type { ImportRecord, ImportRow } from './imports';
export type { LibraryDelta } from './delta';
export { displayNameOf, nameKeyOf, type IndividualSummary } from './individuals';
export type { ExpectedEncoder, Finding } from './integrity';
export type { Acted, JournalEntry, Undone } from './journal';
export { DATABASE, Library, type Counts, type LibraryView } from './library';
export { matchId, type MatchRecord, type MatchState, type ProposedMatch } from './matches';
export { contentOf, type AddedPhoto, type NewPhoto } from './photos';
export type { Recrop, RecropEntry } from './recrop';
export type { EmbeddingRecord, IndividualRecord, PhotoRecord, Place } from './schema';
export { TRASH_DAYS, type TrashedPhoto } from './trash';
export type { EncoderUsage, LibraryUsage } from './usage';
export { migrateRecords } from './outdated';
export { VERSION as SCHEMA_VERSION, type StoredFile } from './schema';
export {
  STAGING_NOTE,
  type Arrivals,
  type Carried,
  type Everything,
  type StagedBytes,
} from './transfer';
export { TRASH_PREFIX } from './trash';
export { isNormalised } from './embeddings';
