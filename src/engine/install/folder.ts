/**
 * Files of the origin private file system, as a worker writes them: synchronously, in place,
 * flushed when asked.
 */
import { BufferedFile } from './buffered-file';
import { withDeadline } from '../encoder/deadline';
import { HuellaError } from '../errors';
import { ENCODERS_FOLDER } from '../encoder/model';
import type { WritableFile } from './writable-file';

/**
 * @throws HuellaError `install-unsupported` where the browser has no such file system (private
 * windows of some, old ones)
 */
export function encodersFolder(): Promise<FileSystemDirectoryHandle> {
  return rootFolder(ENCODERS_FOLDER);
}

/** @throws HuellaError as `encodersFolder` */
export async function rootFolder(name: string): Promise<FileSystemDirectoryHandle> {
  const storage = navigator.storage as Partial<StorageManager> | undefined;
  try {
    if (!storage?.getDirectory) throw new TypeError('navigator.storage.getDirectory is missing');
    const root = await storage.getDirectory();
    return await root.getDirectoryHandle(name, { create: true });
  } catch (cause) {
    throw new HuellaError(
      'install-unsupported',
      `This browser offers no place to keep a model (origin private file system): ${String(cause)}`,
      {},
      { cause },
    );
  }
}

/**
 * Opening takes milliseconds. In a private window of Chromium 156 one of some thousand never
 * answered; another worker can open the file, once this one has ended.
 */
const OPEN_DEADLINE_MS = 20_000;

/** @throws HuellaError `install-unsupported`, `storage-failed` when the browser does not answer */
export async function openForWriting(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<WritableFile> {
  return withDeadline(open(folder, name), OPEN_DEADLINE_MS, () => {
    return new HuellaError('storage-failed', `${name} could not be opened: no answer.`, {
      file: name,
    });
  });
}

/** It is a worker's: the DOM's types do not have it. */
interface InPlace {
  createSyncAccessHandle?(): Promise<WritableFile>;
}

async function open(folder: FileSystemDirectoryHandle, name: string): Promise<WritableFile> {
  const opensInPlace = await (inPlace ??= canOpenInPlace(folder));
  const handle: FileSystemFileHandle & InPlace = await folder.getFileHandle(name, { create: true });
  if (opensInPlace) return handle.createSyncAccessHandle!();
  // Safari before 26 has not even that.
  if ('createWritable' in handle) return BufferedFile.open(handle);
  throw new HuellaError('install-unsupported', 'This browser cannot write files here.');
}

let inPlace: Promise<boolean> | null = null;
const TRIED = 'tried';

/**
 * WebKitGTK 2.50 has the method, and a file system without it ("Backend does not support this
 * operation"); the file that it was tried on stays locked for any other way of writing, so a file
 * of no use is tried.
 */
async function canOpenInPlace(folder: FileSystemDirectoryHandle): Promise<boolean> {
  const handle: FileSystemFileHandle & InPlace = await folder.getFileHandle(TRIED, {
    create: true,
  });
  try {
    if (!handle.createSyncAccessHandle) return false;
    await (await handle.createSyncAccessHandle()).close();
    return true;
  } catch (cause) {
    // Another failure, as of a file that another tab tries, says nothing of the browser.
    return !(cause instanceof DOMException && /not support/i.test(cause.message));
  } finally {
    await removeFrom(folder, TRIED).catch(() => undefined);
  }
}

/** Null when there is no such file. */
export function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  return unlessMissing(folder.getFileHandle(name).then((handle) => handle.getFile()));
}

/** Null when there is no such folder. */
export function folderIn(
  parent: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemDirectoryHandle | null> {
  return unlessMissing(parent.getDirectoryHandle(name));
}

/** Nothing happens when it is not there. */
export async function removeFrom(parent: FileSystemDirectoryHandle, name: string): Promise<void> {
  await unlessMissing(parent.removeEntry(name, { recursive: true }));
}

/** Null when it is missing or not whole. */
export async function readJson(folder: FileSystemDirectoryHandle, name: string): Promise<unknown> {
  const file = await fileIn(folder, name);
  if (!file) return null;
  try {
    return JSON.parse(await file.text()) as unknown;
  } catch {
    return null;
  }
}

export function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  return written(folder, name, (file) => {
    file.write(bytes, { at: 0 });
  });
}

/** @param onPiece told the bytes of each piece that is written */
export function copyInto(
  folder: FileSystemDirectoryHandle,
  name: string,
  from: Blob,
  signal: AbortSignal,
  onPiece: (bytes: number) => void = () => undefined,
): Promise<void> {
  return written(folder, name, async (file) => {
    for (let at = 0; at < from.size; at += PIECE_BYTES) {
      signal.throwIfAborted();
      const piece = new Uint8Array(await from.slice(at, at + PIECE_BYTES).arrayBuffer());
      file.write(piece, { at });
      onPiece(piece.byteLength);
    }
  });
}

/** Read at once while copying. */
const PIECE_BYTES = 4 * 2 ** 20;

/** Writes a file anew. */
async function written(
  folder: FileSystemDirectoryHandle,
  name: string,
  write: (file: WritableFile) => void | Promise<void>,
): Promise<void> {
  const file = await openForWriting(folder, name);
  try {
    file.truncate(0);
    await write(file);
    file.flush();
  } finally {
    await file.close();
  }
}

/** Whole or not at all: written under another name, then renamed. */
export async function writeJson(
  folder: FileSystemDirectoryHandle,
  name: string,
  value: unknown,
): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  const temporary = `${name}.new`;
  await writeFile(folder, temporary, bytes);
  const handle = (await folder.getFileHandle(temporary)) as FileSystemFileHandle & {
    move?(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
  };
  if (handle.move) {
    // Safari wants the folder too.
    await handle.move(folder, name);
    return;
  }
  // Without renaming, a torn file is not valid JSON and counts as missing.
  await writeFile(folder, name, bytes);
  await removeFrom(folder, temporary);
}

/** Null where a file or folder of that name is not there. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    const isMissing =
      error instanceof DOMException &&
      (error.name === 'NotFoundError' || error.name === 'TypeMismatchError');
    if (isMissing) return null;
    throw error;
  }
}
