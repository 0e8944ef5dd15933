/**
 * Files of the origin private file system, as a worker writes them: synchronously, in place,
 * flushed when asked.
 */
import { withDeadline } from '../encoder/deadline';
import { HuellaError } from '../errors';
import { ENCODERS_FOLDER } from '../encoder/model';

/** `createSyncAccessHandle` is a worker's; the DOM's types do not have it. */
export interface WritableFile {
  read(into: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

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

async function open(folder: FileSystemDirectoryHandle, name: string): Promise<WritableFile> {
  const handle = (await folder.getFileHandle(name, { create: true })) as FileSystemFileHandle & {
    createSyncAccessHandle?(): Promise<WritableFile>;
  };
  if (!handle.createSyncAccessHandle) {
    throw new HuellaError('install-unsupported', 'This browser cannot write files here.');
  }
  try {
    return await handle.createSyncAccessHandle();
  } catch (cause) {
    // WebKitGTK 2.50 has the method, and a file system without it: "Backend does not support this
    // operation".
    if (!(cause instanceof DOMException && /not support/i.test(cause.message))) throw cause;
    const reason = `This browser cannot write files here: ${cause.message}`;
    throw new HuellaError('install-unsupported', reason, {}, { cause });
  }
}

/** Null when there is no such file. */
export async function fileIn(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<File | null> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export async function folderIn(
  parent: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemDirectoryHandle | null> {
  try {
    return await parent.getDirectoryHandle(name);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Nothing happens when it is not there. */
export async function removeFrom(parent: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await parent.removeEntry(name, { recursive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
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

export async function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const file = await openForWriting(folder, name);
  try {
    file.truncate(0);
    file.write(bytes, { at: 0 });
    file.flush();
  } finally {
    file.close();
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
    move?(name: string): Promise<void>;
  };
  if (handle.move) {
    await handle.move(name);
    return;
  }
  // Without renaming, a torn file is not valid JSON and counts as missing.
  await writeFile(folder, name, bytes);
  await removeFrom(folder, temporary);
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof DOMException &&
    (error.name === 'NotFoundError' || error.name === 'TypeMismatchError')
  );
}
