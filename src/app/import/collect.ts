/** Files out of file inputs and drops, each with its path. */

/** A file with its path inside what was chosen: `herd/Luna/1.jpg`, or just `1.jpg`. */
export interface FoundFile {
  readonly file: File;
  readonly path: string;
  /** Where there is one, `file` is empty and comes from here in its turn. */
  open?(): Promise<File>;
}

/** All of them: what belongs to a system is left out, and said, where the files become a source. */
export function fromInput(files: Iterable<File>): FoundFile[] {
  return Array.from(files, (file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/**
 * The files of a drop or paste, folders opened. Must be called inside the event: the browser
 * empties the transfer after it. A folder entry that cannot be read is skipped; a file that cannot
 * is left for the import to name.
 */
export async function fromTransfer(transfer: DataTransfer): Promise<FoundFile[]> {
  const items = Array.from(transfer.items).filter((item) => item.kind === 'file');
  // Both must be asked for now, in the event; reading comes later.
  const entries = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: FoundFile[] = [];
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) await walk(entry as FileSystemDirectoryEntry, found);
    else if (file) found.push({ file, path: file.name });
  }
  return found;
}

/**
 * The dropped folder's or zip's handle, where the browser gives one and it is the only thing
 * dropped. Also only in the event.
 */
export async function handleOf(transfer: DataTransfer): Promise<FileSystemHandle | null> {
  const items = Array.from(transfer.items).filter((item) => item.kind === 'file');
  const [only] = items as (DataTransferItem & {
    getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
  })[];
  if (items.length !== 1 || !only?.getAsFileSystemHandle) return null;
  return only.getAsFileSystemHandle().catch(() => null);
}

async function walk(folder: FileSystemDirectoryEntry, found: FoundFile[]): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // The browser hands over at most a hundred entries at a time; an empty answer is the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (batch.length === 0) return;
    for (const entry of batch) {
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, found);
      else {
        const file = await new Promise<File | null>((resolve) =>
          (entry as FileSystemFileEntry).file(resolve, () => resolve(null)),
        );
        if (file) found.push({ file, path: entry.fullPath.replace(/^\//, '') });
      }
    }
  }
}
