/** What markings say of names that may be wrong: which pairs are asked, and what follows. */
import type { AgreeingMarkings, Mistake, MistakeKind } from './mistakes';

/**
 * Mistakes whose markings are compared. Each takes up to three photos, and a photo whose points are
 * not there yet half a second: two minutes at the most, and mostly a moment.
 */
export const MARKED_MOST = 80;

/** One picture in two individuals is told by the picture itself. */
const ASKED: Readonly<Record<MistakeKind, boolean>> = {
  copy: false,
  alike: true,
  elsewhere: true,
  several: true,
};

/** The surest of each kind in turn, so that a long kind leaves room for the others. */
export function askedOfMarkings(mistakes: readonly Mistake[], most = MARKED_MOST): Mistake[] {
  const places = new Map<MistakeKind, number>();
  return mistakes
    .filter(({ kind }) => ASKED[kind])
    .map((mistake) => {
      const place = places.get(mistake.kind) ?? 0;
      places.set(mistake.kind, place + 1);
      return { mistake, place };
    })
    .sort((a, b) => a.place - b.place)
    .slice(0, most)
    .map(({ mistake }) => mistake);
}

/**
 * The mistakes with what their markings say, and ordered by it: kind by kind as they were, and
 * within a kind first those that the markings speak for, last those that they speak against.
 */
export function rankedByMarkings(
  mistakes: readonly Mistake[],
  said: ReadonlyMap<Mistake, AgreeingMarkings>,
): Mistake[] {
  const kinds = [...new Set(mistakes.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const marked = mistakes
      .filter((mistake) => mistake.kind === kind)
      .map((mistake) => ({ ...mistake, markings: said.get(mistake) ?? null }));
    // Sorting is stable: those of which markings say as much stay in their order.
    return marked.sort((a, b) => speaksFor(b) - speaksFor(a));
  });
}

/** 1: for a mistake; -1: against one; 0: neither. */
function speaksFor({ kind, markings }: Mistake): number {
  if (!markings) return 0;
  const { pair, own } = markings;
  if (kind === 'several') return pair > 0 ? -1 : 0;
  return Math.sign(pair - (own ?? 0));
}
