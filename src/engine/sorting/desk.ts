/** What the worker offers that groups unidentified photos and looks for mistakes among names. */
import {
  gramOf,
  learntLeaveOut,
  Workspace,
  type NamedPhotos,
  type Similarities,
  type Whitening,
} from '../learning';
import { groupsOf, type Group, type UnidentifiedPhotos } from './groups';
import { fitJoining, type Joining } from './joining';
import { mistakesOf, type Mistake, type NamedRows } from './mistakes';
import { compareAll, tableOf, type Compared, type SimilarityTable } from './similarity-table';

export type OnShare = (share: number) => void;

/** What was learnt from a gallery, and is used. */
export interface LearntInUse {
  readonly whitening: Whitening;
  readonly strength: number;
  /** Of what it was learnt from. */
  readonly signature: string;
}

/** What groups are made from; buffers may be transferred. */
export interface GroupingRequest {
  readonly photos: UnidentifiedPhotos;
  /** How photos are compared; null: as the encoder sees them. */
  readonly learnt: LearntInUse | null;
  /** Named photos to learn from how similar one animal's are; null: too few. */
  readonly named: NamedPhotos | null;
  /** Where those say nothing; absent: then there are no groups. */
  readonly fallback?: Joining | undefined;
}

/** Null: nothing says how similar photos of one animal are with this encoder. */
export interface Grouping {
  readonly groups: readonly Group[];
  readonly basis: Joining['basis'] | null;
  readonly learnt: boolean;
}

/** Weight of the first step, which a person waits for as for the others. */
const NAMED_SHARE = 0.15;

export class SortingDesk {
  /** Of the photos grouped last: only what is new since is compared. */
  #compared: Compared | null = null;

  /**
   * @param onShare is told how far it is, 0 to 1
   * @throws HuellaError `out-of-memory`
   */
  async groups(request: GroupingRequest, onShare: OnShare): Promise<Grouping> {
    const { photos, named, fallback } = request;
    onShare(0);
    const own = named && (await later(() => joiningOf(named, request.learnt?.strength ?? null)));
    // What the encoder's card says holds for what the encoder sees.
    const learnt = own ? request.learnt : null;
    const joining = own ?? fallback ?? null;
    if (!joining) return { groups: [], basis: null, learnt: false };
    const comparison = {
      whitening: learnt?.whitening ?? null,
      name: learnt?.signature ?? 'plain',
    };
    this.#compared = await run(compareAll(photos, comparison, this.#compared), (share) =>
      onShare(NAMED_SHARE + (1 - NAMED_SHARE) * share),
    );
    const groups = groupsOf(photos, this.#compared.table, joining);
    return { groups, basis: joining.basis, learnt: learnt !== null };
  }

  /** @throws HuellaError `out-of-memory` */
  async mistakes(rows: NamedRows, onShare: OnShare): Promise<Mistake[]> {
    onShare(0);
    const { table } = await run(compareAll(rows, { whitening: null, name: 'plain' }), onShare);
    return mistakesOf(rows, table);
  }
}

/**
 * Unidentified photos are of animals that nothing was learnt from. So the individuals are divided
 * in two, and each half is grouped by what the other half taught; and so again, divided otherwise.
 * Of all those halves the one that needs the most similarity says how much is needed.
 */
const DIVISIONS = 3;

/** @param strength of what was learnt; null: photos are compared as the encoder sees them */
export function joiningOf(named: NamedPhotos, strength: number | null): Joining | null {
  const work = new Workspace();
  const gram = gramOf(work, named);
  const { individuals } = named;
  if (strength === null)
    return fitJoining([{ table: part(gram, [...individuals.keys()]), individuals }], 'gallery');
  const sets = Array.from({ length: DIVISIONS }, (_, bit) => {
    const half = individuals.map((individual) => (individual >> bit) & 1);
    const learnt = learntLeaveOut(work, named, gram, strength, half, true);
    return [0, 1].map((own) => {
      const rows = [...individuals.keys()].filter((row) => half[row] === own);
      return {
        table: part(learnt, rows),
        individuals: individuals.filter((_, row) => half[row] === own),
      };
    });
  });
  return fitJoining(sets.flat(), 'gallery');
}

function part({ count, values }: Similarities, rows: readonly number[]): SimilarityTable {
  return tableOf(rows, (a, b) => values[a * count + b]!);
}

/** Lets messages out before a long step. */
async function later<Result>(work: () => Result): Promise<Result> {
  await pause();
  return work();
}

async function run<Result>(
  steps: Generator<number, Result, void>,
  onShare: OnShare,
): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    onShare(step.value);
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
