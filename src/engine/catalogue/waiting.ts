/** What a round left to be done, as people are told. */
import { fileKey, triesIn } from './file-tries';
import { wantedFiles } from './kept-here';
import { contentsOf } from './parts';
import type { Gallery, Notebook, RoundReport } from './sides';
import type { CatalogueStatus, KeptHere, Waiting } from './standing';

export const NOTHING: Waiting = { count: 0, bytes: 0 };

/** @param entries of this device that wait to go out */
export async function waitingOf(
  gallery: Gallery,
  notebook: Notebook,
  keep: KeptHere,
  { waiting: entries }: Pick<RoundReport, 'waiting'>,
): Promise<CatalogueStatus['waiting']> {
  const [{ records }, here, kept] = await Promise.all([
    gallery.read(),
    gallery.files(),
    notebook.load(),
  ]);
  const there = new Set(kept.files);
  const tries = triesIn(kept.state);
  const isThere = (sha256: string): boolean => there.has(fileKey(sha256, tries.get(sha256) ?? 0));
  const unsent = new Map(
    contentsOf(records)
      .filter(({ sha256 }) => here.has(sha256) && !isThere(sha256))
      .map(({ sha256, byteLength }) => [sha256, byteLength]),
  );
  const up = weigh([...unsent.values()]);
  const down = weigh(wantedFiles(records, here, keep, Date.now()).map((one) => one.byteLength));
  return { up: { ...up, count: up.count + entries }, down };
}

function weigh(bytes: readonly number[]): Waiting {
  return { count: bytes.length, bytes: bytes.reduce((sum, length) => sum + length, 0) };
}
