import { expose } from 'comlink';
import type { Crop } from '../engine/types';
import { HuellaError } from '../engine/errors';
import { readExif } from '../engine/exchange/exif';
import { sha256 } from '../engine/exchange/sha256';
import { Gallery, type GalleryMatch, type GallerySearch } from '../engine/gallery';
import {
  Library,
  type AddedPhoto,
  type IndividualSummary,
  type NewPhoto,
  type PhotoRecord,
} from '../engine/library';
import { carryErrors } from './errors';
import { holdLifeline } from './lifeline';

carryErrors();

const held = holdLifeline();
let library: Library | null = null;
let gallery: Gallery | null = null;

function opened(): { library: Library; gallery: Gallery } {
  if (!library || !gallery) throw new HuellaError('internal', 'The library is not open.');
  return { library, gallery };
}

const door = {
  /** Resolves once the worker's lifeline is held. */
  alive: (): Promise<void> => held,

  /** Opens the library and the index of one encoder; the functions are Comlink proxies. */
  async open(
    fingerprint: string,
    dimension: number,
    onProgress: (done: number, total: number) => void,
    onChange: () => void,
  ): Promise<void> {
    library ??= await Library.open();
    await gallery?.close();
    gallery = await Gallery.open(library, { fingerprint, dimension, onProgress });
    gallery.onChange(onChange);
  },

  /** Hash of a file, and the photo that already has it with this crop. */
  async identify(file: File, crop: Crop | null): Promise<{ sha256: string; duplicateOf: string | null }> {
    const hash = await sha256(file);
    return { sha256: hash, duplicateOf: await opened().library.findDuplicate(hash, crop) };
  },

  /** Stores a photo with what its file says of time and place. */
  async add(photo: NewPhoto): Promise<AddedPhoto> {
    const { takenAt = null, takenOffset = '', latitude, longitude } = await readExif(photo.original);
    const place = latitude === undefined || longitude === undefined ? null : { latitude, longitude };
    return opened().gallery.add({ ...photo, takenAt: takenAt && takenAt + takenOffset, place });
  },

  search: (vector: Float32Array, options: GallerySearch): Promise<GalleryMatch[]> =>
    opened().gallery.search(vector, options),
  photos: (): Promise<PhotoRecord[]> => opened().library.photos(),
  individuals: (): Promise<IndividualSummary[]> => opened().library.individuals(),
  thumbnail: (photoId: string): Promise<Blob> => opened().library.thumbnail(photoId),
  original: (photoId: string): Promise<Blob> => opened().library.original(photoId),
  assign: (photoIds: readonly string[], name: string | null): Promise<string | null> =>
    opened().gallery.assign(photoIds, name),
  deletePhotos: (photoIds: readonly string[]): Promise<void> => opened().gallery.deletePhotos(photoIds),
  clear: (): Promise<void> => opened().gallery.clear(),
  flush: (): Promise<void> => opened().gallery.flush(),

  counts(): { photos: number; indexed: number } {
    const diagnostics = gallery?.diagnostics();
    return { photos: diagnostics?.photos ?? 0, indexed: diagnostics?.indexed ?? 0 };
  },
};

export type LibraryDoor = typeof door;

expose(door);
