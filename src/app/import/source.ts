/** What was chosen to be added, as one list of files that are opened only when their turn comes: loose files, a folder or zips. */
import type { ErrorCode } from '../../engine/errors';
import { HuellaError, toHuellaError } from '../../engine/errors';
import type { Services } from '../../runtime/services';
import { isWanted, type FoundFile } from './collect';

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
  close(): void;
}

const ZIP = /\.zip$/i;

/** A zip's entries stand where the zip stood. @throws HuellaError of a zip that cannot be opened */
export async function sourceOf(
  found: readonly FoundFile[],
  handle: FileSystemHandle | null,
  services: Services,
): Promise<Source> {
  const zips = found.filter(({ path }) => ZIP.test(path));
  const files: SourceFile[] = found
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
      const prefix = found.length === 1 ? '' : `${path.replace(ZIP, '')}/`;
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
  const [root] = found[0]?.path.split('/') ?? [];
  const isFolder = found.some(({ path }) => path.includes('/'));
  const [only] = zips;
  if (only && found.length === 1) return { kind: 'zip', name: only.path, handle, files, close };
  return {
    kind: isFolder ? 'folder' : 'files',
    name: isFolder ? (root ?? '') : '',
    handle,
    files,
    close,
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
      if (!isWanted(inside)) continue;
      if (entry.kind === 'directory') await walk(entry, inside);
      else if (ZIP.test(entry.name)) found.push({ path: inside, file: await entry.getFile() });
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
