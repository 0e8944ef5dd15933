export { adoptRecords, readRecords, type Adopted } from './adopt';
export { checkBackup, type Checked, type Damage } from './check';
export { LAST_BACKUP, type Manifest } from './format';
export type {
  Choices as RestoreChoices,
  Conflict,
  RestoreCounts,
  RestorePreview,
  RestoreReport,
} from './report';
export { previewRestore, recoverRestore, restoreBackup, type RestoreOptions } from './restore';
export { writeBackup, type WriteOptions, type Written } from './write';
export { makeBackup, type LastBackup, type MadeBackup, type MakeOptions } from './make';
