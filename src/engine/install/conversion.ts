/** One run of a conversion into the folder of an encoder. */
import { blobSource, type ByteSource } from '../checkpoint/byte-source';
import { VersionChanged } from '../checkpoint/host';
import type { UncheckedCard } from '../encoder/card';
import { planConversion, type ConvertOptions, type Plan } from '../onnx/convert';
import {
  beginsAsOnnx,
  HEAD_BYTES,
  joinFacts,
  planOnnx,
  type OnnxFiles,
  type OnnxPlan,
} from '../onnx/door';
import { checkSpace } from '../space';
import { fileIn, openForWriting, removeFrom, writeFile, writeJson } from './folder';
import type { Source } from './names';
import { OpenFiles } from './open-files';
import { notWritten, withDigests } from './prepared';
import type { InstallProgress } from './progress';
import { DONE_FILE, RECORD_FILE, type InstallRecord } from './record';
import { RemoteSource, type Version } from './remote';
import { remoteFacts } from './remote-facts';
import { Spool } from './spool';
import type { WritableFile } from './writable-file';

/** Spool and weights of the piece at hand, beyond the files themselves. */
const WORKING_BYTES = 200 * 2 ** 20;

/**
 * What is converted: an address, a checkpoint on disk, or an ONNX model with what lies beside it.
 */
type Origin = Source | OnnxFiles;

/** The folder of an encoder with nothing in it but what is known of its installation. */
export async function freshFolder(
  root: FileSystemDirectoryHandle,
  id: string,
  record: InstallRecord,
): Promise<FileSystemDirectoryHandle> {
  await removeFrom(root, id);
  const folder = await root.getDirectoryHandle(id, { create: true });
  await writeJson(folder, RECORD_FILE, record);
  return folder;
}

export class Conversion {
  readonly #spools: Spool[] = [];
  /** The model's file first, then those beside it. */
  readonly #remotes: RemoteSource[] = [];
  readonly #beside: Record<string, Version> = {};
  #files: OpenFiles | null = null;
  /** Of the weights that are done. */
  #log: WritableFile | null = null;
  #progress: InstallProgress = { stage: 'opening', done: 0, total: 0, waiting: false };

  constructor(
    private readonly root: FileSystemDirectoryHandle,
    private readonly id: string,
    private readonly record: InstallRecord,
    private readonly options: Pick<
      ConvertOptions,
      'id' | 'name' | 'licence' | 'precision' | 'imageSize' | 'network'
    >,
    private readonly signal: AbortSignal,
    private readonly onProgress: (progress: InstallProgress) => void,
    /** Begun anew because the file was replaced; twice, and it is never the same. */
    private readonly anew = false,
  ) {}

  async run(source: Origin): Promise<UncheckedCard> {
    const folder = await this.root.getDirectoryHandle(this.id, { create: true });
    try {
      return await this.#convert(source, folder);
    } catch (error) {
      // The first failure is the one that counts.
      await this.#close().catch(() => undefined);
      // What was received belongs to a file that is no more: from the start, once.
      if (error instanceof VersionChanged && !this.anew) {
        const { root, id, options, signal, onProgress } = this;
        const record = { ...this.record, version: null, beside: {}, total: 0 };
        await freshFolder(root, id, record);
        const again = new Conversion(root, id, record, options, signal, onProgress, true);
        return await again.run(source);
      }
      throw error;
    } finally {
      await this.#close();
    }
  }

  async #convert(source: Origin, folder: FileSystemDirectoryHandle): Promise<UncheckedCard> {
    const remote = typeof source === 'string' ? await this.#openRemote(source, folder) : null;
    const done = await readDone(folder);
    const files = (this.#files = new OpenFiles(folder));
    const plan = await this.#plan(source, remote, folder, {
      ...this.options,
      signal: this.signal,
      done,
      write: (path, offset, piece) => files.write(path, offset, piece),
      onWeight: (name, digest) => {
        // The order matters after a power cut: what the log claims is on disk before the log is.
        files.flush();
        const log = this.#log!;
        log.write(new TextEncoder().encode(`${digest} ${name}\n`), { at: log.getSize() });
        log.flush();
        for (const each of this.#remotes) each.finishedSome = true;
      },
      onProgress: ({ done, total }) => this.#report({ stage: 'weights', done, total }),
    });
    for (const each of this.#remotes) each.describing = false;
    const total = plan.files.reduce((sum, file) => sum + file.bytes, 0);
    await this.#remember(folder, total);
    const written = await sizeOf(folder, plan.files);
    await checkSpace(Math.max(0, total - written) + (remote ? WORKING_BYTES : 0));
    this.#log = await openForWriting(folder, DONE_FILE);
    this.#report({ stage: 'weights', done: 0, total });
    const { models, card } = await plan.convert();
    for (const { path, bytes } of plan.files) files.truncate(path, bytes);
    await this.#close();

    this.#report({ stage: 'checking', done: total, total });
    for (const { file, bytes } of Object.values(models)) await writeFile(folder, file, bytes);
    const externalData = await withDigests(folder, card, notWritten);
    await Spool.remove(folder);
    return { ...card, externalData };
  }

  /** A file is told by how it begins; its name says little. */
  async #plan(
    source: Origin,
    remote: RemoteSource | null,
    folder: FileSystemDirectoryHandle,
    options: ConvertOptions,
  ): Promise<Plan | OnnxPlan> {
    const { imageSize } = options;
    const said = joinFacts({ imageSize }, this.record.facts ?? {});
    if (isOnnx(source)) {
      const open = (file: string): Promise<ByteSource | null> =>
        Promise.resolve(source.beside.get(file) ?? null);
      return planOnnx(source.source, open, joinFacts(source.facts, said), options);
    }
    const bytes: ByteSource = remote ?? blobSource((source as readonly File[])[0]!);
    const head = await bytes.read(0, Math.min(HEAD_BYTES, bytes.size), this.signal);
    const url = source as string;
    if (!remote || !beginsAsOnnx(head)) {
      const { normalisation, activation } = said;
      const beside = remote ? () => remoteFacts(url, this.signal) : () => Promise.resolve({});
      return planConversion(bytes, { ...options, normalisation, activation, beside });
    }
    const facts = joinFacts(await remoteFacts(url, this.signal), said);
    const open = (file: string): Promise<ByteSource | null> =>
      this.#openRemote(new URL(encodeURIComponent(file), url).href, folder, file);
    return planOnnx(bytes, open, facts, options);
  }

  /** @param beside name of a file beside the model; absent: the model itself */
  async #openRemote(
    url: string,
    folder: FileSystemDirectoryHandle,
    beside?: string,
  ): Promise<RemoteSource> {
    const spool = await Spool.open(folder, this.#spools.length + 1);
    this.#spools.push(spool);
    const { version, beside: others = {} } = this.record;
    const remote = await RemoteSource.open(url, spool, {
      signal: this.signal,
      known: (beside === undefined ? version : others[beside]) ?? undefined,
      onWaiting: (waiting) => this.#report({ waiting }),
    });
    this.#remotes.push(remote);
    if (beside !== undefined) this.#beside[beside] = remote.version;
    await this.#remember(folder, 0);
    return remote;
  }

  /** What a later run must know to go on. */
  async #remember(folder: FileSystemDirectoryHandle, total: number): Promise<void> {
    await writeJson(folder, RECORD_FILE, {
      ...this.record,
      version: this.#remotes[0]?.version ?? null,
      beside: this.#beside,
      total: total || this.record.total,
    });
  }

  #report(change: Partial<InstallProgress>): void {
    this.#progress = { ...this.#progress, ...change };
    this.onProgress(this.#progress);
  }

  async #close(): Promise<void> {
    const log = this.#log;
    this.#log = null;
    const spools = this.#spools.splice(0);
    this.#remotes.length = 0;
    await this.#files?.close();
    // Last: it says what is in the others.
    await log?.close();
    for (const spool of spools) await spool.close();
  }
}

function isOnnx(source: Origin): source is OnnxFiles {
  return typeof source === 'object' && 'beside' in source;
}

/** A torn last line is a weight that was not finished. */
async function readDone(folder: FileSystemDirectoryHandle): Promise<Map<string, string>> {
  const text = (await (await fileIn(folder, DONE_FILE))?.text()) ?? '';
  const lines = text.split('\n').slice(0, -1);
  return new Map(
    lines.flatMap((line) => {
      const match = /^([0-9a-f]{64}) (.+)$/.exec(line);
      return match ? [[match[2]!, match[1]!] as const] : [];
    }),
  );
}

async function sizeOf(
  folder: FileSystemDirectoryHandle,
  files: readonly { path: string }[],
): Promise<number> {
  const sizes = await Promise.all(
    files.map(async ({ path }) => (await fileIn(folder, path))?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
