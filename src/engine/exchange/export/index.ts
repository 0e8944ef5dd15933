/** The gallery for other programs and other devices. Import it lazily or in a worker: it brings the zip writer with it. */
export {
  decisionsTable,
  galleryTable,
  writeEmbeddings,
  writeGallery,
  writeWildbook,
  type ExportKind,
  type ExportRun,
  type ExportSource,
} from './gallery';
export { RECORDS_PATH, type ExportedRecords } from './records';
export type { ExportedDecision, ExportedIndividual, ExportedPhoto } from './types';
