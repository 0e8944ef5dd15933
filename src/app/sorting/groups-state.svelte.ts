/**
 * Groups of unidentified photos as a person works through them. Nothing has a name until they give
 * it.
 */
import type { Group, GroupsReport } from '../../runtime/api';
import type { AppContext } from '../context';
import { ofPage } from '../state/of-page.svelte';
import { Asking } from './asking.svelte';

export interface ShownGroup {
  /** Of its first photo, as it was found: stays the same while photos come and go. */
  readonly id: string;
  readonly photoIds: readonly string[];
  /** Null: a person has joined it from two. */
  readonly probability: number | null;
  readonly encounters: number;
}

/**
 * What a person changed about the groups; undone with its entry of the journal, where it has one.
 */
type Edit =
  | { readonly kind: 'dismissed'; readonly id: string; readonly entryId: string }
  | {
      readonly kind: 'taken';
      readonly id: string;
      readonly photoIds: readonly string[];
      readonly entryIds: readonly string[];
    }
  | { readonly kind: 'joined'; readonly id: string; readonly into: string };

type App = Pick<AppContext, 'services' | 'library' | 'actions'>;

export class GroupsState {
  readonly asking = new Asking();
  report = $state.raw<GroupsReport | null>(null);
  /** The group that waits for another to be joined with; null: none. */
  joining = $state<string | null>(null);
  #edits = $state.raw<readonly Edit[]>([]);
  #picked = $state.raw<ReadonlyMap<string, ReadonlySet<string>>>(new Map());

  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** Those of at least two photos that still have no name. */
  readonly groups = $derived.by((): readonly ShownGroup[] => {
    const { undone } = this.#app.actions;
    const groups = new Map(
      (this.report?.groups ?? []).map((group): [string, ShownGroup] => [idOf(group), shown(group)]),
    );
    for (const edit of this.#edits) {
      const group = groups.get(edit.id);
      if (!group) continue;
      if (edit.kind === 'dismissed') {
        if (!undone.has(edit.entryId)) groups.delete(edit.id);
      } else if (edit.kind === 'taken') {
        const gone = new Set(edit.photoIds.filter((_, i) => !undone.has(edit.entryIds[i]!)));
        const photoIds = group.photoIds.filter((id) => !gone.has(id));
        groups.set(edit.id, { ...group, photoIds });
      } else {
        const into = groups.get(edit.into);
        if (!into) continue;
        groups.delete(edit.id);
        groups.set(edit.into, {
          ...into,
          photoIds: [...into.photoIds, ...group.photoIds],
          probability: null,
          encounters: into.encounters + group.encounters,
        });
      }
    }
    return [...groups.values()].flatMap((group) => {
      const photoIds = group.photoIds.filter(
        (id) => this.#app.library.photoById.get(id)?.individualId === null,
      );
      return photoIds.length > 1 ? [{ ...group, photoIds }] : [];
    });
  });

  /** @returns whether it came to its end */
  async start(): Promise<boolean> {
    const report = await this.asking.run((options) => this.#app.services.sorting.groups(options));
    if (!report) return false;
    this.report = report;
    this.#edits = [];
    this.#picked = new Map();
    this.joining = null;
    return true;
  }

  /** Photos of the group that a person has picked, to compare them or to take them out. */
  picked(group: ShownGroup): readonly string[] {
    const picked = this.#picked.get(group.id);
    return picked ? group.photoIds.filter((id) => picked.has(id)) : [];
  }

  pick({ id }: ShownGroup, photoId: string): void {
    const picked = new Set(this.#picked.get(id));
    if (!picked.delete(photoId)) picked.add(photoId);
    this.#picked = new Map(this.#picked).set(id, picked);
  }

  /** @throws HuellaError as `Library.act` */
  async name(group: ShownGroup, name: string, message: string): Promise<void> {
    await this.#app.actions.perform({ kind: 'assign', photoIds: group.photoIds, name }, message);
  }

  /**
   * Each picked photo is not the animal of those that stay. @throws HuellaError as `Library.act`
   */
  async takeOut(group: ShownGroup, message: string): Promise<void> {
    const photoIds = this.picked(group);
    const rest = group.photoIds.filter((id) => !photoIds.includes(id));
    const entryIds: string[] = [];
    for (const [i, photoId] of photoIds.entries()) {
      const { entry } = await this.#app.actions.perform(
        { kind: 'dismiss', about: 'apart', photoIds: [photoId, ...rest], individualIds: [] },
        i === photoIds.length - 1 ? message : null,
      );
      if (entry) entryIds.push(entry.id);
    }
    this.#edits = [...this.#edits, { kind: 'taken', id: group.id, photoIds, entryIds }];
    this.#picked = new Map(this.#picked).set(group.id, new Set());
  }

  /** Not all its photos are one animal. @throws HuellaError as `Library.act` */
  async dismiss(group: ShownGroup, message: string): Promise<void> {
    const { photoIds } = group;
    const { entry } = await this.#app.actions.perform(
      { kind: 'dismiss', about: 'group', photoIds, individualIds: [] },
      message,
    );
    if (!entry) return;
    this.#edits = [...this.#edits, { kind: 'dismissed', id: group.id, entryId: entry.id }];
  }

  /** The group that waits becomes part of this one. */
  joinInto(group: ShownGroup): void {
    if (this.joining === null || this.joining === group.id) return;
    this.#edits = [...this.#edits, { kind: 'joined', id: this.joining, into: group.id }];
    this.joining = null;
  }
}

function idOf({ photoIds }: Group): string {
  return photoIds[0]!;
}

function shown(group: Group): ShownGroup {
  const { photoIds, probability, encounters } = group;
  return { id: idOf(group), photoIds, probability, encounters };
}

export const groupsState = ofPage((app: App) => new GroupsState(app));
