/** The photos' files in a zip: each file once, however many animals are on it. */
import type { ZipSink } from '../zip';
import type { ExportRun, ExportSource } from './formats/format';
import { fileNameOf, UniqueNames } from './names';
import type { ExportedPhoto } from './types';

export interface MediaFile {
  /** `folder/file`; no `..` in it and no dot before it, which Camtrap DP forbids. */
  readonly path: string;
  /** The animals on it; one at least. */
  readonly photos: readonly ExportedPhoto[];
}

/** @param folderOf of the file, by the first of its photos */
export function mediaOf(
  photos: readonly ExportedPhoto[],
  folderOf: (photo: ExportedPhoto) => string,
): MediaFile[] {
  const files = new Map<string, { path: string; photos: ExportedPhoto[] }>();
  const taken = new Map<string, UniqueNames>();
  for (const photo of photos) {
    const known = files.get(photo.sha256);
    if (known) {
      known.photos.push(photo);
      continue;
    }
    const folder = folderOf(photo);
    const names = taken.get(folder) ?? new UniqueNames();
    taken.set(folder, names);
    const name = fileNameOf(photo.name, 'photo').replace(/\.{2,}/g, '.');
    files.set(photo.sha256, { path: `${folder}/${names.take(name)}`, photos: [photo] });
  }
  return [...files.values()];
}

/** Adds the files, one at a time. */
export async function addMedia(
  zip: ZipSink,
  files: readonly MediaFile[],
  source: ExportSource,
  { signal, onProgress }: ExportRun,
): Promise<void> {
  if (!source.choices.photos) return;
  for (const [done, { path, photos }] of files.entries()) {
    onProgress(done, files.length);
    signal.throwIfAborted();
    await zip.add(path, await source.original(photos[0]!.id), { signal });
  }
  onProgress(files.length, files.length);
}
