/** The one import that may run: started from any screen, shown on all of them. */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { I18n } from '../i18n/i18n.svelte';
import type { ImportItem } from '../scripting';
import type { Services } from '../services';
import type { Announcer } from '../state/announcer.svelte';
import { askAtFirstSave } from '../storage/keep';
import { sortingOf, toItems, type FoundFile, type Naming, type Sorting } from './collect';
import { RateEstimate } from './estimate';

export type ImportReport = Awaited<ReturnType<Services['importPhotos']>>;

/** A screen reader hears of the progress this often, in photos' share of the whole. */
const ANNOUNCE_SHARE = 0.25;
const GOOD_NEWS_MS = 8000;

export class ImportState {
  running = $state(false);
  cancelling = $state(false);
  /** Files are being gathered; how many photos there are is not known yet. */
  gathering = $state<'folder' | 'samples' | null>(null);
  done = $state(0);
  total = $state(0);
  label = $state('');
  secondsLeft = $state<number | null>(null);
  report = $state.raw<ImportReport | null>(null);
  failure = $state.raw<HuellaError | null>(null);
  /** What the browser answered when this import asked it to keep the gallery; null: it did not ask. */
  kept = $state<boolean | null>(null);
  /** Folders were chosen: the person says first whether their names are individuals. */
  question = $state.raw<{ files: readonly FoundFile[]; sorting: Exclude<Sorting, { kind: 'flat' }> } | null>(
    null,
  );

  readonly busy = $derived(this.running || this.gathering !== null);

  readonly #services: Services;
  readonly #i18n: I18n;
  readonly #announcer: Announcer;
  #controller = new AbortController();

  constructor(services: Services, i18n: I18n, announcer: Announcer) {
    this.#services = services;
    this.#i18n = i18n;
    this.#announcer = announcer;
  }

  /** Takes chosen or dropped files: asks about folder names when there are folders, starts at once when not. */
  async offer(gathered: readonly FoundFile[] | Promise<readonly FoundFile[]>): Promise<void> {
    if (this.busy) {
      this.#announcer.toast(this.#i18n.t.import.busy);
      return;
    }
    this.gathering = 'folder';
    let files: readonly FoundFile[];
    try {
      files = await gathered;
    } finally {
      this.gathering = null;
    }
    if (files.length === 0) {
      this.#announcer.toast(this.#i18n.t.import.emptyFolder);
      return;
    }
    const sorting = sortingOf(files);
    if (sorting.kind === 'flat') await this.start(toItems(files, 'none'));
    else this.question = { files, sorting };
  }

  async answer(naming: Naming): Promise<void> {
    const question = this.question;
    this.question = null;
    if (question) await this.start(toItems(question.files, naming));
  }

  async samples(): Promise<void> {
    if (this.busy) return;
    this.gathering = 'samples';
    this.failure = null;
    let items: readonly ImportItem[];
    try {
      items = await this.#services.sampleFiles();
    } catch (error) {
      this.failure = toHuellaError(error);
      return;
    } finally {
      this.gathering = null;
    }
    await this.start(items);
  }

  async start(items: readonly ImportItem[]): Promise<void> {
    if (this.running) return;
    this.#controller = new AbortController();
    this.running = true;
    this.cancelling = false;
    this.report = null;
    this.failure = null;
    this.done = 0;
    this.total = items.length;
    this.label = '';
    this.secondsLeft = null;
    this.kept = null;
    // Now, while the person's gesture still counts.
    void askAtFirstSave().then((answer) => (this.kept = answer));
    const estimate = new RateEstimate();
    let announced = 0;
    try {
      this.report = await this.#services.importPhotos(items, {
        signal: this.#controller.signal,
        onProgress: ({ done, total, label }) => {
          this.done = done;
          this.total = total;
          this.label = label;
          estimate.add(done, performance.now() / 1000);
          this.secondsLeft = estimate.secondsLeft(total);
          if (done - announced >= total * ANNOUNCE_SHARE && done < total) {
            announced = done;
            this.#announcer.say(this.#i18n.t.import.announce(done, total));
          }
        },
      });
      this.#announcer.say(this.summary);
      if (this.report.failed.length === 0) this.#dismissSoon(this.report);
    } catch (error) {
      if (!isAbort(error)) this.failure = toHuellaError(error);
    } finally {
      this.running = false;
      this.cancelling = false;
    }
  }

  cancel(): void {
    this.cancelling = true;
    this.#controller.abort();
  }

  dismiss(): void {
    this.report = null;
    this.failure = null;
  }

  /** Good news goes by itself; a list of failures stays until it was seen. */
  #dismissSoon(report: ImportReport): void {
    setTimeout(() => {
      if (this.report === report) this.report = null;
    }, GOOD_NEWS_MS);
  }

  /** The disk was full: how many photos have not been added for that. Null: it was not. */
  get missing(): number | null {
    const { report } = this;
    if (!report?.failed.some(({ code }) => code === 'storage-full')) return null;
    const settled = report.failed.filter(({ code }) => code !== 'storage-full').length;
    return this.total - report.imported - report.duplicates - settled;
  }

  /** "60 photos added, 2 were already there, 1 could not be added" */
  get summary(): string {
    const report = this.report;
    if (!report) return '';
    const t = this.#i18n.t.import;
    return [
      report.cancelled ? t.cancelled(report.imported) : t.finished(report.imported),
      ...(report.duplicates > 0 ? [t.duplicates(report.duplicates)] : []),
      ...(report.failed.length > 0 ? [t.failed(report.failed.length)] : []),
    ].join(', ');
  }
}
