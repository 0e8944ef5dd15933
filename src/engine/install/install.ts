/**
 * Makes an encoder of this device out of a checkpoint or of converted files. Runs in a worker of
 * its own.
 */
import {
  bytesOf,
  fingerprintOf,
  parseUncheckedCard,
  type EncoderCard,
  type FreshCard,
  type Precision,
  type UncheckedCard,
} from '../encoder/card';
import { HuellaError, toHuellaError } from '../errors';
import { onnxFiles, type OnnxFacts } from '../onnx/door';
import { checkSpace } from '../space';
import { Conversion, freshFolder } from './conversion';
import { encodersFolder, folderIn, readJson, removeFrom, writeJson } from './folder';
import { idOf, nameOf, originOf, withoutEnding, type Source } from './names';
import { copyPrepared, preparedFiles } from './prepared';
import { throttled, type InstallProgress } from './progress';
import {
  CARD_FILE,
  DONE_FILE,
  parseRecord,
  PREPARED_FILE,
  RECORD_FILE,
  type InstallRecord,
} from './record';
import { storedEncoder } from './stored';

export interface InstallRequest {
  /** An address, a checkpoint on disk, or the files of a conversion. */
  readonly source: Source;
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

/** All but the self-check reference, which needs the encoder to run. */
export interface PreparedEncoder {
  readonly id: string;
  readonly fingerprint: string;
  readonly card: UncheckedCard;
  /** Nothing is left to do: it was installed already, or its card came with a reference. */
  readonly installed: boolean;
}

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
  const { source, precision = 'fp32', imageSize, network, facts, licence } = request;
  const given = typeof source === 'string' ? null : source;
  const onnx = given && (await onnxFiles(given, facts?.model));
  const prepared = given && !onnx ? await preparedFiles(given) : null;
  const own = onnx?.facts.name ?? (onnx && withoutEnding(onnx.source.name));
  const name = request.name ?? prepared?.card.name ?? own ?? nameOf(source);
  const size = imageSize === undefined ? '' : ` ${imageSize}`;
  const which = network === undefined ? '' : ` network ${network}`;
  const said = facts ? ` ${JSON.stringify(facts)}` : '';
  const origin = `${originOf(source)} ${prepared ? 'prepared' : precision + size + which + said}`;
  const half = precision === 'fp16' && !prepared && !onnx;
  const wanted = request.id ?? idOf(half ? `${name}-fp16` : name);
  const { id, installed } = await freeId(wanted, origin);
  if (installed) return { id, ...installed, installed: true };

  const root = await encodersFolder();
  let folder = await root.getDirectoryHandle(id, { create: true });
  const url = typeof source === 'string' ? source : null;
  let record: InstallRecord = {
    origin,
    url,
    name,
    licence: licence ?? null,
    precision,
    ...(request.eightBits ? { eightBits: true } : {}),
    imageSize,
    network,
    facts,
    version: null,
    total: 0,
  };
  const known = parseRecord(await readJson(folder, RECORD_FILE));
  if (known?.origin === origin) {
    // What an earlier attempt at the same source has received.
    const { version, beside, total } = known;
    record = { ...record, version, beside, total };
  } else folder = await freshFolder(root, id, record);
  let card: FreshCard | null = await preparedCard(folder);
  if (!card) {
    if (prepared) {
      await checkSpace(bytesOf(prepared.card));
      const progress = ({ done, total }: { done: number; total: number }): void =>
        onProgress({ stage: 'weights', done, total, waiting: false });
      card = { ...(await copyPrepared(folder, prepared, signal, progress)), id, name };
    } else {
      const options = { id, name, precision, licence, imageSize, network };
      const job = new Conversion(root, id, record, options, signal, onProgress);
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
  if (card.selfCheck) await finishEncoder(id, card.selfCheck);
  return { id, fingerprint, card, installed: card.selfCheck !== undefined };
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

async function preparedCard(folder: FileSystemDirectoryHandle): Promise<FreshCard | null> {
  const json = await readJson(folder, PREPARED_FILE);
  return json === null ? null : parseUncheckedCard(json);
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
