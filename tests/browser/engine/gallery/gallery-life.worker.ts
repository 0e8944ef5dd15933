/**
 * A worker that holds library and gallery, to be terminated at any moment (gallery-life.test.ts).
 */
import { expose } from 'comlink';
import { Gallery, type GalleryMatch } from '../../../../src/engine/gallery';
import { Library } from '../../../../src/engine/library';
import { carryErrors } from '../../../../src/workers/errors';
import { FINGERPRINT, photo } from '../library/library-helpers';

carryErrors();

export interface LifeSearch {
  readonly vector: Float32Array;
  readonly k: number;
  readonly exact: boolean;
  readonly by: 'photo' | 'individual';
  /** Names of the individuals that may be found; null: everything may. */
  readonly among: readonly string[] | null;
  readonly exclude: readonly string[];
}

let library: Library;
let gallery: Gallery;

const door = {
  async open(
    name: string,
    dimension: number,
    index: { exactBytes: number; vectorBudget: number; codeBudget: number },
  ): Promise<string> {
    library = await Library.open(name);
    gallery = await Gallery.open(library, { fingerprint: FINGERPRINT, dimension, index });
    return gallery.diagnostics().origin;
  },
  async close(): Promise<void> {
    await gallery.close();
    library.close();
  },
  /** Returns the photo's id, once it is stored. */
  async add(text: string, vector: Float32Array, individual: string | null): Promise<string> {
    const added = await gallery.add(
      await photo(text, { embedding: { fingerprint: FINGERPRINT, vector }, individual }),
    );
    return added.kind === 'added' ? added.photo.id : added.photoId;
  },
  /**
   * A photo of another encoder: it is in the library, and no search of this gallery may find it.
   */
  async addForeign(text: string, vector: Float32Array): Promise<void> {
    await library.addPhoto(await photo(text, { embedding: { fingerprint: 'other', vector } }));
  },
  remove: (ids: readonly string[]): Promise<number[]> =>
    gallery.write((library) => library.deletePhotos(ids)),
  /** To the trash. */
  async discard(ids: readonly string[], entry: string): Promise<void> {
    await gallery.write((library) => library.act({ kind: 'delete-photos', photoIds: ids }, entry));
  },
  async undo(entry: string): Promise<void> {
    await gallery.write((library) => library.undo(entry));
  },
  save: (): Promise<void> => gallery.flush({ always: true }),
  search({ vector, among, ...options }: LifeSearch): Promise<GalleryMatch[]> {
    return gallery.search(vector, {
      ...options,
      ...(among && { accept: ({ name }) => among.some((one) => name.startsWith(one)) }),
    });
  },
};

export type LifeDoor = typeof door;

expose(door);
