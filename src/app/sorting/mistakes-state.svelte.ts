/** Names that may be wrong, as a person works through them. */
import type { Mistake, MistakesReport } from '../../runtime/api';
import type { AppContext } from '../context';
import { ofPage } from '../state/of-page.svelte';
import { Asking } from './asking.svelte';

export type MistakeKind = Mistake['kind'];

/** The surest kinds first. */
export const KINDS = ['copy', 'alike', 'elsewhere', 'several'] as const satisfies MistakeKind[];

/**
 * Shown of each kind before a person asks for more: a tenth of the names, and not fewer than this.
 * Of names swapped for a tenth of the photos nine in ten are then among them.
 */
const LEAST_SHOWN = 10;
const SHOWN_SHARE = 0.1;

export interface MistakesOfKind {
  readonly kind: MistakeKind;
  readonly shown: readonly Mistake[];
  readonly total: number;
}

type App = Pick<AppContext, 'services' | 'library' | 'actions'>;

export class MistakesState {
  readonly asking = new Asking();
  report = $state.raw<MistakesReport | null>(null);
  /** Entries of dismissals, by `keyOf`. */
  #dismissed = $state.raw<ReadonlyMap<string, string>>(new Map());
  #whole = $state.raw<ReadonlySet<MistakeKind>>(new Set());

  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** Those that have neither been decided nor dismissed, kind by kind. */
  readonly kinds = $derived.by((): readonly MistakesOfKind[] => {
    const { mistakes = [], photos = 0 } = this.report ?? {};
    const open = mistakes.filter((mistake) => this.#isOpen(mistake));
    const most = Math.max(LEAST_SHOWN, Math.round(SHOWN_SHARE * photos));
    return KINDS.flatMap((kind) => {
      const all = open.filter((mistake) => mistake.kind === kind);
      const shown = this.#whole.has(kind) ? all : all.slice(0, most);
      return all.length > 0 ? [{ kind, shown, total: all.length }] : [];
    });
  });

  /** @returns whether it came to its end */
  async start(): Promise<boolean> {
    this.report = null;
    this.#dismissed = new Map();
    this.#whole = new Set();
    const report = await this.asking.run((options) =>
      this.#app.services.sorting.mistakes({
        ...options,
        // Worth a look at once: markings take their time.
        onFirst: (first) => (this.report = first),
      }),
    );
    this.report = report ?? this.report;
    return this.report !== null;
  }

  showAll(kind: MistakeKind): void {
    this.#whole = new Set([...this.#whole, kind]);
  }

  /**
   * What the mistake proposes: joined, or moved to the other individual. @throws as `Library.act`
   */
  async accept(mistake: Mistake, message: string): Promise<void> {
    const { kind, individualIds } = mistake;
    const [own = '', other = ''] = individualIds;
    if (kind === 'elsewhere') await this.move(mistake, message);
    else if (kind !== 'several') {
      await this.#app.actions.perform(
        { kind: 'merge', individualIds: [own], into: other },
        message,
      );
    }
  }

  /** The first photo of the pair moves to the other individual. @throws as `Library.act` */
  async move(
    { pair: [photoId], individualIds: [, other = ''] }: Mistake,
    message: string,
  ): Promise<void> {
    const name = this.#app.library.byId.get(other)?.name ?? null;
    if (name === null) return;
    await this.#app.actions.perform({ kind: 'assign', photoIds: [photoId], name }, message);
  }

  /** Its photos become a new individual. @throws HuellaError `name-taken`, as `Library.act` */
  async splitOff({ photoIds }: Mistake, name: string, message: string): Promise<void> {
    await this.#app.actions.perform({ kind: 'split', photoIds, name }, message);
  }

  /** The names are right. @throws HuellaError as `Library.act` */
  async dismiss(mistake: Mistake, message: string): Promise<void> {
    const { kind, individualIds, photoIds, pair } = mistake;
    const { entry } = await this.#app.actions.perform(
      {
        kind: 'dismiss',
        about: kind,
        photoIds: kind === 'elsewhere' ? photoIds : pair,
        // Of a photo that is right where it is, only whose it is.
        individualIds: kind === 'elsewhere' ? individualIds.slice(0, 1) : individualIds,
      },
      message,
    );
    if (entry) this.#dismissed = new Map(this.#dismissed).set(keyOf(mistake), entry.id);
  }

  /** The photos are still of the individuals whose names are doubted. */
  #isOpen(mistake: Mistake): boolean {
    const entryId = this.#dismissed.get(keyOf(mistake));
    if (entryId !== undefined && !this.#app.actions.undone.has(entryId)) return false;
    const { individualIds, pair } = mistake;
    const owners = pair.map((id) => this.#app.library.photoById.get(id)?.individualId);
    return owners.every((owner, i) => owner === (individualIds[i] ?? individualIds[0]));
  }
}

/** One mistake in every list of the same look. */
export function keyOf({ kind, individualIds, pair }: Mistake): string {
  return [kind, ...individualIds, ...pair].join(' ');
}

export const mistakesState = ofPage((app: App) => new MistakesState(app));
