/**
 * One detector of others on this device: its file and its card in a folder of the origin private
 * file system. With a card it is in use; without one there is the included detector.
 */
import {
  parseOutsideCard,
  type DetectorFacts,
  type OutsideCard,
  type OutsideDraft,
} from '../detector/dialects/outside';
import { DETECTORS_FOLDER } from '../encoder/model';
import { HuellaError } from '../errors';
import { sha256Of } from '../hash';
import { checkDetector, onnxFiles } from '../onnx/door';
import { checkSpace } from '../space';
import { copyInto, fileIn, readJson, removeFrom, rootFolder, writeJson } from './folder';
import { CARD_FILE } from './record';

/** Of the digest, in the file's name: another file never has the name of the one in use. */
const NAME_DIGITS = 16;

/**
 * Checks a detector's file and copies it to its place.
 *
 * @param given the `.onnx` and perhaps a `card.json`
 * @throws HuellaError `checkpoint-*` naming what is wrong with it, `encoder-card-needed`,
 *   `storage-full`, `install-unsupported`
 */
export async function prepareDetector(
  given: readonly File[],
  facts: DetectorFacts,
  signal: AbortSignal,
): Promise<OutsideDraft> {
  const files = await onnxFiles(given);
  if (!files) {
    const found = `the file ${given[0]?.name ?? ''}, which is no ONNX model`;
    throw new HuellaError('checkpoint-unsupported', found, { found });
  }
  const { source, facts: beside } = files;
  const imageSize = facts.imageSize ?? beside.imageSize;
  const checked = await checkDetector(source, imageSize, signal);
  const chosen = given.find(({ name, size }) => name === source.name && size === source.size)!;
  const sha256 = await sha256Of(await chosen.arrayBuffer());
  const file = `${sha256.slice(0, NAME_DIGITS)}.onnx`;
  const folder = await detectorsFolder();
  if ((await fileIn(folder, file))?.size !== chosen.size) {
    await checkSpace(chosen.size);
    await copyInto(folder, file, chosen, signal);
  }
  const { input, layout, sizes, outputs, names } = checked;
  return {
    name: beside.name ?? source.name.replace(/\.onnx$/i, ''),
    licence: beside.licence ?? 'unknown',
    file,
    bytes: chosen.size,
    sha256,
    inputSize: checked.imageSize,
    input: { name: input, layout, sizes },
    outputs,
    names,
  };
}

/** Puts a detector in use. The one before it goes. */
export async function finishDetector(card: OutsideCard): Promise<void> {
  const folder = await detectorsFolder();
  await writeJson(folder, CARD_FILE, card);
  await keepOnly(folder, [CARD_FILE, card.file]);
}

/** What was copied for a detector that is not to be. */
export async function dropPreparedDetector(): Promise<void> {
  const folder = await detectorsFolder();
  const card = await readJson(folder, CARD_FILE);
  const file = (card as Partial<OutsideCard> | null)?.file;
  await keepOnly(folder, file === undefined ? [] : [CARD_FILE, file]);
}

/** The included detector is in use from here on. */
export async function removeDetector(): Promise<void> {
  const folder = await detectorsFolder();
  // The card first: without it nothing refers to the file.
  await removeFrom(folder, CARD_FILE);
  await keepOnly(folder, []);
}

/**
 * Null: there is none. Works on the page and in workers.
 * @throws HuellaError `detector-failed` for a card that cannot be read
 */
export async function installedDetector(): Promise<OutsideCard | null> {
  const json = await readJson(await detectorsFolder(), CARD_FILE);
  return json === null ? null : parseOutsideCard(json);
}

function detectorsFolder(): Promise<FileSystemDirectoryHandle> {
  return rootFolder(DETECTORS_FOLDER);
}

async function keepOnly(
  folder: FileSystemDirectoryHandle,
  names: readonly string[],
): Promise<void> {
  const all: string[] = [];
  for await (const [name] of folder.entries()) all.push(name);
  for (const name of all) if (!names.includes(name)) await removeFrom(folder, name);
}
