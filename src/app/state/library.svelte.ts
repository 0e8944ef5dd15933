/** The photos and individuals of the gallery, kept in step with the library. */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { IndividualSummary, PhotoSummary, Services } from '../services';

/** An import changes the library many times a second; the screens follow at a pace they can draw. */
const REFRESH_MS = 400;
/** Reading 20,000 photos takes a while: never spend more than a tenth of the time on it. */
const REST_FACTOR = 9;

export class LibraryState {
  photos = $state.raw<readonly PhotoSummary[]>([]);
  individuals = $state.raw<readonly IndividualSummary[]>([]);
  loaded = $state(false);
  failure = $state.raw<HuellaError | null>(null);

  readonly byId = $derived(new Map(this.individuals.map((individual) => [individual.id, individual])));
  readonly photoById = $derived(new Map(this.photos.map((photo) => [photo.id, photo])));
  /** Photos of each individual, newest first. */
  readonly photosByIndividual = $derived.by((): ReadonlyMap<string, readonly PhotoSummary[]> => {
    const photosOf = new Map<string, PhotoSummary[]>();
    for (const photo of this.photos) {
      if (photo.individualId === null) continue;
      const photos = photosOf.get(photo.individualId);
      if (photos) photos.push(photo);
      else photosOf.set(photo.individualId, [photo]);
    }
    return photosOf;
  });
  readonly empty = $derived(this.loaded && this.photos.length === 0);

  /** By file: photos that share one are different crops of it. Worked out when somebody asks. */
  readonly byFile = $derived.by(() => {
    const byFile = new Map<string, PhotoSummary[]>();
    for (const photo of this.photos) {
      const sharing = byFile.get(photo.sha256);
      if (sharing) sharing.push(photo);
      else byFile.set(photo.sha256, [photo]);
    }
    return byFile;
  });

  /** Told which photos have another crop than when they were last read. */
  onRecropped: (photoIds: readonly string[]) => void = () => undefined;

  readonly #services: Services;
  #refreshing: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rest = REFRESH_MS;

  constructor(services: Services) {
    this.#services = services;
    services.onLibraryChange(() => this.#refreshSoon());
    void this.refresh();
  }

  /** Name of a photo's individual; null when unidentified. */
  nameOf(photo: PhotoSummary): string | null {
    return photo.individualId === null ? null : (this.byId.get(photo.individualId)?.name ?? null);
  }

  /** Reads the library again; calls that come while it reads share one more reading. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#refreshing) await this.#refreshing;
    this.#refreshing ??= this.#read().finally(() => (this.#refreshing = null));
    await this.#refreshing;
  }

  async #read(): Promise<void> {
    // The first reading waits for the library to open: that says nothing about how long reading takes.
    const first = !this.loaded;
    const start = performance.now();
    try {
      const [photos, individuals] = await Promise.all([
        this.#services.photos(),
        this.#services.individuals(),
      ]);
      const before = new Map(this.photos.map(({ id, cropKey }) => [id, cropKey]));
      const recropped = photos.filter(({ id, cropKey }) => (before.get(id) ?? cropKey) !== cropKey);
      if (recropped.length > 0) this.onRecropped(recropped.map(({ id }) => id));
      this.photos = photos;
      this.individuals = individuals;
      this.loaded = true;
      this.failure = null;
    } catch (error) {
      this.failure = toHuellaError(error);
    }
    const spent = first ? 0 : performance.now() - start;
    this.#rest = Math.max(REFRESH_MS, spent * REST_FACTOR);
  }

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => void this.refresh(), this.#rest);
  }
}
