/**
 * Makes an encoder of this device out of a checkpoint or of converted files. Runs in a worker of
 * its own.
 */
import { blobSource, type ByteSource } from '../checkpoint/byte-source';
import {
  bytesOf,
  fingerprintOf,
  parseUncheckedCard,
  type EncoderCard,
  type Precision,
  type UncheckedCard,
} from '../encoder/card';
import { HuellaError, toHuellaError } from '../errors';
import { planConversion, type ConvertOptions, type Plan } from '../onnx/convert';
import {
  beginsAsOnnx,
  HEAD_BYTES,
  joinFacts,
  onnxFiles,
  planOnnx,
  type OnnxFacts,
  type OnnxFiles,
  type OnnxPlan,
} from '../onnx/door';
import {
  encodersFolder,
  fileIn,
  folderIn,
  openForWriting,
  readJson,
  removeFrom,
  writeFile,
  writeJson,
} from './folder';
import type { WritableFile } from './writable-file';
import { copyPrepared, preparedFiles, withDigests } from './prepared';
import {
  CARD_FILE,
  DONE_FILE,
  parseRecord,
  PREPARED_FILE,
  RECORD_FILE,
  type InstallRecord,
} from './record';
import { RemoteSource, VersionChanged, type Version } from './remote';
import { remoteFacts } from './remote-facts';
import { checkSpace } from '../space';
import { Spool } from './spool';
import { storedEncoder } from './stored';

export interface InstallRequest {
  /** An address, a checkpoint on disk, or the files of a conversion. */
  readonly source: string | readonly File[];
  /** Of the encoder; absent: made from the name. */
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly licence?: string | undefined;
  readonly precision?: Precision | undefined;
  /** Whether a copy in 8 bits is made of it afterwards. */
  readonly eightBits?: boolean | undefined;
  /**
   * Side of the input, in pixels, where the network takes several; absent: what it was made for.
   */
  readonly imageSize?: number | undefined;
  /** Of a checkpoint with several networks (`teacher`, `student`), the one meant. */
  readonly network?: string | undefined;
  /** What the file does not say of itself. */
  readonly facts?: OnnxFacts | undefined;
}

export interface InstallProgress {
  /** Looking at the file, fetching and converting its weights, or hashing what was written. */
  readonly stage: 'opening' | 'weights' | 'checking';
  /** Bytes of weights. */
  readonly done: number;
  readonly total: number;
  /** The connection is lost and being tried again. */
  readonly waiting: boolean;
}

/** All but the self-check reference, which needs the encoder to run. */
export interface PreparedEncoder {
  readonly id: string;
  readonly fingerprint: string;
  readonly card: UncheckedCard;
  /** Nothing is left to do: it was installed already, or its card came with a reference. */
  readonly installed: boolean;
}

/** Spool and weights of the piece at hand, beyond the files themselves. */
const WORKING_BYTES = 200 * 2 ** 20;
/** Messages to the page for every piece would take longer than the pieces. */
const PROGRESS_EVERY_MS = 100;
/** Ids are folder names: short, and of letters every file system has. */
const MAX_ID_LENGTH = 60;

/**
 * Fetches, converts and stores an encoder, going on where an earlier attempt at the same source
 * stopped.
 *
 * @throws HuellaError `checkpoint-*` naming what is wrong with the source, `encoder-card-needed`
 *   for what the file does not say of itself, `storage-full`, `install-unsupported`, `cancelled`
 */
export async function prepareEncoder(
  request: InstallRequest,
  signal: AbortSignal,
  report: (progress: InstallProgress) => void,
): Promise<PreparedEncoder> {
  const onProgress = throttled(report);
  onProgress({ stage: 'opening', done: 0, total: 0, waiting: false });
  const { source, precision = 'fp32', imageSize, network } = request;
  const given = typeof source === 'string' ? null : source;
  const onnx = given && (await onnxFiles(given, request.facts?.model));
  const prepared = given && !onnx ? await preparedFiles(given) : null;
  const own = onnx?.facts.name ?? (onnx && withoutEnding(onnx.source.name));
  const name = request.name ?? prepared?.card.name ?? own ?? nameOf(source);
  const size = imageSize === undefined ? '' : ` ${imageSize}`;
  const which = network === undefined ? '' : ` network ${network}`;
  const said = request.facts ? ` ${JSON.stringify(request.facts)}` : '';
  const origin = `${originOf(source)} ${prepared ? 'prepared' : precision + size + which + said}`;
  const half = precision === 'fp16' && !prepared && !onnx;
  const wanted = request.id ?? idOf(half ? `${name}-fp16` : name);
  const { id, installed } = await freeId(wanted, origin);
  if (installed) return { id, ...installed, installed: true };

  const root = await encodersFolder();
  let folder = await root.getDirectoryHandle(id, { create: true });
  const url = typeof source === 'string' ? source : null;
  const fresh: InstallRecord = {
    origin,
    url,
    name,
    licence: request.licence ?? null,
    precision,
    ...(request.eightBits ? { eightBits: true } : {}),
    ...(imageSize === undefined ? {} : { imageSize }),
    ...(network === undefined ? {} : { network }),
    ...(request.facts ? { facts: request.facts } : {}),
    version: null,
    total: 0,
  };
  const known = parseRecord(await readJson(folder, RECORD_FILE));
  if (known?.origin !== origin) {
    await removeFrom(root, id);
    folder = await root.getDirectoryHandle(id, { create: true });
    await writeJson(folder, RECORD_FILE, fresh);
  }
  let card: FreshCard | null = await preparedCard(folder);
  if (!card) {
    if (prepared) {
      await checkSpace(bytesOf(prepared.card));
      const progress = ({ done, total }: { done: number; total: number }): void =>
        onProgress({ stage: 'weights', done, total, waiting: false });
      card = { ...(await copyPrepared(folder, prepared, signal, progress)), id, name };
    } else {
      const options = {
        id,
        name,
        precision,
        ...(request.licence === undefined ? {} : { licence: request.licence }),
        ...(imageSize === undefined ? {} : { imageSize }),
        ...(network === undefined ? {} : { network }),
      };
      const job = new Conversion(
        root,
        id,
        { ...fresh, ...receivedOf(known?.origin === origin ? known : null) },
        options,
        signal,
        onProgress,
      );
      try {
        card = await job.run(onnx ?? source);
      } catch (error) {
        // The answer to a question makes it another encoder: nothing is left to be taken up.
        if (toHuellaError(error).code === 'encoder-card-needed') await removeFrom(root, id);
        throw error;
      }
    }
    await writeJson(folder, PREPARED_FILE, { ...card, origin });
  }
  const fingerprint = await fingerprintOf(card);
  if (card.selfCheck) {
    await finishEncoder(id, card.selfCheck);
    return { id, fingerprint, card, installed: true };
  }
  return { id, fingerprint, card, installed: false };
}

/** What an earlier attempt at the same source has received. */
function receivedOf(record: InstallRecord | null): Partial<InstallRecord> {
  if (!record) return {};
  const { version, beside, total } = record;
  return { version, total, ...(beside ? { beside } : {}) };
}

/** Adds the self-check reference; from here on the encoder is installed. */
export async function finishEncoder(
  id: string,
  selfCheck: EncoderCard['selfCheck'],
): Promise<void> {
  const folder = await folderIn(await encodersFolder(), id);
  const card = folder && (await preparedCard(folder));
  if (!card)
    throw new HuellaError('encoder-missing', `Nothing of ${id} is prepared.`, { file: id });
  await writeJson(folder, CARD_FILE, { ...card, selfCheck });
  for (const name of [PREPARED_FILE, RECORD_FILE, DONE_FILE]) await removeFrom(folder, name);
}

/**
 * What is converted: an address, a checkpoint on disk, or an ONNX model with what lies beside it.
 */
type Origin = InstallRequest['source'] | OnnxFiles;

/** One run of a conversion into a folder. */
class Conversion {
  readonly #spools: Spool[] = [];
  /** The model's file first, then those beside it. */
  readonly #remotes: RemoteSource[] = [];
  readonly #beside: Record<string, Version> = {};
  readonly #files = new Map<string, WritableFile>();
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
        await removeFrom(this.root, this.id);
        const record = { ...this.record, version: null, beside: {}, total: 0 };
        await writeJson(
          await this.root.getDirectoryHandle(this.id, { create: true }),
          RECORD_FILE,
          record,
        );
        const { root, id, options, signal, onProgress } = this;
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
    let log: WritableFile | null = null;
    const plan = await this.#plan(source, remote, folder, {
      ...this.options,
      signal: this.signal,
      done,
      write: async (path, offset, piece) => {
        let file = this.#files.get(path);
        if (!file) this.#files.set(path, (file = await openForWriting(folder, path)));
        file.write(piece, { at: offset });
      },
      onWeight: (name, digest) => {
        // The order matters after a power cut: what the log claims is on disk before the log is.
        for (const file of this.#files.values()) file.flush();
        const line = new TextEncoder().encode(`${digest} ${name}\n`);
        log!.write(line, { at: log!.getSize() });
        log!.flush();
        for (const each of this.#remotes) each.finishedSome = true;
      },
      onProgress: ({ done, total }) => this.#report({ stage: 'weights', done, total }),
    });
    for (const each of this.#remotes) each.describing = false;
    const total = plan.files.reduce((sum, file) => sum + file.bytes, 0);
    await this.#remember(folder, total);
    const written = await sizeOf(folder, plan.files);
    await checkSpace(Math.max(0, total - written) + (remote ? WORKING_BYTES : 0));
    log = await openForWriting(folder, DONE_FILE);
    this.#files.set(DONE_FILE, log);
    this.#report({ stage: 'weights', done: 0, total });
    const { models, card } = await plan.convert();
    for (const { path, bytes } of plan.files) this.#files.get(path)?.truncate(bytes);
    await this.#close();

    this.#report({ stage: 'checking', done: total, total });
    for (const { file, bytes } of Object.values(models)) await writeFile(folder, file, bytes);
    const externalData = await withDigests(folder, card, (file) => {
      return new HuellaError('storage-failed', `${file} was not written as it should be.`, {
        file,
      });
    });
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
    const log = this.#files.get(DONE_FILE);
    this.#files.delete(DONE_FILE);
    const files = [...this.#files.values()];
    this.#files.clear();
    const spools = this.#spools.splice(0);
    this.#remotes.length = 0;
    for (const file of files) await file.close();
    // Last: it says what is in the others.
    await log?.close();
    for (const spool of spools) await spool.close();
  }
}

function isOnnx(source: Origin): source is OnnxFiles {
  return typeof source === 'object' && 'beside' in source;
}

/** With a self-check reference where the card came with one. */
type FreshCard = UncheckedCard & Partial<Pick<EncoderCard, 'selfCheck'>>;

async function preparedCard(folder: FileSystemDirectoryHandle): Promise<FreshCard | null> {
  const json = await readJson(folder, PREPARED_FILE);
  return json === null ? null : parseUncheckedCard(json);
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

/**
 * The id wanted, or with a number where another encoder has it; `installed` when it is this very
 * one.
 */
export async function freeId(
  wanted: string,
  origin: string,
): Promise<{ id: string; installed: { card: EncoderCard; fingerprint: string } | null }> {
  for (let n = 1; ; n++) {
    const id = n === 1 ? wanted : `${wanted}-${n}`;
    const there = await storedEncoder(id);
    if (there?.state !== 'installed') return { id, installed: null };
    if (there.card.origin === origin) return { id, installed: there };
  }
}

function originOf(source: InstallRequest['source']): string {
  if (typeof source === 'string') return source;
  return source.map(({ name, size, lastModified }) => `${name}:${size}:${lastModified}`).join(' ');
}

function nameOf(source: InstallRequest['source']): string {
  const file =
    typeof source === 'string' ? new URL(source).pathname.split('/').at(-1)! : source[0]!.name;
  return withoutEnding(decodeURIComponent(file)) || 'encoder';
}

function withoutEnding(file: string): string {
  return file.replace(/\.(safetensors|bin|pth?|ckpt|zip|onnx)$/i, '');
}

function idOf(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, MAX_ID_LENGTH);
  // The bundled encoder's own.
  return id === '' || id === 'default' ? 'encoder' : id;
}

function throttled(
  report: (progress: InstallProgress) => void,
): (progress: InstallProgress) => void {
  let last: { at: number; progress: InstallProgress } | null = null;
  return (progress) => {
    const now = performance.now();
    const sameKind =
      last?.progress.stage === progress.stage && last.progress.waiting === progress.waiting;
    if (last && sameKind && now - last.at < PROGRESS_EVERY_MS) return;
    last = { at: now, progress };
    report(progress);
  };
}
