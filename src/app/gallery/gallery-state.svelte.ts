/** What the gallery shows (filter, search, order) and which photos are selected. */
import { toHuellaError, type HuellaError } from '../../engine/errors';
import type { PhotoSummary } from '../../runtime/services';
import type { AppContext } from '../context';
import { plain } from '../ui/text';
import type { Group } from './layout';

/** `individual` narrows to one, by id. */
export type Filter =
  | { readonly kind: 'all' }
  | { readonly kind: 'unidentified' }
  | { readonly kind: 'individual'; readonly id: string };

const UNIDENTIFIED = '';
const UNDATED = '';
/** Of `2026-05`, with which each moment begins. */
const MONTH_DIGITS = 7;

/** Made once for each photo, not at every key. */
const plainNames = new WeakMap<PhotoSummary, string>();

function plainNameOf(photo: PhotoSummary): string {
  let name = plainNames.get(photo);
  if (name === undefined) plainNames.set(photo, (name = plain(photo.name)));
  return name;
}

type App = Pick<AppContext, 'actions' | 'library' | 'i18n'>;

export class GalleryState {
  text = $state('');
  order = $state<'newest' | 'date' | 'individual'>('newest');
  filter = $state.raw<Filter>({ kind: 'all' });
  selecting = $state(false);
  selected = $state.raw<ReadonlySet<string>>(new Set());
  failure = $state.raw<HuellaError | null>(null);

  readonly #app: App;
  #anchor: string | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  readonly filtered = $derived.by((): readonly PhotoSummary[] => {
    const { filter } = this;
    const wanted = plain(this.text);
    const named = new Set(
      wanted === ''
        ? []
        : this.#app.library.individuals
            .filter(({ name }) => plain(name).includes(wanted))
            .map(({ id }) => id),
    );
    return this.#app.library.photos.filter((photo) => {
      if (filter.kind === 'unidentified' && photo.individualId !== null) return false;
      if (filter.kind === 'individual' && photo.individualId !== filter.id) return false;
      if (wanted === '') return true;
      if (photo.individualId !== null && named.has(photo.individualId)) return true;
      return plainNameOf(photo).includes(wanted);
    });
  });

  readonly groups = $derived.by((): readonly Group[] => {
    if (this.order === 'newest') return [{ key: 'all', title: null, photos: this.filtered }];
    if (this.order === 'date') return this.#byMonth();
    const photosOf = new Map<string, PhotoSummary[]>();
    for (const photo of this.filtered) {
      const key = photo.individualId ?? UNIDENTIFIED;
      const photos = photosOf.get(key);
      if (photos) photos.push(photo);
      else photosOf.set(key, [photo]);
    }
    const { byName, t } = this.#app.i18n;
    const named = [...photosOf]
      .filter(([id]) => id !== UNIDENTIFIED)
      .map(([id, photos]) => ({
        key: id,
        title: this.#app.library.byId.get(id)?.name ?? '',
        photos,
      }))
      .sort((a, b) => byName(a.title, b.title));
    const rest = photosOf.get(UNIDENTIFIED);
    // What still needs a name comes first.
    return rest
      ? [{ key: UNIDENTIFIED, title: t.common.unidentified, photos: rest }, ...named]
      : named;
  });

  /** By the month they were taken in, the latest first; those without a date at the end. */
  #byMonth(): readonly Group[] {
    const photosOf = new Map<string, PhotoSummary[]>();
    const latestFirst = [...this.filtered].sort((a, b) =>
      (b.takenAt ?? '').localeCompare(a.takenAt ?? ''),
    );
    for (const photo of latestFirst) {
      const month = photo.takenAt?.slice(0, MONTH_DIGITS) ?? UNDATED;
      const photos = photosOf.get(month);
      if (photos) photos.push(photo);
      else photosOf.set(month, [photo]);
    }
    const { format, t } = this.#app.i18n;
    return [...photosOf].map(([month, photos]) => ({
      key: month,
      title:
        month === UNDATED ? t.individuals.undated : format.month(Date.parse(`${month}-01T00:00`)),
      photos,
    }));
  }

  /** In the order drawn. */
  readonly shown = $derived(this.groups.flatMap(({ photos }) => photos));
  /** Photos that left the gallery (in another tab, say) are no longer selected. */
  readonly selectedIds = $derived.by(() =>
    this.#app.library.photos.filter(({ id }) => this.selected.has(id)).map(({ id }) => id),
  );

  /** @param range also everything between the photo touched last and this one (shift and click) */
  toggle(id: string, range = false): void {
    const next = new Set(this.selected);
    const from =
      range && this.#anchor ? this.shown.findIndex((photo) => photo.id === this.#anchor) : -1;
    if (from >= 0) {
      const to = this.shown.findIndex((photo) => photo.id === id);
      for (const photo of this.shown.slice(Math.min(from, to), Math.max(from, to) + 1))
        next.add(photo.id);
    } else if (!next.delete(id)) next.add(id);
    this.#anchor = id;
    this.selected = next;
    this.selecting = true;
  }

  selectAll(photos: readonly PhotoSummary[]): void {
    this.selected = new Set([...this.selected, ...photos.map(({ id }) => id)]);
    this.selecting = true;
  }

  selectNone(): void {
    this.selected = new Set();
  }

  endSelection(): void {
    this.selecting = false;
    this.selected = new Set();
    this.#anchor = null;
  }

  /** Moves photos to the trash. False when that failed: the reason is in `failure`. */
  async delete(ids: readonly string[]): Promise<boolean> {
    this.failure = null;
    try {
      const { gallery } = this.#app.i18n.t;
      await this.#app.actions.perform(
        { kind: 'delete-photos', photoIds: ids },
        gallery.deleted(ids.length),
      );
      return true;
    } catch (error) {
      this.failure = toHuellaError(error);
      return false;
    }
  }
}
