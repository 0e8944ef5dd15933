/** Who is who, in memory: from the index's labels to photos and individuals. */
import type {
  IndividualRecord,
  LibraryView,
  PhotoRecord,
  Place,
  Side,
  Status,
  Traits,
} from '../library';

/** What a result shows and a filter asks about. */
export interface GalleryPhoto {
  readonly id: string;
  readonly name: string;
  readonly individualId: string | null;
  readonly importedAt: number;
  readonly takenAt: string | null;
  readonly place: Place | null;
  readonly side: Side | null;
  readonly status: Status | null;
  readonly species: string | null;
  readonly colour: string | null;
  readonly labels: readonly string[];
}

interface GalleryIndividual {
  readonly name: string;
  readonly traits: Pick<Traits, 'status' | 'species' | 'colour' | 'labels' | 'place'>;
}

/** Shared by the many photos that have none. */
const NO_LABELS: readonly string[] = [];

export class Roster {
  readonly #photos = new Map<string, GalleryPhoto>();
  readonly #photoOf = new Map<number, string>();
  readonly #individuals = new Map<string, GalleryIndividual>();

  get photoCount(): number {
    return this.#photos.size;
  }

  photos(): Iterable<GalleryPhoto> {
    return this.#photos.values();
  }

  photo(id: string): GalleryPhoto | undefined {
    return this.#photos.get(id);
  }

  /** Undefined for a label of a photo that is gone. */
  photoAt(seq: number): GalleryPhoto | undefined {
    const id = this.#photoOf.get(seq);
    return id === undefined ? undefined : this.#photos.get(id);
  }

  nameOf(individualId: string): string | undefined {
    return this.#individuals.get(individualId)?.name;
  }

  /** What is said of the photo, by itself or, where it is silent, by its individual. */
  traitsOf(
    photo: GalleryPhoto,
  ): Pick<GalleryPhoto, 'status' | 'species' | 'colour' | 'labels' | 'place'> {
    const own =
      photo.individualId === null ? undefined : this.#individuals.get(photo.individualId)?.traits;
    return {
      status: photo.status ?? own?.status ?? null,
      species: photo.species ?? own?.species ?? null,
      colour: photo.colour ?? own?.colour ?? null,
      labels: own?.labels?.length ? [...photo.labels, ...own.labels] : photo.labels,
      place: photo.place ?? own?.place ?? null,
    };
  }

  replace(view: LibraryView): void {
    this.clear();
    for (const photo of view.photos) this.setPhoto(photo);
    for (const individual of view.individuals) this.setIndividual(individual);
    for (const { seq, photoId } of view.embeddings) this.#photoOf.set(seq, photoId);
  }

  setPhoto(photo: PhotoRecord): void {
    const { id, name, individualId, importedAt, takenAt, place } = photo;
    const { side = null, status = null, species = null, colour = null, labels } = photo;
    // Not the whole record: a hundred thousand hashes and crop keys that no search asks for add up
    // on a phone.
    const kept = {
      id,
      name,
      individualId,
      importedAt,
      takenAt,
      place,
      side,
      status,
      species,
      colour,
    };
    this.#photos.set(id, { ...kept, labels: labels ?? NO_LABELS });
  }

  setIndividual({ id, name, status, species, colour, labels, place }: IndividualRecord): void {
    const traits = {
      ...(status ? { status } : {}),
      ...(species ? { species } : {}),
      ...(colour ? { colour } : {}),
      ...(labels ? { labels } : {}),
      ...(place ? { place } : {}),
    };
    this.#individuals.set(id, { name, traits });
  }

  deleteIndividual(id: string): void {
    this.#individuals.delete(id);
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
