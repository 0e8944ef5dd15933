/**
 * Backing up and restoring, from any screen: what runs, what became of it, and how old the last
 * backup is.
 */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type {
  LastBackup,
  RestoreChoices,
  RestorePreview,
  RestoreReport,
} from '../../engine/backup';
import type { BackupStage, StagedOptions } from '../../runtime/backups';
import type { I18n } from '../i18n/i18n.svelte';
import { RateEstimate } from '../import/estimate';
import type { Settings } from '../../runtime/api';
import type { Services } from '../../runtime/services';
import type { Announcer } from '../state/announcer.svelte';
import type { LibraryState } from '../state/library.svelte';
import type { Preferences } from '../state/preferences.svelte';
import { download } from './download';
import { isDue, restedUntil, restFor, unsavedIn } from './reminder';

/** An import changes the library many times a second; another tab's backup is not that urgent. */
const REFRESH_MS = 2000;
/** What of another device's settings a person may want here; the rest is about that device. */
const CARRIED_SETTINGS = ['language', 'theme'] as const satisfies readonly (keyof Settings)[];

export interface Running {
  readonly kind: 'backup' | 'preview' | 'restore';
  readonly stage: BackupStage;
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
}

/** Chromium's, on secure pages; the DOM's types do not have it yet. */
interface SavePicker {
  readonly showSaveFilePicker?: (options: object) => Promise<FileSystemFileHandle>;
}

export class BackupState {
  last = $state.raw<LastBackup | null>(null);
  running = $state.raw<Running | null>(null);
  cancelling = $state(false);
  failure = $state.raw<HuellaError | null>(null);
  /** Photos whose file is damaged on this device: the last backup is without them. */
  left = $state.raw<readonly string[]>([]);
  /** A file was chosen and looked through: the person decides. */
  offer = $state.raw<{ readonly file: File; readonly preview: RestorePreview } | null>(null);
  report = $state.raw<RestoreReport | null>(null);

  /** Photos that are in no backup: how many, and since when the oldest has been here. */
  readonly unsaved = $derived.by(() => unsavedIn(this.#library.photos, this.last));
  /** Photos that the last backup is without, though they were there. */
  readonly without = $derived(this.last?.without ?? { damaged: 0, elsewhere: 0 });
  /** There are photos, and every one is in the last backup. */
  readonly savesAll = $derived.by(
    () =>
      this.last !== null &&
      !this.#library.empty &&
      this.unsaved.since === null &&
      this.without.damaged + this.without.elsewhere === 0,
  );
  readonly due = $derived.by(
    () =>
      this.#known &&
      this.running === null &&
      isDue(this.unsaved, this.last, Date.now(), this.#restsUntil),
  );

  #known = $state(false);
  /** The browser asks where to write. */
  #choosing = false;
  #restsUntil = $state(restedUntil());
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #services: Services;
  readonly #library: LibraryState;
  readonly #preferences: Preferences;
  readonly #i18n: I18n;
  readonly #announcer: Announcer;

  constructor(
    services: Services,
    library: LibraryState,
    preferences: Preferences,
    i18n: I18n,
    announcer: Announcer,
  ) {
    this.#services = services;
    this.#library = library;
    this.#preferences = preferences;
    this.#i18n = i18n;
    this.#announcer = announcer;

    void this.refresh();
    services.onLibraryChange(() => {
      this.#timer ??= setTimeout(() => void this.refresh(), REFRESH_MS);
    });
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      this.last = await this.#services.backups.last();
      this.#known = true;
    } catch {
      // Asked again after the next change; the library says elsewhere what is wrong with it.
    }
  }

  /**
   * Asks where to where that can be asked, else hands the file over as a download. Call from the
   * gesture.
   */
  async backUp(): Promise<void> {
    // A second question would be refused by the browser, and be taken for one without a question.
    if (this.running || this.#choosing) return;
    const name = `huella-${new Date().toISOString().slice(0, 10)}.zip`;
    this.#choosing = true;
    const chosen = await chooseFile(name).finally(() => (this.#choosing = false));
    if (chosen === 'cancelled') return;
    await this.#work('backup', 'writing', async (options) => {
      const { file, left, ...last } = await this.#services.backups.make(chosen, options);
      if (!chosen) download(file, name);
      this.left = left;
      this.last = last;
      this.#announcer.toast(
        this.#i18n.t.backup.made(last.photos, this.#i18n.format.bytes(last.bytes)),
      );
    });
  }

  /** Looks through a backup before anything is changed. */
  async look(file: File): Promise<void> {
    await this.#work('preview', 'checking', async (options) => {
      this.offer = { file, preview: await this.#services.backups.preview(file, {}, options) };
    });
  }

  async restore(choices: RestoreChoices, withSettings: boolean): Promise<void> {
    const { offer } = this;
    if (!offer || this.running) return;
    this.offer = null;
    await this.#work('restore', 'checking', async (options) => {
      const report = await this.#services.backups.restore(offer.file, choices, options);
      if (withSettings) await this.#takeSettings(report.settings);
      await this.#library.refresh();
      await this.refresh();
      this.report = report;
      this.#announcer.say(this.#i18n.t.backup.restored(report.photos.added));
    });
  }

  cancel(): void {
    this.cancelling = true;
    this.#abort.abort();
  }

  /** Not again for a while. */
  rest(): void {
    this.#restsUntil = restFor(Date.now());
  }

  async #takeSettings(settings: unknown): Promise<void> {
    const given = (settings ?? {}) as Readonly<Record<string, unknown>>;
    for (const key of CARRIED_SETTINGS) {
      const change = { [key]: given[key] } as Partial<Settings>;
      // One that this version does not know is left.
      await this.#services.huella.settings.set(change).catch(() => undefined);
    }
    // What is restored stays so, and is told, also where they cannot be shown.
    await this.#preferences.refresh().catch(() => undefined);
  }

  async #work(
    kind: Running['kind'],
    first: BackupStage,
    work: (options: StagedOptions) => Promise<void>,
  ): Promise<void> {
    if (this.running) return;
    this.#abort = new AbortController();
    this.cancelling = false;
    this.failure = null;
    this.running = { kind, stage: first, done: 0, total: 0, secondsLeft: null };
    let estimate = new RateEstimate();
    try {
      await work({
        signal: this.#abort.signal,
        onStage: (stage, done, total) => {
          if (this.running?.stage !== stage) estimate = new RateEstimate();
          estimate.add(done, performance.now() / 1000);
          this.running = { kind, stage, done, total, secondsLeft: estimate.secondsLeft(total) };
        },
      });
    } catch (error) {
      if (!isAbort(error)) this.failure = toHuellaError(error);
      else this.#announcer.toast(this.#i18n.t.backup.stopped);
    } finally {
      this.running = null;
      this.cancelling = false;
    }
  }
}

/** Null: there is no asking here. */
async function chooseFile(
  suggestedName: string,
): Promise<FileSystemFileHandle | 'cancelled' | null> {
  const { showSaveFilePicker } = window as SavePicker;
  if (!showSaveFilePicker) return null;
  try {
    return await showSaveFilePicker({
      suggestedName,
      types: [{ accept: { 'application/zip': ['.zip'] } }],
    });
  } catch (error) {
    return isAbort(error) ? 'cancelled' : null;
  }
}
