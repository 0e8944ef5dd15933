/**
 * What was chosen to be added, as one list of files that are opened only when their turn comes:
 * loose files, a folder or zips.
 */
import type { ErrorCode } from '../../engine/errors';
import { HuellaError, toHuellaError } from '../../engine/errors';
import type { Services } from '../../runtime/services';
import { systemPartOf } from '../../engine/exchange/system-files';
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
  close(): void;
}

const ZIP = /\.zip$/i;

/** A zip's entries stand where the zip stood. @throws HuellaError of a zip that cannot be opened */
export async function sourceOf(
  found: readonly FoundFile[],
  handle: FileSystemHandle | null,
  services: Services,
): Promise<Source> {
  const left = new Map<string, number>();
  const isWanted = (path: string): boolean => {
    const part = systemPartOf(path);
    if (part === null) return true;
    // macOS puts a file of its own beside each of the person's.
    const name = part.startsWith('._') ? '._*' : part;
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
  const close = (): void => opened.forEach((id) => void services.exchange.closeZip(id));
  try {
    for (const { path, file } of zips) {
      const { id, items } = await services.exchange.openZip(file);
      opened.push(id);
      const prefix = wanted.length === 1 ? '' : `${path.replace(ZIP, '')}/`;
      for (const item of items) {
        if (!isWanted(item.path)) continue;
        files.push({
          path: prefix + item.path,
          open: () => zipFile(services, id, item.path, item.problem),
        });
      }
    }
  } catch (error) {
    close();
    throw toHuellaError(error);
  }
  const rest = {
    handle,
    files,
    left: [...left].map(([name, count]) => ({ name, count })),
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
