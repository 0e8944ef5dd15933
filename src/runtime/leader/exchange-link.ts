/** Files in and out as the app sees them: a worker that starts with the first zip, table or export, and again should it die. */
import { proxy, type Remote } from 'comlink';
import type { ExportKind, ExportSource } from '../../engine/exchange/export';
import type { ExchangeDoor } from '../../workers/exchange.worker';
import { spawnExchange, type Spawned } from '../../workers/spawn';

/** What the screens ask of it. */
type Asked = Omit<ExchangeDoor, 'alive' | 'export' | 'cancelExport'>;
export type ExchangeCalls = {
  readonly [Name in keyof Asked]: (
    ...args: Parameters<Asked[Name]>
  ) => Promise<Awaited<ReturnType<Asked[Name]>>>;
};

export interface ExportRequest {
  readonly kind: ExportKind;
  /** A file to write into; null: the result comes back whole. */
  readonly target: FileSystemFileHandle | null;
  readonly data: Omit<ExportSource, 'original' | 'vectors'>;
  readonly original: ExportSource['original'];
  readonly vectors: ExportSource['vectors'];
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

export class ExchangeLink {
  #spawned: Spawned<ExchangeDoor> | null = null;

  readonly calls = new Proxy({} as ExchangeCalls, {
    get:
      (_, name: keyof ExchangeCalls) =>
      (...args: unknown[]) =>
        this.#use((door) => (door[name] as (...args: unknown[]) => Promise<unknown>)(...args)),
  });

  /** @throws HuellaError `cancelled`, `storage-full`, and what reading the library throws */
  async export(request: ExportRequest): Promise<Blob | null> {
    const { kind, target, data, signal } = request;
    signal.throwIfAborted();
    const jobId = crypto.randomUUID();
    return this.#use(async (door) => {
      const cancel = (): void => void door.cancelExport(jobId);
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const [original, vectors, onProgress] = [
          request.original,
          request.vectors,
          request.onProgress,
        ].map((callback) => proxy(callback as (...args: never[]) => unknown)) as unknown as [
          ExportSource['original'],
          ExportSource['vectors'],
          ExportRequest['onProgress'],
        ];
        return await door.export(jobId, kind, target, data, original, vectors, onProgress);
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    });
  }

  async #use<T>(call: (door: Remote<ExchangeDoor>) => Promise<T>): Promise<T> {
    let spawned = this.#spawned;
    if (!spawned) {
      spawned = this.#spawned = spawnExchange();
      const own = spawned;
      own.died.catch(() => {
        if (this.#spawned === own) this.#spawned = null;
      });
    }
    return Promise.race([call(spawned.door), spawned.died]);
  }
}
