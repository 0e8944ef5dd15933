/**
 * The browser's own folder picker (File System Access), which gives a handle that can be opened
 * again after the tab was closed.
 */
import { isAbort } from '../../engine/errors';
import type { FoundFile } from './collect';
import { fromDirectory } from './source';

interface Picker {
  showDirectoryPicker?(options: { id: string; mode: 'read' }): Promise<FileSystemDirectoryHandle>;
}

/** Asked each time: where it is missing, a folder comes through a file input. */
export const canPickFolder = (): boolean =>
  typeof (window as Picker).showDirectoryPicker === 'function';

/** Null: the person changed their mind. */
export async function pickFolder(): Promise<{
  readonly handle: FileSystemDirectoryHandle;
  readonly files: Promise<readonly FoundFile[]>;
} | null> {
  try {
    const handle = await (window as Picker).showDirectoryPicker!({
      id: 'huella-photos',
      mode: 'read',
    });
    return { handle, files: fromDirectory(handle) };
  } catch (error) {
    if (isAbort(error)) return null;
    throw error;
  }
}
