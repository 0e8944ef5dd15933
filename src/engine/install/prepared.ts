/**
 * The output of `npm run convert` as a source: its files together, or a zip of them stored without
 * compression.
 */
import { blobSource, type ByteSource } from '../checkpoint/byte-source';
import { openZip } from '../checkpoint/zip';
import {
  bytesOf,
  graphFilesOf,
  parseUncheckedCard,
  type FreshCard,
  type UncheckedCard,
} from '../encoder/card';
import { HuellaError } from '../errors';
import { digestOfFile, sha256Of } from '../hash';
import { architectureNamed } from '../onnx/architectures';
import type { ConvertedCard } from '../onnx/card';
import { verifyConverted } from '../onnx/verify';
import type { Progress } from '../types';
import { copyInto, fileIn } from './folder';

/** A card is a few kilobytes; a self-check reference adds some more. */
const MAX_CARD_BYTES = 2 ** 20;

interface PreparedFiles {
  readonly card: FreshCard;
  readonly files: ReadonlyMap<string, Blob>;
}

/**
 * Null when there is no card among the files: they are something else. @throws HuellaError
 * `encoder-damaged`, `checkpoint-truncated`
 */
export async function preparedFiles(given: readonly File[]): Promise<PreparedFiles | null> {
  const files = new Map<string, Blob>(given.map((file) => [file.name, file]));
  if (given.length === 1) {
    const unpacked = await unpack(given[0]!);
    if (!unpacked) return null;
    for (const [name, blob] of unpacked) files.set(name, blob);
  }
  for (const [name, blob] of files) {
    if (!name.endsWith('.json') || blob.size > MAX_CARD_BYTES) continue;
    let json: unknown;
    try {
      json = JSON.parse(await blob.text());
    } catch {
      continue;
    }
    const card = parseUncheckedCard(json);
    for (const file of namesOf(card)) {
      if (files.has(file)) continue;
      const message = `The card names ${file}, which is not among the files.`;
      throw new HuellaError('encoder-damaged', message, { file });
    }
    return { card, files };
  }
  return null;
}

/** Copies the files into the encoder's folder and checks what the card says of them. */
export async function copyPrepared(
  folder: FileSystemDirectoryHandle,
  { card, files }: PreparedFiles,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<FreshCard> {
  const total = bytesOf(card);
  let done = 0;
  for (const name of namesOf(card)) {
    await copyInto(folder, name, files.get(name)!, signal, (bytes) => {
      done += bytes;
      onProgress({ done, total, label: name });
    });
  }
  const damaged = (file: string): HuellaError =>
    new HuellaError('encoder-damaged', `The file ${file} is not the one the card describes.`, {
      file,
    });
  for (const graph of graphFilesOf(card)) {
    const bytes = await (await fileIn(folder, graph.file))!.arrayBuffer();
    if ((await sha256Of(bytes)) !== graph.sha256) throw damaged(graph.file);
  }
  if (architectureNamed((card as Partial<ConvertedCard>).architecture)) {
    const sources = new Map<string, ByteSource>();
    for (const { path } of card.externalData ?? []) {
      sources.set(path, blobSource((await fileIn(folder, path))!, path));
    }
    const open = (path: string): ByteSource => {
      const source = sources.get(path);
      if (!source) throw damaged(path);
      return source;
    };
    await verifyConverted(card as unknown as ConvertedCard, open, { signal });
  }
  return { ...card, externalData: await withDigests(folder, card, damaged) };
}

/** Of a file that is read back otherwise than it was written. */
export function notWritten(file: string): HuellaError {
  return new HuellaError('storage-failed', `${file} was not written as it should be.`, { file });
}

/** The external files of a card with their digests, read back from where they were written. */
export async function withDigests(
  folder: FileSystemDirectoryHandle,
  card: UncheckedCard,
  damaged: (file: string) => HuellaError,
): Promise<NonNullable<UncheckedCard['externalData']>> {
  const list = [];
  for (const { path, bytes, digest } of card.externalData ?? []) {
    const file = await fileIn(folder, path);
    if (file?.size !== bytes) throw damaged(path);
    const found = await digestOfFile(file);
    if (digest !== undefined && digest !== found) throw damaged(path);
    list.push({ path, bytes, digest: found });
  }
  return list;
}

function namesOf(card: UncheckedCard): string[] {
  const graphs = graphFilesOf(card).map(({ file }) => file);
  return [...graphs, ...(card.externalData ?? []).map(({ path }) => path)];
}

/** The files of a zip that holds a card; null for any other file, PyTorch's zips included. */
async function unpack(zip: File): Promise<Map<string, Blob> | null> {
  if ((await zip.slice(0, 4).text()) !== 'PK\x03\x04') return null;
  const source = blobSource(zip);
  let opened: Awaited<ReturnType<typeof openZip>>;
  try {
    opened = await openZip(source);
  } catch (error) {
    // A compressed zip is no checkpoint either: what it lacks is said where checkpoints are opened.
    if (error instanceof HuellaError) return null;
    throw error;
  }
  if (![...opened.entries.keys()].some((name) => /(^|\/)[^/]*\.json$/.test(name))) return null;
  const files = new Map<string, Blob>();
  for (const [path, entry] of opened.entries) {
    if (path.endsWith('/')) continue;
    const start = await opened.locate(entry);
    files.set(path.replace(/^.*\//, ''), zip.slice(start, start + entry.size));
  }
  return files;
}
