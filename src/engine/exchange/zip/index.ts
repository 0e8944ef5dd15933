/**
 * Zips in and out. Import it lazily (`await import`) or in a worker: the library behind it is not
 * part of the first page.
 */
export { ZIP_LIMITS, type ZipLimits } from './limits';
export { safePath } from './names';
export { ZipArchive, type ZipItem } from './read';
export { blobTarget, zipBlob, ZipSink, type ZipEntryOptions } from './write';
