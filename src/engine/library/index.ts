export type { Change, ChangeDetail, ChangeListener } from './changes';
export type { Embedding, NewEmbedding } from './embeddings';
export { displayNameOf, nameKeyOf, type IndividualSummary } from './individuals';
export type { ExpectedEncoder, Finding } from './integrity';
export { DATABASE, Library, type Counts, type LibraryView } from './library';
export type { AddedPhoto, NewPhoto } from './photos';
export type { EmbeddingRecord, IndividualRecord, PhotoRecord, Place } from './schema';
