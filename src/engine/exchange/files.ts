/**
 * Finding the files that a table or a detector's results mean. Their paths are of another computer:
 * the end of a path is the same here and there, its beginning rarely is. A path means a file when
 * one of the two ends with the other; where folders differ, it does not, however equal the file
 * names are, because cameras count from 1 in every folder.
 */

import { ANY_FOLDER, type FolderChoice } from './folder-choice';
import { pushTo } from './lists';
import { isPictureName, PICTURE_ENDING } from './picture-names';
import { INVISIBLE } from './words';

export type { FolderChoice };

/** Folders that a question lists: a person chooses one, and does not read hundreds. */
export const MAX_FOLDERS_ASKED = 50;

export type FileProblem =
  | 'file-not-found'
  /** Several of the files fit equally well, or several of the table's paths fit one file. */
  | 'file-ambiguous'
  /** A file has the name, and lies in a folder that the path does not name. */
  | 'folder-differs';

export interface FileMatch {
  readonly path: string | null;
  readonly problem: FileProblem | null;
}

export interface Matching {
  /** In the order of the paths asked for. */
  readonly matches: readonly FileMatch[];
  /**
   * The table's folders among which a person can say that one is the chosen one; empty when there
   * is nothing to ask.
   */
  readonly folders: readonly string[];
  /**
   * The one that was taken (ANY_FOLDER for several), by the person or because there is no doubt.
   */
  readonly folder: string | null;
  /** The chosen folder under its own name; empty for loose files. */
  readonly chosen: string;
}

interface Candidate {
  readonly path: string;
  /** As they are written, and in small letters. */
  readonly raw: readonly string[];
  readonly parts: readonly string[];
}

/** How one path fits one file. */
interface Fit {
  readonly path: string;
  /** Parts that are equal, from the file name upwards. */
  readonly shared: number;
  /** Whether they are equal in capitals and small letters too: two files may differ in nothing else. */
  readonly isExact: boolean;
  /** The folder of the table that stands for the chosen one. */
  readonly folder: string;
  /** Parts of the file's path below the folders that all chosen files have in common. */
  readonly below: number;
}

/**
 * @param base folder of the table itself, when it lies beside the photos: its paths may start there
 */
export function matchFiles(
  wanted: readonly string[],
  paths: readonly string[],
  options: { readonly folder?: FolderChoice; readonly base?: string } = {},
): Matching {
  return new Matcher(paths, options.base).match(wanted, options.folder);
}

class Matcher {
  /** Chosen files by file name, and by file name without its ending. */
  readonly #byName = new Map<string, Candidate[]>();
  #byStem: Map<string, Candidate[]> | null = null;
  readonly #byPath = new Map<string, Candidate[]>();
  /** Folders that all chosen files have in common: they may have other names in the table. */
  readonly #root: readonly string[];
  readonly #base: readonly string[] | null;

  constructor(paths: readonly string[], base: string | undefined) {
    let root: readonly string[] | null = null;
    for (const path of paths) {
      const raw = rawParts(path);
      const parts = lowered(raw);
      const candidate = { path, raw, parts };
      pushTo(this.#byName, parts.at(-1) ?? '', candidate);
      if (base !== undefined) pushTo(this.#byPath, parts.join('/'), candidate);
      root = root === null ? parts.slice(0, -1) : commonStart(root, parts.slice(0, -1));
    }
    this.#root = root ?? [];
    this.#base = base === undefined ? null : plainParts(base);
  }

  match(wanted: readonly string[], choice: FolderChoice): Matching {
    const distinct = new Map<string, Wanted>();
    for (const path of wanted) {
      if (!distinct.has(path)) distinct.set(path, this.#wantedOf(path));
    }
    this.#settleFits(distinct, choice);
    const asked = this.#settleFolders(distinct, choice);
    return {
      matches: wanted.map((path) => {
        const { match, problem } = distinct.get(path)!;
        return { path: match, problem: match === null ? (problem ?? 'file-not-found') : null };
      }),
      ...asked,
      chosen: this.#root.join('/'),
    };
  }

  /** Files by their names without endings, made for the first path that has none. */
  #stems(): Map<string, Candidate[]> {
    if (this.#byStem) return this.#byStem;
    const stems = (this.#byStem = new Map<string, Candidate[]>());
    for (const [name, candidates] of this.#byName) {
      for (const candidate of candidates)
        pushTo(stems, name.replace(PICTURE_ENDING, ''), candidate);
    }
    return stems;
  }

  /** A path as links write it (`My%20folder/1.jpg`) is read as such where no file is called so. */
  #wantedOf(path: string): Wanted {
    const asWritten = this.#fitting(rawParts(path));
    const plain = decoded(path);
    if (asWritten.fits.length > 0 || plain === path) return asWritten;
    const asLink = this.#fitting(rawParts(plain));
    return asLink.fits.length === 0 && asLink.problem === undefined ? asWritten : asLink;
  }

  #fitting(raw: readonly string[]): Wanted {
    const parts = lowered(raw);
    const there = this.#base && this.#byPath.get(resolve(this.#base, parts).join('/'));
    if (there) {
      const fits = there.map((candidate) => ({
        ...{ path: candidate.path, shared: Infinity, folder: '', below: 0 },
        isExact: endsAlike(raw, candidate.raw, Math.min(raw.length, candidate.raw.length)),
      }));
      return { parts, fits: longest(fits), loose: [], match: null };
    }
    const name = parts.at(-1) ?? '';
    const candidates =
      this.#byName.get(name) ??
      (PICTURE_ENDING.test(name) ? undefined : shownOf(this.#stems().get(name))) ??
      this.#byName.get(name.replace(JPEG, (ending) => (ending === '.jpg' ? '.jpeg' : '.jpg'))) ??
      [];
    const fits: Fit[] = [];
    const loose: Fit[] = [];
    for (const candidate of candidates) {
      let shared = 1;
      const least = Math.min(parts.length, candidate.parts.length);
      while (shared < least && parts.at(-1 - shared) === candidate.parts.at(-1 - shared)) shared++;
      const below = Math.min(candidate.parts.length - this.#root.length, parts.length);
      const folder = raw.slice(0, raw.length - below).join('/');
      const isExact = endsAlike(raw, candidate.raw, shared);
      const fit = { path: candidate.path, shared, isExact, folder, below };
      if (shared === least) fits.push(fit);
      else if (shared >= candidate.parts.length - this.#root.length) loose.push(fit);
    }
    return {
      ...{ parts, fits: longest(fits), loose: longest(loose), match: null },
      ...(candidates.length > 0 ? { problem: 'folder-differs' as const } : {}),
    };
  }

  /**
   * Each path to the file it fits best, unless another path fits that file better, or contradicts
   * it and fits as well.
   */
  #settleFits(distinct: ReadonlyMap<string, Wanted>, choice: FolderChoice): void {
    const claims = new Map<string, { wanted: Wanted; fit: Fit }[]>();
    for (const wanted of distinct.values()) {
      if (wanted.fits.length > 1) wanted.problem = 'file-ambiguous';
      const [fit] = wanted.fits;
      if (fit && wanted.fits.length === 1) pushTo(claims, fit.path, { wanted, fit });
    }
    for (const claimed of claims.values()) {
      const [alone] = claimed;
      if (alone && claimed.length === 1) {
        alone.wanted.match = alone.fit.path;
        continue;
      }
      const most = Math.max(...claimed.map(({ fit }) => fit.shared));
      const nearest = claimed.filter(({ fit }) => fit.shared === most);
      const exact = nearest.filter(({ fit }) => fit.isExact);
      const best = exact.length > 0 ? exact : nearest;
      const chosen = best.filter(({ fit }) => typeof choice === 'string' && fit.folder === choice);
      const winners = chosen.length > 0 ? chosen : best;
      const { parts } = winners.reduce((a, b) =>
        b.wanted.parts.length > a.wanted.parts.length ? b : a,
      ).wanted;
      const agree = winners.every(({ wanted }) => isEnd(wanted.parts, parts));
      for (const { wanted, fit } of claimed) {
        const isWinner = winners.some((winner) => winner.wanted === wanted);
        // The same path in other letters, beside the one in the file's own, is of another file.
        const isOther = !isWinner && !fit.isExact && wanted.parts.length === parts.length;
        wanted.isOther = isOther && agree;
        if (agree && (isWinner || (!isOther && isEnd(wanted.parts, parts))))
          wanted.match = fit.path;
        else wanted.problem = fit.shared === most ? 'file-ambiguous' : 'folder-differs';
      }
    }
  }

  /**
   * Paths whose beginning differs from the chosen folder's name: one folder of the table may be the
   * chosen one, renamed.
   */
  #settleFolders(
    distinct: ReadonlyMap<string, Wanted>,
    choice: FolderChoice,
  ): Pick<Matching, 'folders' | 'folder'> {
    /** The paths of the table that have a file already, by file. */
    const taken = new Map<string, readonly string[]>();
    const folders = new Map<string, number>();
    const open: Wanted[] = [];
    let isRootNamed = false;
    for (const wanted of distinct.values()) {
      const [fit] = wanted.match === null ? wanted.loose : wanted.fits;
      if (wanted.match !== null) {
        taken.set(wanted.match, longer(taken.get(wanted.match), wanted.parts));
        isRootNamed ||=
          this.#root.length > 0 && fit!.shared !== Infinity && fit!.shared > fit!.below;
      } else {
        const fits = wanted.fits.length > 0 ? wanted.fits : wanted.loose;
        if (fits.length !== 1 || wanted.fits.length > 1 || wanted.isOther) continue;
        open.push(wanted);
        const { folder } = fits[0]!;
        folders.set(folder, (folders.get(folder) ?? 0) + 1);
      }
    }
    const claims = new Map<string, number>();
    for (const wanted of open) {
      const { path } = (wanted.fits[0] ?? wanted.loose[0])!;
      claims.set(path, (claims.get(path) ?? 0) + 1);
    }
    // A file name alone is no contradiction: the longer path says the same file, and more.
    const isTaken = (wanted: Wanted, path: string): boolean =>
      taken.has(path) && !isEnd(taken.get(path)!, wanted.parts);
    const collide =
      [...claims.values()].some((count) => count > 1) ||
      open.some((wanted) => isTaken(wanted, (wanted.fits[0] ?? wanted.loose[0])!.path));
    const isSibling = [...folders.keys()].some((folder) =>
      areSiblings((folder.split('/').at(-1) ?? '').toLowerCase(), this.#root.at(-1) ?? ''),
    );
    const decided =
      choice !== undefined
        ? choice
        : isRootNamed || collide || isSibling || folders.size === 0
          ? null
          : folders.size === 1
            ? [...folders.keys()][0]!
            : ANY_FOLDER;
    for (const wanted of open) {
      const fit = (wanted.fits[0] ?? wanted.loose[0])!;
      const isChosen = decided === ANY_FOLDER ? claims.get(fit.path) === 1 : fit.folder === decided;
      if (decided === null || !isChosen || isTaken(wanted, fit.path)) continue;
      wanted.match = fit.path;
    }
    // Where the table names the chosen folder itself, its other folders are other cameras.
    if (isRootNamed && choice === undefined) return { folders: [], folder: null };
    const listed = [...folders].sort((a, b) => b[1] - a[1]).slice(0, MAX_FOLDERS_ASKED);
    return { folders: listed.map(([folder]) => folder), folder: decided };
  }
}

interface Wanted {
  readonly parts: readonly string[];
  /** The files it fits with nothing contradicted, all with the same number of equal parts. */
  readonly fits: readonly Fit[];
  /** The files it fits but for the name of the chosen folder. */
  readonly loose: readonly Fit[];
  match: string | null;
  /** It differs in capitals from a path of the same table that is the file's own. */
  isOther?: boolean;
  problem?: FileProblem;
}

/**
 * `C:\Photos\Luna\1.JPG` and `photos/luna/1.jpg` are one path to people, and to the disks they come
 * from.
 */
function plainParts(path: string): string[] {
  return rawParts(path).map((part) => part.toLowerCase());
}

/** In small letters; the same list where they are already. */
function lowered(parts: readonly string[]): readonly string[] {
  const small = parts.map((part) => part.toLowerCase());
  return small.every((part, i) => part === parts[i]) ? parts : small;
}

/** Nothing to compose, no scheme and no quotes: nearly all paths. */
const PLAIN_PATH = /^[\w ./()-]*$/;
/** Windows puts a path that is copied in quotes. */
const QUOTED = /^(["'`\u201c\u2018\u00ab])([^"'`\u201d\u2019\u00bb]*)["'`\u201d\u2019\u00bb]$/;

function rawParts(text: string): string[] {
  const path = QUOTED.exec(text)?.[2] ?? text;
  const local = /^https?:/i.test(path) ? path.replace(/[?#].*$/, '') : path;
  const slashed = local.includes('\\') ? local.replaceAll('\\', '/') : local;
  const parts: string[] = [];
  const plain = PLAIN_PATH.test(slashed)
    ? slashed
    : slashed
        .replace(INVISIBLE, '')
        .replace(/^file:\/*/i, '')
        .normalize('NFC');
  for (const part of plain.split('/')) {
    const trimmed = part.trim();
    if (trimmed !== '' && trimmed !== '.') parts.push(trimmed);
  }
  return parts;
}

/** A path as seen from a folder; `..` leads out of it. */
function resolve(base: readonly string[], parts: readonly string[]): string[] {
  const path = [...base];
  for (const part of parts) {
    if (part === '..') path.pop();
    else path.push(part);
  }
  return path;
}

/** `My%20folder/IMG%200001.jpg` as links write it. */
function decoded(path: string): string {
  if (!path.includes('%')) return path;
  // What follows an address goes first: a question mark in a name is written `%3F`.
  const address = /^https?:/i.test(path)
    ? path.replace(/^https?:/i, '').replace(/[?#].*$/, '')
    : path;
  try {
    return decodeURIComponent(address);
  } catch {
    return path;
  }
}

/** Two endings of one kind of file. */
const JPEG = /\.jpe?g$/;

/** Of a photo and what lies beside it under the same name (its raw file, a film) the photo. */
function shownOf(candidates: Candidate[] | undefined): Candidate[] | undefined {
  const shown = candidates?.filter(({ path }) => isPictureName(path));
  return shown && shown.length > 0 ? shown : candidates;
}

function longest(fits: Fit[]): Fit[] {
  if (fits.length < 2) return fits;
  const most = Math.max(...fits.map(({ shared }) => shared));
  const best = fits.filter(({ shared }) => shared === most);
  const exact = best.filter(({ isExact }) => isExact);
  return exact.length > 0 ? exact : best;
}

/** Whether the last `count` parts of two paths are equal to the letter. */
function endsAlike(a: readonly string[], b: readonly string[], count: number): boolean {
  for (let i = 1; i <= count; i++) if (a[a.length - i] !== b[b.length - i]) return false;
  return true;
}

function isEnd(end: readonly string[], whole: readonly string[]): boolean {
  return (
    end.length <= whole.length &&
    end.every((part, i) => part === whole[whole.length - end.length + i])
  );
}

function longer(a: readonly string[] | undefined, b: readonly string[]): readonly string[] {
  return a && a.length > b.length ? a : b;
}

function commonStart(a: readonly string[], b: readonly string[]): readonly string[] {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length === a.length ? a : a.slice(0, length);
}

/**
 * Names that were given in a row, such as `cam1` and `cam2` or `StationA` and `StationB`: two
 * places, never one renamed.
 */
function areSiblings(a: string, b: string): boolean {
  if (a === b || a === '' || b === '') return false;
  const numberless = (name: string): string => name.replace(/\d+/g, '#');
  if (/\d/.test(a) && numberless(a) === numberless(b)) return true;
  if (a.length !== b.length || a.length < 2) return false;
  return Array.from(a).filter((char, i) => char !== b[i]).length === 1;
}
