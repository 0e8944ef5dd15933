/** One export: what is gathered for it, where it goes, how far it is. */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { ExportChoices } from '../../engine/exchange/export/choices';
import type { ExportKind } from '../../engine/exchange/export/formats';
import type { ExportedHistory } from '../../engine/exchange/export/formats/format';
import type { Remarks } from '../../engine/exchange/export/left-out';
import type { JournalEntry } from '../../engine/library';
import { RateEstimate } from '../import/estimate';
import type { PhotoSummary, Services } from '../../runtime/services';
import type { LibraryState } from '../state/library.svelte';
import { OwnDates } from '../ui/own-dates.svelte';
import { saveFile } from '../ui/save';
import { exportPhotos } from '../../runtime/export';
import { entriesAbout, historyOf } from '../../runtime/exported-history';
import { readSettings } from '../../runtime/settings';
import { deviceClock } from './choices';

interface Saver {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
}

/** Entries read from the journal at once. */
const PAGE = 500;

/** Days of an occasion where a person chooses a number of their own. */
const USUAL_DAYS = 5;

export class ExportState {
  kind = $state<ExportKind>('gallery');
  /** Contacts of lost and found animals may go along. */
  contacts = $state(false);
  occasionKind = $state<'day' | 'week' | 'days' | 'dates'>('day');
  occasionDays = $state<number | null>(USUAL_DAYS);
  readonly dates = new OwnDates();
  clock = $state(deviceClock());
  exactPlaces = $state(false);
  withPhotos = $state(true);
  /** Of an export that is saved: what is not in it, or otherwise; null: there is none yet. */
  remarks = $state.raw<Remarks | null>(null);
  running = $state(false);
  done = $state(0);
  total = $state(0);
  secondsLeft = $state<number | null>(null);
  failure = $state.raw<HuellaError | null>(null);
  #controller = new AbortController();
  #begun = false;
  readonly #services: Services;
  readonly #library: LibraryState;

  constructor(services: Services, library: LibraryState) {
    this.#services = services;
    this.#library = library;
  }

  /**
   * `shown`: the photos to export, asked for once the screens know all that the library does.
   * Returns whether it was saved; false: the person changed their mind or it failed.
   */
  async run(shown: () => readonly PhotoSummary[], name: string): Promise<boolean> {
    // Also while the browser asks where to write: it refuses a second question.
    if (this.#begun) return false;
    this.#begun = true;
    this.failure = null;
    this.#controller = new AbortController();
    try {
      // First, while the person's tap still counts.
      const target =
        (await (window as Saver).showSaveFilePicker?.({ suggestedName: name })) ?? null;
      this.running = true;
      this.done = 0;
      this.total = 0;
      this.secondsLeft = null;
      await this.#library.refresh();
      // Of photos that could not all be read, an export would be taken for the whole.
      if (this.#library.failure) throw this.#library.failure;
      const photos = shown();
      const estimate = new RateEstimate();
      const { file, remarks } = await exportPhotos(this.#services, {
        kind: this.kind,
        contacts: this.contacts,
        target,
        photos,
        individuals: this.#library.individuals,
        choices: this.#choices(),
        history: () => this.#history(photos),
        signal: this.#controller.signal,
        onProgress: (done, total) => {
          this.done = done;
          this.total = total;
          estimate.add(done, performance.now() / 1000);
          this.secondsLeft = estimate.secondsLeft(total);
        },
      });
      if (file) saveFile(file, name);
      this.remarks = remarks;
      return true;
    } catch (error) {
      if (!isAbort(error)) this.failure = toHuellaError(error);
      return false;
    } finally {
      this.running = false;
      this.#begun = false;
    }
  }

  cancel(): void {
    this.#controller.abort();
  }

  /** After an export that is saved: the choices once more. */
  again(): void {
    this.remarks = null;
  }

  #choices(): ExportChoices {
    const { occasionKind: kind, exactPlaces, withPhotos, clock } = this;
    const { observer, encounterSeconds } = readSettings();
    const length = kind === 'week' ? 7 : kind === 'days' ? (this.occasionDays ?? 0) : 1;
    return {
      ...{ exactPlaces, photos: withPhotos, clock, by: observer },
      intervalMs: encounterSeconds * 1000,
      at: new Date().toISOString(),
      occasions: kind === 'dates' ? this.dates.choice : { by: 'days', length },
    };
  }

  /** What is written down about these photos and their animals. */
  async #history(photos: readonly PhotoSummary[]): Promise<ExportedHistory> {
    const journal = await this.#journal(entriesAbout(photos));
    const [individuals, matches] = await Promise.all([
      this.#services.library.individualRecords(),
      this.#services.library.matches(),
    ]);
    return historyOf(photos, journal, individuals, matches);
  }

  /** Oldest first. Entries of one moment may stand on both sides of a page's end. */
  async #journal(isWanted: (entry: JournalEntry) => boolean): Promise<JournalEntry[]> {
    const found: JournalEntry[] = [];
    let before: number | undefined;
    let known = new Set<string>();
    for (;;) {
      const limit = PAGE + known.size;
      const page = await this.#services.library.journal({
        limit,
        ...(before === undefined ? {} : { before }),
      });
      found.push(...page.filter((entry) => !known.has(entry.id) && isWanted(entry)));
      const last = page.at(-1);
      if (!last || page.length < limit) return found.reverse();
      before = last.at + 1;
      known = new Set(page.filter(({ at }) => at === last.at).map(({ id }) => id));
    }
  }
}
