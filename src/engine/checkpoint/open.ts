/** The room's front door: bytes of unknown origin in, named tensors out. */
import { HuellaError, toHuellaError } from '../errors';
import type { ByteSource } from './byte-source';
import { networksIn, notAmong, type NetworkFile } from './networks';
import { notRecognised } from './refusals';
import { openSafetensors } from './safetensors';
import { elementsOf, type CheckpointTensor } from './tensor';
import { openTorch } from './torch';

/** Names are without the wrappers' prefixes (`module.`, `_orig_mod.`). */
export interface Checkpoint extends NetworkFile {
  readonly format: 'safetensors' | 'torch';
}

/** Enough for every magic number below. */
const HEAD_BYTES = 64;
/** No network with weights fits in less; also what every magic number needs. */
const LEAST_BYTES = 16;

/* Magic numbers are control characters. */
/* eslint-disable no-control-regex */
/** Other files people try, by their first bytes. `plain` finishes the sentence "This is ...". */
const OTHERS: readonly { test: RegExp; found: string; hint?: string }[] = [
  {
    // torch.save before 1.6, or `_use_new_zipfile_serialization=False`: a pickled magic number
    // first.
    test: /^\x80[\x02-\x04]\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19/,
    found: 'a PyTorch file in the format used before version 1.6',
    hint: 'Load it with a current PyTorch and save it again, or save it as safetensors.',
  },
  {
    test: /^version https:\/\/git-lfs/,
    found: 'a Git LFS pointer',
    hint: 'Download the file it points to.',
  },
  {
    test: /^\s*<(!doctype|html|\?xml)/i,
    found: 'a web page',
    hint: 'The download address answered with a page.',
  },
  { test: /^\x89HDF\r\n\x1a\n/, found: 'an HDF5 file (Keras)' },
  { test: /^GGUF/, found: 'a GGUF file' },
  { test: /^\x08[\x03-\x0f](\x12|:|\x1a|\x22)/, found: 'an ONNX model' },
  { test: /^.{4}TFL3/s, found: 'a TensorFlow Lite model' },
  { test: /^\x1f\x8b/, found: 'a gzip file', hint: 'Unpack it first.' },
  { test: /^(7z\xbc\xaf|Rar!|\xfd7zXZ)/, found: 'a compressed archive', hint: 'Unpack it first.' },
  { test: /^\xff\xd8\xff|^\x89PNG|^GIF8|^RIFF....WEBP/s, found: 'a picture' },
  { test: /^%PDF/, found: 'a PDF' },
  { test: /^\x93NUMPY/, found: 'a NumPy array' },
  {
    test: /^\x80[\x00-\x05]/,
    found: 'a bare pickle',
    hint: 'Only files written by torch.save are read.',
  },
  { test: /^\s*[{[]/, found: 'a JSON text' },
];
const SAFETENSORS_HEAD = /^.{6}\x00\x00\{/s;
/* eslint-enable no-control-regex */

/**
 * Recognises the format by content, never by name, and reads only what describes the tensors.
 *
 * @param choice path of the network to take where the file holds several (`Checkpoint.choices`)
 * @throws HuellaError `checkpoint-not-recognised` naming what was found, or as the formats' readers
 */
export async function openCheckpoint(
  source: ByteSource,
  signal?: AbortSignal,
  choice?: string,
): Promise<Checkpoint> {
  if (source.size < LEAST_BYTES) {
    const found = source.size === 0 ? 'an empty file' : `a file of ${source.size} bytes`;
    throw otherFile(source, found);
  }
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size), signal);
  const text = String.fromCharCode(...head);
  if (text.startsWith('PK\x03\x04')) {
    return openTorchNetwork(source, signal, choice);
  }
  // Safetensors has no magic number: a plausible header length followed by the JSON's first brace.
  if (SAFETENSORS_HEAD.test(text)) {
    const tensors = await openSafetensors(source, signal);
    const one = oneNetwork(unwrapNames(tensors), [], choice);
    return { format: 'safetensors', ...one, opaqueGlobals: [] };
  }
  const other = OTHERS.find(({ test }) => test.test(text));
  throw otherFile(source, other?.found ?? 'neither safetensors nor a PyTorch file', other?.hint);
}

/**
 * A choice is a path of keys, or such a path and what stands before the names of the tensors there.
 */
async function openTorchNetwork(
  source: ByteSource,
  signal?: AbortSignal,
  choice?: string,
): Promise<Checkpoint> {
  let opened: NetworkFile;
  let before: string | undefined;
  try {
    opened = await openTorch(source, signal, choice);
  } catch (error) {
    if (choice === undefined || toHuellaError(error).code !== 'checkpoint-not-recognised')
      throw error;
    opened = await openTorch(source, signal);
    // Keys lead to one network at most, and none has this name: it is one of those, or none.
    if (networksIn(unwrapNames(opened.tensors)).size === 0) throw error;
    before = choice;
  }
  const { path, opaqueGlobals } = opened;
  const tensors = unwrapNames(opened.tensors);
  if (opened.choices.length > 0) return { format: 'torch', ...opened, tensors };
  return { format: 'torch', ...oneNetwork(tensors, path, before), opaqueGlobals };
}

/**
 * Of a dictionary in which several networks lie beside each other, the one that is chosen.
 *
 * @throws HuellaError `checkpoint-not-recognised` for a choice that is not there
 */
function oneNetwork(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  path: readonly string[],
  choice?: string,
): Omit<NetworkFile, 'opaqueGlobals'> {
  const networks = [...networksIn(tensors)];
  const choices = networks.map(([before]) => [...path, before].join('.'));
  const sizes = networks.map(([, own]) =>
    [...own.values()].reduce((sum, { name, shape }) => sum + elementsOf(name, shape), 0),
  );
  if (choice === undefined) return { tensors, path, choices, sizes, undecided: choices.length > 0 };
  const chosen = networks[choices.indexOf(choice)];
  if (chosen)
    return { tensors: chosen[1], path: [...path, chosen[0]], choices, sizes, undecided: false };
  throw notAmong(choices, choice);
}

function otherFile({ name }: ByteSource, found: string, hint?: string): HuellaError {
  return notRecognised(`${name} is ${found}.${hint ? ` ${hint}` : ''}`, found, { name });
}

/**
 * Removes what `torch.compile` and data-parallel wrappers put before names (timm,
 * `clean_state_dict`), and the attribute under which a training module holds its network (`model.`,
 * Lightning), where every name begins with it.
 */
function unwrapNames(
  tensors: ReadonlyMap<string, CheckpointTensor>,
): Map<string, CheckpointTensor> {
  const unwrapped = new Map<string, CheckpointTensor>();
  const attribute = commonAttribute([...tensors.keys()].map(withoutWrappers));
  for (const [name, tensor] of tensors) {
    const short = withoutWrappers(withoutWrappers(name).slice(attribute.length));
    if (unwrapped.has(short)) {
      const message = `The checkpoint has two tensors called ${short}.`;
      throw new HuellaError('checkpoint-damaged', message, { tensor: short });
    }
    unwrapped.set(short, tensor);
  }
  return unwrapped;
}

function withoutWrappers(name: string): string {
  return name.replace(/^(_orig_mod\.|module\.)+/, '');
}

/**
 * Attributes under which training modules hold their network; before a number, it is the network's
 * own list of layers (YOLO).
 */
const ATTRIBUTE = /^(?:model|net|network|backbone|encoder|student|teacher|ema)\.(?!\d)/;

/** `model.` where all names begin so: the network is all that the module held. */
function commonAttribute(names: readonly string[]): string {
  const attribute = ATTRIBUTE.exec(names[0] ?? '')?.[0] ?? '';
  return names.every((name) => name.startsWith(attribute)) ? attribute : '';
}
