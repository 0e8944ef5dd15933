/** What the library's worker offers: its service, and methods of library and gallery as they are. */
import { DATABASE, type Library } from '../library';
import type { EarlyCall } from './first-screen';
import type { Gallery } from './gallery';
import { GalleryService } from './service';

/** Methods of the library that are offered as they are. */
const OF_LIBRARY = [
  ...['photos', 'photosOf', 'individuals', 'original', 'source', 'vectorsOf', 'addEmbedding'],
  ...['journal', 'journalOf', 'matches', 'matchesOf', 'proposeMatches', 'trash', 'emptyTrash'],
  ...['imports', 'importRows', 'saveImport', 'removeImport', 'usage', 'setting', 'photosLacking'],
  ...['stations', 'countUnseen', 'emptyOldTrash'],
] as const;
/** Methods of the library after which every search knows what they did. */
const FOLLOWED = ['undo', 'redo'] as const;
/** Methods of the gallery that are offered as they are. */
const OF_GALLERY = ['recrop', 'flush', 'recall', 'groupingTask', 'mistakesTask'] as const;

export type LibraryDoor = Omit<GalleryService, 'library' | 'gallery'> &
  Pick<Library, (typeof OF_LIBRARY)[number] | (typeof FOLLOWED)[number]> &
  Pick<Gallery, (typeof OF_GALLERY)[number]>;

type Method = (...args: readonly unknown[]) => unknown;

/** The service over the database of that name, with the methods it passes on. */
export function galleryService(database = DATABASE): LibraryDoor {
  const service = new GalleryService(database);
  const passOn = (
    names: readonly string[],
    to: (name: string, args: readonly unknown[]) => unknown,
  ) => Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => to(name, args)]));
  const call = (target: object, name: string, args: readonly unknown[]): unknown =>
    (target as Record<string, Method>)[name]!(...args);
  return Object.assign(
    service,
    passOn(OF_LIBRARY, (name, args) => call(service.library, name, args)),
    passOn(FOLLOWED, (name, args) =>
      service.gallery.write((library) => call(library, name, args) as Promise<unknown>),
    ),
    passOn(OF_GALLERY, (name, args) => call(service.gallery, name, args)),
  ) as unknown as LibraryDoor;
}

/** Compiles only while every early call is a method of the door. */
export type Early = Pick<LibraryDoor, EarlyCall>;
