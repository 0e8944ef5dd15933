/**
 * The one import that may run: started from any screen, shown on all of them, taken up again after
 * a closed tab.
 */
import type { Adopted } from '../../engine/backup';
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { ImportRecord } from '../../engine/library';
import type { DetailedReport, ImportedRow, LazyItem } from '../../runtime/import';
import type { I18n } from '../i18n/i18n.svelte';
import type { ImportItem } from '../../runtime/api';
import type { Services } from '../../runtime/services';
import type { Resembling } from '../lost/resembling';
import { askAtFirstSave } from '../storage/keep';
import type { Announcer } from '../state/announcer.svelte';
import type { FoundFile } from './collect';
import { RateEstimate } from './estimate';
import { ImportMemory, interrupted, optionsOf } from './memory';
import type { Plan, PlanNote } from './plan.svelte';
import { fromDirectory, sourceOf } from './source';
import { importPhotos } from '../../runtime/import';
import { sampleFiles } from '../../runtime/samples';
import { asWork } from '../../runtime/work';

export type ImportReport = DetailedReport;

/** A screen reader hears of the progress this often, in photos' share of the whole. */
const ANNOUNCE_SHARE = 0.25;
const GOOD_NEWS_MS = 8000;

/** Tables, boxes and dates are read only once something is imported, so their code comes then. */
const planModule = () => import('./plan.svelte');

export class ImportState {
  running = $state(false);
  cancelling = $state(false);
  paused = $state(false);
  /** Something that must be alone is under way, perhaps in another tab. */
  waiting = $state(false);
  /** Files are being gathered; how many photos there are is not known yet. */
  gathering = $state<'folder' | 'samples' | null>(null);
  done = $state(0);
  total = $state(0);
  label = $state('');
  secondsLeft = $state<number | null>(null);
  report = $state.raw<ImportReport | null>(null);
  failure = $state.raw<HuellaError | null>(null);
  /** The person says first what folders, tables and boxes mean. */
  question = $state.raw<Plan | null>(null);
  /** An import that a closed tab left unfinished. */
  unfinished = $state.raw<ImportRecord | null>(null);
  /** Its files must be chosen again. */
  rechoose = $state(false);
  /** What became of each photo of the import whose report is shown. */
  rows: readonly ImportedRow[] = [];
  /** What its report says besides. */
  notes: readonly PlanNote[] = [];

  /**
   * What the browser answered when this import asked it to keep the gallery; null: it did not ask.
   */
  kept = $state<boolean | null>(null);

  /** What an exported gallery said beyond its photos, and was taken over with them. */
  adopted = $state.raw<Adopted | null>(null);

  /** Of how many stations its tables said where they are or when they were watched. */
  stations = $state(0);

  /** Of the photos added: those that look like a lost or found animal. */
  resembling = $state.raw<readonly Resembling[]>([]);
  /** Told when an import has ended, and finds them. */
  onAdded: () => Promise<readonly Resembling[]> = () => Promise.resolve([]);

  readonly busy = $derived(this.running || this.gathering !== null);

  readonly #services: Services;
  readonly #i18n: I18n;
  readonly #announcer: Announcer;
  #controller = new AbortController();
  /** Photos done before the tab was closed. */
  #before = 0;
  #memory: ImportMemory | null = null;
  #resume: (() => void) | null = null;
  #gate: Promise<void> | undefined;

  constructor(services: Services, i18n: I18n, announcer: Announcer) {
    this.#services = services;
    this.#i18n = i18n;
    this.#announcer = announcer;
  }

  /** Looks once whether an import was interrupted. */
  async look(): Promise<void> {
    this.unfinished = await interrupted(this.#services).catch(() => null);
  }

  /**
   * Takes chosen or dropped files: asks when there are folders, tables or boxes, starts at once
   * when not.
   */
  async offer(
    gathered: readonly FoundFile[] | Promise<readonly FoundFile[]>,
    handle: FileSystemHandle | null = null,
  ): Promise<void> {
    if (this.busy) {
      this.#announcer.toast(this.#i18n.t.import.busy);
      return;
    }
    const plan = await this.#gather(async () => {
      const found = await gathered;
      if (found.length === 0) {
        this.#announcer.toast(this.#i18n.t.import.emptyFolder);
        return null;
      }
      const source = await sourceOf(found, handle, this.#services);
      return (await planModule()).Plan.open(source, this.#services);
    });
    if (!plan) return;
    this.dropQuestion();
    if (plan.files.length === 0) {
      this.#announcer.toast(this.#i18n.t.adding.noPhotos);
      plan.source.close();
    } else if (plan.asks) this.question = plan;
    else await this.#begin(plan);
  }

  async answer(): Promise<void> {
    const plan = this.question;
    if (!plan || this.busy) return;
    this.question = null;
    await this.#begin(plan);
  }

  dropQuestion(): void {
    this.question?.source.close();
    this.question = null;
  }

  async samples(): Promise<void> {
    if (this.busy) return;
    const items = await this.#gather(() => sampleFiles(this.#services), 'samples');
    if (items) await this.#run(items, null, null);
  }

  /**
   * Goes on with the offered import: opens its folder or zip again, or asks the person to choose
   * it.
   */
  async continue(chosen?: readonly FoundFile[]): Promise<void> {
    const record = this.unfinished;
    if (!record || this.busy) return;
    const found = chosen ?? (await this.#gather(() => reopen(record.handle)));
    if (!found) {
      this.rechoose = true;
      return;
    }
    const plan = await this.#gather(async () => {
      const source = await sourceOf(found, record.handle ?? null, this.#services);
      return (await planModule()).Plan.open(source, this.#services, optionsOf(record));
    });
    if (!plan) return;
    await this.#runPlan(plan, async () => {
      const memory = await ImportMemory.resume(this.#services, record);
      this.unfinished = null;
      this.rechoose = false;
      return memory;
    });
  }

  /** Lets go of the offered import; where that fails it stays on offer, and the failure is said. */
  async forget(): Promise<void> {
    try {
      await this.#forget();
    } catch (error) {
      this.failure = toHuellaError(error);
    }
  }

  pause(): void {
    if (!this.running || this.paused || this.cancelling) return;
    this.paused = true;
    this.#gate = new Promise((resolve) => (this.#resume = resolve));
    void this.#memory?.setState('paused');
    this.#announcer.say(this.#i18n.t.adding.paused);
  }

  unpause(): void {
    this.paused = false;
    this.#gate = undefined;
    this.#resume?.();
    this.#resume = null;
    if (this.running) void this.#memory?.setState('running');
  }

  cancel(): void {
    this.cancelling = true;
    this.#controller.abort();
    this.unpause();
  }

  dismiss(): void {
    this.report = null;
    this.resembling = [];
    this.failure = null;
  }

  async #gather<T>(
    work: () => Promise<T>,
    what: 'folder' | 'samples' = 'folder',
  ): Promise<T | null> {
    this.gathering = what;
    this.failure = null;
    try {
      await this.#i18n.whole();
      return await work();
    } catch (error) {
      if (!isAbort(error)) this.failure = toHuellaError(error);
      return null;
    } finally {
      this.gathering = null;
    }
  }

  async #begin(plan: Plan): Promise<void> {
    await this.#runPlan(plan, async (items) => {
      // Only the newest interrupted import is offered: beginning another lets go of it.
      await this.#forget();
      return ImportMemory.begin(this.#services, plan, items.length);
    });
  }

  async #forget(): Promise<void> {
    const record = this.unfinished;
    if (record) await this.#services.library.removeImport(record.id);
    this.unfinished = null;
    this.rechoose = false;
  }

  async #runPlan(
    plan: Plan,
    remember: (items: readonly LazyItem[]) => Promise<ImportMemory>,
  ): Promise<void> {
    const prepared = await this.#gather(async () => {
      const items = await plan.items();
      return { items, memory: await remember(items) };
    });
    if (prepared) {
      const { items, memory } = prepared;
      await this.#run(memory.remaining(items), memory, plan);
    } else plan.source.close();
  }

  async #run(
    items: readonly (ImportItem | LazyItem)[],
    memory: ImportMemory | null,
    plan: Plan | null,
  ): Promise<void> {
    if (this.running) return;
    const { report: notes = [], adopted: records = null } = plan ?? {};
    this.notes = notes;
    this.#controller = new AbortController();
    this.#memory = memory;
    const rows: ImportedRow[] = memory?.rows ?? [];
    const before = memory?.done ?? 0;
    this.#before = before;
    this.rows = rows;
    this.running = true;
    this.cancelling = false;
    this.report = null;
    this.failure = null;
    this.done = before;
    this.total = before + items.length;
    this.label = '';
    this.secondsLeft = null;
    this.kept = null;
    this.adopted = null;
    this.stations = 0;
    this.resembling = [];
    // Now, while the person's gesture still counts.
    void askAtFirstSave().then((answer) => (this.kept = answer));
    const estimate = new RateEstimate();
    let announced = 0;
    try {
      const { boxes } = await this.#services.huella.settings.get();
      const report = await importPhotos(this.#services, items, {
        signal: this.#controller.signal,
        findAnimals: boxes === 'surest',
        onWait: () => {
          this.waiting = true;
          this.#announcer.say(this.#i18n.t.adding.waiting);
        },
        gate: () => {
          this.waiting = false;
          return this.#gate;
        },
        onRow: (row) => {
          if (memory) memory.add(row);
          else rows.push(row);
        },
        onProgress: ({ done, total, label }) => {
          this.done = before + done;
          this.label = label;
          estimate.add(done, performance.now() / 1000);
          this.secondsLeft = estimate.secondsLeft(total);
          if (done - announced >= total * ANNOUNCE_SHARE && done < total) {
            announced = done;
            this.#announcer.say(this.#i18n.t.import.announce(this.done, this.total));
          }
        },
      });
      const isFull = report.failed.some(({ code }) => code === 'storage-full');
      if (plan && !report.cancelled && !isFull) {
        if (records)
          this.adopted = await asWork(this.#services.library.adopt(new Blob([records.bytes])));
        this.stations = await asWork(plan.describeStations());
      }
      this.report = report;
      // On a full disk it ends early, and goes on another day.
      await memory?.end(report.cancelled ? 'cancelled' : this.missing === null ? 'done' : 'paused');
      this.#announcer.say(this.summary);
      if (report.failed.length === 0 && report.nearDuplicates === 0 && notes.length === 0)
        this.#dismissSoon(report);
      if (report.imported > 0) void this.#lookAround(report);
    } catch (error) {
      await memory?.end('paused');
      if (!isAbort(error)) this.failure = toHuellaError(error);
    } finally {
      this.running = false;
      this.waiting = false;
      this.cancelling = false;
      this.paused = false;
      this.#gate = undefined;
      this.#memory = null;
      plan?.source.close();
    }
  }

  /** The report stays while it names an animal that may have been found. */
  async #lookAround(report: ImportReport): Promise<void> {
    const found = await this.onAdded().catch(() => []);
    if (found.length === 0 || this.running) return;
    this.resembling = found;
    this.report = report;
  }

  /** Good news goes by itself; a list of failures stays until it was seen. */
  #dismissSoon(report: ImportReport): void {
    setTimeout(() => {
      if (this.report === report && this.resembling.length === 0) this.report = null;
    }, GOOD_NEWS_MS);
  }

  /** The disk was full: how many photos have not been added for that. Null: it was not. */
  get missing(): number | null {
    const { report } = this;
    if (!report?.failed.some(({ code }) => code === 'storage-full')) return null;
    const settled = report.failed.filter(({ code }) => code !== 'storage-full').length;
    return this.total - this.#before - report.imported - report.duplicates - settled;
  }

  /** "60 photos added, 2 were already there, 1 could not be added" */
  get summary(): string {
    const { report, adopted } = this;
    if (!report) return '';
    const t = this.#i18n.t.import;
    return [
      report.cancelled ? t.cancelled(report.imported) : t.finished(report.imported),
      ...(report.nearDuplicates > 0 ? [this.#i18n.t.adding.near(report.nearDuplicates)] : []),
      ...(report.duplicates > 0 ? [t.duplicates(report.duplicates)] : []),
      ...(report.failed.length > 0 ? [t.failed(report.failed.length)] : []),
      ...((adopted?.decisions ?? 0) > 0 ? [this.#i18n.t.adding.adopted(adopted!.decisions)] : []),
      ...(this.stations > 0 ? [this.#i18n.t.adding.stations(this.stations)] : []),
    ].join(', ');
  }
}

/**
 * The files behind a handle; null when there is none or the person does not allow it. Must be
 * called from a tap.
 */
async function reopen(handle: FileSystemHandle | undefined): Promise<readonly FoundFile[] | null> {
  if (!handle) return null;
  const permitted = handle as FileSystemHandle & {
    requestPermission?(options: { mode: 'read' }): Promise<PermissionState>;
  };
  if ((await permitted.requestPermission?.({ mode: 'read' })) === 'denied') return null;
  if (handle.kind === 'directory') return fromDirectory(handle as FileSystemDirectoryHandle);
  const file = await (handle as FileSystemFileHandle).getFile();
  return [{ file, path: file.name }];
}
