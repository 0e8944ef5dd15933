/** The photos and individuals of the gallery, kept in step with the library. */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { IndividualRecord, LibraryDelta, Status } from '../../engine/library';
import { summarise } from '../../engine/library/individuals';
import type { IndividualSummary, PhotoSummary, Services } from '../../runtime/services';

/**
 * An import changes the library many times a second; the screens follow at a pace they can draw.
 */
const REFRESH_MS = 400;
/** Following is work too: never spend more than a tenth of the time on it. */
const REST_FACTOR = 9;
/** What a large screen shows at first; the rest comes after it is on screen. */
const FIRST_PAGE = 120;
/** Copied into the page at once, well within a frame's time to spare. */
const PAGE = 1000;

export class LibraryState {
  photos = $state.raw<readonly PhotoSummary[]>([]);
  individuals = $state.raw<readonly IndividualSummary[]>([]);
  /** The newest photos are here, and all individuals. */
  loaded = $state(false);
  /** How many photos there are, also while not all of them are here. */
  total = $state(0);
  failure = $state.raw<HuellaError | null>(null);

  readonly byId = $derived(
    new Map(this.individuals.map((individual) => [individual.id, individual])),
  );
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
  /** How many photos have no individual. */
  readonly unidentified = $derived(
    this.photos.reduce((n, { individualId }) => n + (individualId === null ? 1 : 0), 0),
  );

  /** By file: photos that share one are different crops of it. Computed when first read. */
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
  #records: readonly IndividualRecord[] = [];
  /** Null: not everything has been read yet. */
  #revision: number | null = null;
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

  /** Of the photo's individual, or the photo's own word where that says nothing. */
  statusOf(photoId: string): Status | null {
    const photo = this.photoById.get(photoId);
    const owner = photo?.individualId == null ? undefined : this.byId.get(photo.individualId);
    return owner?.status ?? photo?.status ?? null;
  }

  /** Brings the screens up to the library; calls that come meanwhile share one more reading. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#refreshing) await this.#refreshing;
    this.#refreshing ??= this.#read().finally(() => (this.#refreshing = null));
    await this.#refreshing;
  }

  async #read(): Promise<void> {
    // The first reading waits for the library to open: that says nothing about how long reading
    // takes.
    const first = !this.loaded;
    const start = performance.now();
    try {
      const delta =
        this.#revision === null ? null : await this.#services.library.changedSince(this.#revision);
      if (delta) this.#apply(delta);
      else await this.#readAll();
      this.failure = null;
    } catch (error) {
      this.failure = toHuellaError(error);
    }
    const spent = first ? 0 : performance.now() - start;
    this.#rest = Math.max(REFRESH_MS, spent * REST_FACTOR);
  }

  /** Page by page: 20,000 photos at once would stop the page for a moment. */
  async #readAll(): Promise<void> {
    const first = !this.loaded;
    const [page, records] = await Promise.all([
      this.#services.library.photosPage(first ? FIRST_PAGE : PAGE, null),
      this.#services.library.individualRecords(),
    ]);
    const { revision, total } = page;
    if (first) this.#show(page.photos, records, total);
    const photos = [...page.photos];
    for (let last = photos.at(-1); last && photos.length < total;) {
      const { photos: next } = await this.#services.library.photosPage(PAGE, last);
      if (next.length === 0) break;
      photos.push(...next);
      last = next.at(-1);
    }
    this.#show(photos, records, photos.length);
    this.#revision = revision;
    // What has changed while it was read.
    const delta = await this.#services.library.changedSince(revision);
    if (delta) this.#apply(delta);
  }

  #show(
    photos: readonly PhotoSummary[],
    records: readonly IndividualRecord[],
    total: number,
  ): void {
    this.#tellRecropped(photos);
    this.photos = photos;
    this.total = total;
    this.#records = records;
    const oldestFirst = photos.toReversed();
    // Until all photos are here an individual may seem to have none.
    this.individuals = summarise(records, oldestFirst).filter(
      ({ photoCount }) => photoCount > 0 || photos.length < total,
    );
    this.loaded = true;
  }

  #tellRecropped(photos: readonly PhotoSummary[]): void {
    const before = new Map(this.photos.map(({ id, cropKey }) => [id, cropKey]));
    const recropped = photos.filter(({ id, cropKey }) => (before.get(id) ?? cropKey) !== cropKey);
    if (recropped.length > 0) this.onRecropped(recropped.map(({ id }) => id));
  }

  #apply({ revision, photos, gonePhotoIds, individuals, goneIndividualIds }: LibraryDelta): void {
    this.#revision = revision;
    if (photos.length + gonePhotoIds.length + individuals.length + goneIndividualIds.length === 0)
      return;
    const different = new Map(photos.map((photo) => [photo.id, photo]));
    const gone = new Set(gonePhotoIds);
    const kept = this.photos.flatMap((photo) => {
      if (gone.has(photo.id)) return [];
      const next = different.get(photo.id);
      different.delete(photo.id);
      return next ?? photo;
    });
    const all = different.size > 0 ? [...different.values(), ...kept].sort(newestFirst) : kept;
    const changed = new Set([...individuals.map(({ id }) => id), ...goneIndividualIds]);
    const records = [...this.#records.filter(({ id }) => !changed.has(id)), ...individuals].sort(
      (a, b) => (a.nameKey < b.nameKey ? -1 : 1),
    );
    this.#show(all, records, all.length);
  }

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => void this.refresh(), this.#rest);
  }
}

/** As the library lists them. */
function newestFirst(a: PhotoSummary, b: PhotoSummary): number {
  if (a.importedAt !== b.importedAt) return b.importedAt - a.importedAt;
  return a.id < b.id ? 1 : -1;
}
