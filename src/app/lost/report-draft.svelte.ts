/** What a person says of an animal that they lost or found, until it is in the library. */
import { HuellaError } from '../../engine/errors';
import { readMicrochip, tidyPlace, type IndividualFields, type Place } from '../../engine/library';
import type { Crop } from '../../engine/types';
import { importPhotos } from '../../runtime/import';
import type { AppContext } from '../context';
import { cropOf } from '../crop/geometry';
import type { Reporting } from '../i18n/messages';
import { dayOf } from '../ui/moment';
import { photoUrl } from '../ui/photo-url';
import { uprightPhoto } from '../ui/upright';

export type Side = 'lost' | 'found';

export interface DraftPhoto {
  readonly file: File;
  readonly url: string;
  readonly crop: Crop | null;
  /** What the file says; null: nothing, or not read yet. */
  readonly place: Place | null;
}

/** Today on the device's clock, `2026-05-03`. */
export function today(now = new Date()): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

type Written = Pick<
  ReportDraft,
  'place' | 'placeName' | 'when' | 'species' | 'name' | 'looks' | 'microchip' | 'contact'
>;

/** Followed by the side. */
const KEPT_KEY = 'huella.report.';

/** What was written before a reload; empty: nothing, or nothing that this version wrote. */
function keptOf(side: Side): Partial<Written> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT_KEY + side) ?? '{}') as Partial<Written>;
    const { place, ...texts } = kept;
    const known = Object.entries(texts).filter(
      ([key, text]) => TEXTS.includes(key) && typeof text === 'string',
    );
    return { ...Object.fromEntries(known), place: place ? tidyPlace(place) : null };
  } catch {
    return {};
  }
}

const TEXTS: readonly string[] = [
  ...['placeName', 'when', 'species', 'name', 'looks', 'microchip', 'contact'],
];

export class ReportDraft {
  photos = $state.raw<readonly DraftPhoto[]>([]);
  place = $state.raw<Place | null>(null);
  placeInvalid = $state(false);
  placeName = $state('');
  /** `2026-05-03`; empty: not known. */
  when = $state(today());
  species = $state('');
  name = $state('');
  looks = $state('');
  microchip = $state('');
  contact = $state('');
  saving = $state(false);

  readonly chip = $derived(this.microchip.trim() === '' ? null : readMicrochip(this.microchip));
  /** Where the first photo that says so was taken. */
  readonly photoPlace = $derived(this.photos.find(({ place }) => place)?.place ?? null);
  readonly chipWrong = $derived(this.chip?.kind === 'invalid' || this.chip?.kind === 'test');
  readonly #app: AppContext;

  constructor(
    app: AppContext,
    readonly side: Side,
  ) {
    this.#app = app;
    Object.assign(this, keptOf(side));
  }

  /** All that is written, without the photos: the browser would have to hold their bytes twice. */
  get written(): Written {
    const { place, placeName, when, species, name, looks, microchip, contact } = this;
    return { place, placeName, when, species, name, looks, microchip, contact };
  }

  /**
   * Keeps what is written until the tab is closed, so that a reload or a call in between loses no
   * word.
   */
  keep(): void {
    try {
      sessionStorage.setItem(KEPT_KEY + this.side, JSON.stringify(this.written));
    } catch {
      // Storage is forbidden or full: the form works all the same.
    }
  }

  #forget(): void {
    try {
      sessionStorage.removeItem(KEPT_KEY + this.side);
    } catch {
      // As it could not be kept.
    }
  }

  /** The individual of the gallery that has the name typed. */
  get known(): { readonly id: string; readonly name: string } | null {
    const wanted = this.name.trim().toLowerCase();
    if (wanted === '') return null;
    const { individuals } = this.#app.library;
    return individuals.find(({ name }) => name.toLowerCase() === wanted) ?? null;
  }

  async add(files: readonly File[]): Promise<void> {
    const fresh = await Promise.all(
      files.map(async (file) => {
        const shown = await uprightPhoto(this.#app.services, file);
        return { file, url: photoUrl(shown), crop: null, place: null };
      }),
    );
    this.photos = [...this.photos, ...fresh];
    const { readExif } = await import('../../engine/exchange/exif');
    for (const { file } of fresh) {
      const { latitude, longitude } = await readExif(file);
      if (latitude === undefined || longitude === undefined) continue;
      this.#replace(file, { place: { latitude, longitude } });
    }
  }

  setCrop(file: File, box: Crop): void {
    this.#replace(file, { crop: cropOf(box) });
  }

  remove(file: File): void {
    const gone = this.photos.find((photo) => photo.file === file);
    if (gone) URL.revokeObjectURL(gone.url);
    this.photos = this.photos.filter((photo) => photo !== gone);
  }

  close(): void {
    for (const { url } of this.photos) URL.revokeObjectURL(url);
  }

  /**
   * Adds the photos to the gallery and writes down what was said, as one entry of the journal.
   * @returns the id of the individual
   * @throws HuellaError of the first photo that could not be added; what was added before it stays
   */
  async save(words: Reporting, message: string): Promise<string> {
    this.saving = true;
    try {
      // Its search is on the screen that follows.
      return await this.#app.watch.apart(() => this.#write(words, message));
    } finally {
      this.saving = false;
    }
  }

  async #write(words: Reporting, message: string): Promise<string> {
    const photoIds = new Set<string>();
    const items = this.photos.map(({ file, crop }) => ({ file, ...(crop ? { crop } : {}) }));
    const report = await importPhotos(this.#app.services, items, {
      onRow: ({ photoId }) => {
        if (photoId !== undefined) photoIds.add(photoId);
      },
    });
    const failed = report.failed[0];
    if (failed && photoIds.size === 0)
      throw new HuellaError(failed.code, failed.reason, failed.detail);
    const name = this.name.trim();
    const { individualId } = await this.#app.actions.perform(
      {
        kind: 'report',
        photoIds: [...photoIds],
        name: name || this.#label(words),
        unnamed: name === '',
        fields: this.fields,
      },
      // No toast: it would lie over the answer, which is on screen at once. The History undoes it.
      null,
    );
    this.#forget();
    this.#app.announcer.say(message);
    return individualId!;
  }

  /** Only what was said: what is known of an animal of the gallery stays. */
  get fields(): IndividualFields {
    const { place, chip } = this;
    const texts = {
      species: this.species.trim(),
      notes: this.looks.trim(),
      placeName: this.placeName.trim(),
      contact: this.contact.trim(),
      seenAt: this.when,
    };
    const said = Object.entries(texts).filter(([, text]) => text !== '');
    return {
      status: this.side,
      ...Object.fromEntries(said),
      ...(place ? { place } : {}),
      ...(chip && !this.chipWrong ? { microchip: chip.number } : {}),
      // Lost anew: where it was found the time before is over.
      ...(this.known ? { found: null } : {}),
    };
  }

  #label(words: Reporting): string {
    const { i18n } = this.#app;
    return labelOf(words, this.side, this.species, dayOf(this.when || today(), i18n.format));
  }

  #replace(file: File, change: Partial<DraftPhoto>): void {
    this.photos = this.photos.map((photo) =>
      photo.file === file ? { ...photo, ...change } : photo,
    );
  }
}

/** The label of an animal without a name: "Dog found on 3 May 2026". */
export function labelOf(words: Reporting, side: Side, species: string, day: string): string {
  const what = species.trim() || words.animal;
  const named = what.charAt(0).toUpperCase() + what.slice(1);
  return side === 'lost' ? words.autoLost(named, day) : words.autoFound(named, day);
}
