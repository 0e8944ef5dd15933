/**
 * Backups from the page: where they go, how far they are, and how they are stopped. The work is
 * done beside the library.
 */
import { HuellaError } from '../engine/errors';
import type { LastBackup, MadeBackup, RestorePreview, RestoreReport } from '../engine/backup';
import type { LibraryDoor } from '../engine/gallery';
import type { Calls } from '../workers/calls';
import { cancellable, during } from './during';
import { readSettings } from './settings';
import type { RestoreChoices, WorkOptions } from './api';
import { inTurn } from './turns';
import { asWork } from './work';

/** `waiting`: photos are being added in this or another tab, which a backup does not stop. */
export type BackupStage = 'waiting' | 'writing' | 'checking' | 'restoring';

export interface StagedOptions {
  readonly signal?: AbortSignal;
  readonly onStage?: (stage: BackupStage, done: number, total: number) => void;
}

export class Backups {
  readonly #library: Calls<LibraryDoor>;

  constructor(library: Calls<LibraryDoor>) {
    this.#library = library;
  }

  /** Null: there has been none. */
  async last(): Promise<LastBackup | null> {
    return ((await this.#library.setting('backup')) as LastBackup | undefined) ?? null;
  }

  /**
   * @param chosen the file to write to; null: the result's own. @throws HuellaError as `makeBackup`
   */
  make(chosen: FileSystemFileHandle | null, options: StagedOptions = {}): Promise<MadeBackup> {
    return asWork(
      this.#job(options, (job, onStage) =>
        this.#library.backup(job, { chosen, app: __VERSION__, settings: readSettings() }, onStage),
      ),
    );
  }

  /**
   * What is in it and what it would add. Changes nothing. @throws HuellaError as `previewRestore`
   */
  preview(
    file: Blob,
    choices: RestoreChoices,
    options: StagedOptions = {},
  ): Promise<RestorePreview> {
    return this.#job(options, (job, onStage) =>
      this.#library.previewRestore(job, file, choices, onStage),
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
        this.#job(options, (job, onStage) => this.#library.restore(job, file, choices, onStage)),
      ),
    );
  }

  async #job<T>(
    { signal, onStage }: StagedOptions,
    call: (
      job: string,
      onStage: (stage: BackupStage, done: number, total: number) => void,
    ) => Promise<T>,
  ): Promise<T> {
    if (signal?.aborted) throw new HuellaError('cancelled', 'cancelled');
    const job = crypto.randomUUID();
    const cancel = (): void => void this.#library.cancelJob(job).catch(() => undefined);
    return cancellable(signal, cancel, () => during(onStage, (tell) => call(job, tell)));
  }
}

/** The options of the scripting door: progress is in bytes of the stage that its label names. */
export function staged(options: WorkOptions = {}): StagedOptions {
  return {
    ...(options.signal ? { signal: options.signal } : {}),
    onStage: (label, done, total) => options.onProgress?.({ done, total, label }),
  };
}
