/**
 * The photo that a file of boxes is of: beside it, or in a folder that differs in one name
 * (`Annotations` and `JPEGImages`, `labels/train` and `images/train`).
 */
interface Photo {
  readonly path: string;
  readonly folders: readonly string[];
  /** In small letters. */
  readonly name: string;
}

export class AnnotatedPhotos {
  readonly #byStem = new Map<string, Photo[]>();

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      const { folders, name } = split(path);
      const list = this.#byStem.get(stemOf(name));
      const photo = { path, folders, name };
      if (list) list.push(photo);
      else this.#byStem.set(stemOf(name), [photo]);
    }
  }

  /** Whether any photo has the file's name, without its ending. */
  hasNamesake(file: string): boolean {
    return this.#byStem.has(stemOf(split(file).name));
  }

  /**
   * Null: there is none, or several fit as well, or the file's own name and the name in it mean
   * two photos.
   * @param named the photo's name as the file says it, with or without its ending; may be empty
   */
  photoOf(file: string, named: string): string | null {
    const { folders, name } = split(file);
    const own = nearest(this.#byStem.get(stemOf(name)) ?? [], folders);
    const wanted = named.toLowerCase().normalize('NFC');
    const said = (this.#byStem.get(stemOf(wanted)) ?? []).filter(
      (photo) => photo.name === wanted || stemOf(wanted) === wanted,
    );
    const other = nearest(said, folders);
    // `a.jpg` and `a.png` share a stem: the name in the file tells which.
    if (own.length > 1) return only(own.filter((photo) => other.includes(photo)));
    if (own.length === 1 && other.length > 0 && !other.includes(own[0]!)) return null;
    return only(own.length > 0 ? own : other);
  }
}

/** Those whose folders differ least from these, by one name at most. */
function nearest(photos: readonly Photo[], folders: readonly string[]): readonly Photo[] {
  const apart = photos.map((photo) => distance(photo.folders, folders));
  const least = Math.min(...apart);
  return least === Infinity ? [] : photos.filter((_, i) => apart[i] === least);
}

/** Names that differ: 0, 1 (one folder lies in the other) or 2 (one in place of one). */
function distance(a: readonly string[], b: readonly string[]): number {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (
    end < Math.min(a.length, b.length) - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  )
    end++;
  const [left, right] = [a.length - start - end, b.length - start - end];
  return left <= 1 && right <= 1 ? left + right : Infinity;
}

const only = (photos: readonly Photo[]): string | null =>
  photos.length === 1 ? photos[0]!.path : null;

function split(path: string): { folders: string[]; name: string } {
  const parts = path.normalize('NFC').toLowerCase().split('/');
  return { folders: parts.slice(0, -1), name: parts.at(-1) ?? '' };
}

const stemOf = (name: string): string => name.replace(/(?<=.)\.[a-z\d]{2,5}$/, '');
