/** Backups from the page: where they go, how far they are, and how they are stopped. The work is done beside the library. */
import { proxy, type Remote } from 'comlink';
import { HuellaError } from '../engine/errors';
import type { LastBackup, MadeBackup, RestorePreview, RestoreReport } from '../engine/backup';
import type { LibraryDoor } from '../workers/library.worker';
import { readSettings } from './settings';
import type { BackupOptions, RestoreChoices } from './api';
import { inTurn } from './turns';
import { asWork } from './work';

type Use = <T>(call: (library: Remote<LibraryDoor>) => Promise<T>) => Promise<T>;

/** `waiting`: photos are being added in this or another tab, which is stopped for nobody. */
export type BackupStage = 'waiting' | 'writing' | 'checking' | 'restoring';

export interface StagedOptions {
  readonly signal?: AbortSignal;
  readonly onStage?: (stage: BackupStage, done: number, total: number) => void;
}

export class Backups {
  constructor(private readonly use: Use) {}

  /** Null: there has been none. */
  async last(): Promise<LastBackup | null> {
    return (
      ((await this.use((library) => library.setting('backup'))) as LastBackup | undefined) ?? null
    );
  }

  /** @param chosen the file to write to; null: the result's own. @throws HuellaError as `makeBackup` */
  make(chosen: FileSystemFileHandle | null, options: StagedOptions = {}): Promise<MadeBackup> {
    return asWork(
      this.#job(options, (library, job, onStage) =>
        library.backup(job, { chosen, app: __VERSION__, settings: readSettings() }, onStage),
      ),
    );
  }

  /** What is in it and what it would add. Changes nothing. @throws HuellaError as `previewRestore` */
  preview(
    file: Blob,
    choices: RestoreChoices,
    options: StagedOptions = {},
  ): Promise<RestorePreview> {
    return this.#job(options, (library, job, onStage) =>
      library.previewRestore(job, file, choices, onStage),
    );
  }

  /** @throws HuellaError as `restoreBackup` */
  restore(
    file: Blob,
    choices: RestoreChoices,
    options: StagedOptions = {},
  ): Promise<RestoreReport> {
    const { signal, onStage } = options;
    return inTurn('alone', { signal, onWait: () => onStage?.('waiting', 0, 0) }, () =>
      asWork(
        this.#job(options, (library, job, onStage) => library.restore(job, file, choices, onStage)),
      ),
    );
  }

  async #job<T>(
    { signal, onStage }: StagedOptions,
    call: (
      library: Remote<LibraryDoor>,
      job: string,
      onStage: (stage: BackupStage, done: number, total: number) => void,
    ) => Promise<T>,
  ): Promise<T> {
    if (signal?.aborted) throw new HuellaError('cancelled', 'cancelled');
    const job = crypto.randomUUID();
    const cancel = (): void =>
      void this.use((library) => library.cancelJob(job)).catch(() => undefined);
    signal?.addEventListener('abort', cancel, { once: true });
    const told = proxy((stage: BackupStage, done: number, total: number) =>
      onStage?.(stage, done, total),
    );
    try {
      return await this.use((library) => call(library, job, told));
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }
}

/** The options of the scripting door: progress is in bytes of the stage that its label names. */
export function staged(options: BackupOptions = {}): StagedOptions {
  return {
    ...(options.signal ? { signal: options.signal } : {}),
    onStage: (label, done, total) => options.onProgress?.({ done, total, label }),
  };
}
