/**
 * Where a backup is written: the file a person chose, else a file of the origin's own, else the
 * browser's memory for blobs.
 */
import { blobTarget } from '../exchange/zip';
import { freeBytes, RESERVE_BYTES } from '../space';

export interface Target {
  readonly stream: WritableStream<Uint8Array>;
  /** What was written, once the stream is closed; it stays good as long as this worker lives. */
  file(): Promise<Blob>;
  /** Gives the space back. */
  discard(): Promise<void>;
}

/** Backups on their way to where the person keeps them, in the origin private file system. */
const FOLDER = 'backups';
const ENDING = '.zip';
const TYPE = 'application/zip';

/** A worker's; the DOM's types do not have it. */
interface SyncFile {
  write(bytes: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

/** @param expectedBytes about how much will be written */
export async function targetFor(
  chosen: FileSystemFileHandle | null,
  expectedBytes: number,
): Promise<Target> {
  if (chosen) return chosenFile(chosen);
  return (await ownFile(expectedBytes)) ?? inMemory();
}

async function chosenFile(handle: FileSystemFileHandle): Promise<Target> {
  // Takes the file's place only when it is closed: an older backup of that name is there until the
  // new one is whole.
  return {
    stream: await handle.createWritable(),
    file: () => handle.getFile(),
    discard: () => Promise.resolve(),
  };
}

function inMemory(): Target {
  const { target, blob } = blobTarget(TYPE);
  return { stream: target, file: () => Promise.resolve(blob()), discard: () => Promise.resolve() };
}

/** Null where there is no such file system, or not enough room for a second copy of everything. */
async function ownFile(expectedBytes: number): Promise<Target | null> {
  try {
    if (((await freeBytes()) ?? 0) < expectedBytes + RESERVE_BYTES) return null;
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(FOLDER, { create: true });
    await removeAbandoned(folder);
    const name = crypto.randomUUID() + ENDING;
    const handle = (await folder.getFileHandle(name, { create: true })) as FileSystemFileHandle & {
      createSyncAccessHandle(): Promise<SyncFile>;
    };
    await holdName(name);
    const file = await handle.createSyncAccessHandle();
    let at = 0;
    let open = true;
    const close = (): void => {
      if (open) file.close();
      open = false;
    };
    return {
      stream: new WritableStream<Uint8Array>({
        write(chunk) {
          at += file.write(chunk, { at });
        },
        close() {
          file.flush();
          close();
        },
        abort: close,
      }),
      file: async () => new Blob([await handle.getFile()], { type: TYPE }),
      async discard() {
        close();
        await folder.removeEntry(name).catch(() => undefined);
      },
    };
  } catch {
    return null;
  }
}

/**
 * A lock of the file's name, for as long as this worker lives, because the file may still be read
 * after it was handed out.
 */
function holdName(name: string): Promise<void> {
  return new Promise((held) => {
    void navigator.locks.request(name, () => {
      held();
      return new Promise(() => undefined);
    });
  });
}

/** Removes backups whose worker is gone. */
async function removeAbandoned(folder: FileSystemDirectoryHandle): Promise<void> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  const { held = [] } = await navigator.locks.query();
  const alive = new Set(held.map(({ name }) => name));
  for (const name of names) {
    if (!alive.has(name)) await folder.removeEntry(name).catch(() => undefined);
  }
}
