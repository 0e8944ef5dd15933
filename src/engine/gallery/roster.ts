/** Who is who, in memory: from the index's labels to photos and individuals. */
import type { IndividualRecord, LibraryView, PhotoRecord, Place } from '../library';

/** What a result shows and a filter asks about. */
export interface GalleryPhoto {
  readonly id: string;
  readonly name: string;
  readonly individualId: string | null;
  readonly importedAt: number;
  readonly takenAt: string | null;
  readonly place: Place | null;
}

export class Roster {
  readonly #photos = new Map<string, GalleryPhoto>();
  readonly #photoOf = new Map<number, string>();
  readonly #individuals = new Map<string, string>();

  get photoCount(): number {
    return this.#photos.size;
  }

  /** Undefined for a label of a photo that is gone. */
  photoAt(seq: number): GalleryPhoto | undefined {
    const id = this.#photoOf.get(seq);
    return id === undefined ? undefined : this.#photos.get(id);
  }

  nameOf(individualId: string): string | undefined {
    return this.#individuals.get(individualId);
  }

  replace(view: LibraryView): void {
    this.clear();
    for (const photo of view.photos) this.setPhoto(photo);
    for (const individual of view.individuals) this.setIndividual(individual);
    for (const { seq, photoId } of view.embeddings) this.#photoOf.set(seq, photoId);
  }

  setPhoto({ id, name, individualId, importedAt, takenAt, place }: PhotoRecord): void {
    // Not the whole record: a hundred thousand hashes and crop keys that no search asks for add up on a phone.
    this.#photos.set(id, { id, name, individualId, importedAt, takenAt, place });
  }

  setIndividual({ id, name }: IndividualRecord): void {
    this.#individuals.set(id, name);
  }

  setEmbedding(seq: number, photoId: string): void {
    this.#photoOf.set(seq, photoId);
  }

  delete(photoIds: readonly string[], seqs: readonly number[]): void {
    for (const id of photoIds) this.#photos.delete(id);
    for (const seq of seqs) this.#photoOf.delete(seq);
  }

  clear(): void {
    this.#photos.clear();
    this.#photoOf.clear();
    this.#individuals.clear();
  }
}
