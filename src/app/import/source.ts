/**
 * What was chosen to be added, as one list of files that are opened only when their turn comes:
 * loose files, a folder or zips.
 */
import type { ErrorCode } from '../../engine/errors';
import { HuellaError, toHuellaError } from '../../engine/errors';
import type { Services } from '../../runtime/services';
import { systemPartOf } from '../../engine/exchange/system-files';
import type { Refusal } from '../../engine/exchange/planner';
import type { FoundFile } from './collect';

export interface SourceFile {
  /** Inside what was chosen. */
  readonly path: string;
  open(): Promise<File>;
}

export interface Source {
  readonly kind: 'files' | 'folder' | 'zip';
  /** The folder's or the zip's name; empty for loose files. */
  readonly name: string;
  /** Where the browser can open it again. */
  readonly handle: FileSystemHandle | null;
  readonly files: readonly SourceFile[];
  /** Files and folders of systems that were left out, by the name that tells them. */
  readonly left: readonly { readonly name: string; readonly count: number }[];
  /** Zips that cannot be opened, beside what can be. */
  readonly refused: readonly Refusal[];
  close(): void;
}

const ZIP = /\.zip$/i;
const BESIDE_EACH = /(?:\.aae|\.thm|@syno\w+)$/i;
/** Parts of one download of Google's: `takeout-20240506T070809Z-1-001.zip`. */
const PART = /^(.*-\d{8}T\d{6}Z)(?:-\d+)?-\d{3}(?: ?\(\d+\))?$/i;
/** Zips in zips, and no further: a zip may hold itself. */
const MAX_DEPTH = 2;
/** Of zips in zips, which are unpacked to be read. */
const MAX_INNER_BYTES = 1024 ** 3;

/**
 * A zip's entries stand where the zip stood. One that cannot be opened is named, and the rest goes
 * on. @throws HuellaError of a zip that cannot be opened, where there is nothing else
 */
export async function sourceOf(
  found: readonly FoundFile[],
  handle: FileSystemHandle | null,
  services: Services,
): Promise<Source> {
  const left = new Map<string, number>();
  const isWanted = (path: string): boolean => {
    const part = systemPartOf(path);
    if (part === null) return true;
    // macOS, phones and storage devices put a file of their own beside each of the person's.
    const ending = BESIDE_EACH.exec(part)?.[0].toLowerCase();
    const name = part.startsWith('._') ? '._*' : ending === undefined ? part : `*${ending}`;
    left.set(name, (left.get(name) ?? 0) + 1);
    return false;
  };
  const wanted = found.filter(({ path }) => isWanted(path));
  const zips = wanted.filter(({ path }) => ZIP.test(path));
  const files: SourceFile[] = wanted
    .filter(({ path }) => !ZIP.test(path))
    .map((entry) => ({
      path: entry.path,
      open: () => (entry.open ? entry.open() : Promise.resolve(entry.file)),
    }));
  const opened: number[] = [];
  const refused: Refusal[] = [];
  const paths = new Set(files.map(({ path }) => path));
  let innerBytes = 0;
  const unpack = async (path: string, file: File, isAlone: boolean, depth = 1): Promise<void> => {
    const { id, items } = await services.exchange.openZip(file);
    opened.push(id);
    const own = isAlone ? '' : `${path.replace(ZIP, '')}/`;
    const whole = PART.exec(own.slice(0, -1))?.[1];
    for (const item of items) {
      if (!isWanted(item.path)) continue;
      // Parts of one zip lie together, unless two of their files have one name.
      const together = whole === undefined ? own + item.path : `${whole}/${item.path}`;
      const place = paths.has(together) ? own + item.path : together;
      const open = (): Promise<File> => zipFile(services, id, item.path, item.problem);
      if (ZIP.test(place)) {
        innerBytes += item.size;
        await attempt(place, async () => {
          if (depth >= MAX_DEPTH || innerBytes > MAX_INNER_BYTES)
            throw new HuellaError('zip-unsupported', `${place} is a zip within zips`);
          await unpack(place, await open(), false, depth + 1);
        });
        continue;
      }
      paths.add(place);
      files.push({ path: place, open });
    }
  };
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const { code, detail } = toHuellaError(error);
      refused.push({ name, code, detail });
    }
  };
  for (const { path, file } of zips)
    await attempt(path, () => unpack(path, file, wanted.length === 1));
  const close = (): void => opened.forEach((id) => void services.exchange.closeZip(id));
  const [first] = refused;
  if (first && files.length === 0) {
    close();
    throw new HuellaError(first.code, first.name, first.detail);
  }
  const rest = {
    handle,
    files,
    left: [...left].map(([name, count]) => ({ name, count })),
    refused,
    close,
  };
  const [root] = wanted[0]?.path.split('/') ?? [];
  const isFolder = wanted.some(({ path }) => path.includes('/'));
  const [only] = zips;
  if (only && wanted.length === 1) return { kind: 'zip', name: only.path, ...rest };
  return {
    kind: isFolder ? 'folder' : 'files',
    name: isFolder ? (root ?? '') : '',
    ...rest,
  };
}

async function zipFile(
  services: Services,
  id: number,
  path: string,
  problem: ErrorCode | null,
): Promise<File> {
  if (problem) throw new HuellaError(problem, `${path}: ${problem}`, { name: path });
  return services.exchange.zipFile(id, path);
}

/** The files of a folder that the browser gave a handle of, without opening any. */
export async function fromDirectory(directory: FileSystemDirectoryHandle): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
    for await (const entry of folder.values()) {
      const inside = `${path}/${entry.name}`;
      if (entry.kind === 'directory') {
        // A system's folder is named once, and not walked: it may hold as many files as the
        // person's own.
        if (systemPartOf(entry.name) === null) await walk(entry, inside);
        else found.push({ path: inside, file: NOTHING });
      } else if (ZIP.test(entry.name)) found.push({ path: inside, file: await entry.getFile() });
      else found.push(lazyFile(inside, entry));
    }
  };
  await walk(directory, directory.name);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function lazyFile(path: string, handle: FileSystemFileHandle): FoundFile {
  return { path, file: NOTHING, open: () => handle.getFile() };
}

/** Stands for a file that is opened later. */
const NOTHING = new File([], '');
