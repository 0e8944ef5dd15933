/** What takes how much of the space the browser allows, and what could go. */
import type { LibraryUsage } from '../../engine/library';
import type { EncodersState } from '../encoders/encoders-state.svelte';
import { DEFAULT_ID } from '../../runtime/encoders/choice';
import type { I18n } from '../i18n/i18n.svelte';
import type { Services } from '../../runtime/services';
import type { Announcer } from '../state/announcer.svelte';
import { askToKeep, isKept } from './keep';
import type { LocalEncoder } from '../../runtime/status';

export type PartName = 'photos' | 'prepared' | 'models' | 'trash' | 'other';

export interface Part {
  readonly name: PartName;
  readonly bytes: number;
}

/** What an encoder that is no longer here has left behind. */
export interface Leftover {
  readonly fingerprint: string;
  readonly photos: number;
  readonly bytes: number;
}

/**
 * Above this share of the quota the bar warns: an import of some hundred photos could meet the end.
 */
const NEARLY_FULL = 0.9;

export class StorageState {
  estimate = $state.raw<{ readonly usage: number; readonly quota: number } | null>(null);
  usage = $state.raw<LibraryUsage | null>(null);
  /** Null: the browser does not say. */
  kept = $state<boolean | null>(null);
  /** The browser has been asked here and said no. */
  refused = $state(false);
  failure = $state<string | null>(null);
  working = $state(false);
  readonly #services: Services;
  readonly #encoders: EncodersState;
  readonly #i18n: I18n;
  readonly #announcer: Announcer;

  constructor(services: Services, encoders: EncodersState, i18n: I18n, announcer: Announcer) {
    this.#services = services;
    this.#encoders = encoders;
    this.#i18n = i18n;
    this.#announcer = announcer;
  }

  /**
   * Installed models other than the one in use and the bundled one, with the photos prepared for
   * each.
   */
  readonly removable: readonly LocalEncoder[] = $derived.by(() =>
    this.#encoders.view.local.filter(({ id, active }) => id !== DEFAULT_ID && !active),
  );

  readonly leftovers: readonly Leftover[] = $derived.by(() => {
    const here = new Set(this.#encoders.view.local.flatMap(({ info }) => info?.fingerprint ?? []));
    // Until the encoders are known, nothing can be said to be left over.
    if (here.size === 0) return [];
    return (this.usage?.encoders ?? []).filter(
      ({ fingerprint, bytes }) => !here.has(fingerprint) && bytes > 0,
    );
  });

  /**
   * The parts of what is used, none smaller than nothing: databases are stored compressed and
   * counted late.
   */
  readonly parts: readonly Part[] = $derived.by(() => {
    const { usage, estimate } = this;
    if (!usage) return [];
    const prepared = usage.encoders.reduce((sum, { bytes }) => sum + bytes, 0);
    const models = this.#encoders.view.local
      .filter(({ id }) => id !== DEFAULT_ID)
      .reduce((sum, { info }) => sum + (info?.bytes ?? 0), 0);
    const photos = usage.originals + usage.thumbnails;
    const trash = usage.trash.bytes;
    const other = Math.max(0, (estimate?.usage ?? 0) - photos - prepared - models - trash);
    return Object.entries({ photos, prepared, models, trash, other })
      .filter(([, bytes]) => bytes > 0)
      .map(([name, bytes]) => ({ name: name as PartName, bytes }));
  });

  readonly nearlyFull = $derived(
    this.estimate !== null && this.estimate.usage > this.estimate.quota * NEARLY_FULL,
  );

  /** Bytes of what the model has made of the photos. */
  preparedBy({ info }: LocalEncoder): number {
    return (
      this.usage?.encoders.find(({ fingerprint }) => fingerprint === info?.fingerprint)?.bytes ?? 0
    );
  }

  async refresh(): Promise<void> {
    const [estimate, kept, usage] = await Promise.all([
      readEstimate(),
      isKept(),
      this.#services.library.usage().catch(() => null),
      this.#encoders.refresh(),
    ]);
    this.estimate = estimate;
    this.kept = kept;
    this.usage = usage;
  }

  async askToKeep(): Promise<void> {
    const answer = await askToKeep();
    this.kept = answer ?? this.kept;
    this.refused = answer === false;
    const t = this.#i18n.t.storage;
    this.#announcer.say(answer ? t.kept : t.refused);
  }

  emptyTrash(): Promise<void> {
    return this.#freeing(async () => {
      const emptied = await this.#services.library.emptyTrash();
      this.#announcer.toast(this.#i18n.t.history.emptied(emptied));
    });
  }

  removeLeftover({ fingerprint }: Leftover): Promise<void> {
    return this.#freeing(() => this.#services.library.forgetEncoder(fingerprint));
  }

  async #freeing(work: () => Promise<void>): Promise<void> {
    if (this.working) return;
    this.working = true;
    this.failure = null;
    try {
      await work();
    } catch (error) {
      this.failure = this.#i18n.thrown(error);
    }
    await this.refresh();
    this.working = false;
  }
}

async function readEstimate(): Promise<StorageState['estimate']> {
  const storage = navigator.storage as Partial<StorageManager> | undefined;
  const { usage, quota } = (await storage?.estimate?.().catch(() => undefined)) ?? {};
  return usage === undefined || quota === undefined ? null : { usage, quota };
}
