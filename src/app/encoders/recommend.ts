/**
 * Which model to install: the one with the best published accuracy for the animals of the gallery
 * that this device can bear. Accuracy is the authors' (`catalogue.source`), time is measured here.
 */
import type { CatalogueVariant } from '../../engine/install';
import { plain } from '../ui/text';

/** A person waits this long for an answer in the field, and no longer. */
export const MAX_SEARCH_MS = 6000;
/** The gallery is encoded once, in the background: an evening. */
export const MAX_GALLERY_MS = 3 * 3_600_000;
/** Of the device's memory; weights are there twice while a model starts. */
const MEMORY_SHARE = 0.25;
/** Published figures differ by as much from one training to the next: the faster model is taken. */
const SAME_PERCENT = 1.5;
/** What decoding, shrinking and storing a photo add to the network's own time. */
const BESIDE_MS = 40;

/** A model with its published accuracy, in percent by animal. */
export interface Candidate {
  readonly variant: CatalogueVariant;
  readonly accuracy: readonly {
    readonly key: string;
    readonly animal: string;
    /** Other words that people use for it. */
    readonly words: string;
    readonly percent: number;
  }[];
}

export interface DeviceFacts {
  /** Milliseconds that the included encoder's network takes here; null: not measured. */
  readonly includedMs: number | null;
  /** Bytes of memory, where the browser says; null: not said. */
  readonly memory: number | null;
}

export interface Advice {
  readonly variant: CatalogueVariant;
  /** The animal whose figure decided; null: the mean over all. */
  readonly animal: string | null;
  /** Right first time, of 100 published photos. */
  readonly percent: number;
  readonly searchMs: number;
  readonly galleryMs: number;
}

/** Time of one photo on this device, in milliseconds. */
export function photoMs({ cost }: CatalogueVariant, { includedMs }: DeviceFacts): number | null {
  return includedMs === null ? null : cost * includedMs + BESIDE_MS;
}

/**
 * @param species of the gallery's animals, as people wrote them, the most frequent first
 * @param photos of the gallery
 * @returns null when nothing was measured, or this device can bear no model with published figures
 */
export function recommend(
  candidates: readonly Candidate[],
  species: readonly string[],
  photos: number,
  device: DeviceFacts,
): Advice | null {
  const { memory } = device;
  const bearable = candidates
    .filter(({ variant, accuracy }) => {
      const ms = photoMs(variant, device) ?? Infinity;
      const inTime = ms <= MAX_SEARCH_MS && ms * photos <= MAX_GALLERY_MS;
      const fits = memory === null || variant.bytes <= memory * MEMORY_SHARE;
      return accuracy.length > 0 && inTime && fits;
    })
    .sort((a, b) => a.variant.cost - b.variant.cost);
  if (bearable.length === 0) return null;
  const animal = animalOf(species, bearable[0]!);
  const rated = bearable.map(({ variant, accuracy }) => {
    const all = accuracy.map(({ percent }) => percent);
    const mean = all.reduce((sum, percent) => sum + percent, 0) / all.length;
    const own = accuracy.find(({ key }) => key === animal?.key)?.percent;
    return { variant, percent: own ?? mean };
  });
  const best = Math.max(...rated.map(({ percent }) => percent));
  const { variant, percent } = rated.find((each) => each.percent >= best - SAME_PERCENT)!;
  const searchMs = photoMs(variant, device)!;
  return {
    variant,
    animal: animal?.animal ?? null,
    percent,
    searchMs,
    galleryMs: searchMs * photos,
  };
}

/** The published animal that the gallery's species name, by a whole word of either. */
function animalOf(
  species: readonly string[],
  { accuracy }: Candidate,
): { key: string; animal: string } | null {
  const words = (text: string): string[] => plain(text).split(/[^\p{L}]+/u);
  for (const name of species) {
    const said = new Set(words(name));
    const found = accuracy.find(
      ({ key, animal, words: others }) =>
        [animal, key].some((known) => words(known).every((word) => said.has(word))) ||
        words(others).some((word) => word !== '' && said.has(word)),
    );
    if (found) return found;
  }
  return null;
}
