/** Folders as stations: which level of the photos' folders names them. */
import { grouped } from '../grouped';

export interface FolderPhoto {
  readonly id: string;
  /** Parts divided by `/`, the chosen folder first; absent: the photo came alone. */
  readonly folder?: string | null | undefined;
}

export interface FolderLevel {
  /** From 0, the chosen folder. */
  readonly level: number;
  /** Different names at that level, and how many photos have one. */
  readonly stations: number;
  readonly photos: number;
  /** The first ones, in order. */
  readonly examples: readonly string[];
}

/** Deeper folders than these are no station's. */
const MOST_LEVELS = 12;
const EXAMPLES = 3;

/** The levels that have a name for at least one photo. */
export function folderLevels(photos: readonly FolderPhoto[]): FolderLevel[] {
  const levels: { names: Set<string>; photos: number }[] = [];
  for (const { folder } of photos) {
    for (const [level, name] of partsOf(folder).entries()) {
      const counted = (levels[level] ??= { names: new Set(), photos: 0 });
      counted.names.add(name);
      counted.photos += 1;
    }
  }
  const collator = new Intl.Collator('en', { numeric: true });
  return levels.map(({ names, photos: count }, level) => ({
    ...{ level, stations: names.size, photos: count },
    examples: [...names].sort((a, b) => collator.compare(a, b)).slice(0, EXAMPLES),
  }));
}

/** The photos of each name at that level, for the action `place-photos`. */
export function stationsByFolder(
  photos: readonly FolderPhoto[],
  level: number,
): { readonly station: string; readonly photoIds: readonly string[] }[] {
  const named = photos.flatMap(({ id, folder }) => {
    const station = partsOf(folder)[level];
    return station === undefined ? [] : [{ station, id }];
  });
  return [...grouped(named, ({ station }) => station)].map(([station, own]) => ({
    station,
    photoIds: own.map(({ id }) => id),
  }));
}

function partsOf(folder: string | null | undefined): string[] {
  return (folder ?? '')
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, MOST_LEVELS);
}
