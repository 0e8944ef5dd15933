/**
 * PyTorch's zip checkpoints (`torch.save` since 1.6): `<name>/data.pkl` describes tensors,
 * `<name>/data/<key>` are their storages.
 */
import type { HuellaError } from '../errors';
import { readPieces, type ByteSource } from './byte-source';
import { ITEM_BYTES } from './dtype';
import { notAmong, type NetworkFile } from './networks';
import { MAX_PICKLE_BYTES, unpickle } from './pickle';
import { Known, Opaque, PickleTuple, type PickleValue } from './pickle-values';
import { damaged, notRecognised, tooLarge, unsupported } from './refusals';
import { checkSize, denseStrides, gather, gatherStrided, type CheckpointTensor } from './tensor';
import { TensorView, torchHost } from './torch-objects';
import { entryExtent, openZip, torchScript, type Zip, type ZipEntry } from './zip';

/** Wrappers of training scripts, in the order in which timm's `load_state_dict` prefers them. */
const STATE_DICT_KEYS = ['state_dict_ema', 'model_ema', 'state_dict', 'model'];
/** `{model: {state_dict: ...}}` exists; deeper nesting than this has not been seen. */
const MAX_STATE_DICT_DEPTH = 4;

/**
 * Reads the zip directory and the pickle, nothing else.
 *
 * @throws HuellaError `checkpoint-not-recognised` for zips PyTorch did not write or that hold no
 *   weights, `checkpoint-unsupported` (TorchScript, whole pickled models, big endian), and as
 *   `openZip` and `unpickle`
 */
export async function openTorch(
  source: ByteSource,
  signal?: AbortSignal,
  choice?: string,
): Promise<NetworkFile> {
  const zip = await openZip(source, signal);
  const pickles = [...zip.entries.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (!pickle) throw notTorch(zip);
  if (pickles.length > 1) throw damaged('it holds two pickles');
  if (pickle.size > MAX_PICKLE_BYTES)
    throw tooLarge(`The pickle has ${pickle.size} bytes.`, pickle.size, MAX_PICKLE_BYTES);
  const root = pickle.name.slice(0, -'data.pkl'.length);
  const order = zip.entries.get(`${root}byteorder`);
  if (order && order.size <= 16) {
    const text = new TextDecoder().decode(await readEntry(zip, order, signal));
    if (text !== 'little') throw unsupported(`The checkpoint's byte order is ${text}.`, text);
  }
  if (zip.entries.has(`${root}constants.pkl`)) {
    throw torchScript();
  }
  const { value, opaqueGlobals } = unpickle(
    await readEntry(zip, pickle, signal),
    torchHost(zip, root),
  );
  const selected = selectStateDict(value, choice);
  return {
    ...selected,
    opaqueGlobals,
    tensors: new Map(
      [...selected.tensors].map(([name, view]) => [
        name,
        tensorOf(name, view, zip, zip.entries.get(`${root}data/${view.storage.key}`)!, source),
      ]),
    ),
  };
}

function readEntry(zip: Zip, entry: ZipEntry, signal?: AbortSignal): Promise<Uint8Array> {
  return gather(zip.stream(entry, undefined, signal), entry.size);
}

interface Candidate {
  readonly path: readonly string[];
  readonly tensors: ReadonlyMap<string, TensorView>;
  /** Elements of all of them. */
  readonly size: number;
}

/**
 * The dictionary of tensors that is the network, found by what it holds and not by its name:
 * training scripts call it `state_dict`, `model`, `net`, `model_state_dict`, `params`, `teacher`
 * ... Where there are several, `choice` says which (its path joined by dots); without it timm's
 * order decides, then the names of averaged weights, then the one with most numbers.
 *
 * @throws HuellaError `checkpoint-not-recognised`, `checkpoint-unsupported`, saying what the file
 *   holds in place of weights
 */
function selectStateDict(
  value: PickleValue,
  choice: string | undefined,
): Omit<NetworkFile, 'tensors' | 'opaqueGlobals'> & Pick<Candidate, 'tensors'> {
  const found = candidatesIn(value);
  if (found.length === 0) throw noWeights(value);
  const most = Math.max(...found.map(({ size }) => size));
  // Statistics, class centres and optimisers' leftovers are dictionaries of tensors too, and small
  // beside the network.
  const networks = found.filter(({ size }) => size * LEAST_SHARE >= most);
  const choices = networks.map(({ path }) => path.join('.'));
  const chosen =
    choice === undefined ? undefined : networks.find(({ path }) => path.join('.') === choice);
  if (choice !== undefined && !chosen) throw notAmong(choices, choice);
  const best = chosen ?? networks.reduce((a, b) => (isBetter(b, a, most) ? b : a));
  return {
    tensors: best.tensors,
    path: best.path,
    choices: choices.length > 1 ? choices : [],
    sizes: choices.length > 1 ? networks.map(({ size }) => size) : [],
    undecided: !chosen && choices.length > 1 && !isConventional(best),
  };
}

/**
 * Networks of one file are about as large as each other; a dictionary of a tenth of the largest is
 * something else.
 */
const LEAST_SHARE = 10;
/**
 * Dictionaries looked at: checkpoints have tens, with an optimiser's state some thousands, which
 * are stepped over.
 */
const MAX_DICTIONARIES = 4096;

/**
 * All dictionaries in which names lead to tensors, down to MAX_STATE_DICT_DEPTH; an optimiser's
 * state is none of them.
 */
function candidatesIn(root: PickleValue): Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set<PickleValue>();
  const queue: { value: PickleValue; path: readonly string[] }[] = [{ value: root, path: [] }];
  for (let i = 0; i < queue.length && seen.size < MAX_DICTIONARIES; i++) {
    const { value, path } = queue[i]!;
    if (seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Map && value.has(OPTIMISER_KEY)) continue;
    const tensors = new Map<string, TensorView>();
    let size = 0;
    for (const [key, item] of entriesOf(value)) {
      if (typeof key !== 'string') continue;
      if (item instanceof TensorView && value instanceof Map) {
        tensors.set(key, item);
        size += item.elements;
      } else if (isContainer(item) && path.length < MAX_STATE_DICT_DEPTH && !NOT_WEIGHTS.test(key))
        queue.push({ value: item, path: [...path, key] });
    }
    if (tensors.size > 0) found.push({ path, tensors, size });
  }
  return found;
}

const isContainer = (value: PickleValue): boolean =>
  value instanceof Map || Array.isArray(value) || value instanceof PickleTuple;

/** A list's items by their places: `torch.save([model.state_dict(), epoch])`. */
function entriesOf(value: PickleValue): Iterable<[PickleValue, PickleValue]> {
  if (value instanceof Map) return value;
  const items = value instanceof PickleTuple ? value.items : Array.isArray(value) ? value : [];
  return items.map((item, i): [PickleValue, PickleValue] => [String(i), item]);
}

/** Of a training script's own state. */
const NOT_WEIGHTS = /optim|sched|scaler|loss|criterion|^(config|args|hparams|hyper_parameters)$/i;
/** PyTorch optimisers keep this beside their state, so it tells one under any name. */
const OPTIMISER_KEY = 'param_groups';
/**
 * Averaged weights and the network that is kept of a pair (DINO, mean teacher), which are what
 * their makers evaluate.
 */
const PREFERRED_NAMES = /ema|teacher|averaged|swa/i;

/** Under a key of timm's order: what every loader takes from such a file. */
function isConventional({ path }: Candidate): boolean {
  return path.some((key) => STATE_DICT_KEYS.includes(key));
}

function isBetter(a: Candidate, b: Candidate, most: number): boolean {
  const rank = ({ path, size }: Candidate): number => {
    const known = path.map((key) => STATE_DICT_KEYS.indexOf(key)).filter((index) => index >= 0);
    if (known.length > 0) return Math.min(...known);
    if (path.some((key) => PREFERRED_NAMES.test(key))) return STATE_DICT_KEYS.length;
    return size === most ? STATE_DICT_KEYS.length + 1 : STATE_DICT_KEYS.length + 2;
  };
  return rank(a) < rank(b);
}

/** What is there in place of weights, as truly as it can be told. */
function noWeights(value: PickleValue): HuellaError {
  if (value instanceof Opaque) {
    return unsupported(
      `The file holds a Python object (${value.name}), not weights. Save model.state_dict() instead.`,
      value.name,
    );
  }
  if (value instanceof Map) {
    // A pickled network stands under one of the usual names, or is all that the file holds.
    const named = [...STATE_DICT_KEYS, ...value.keys()].map((key) => value.get(key));
    const module = named.find((item) => item instanceof Opaque && !SCALAR.test(item.name));
    if (module instanceof Opaque) {
      return unsupported(`The file holds ${module.name} where weights should be.`, module.name);
    }
    const names = [...value.keys()].filter((key) => typeof key === 'string').slice(0, 5);
    return noDictionary(`a dictionary with ${names.join(', ') || 'no names'}`);
  }
  return noDictionary(value instanceof Known ? `a single ${value.name}` : 'values without names');
}

function noDictionary(found: string): HuellaError {
  return notRecognised(`The file holds no weights by name but ${found}.`, found);
}

/** Numbers that scripts keep beside the weights: a loss, an accuracy, settings. */
const SCALAR = /^(numpy\.|argparse\.|torch\.optim|collections\.|pathlib\.|datetime\.|omegaconf\.)/;

function tensorOf(
  name: string,
  view: TensorView,
  zip: Zip,
  entry: ZipEntry,
  source: ByteSource,
): CheckpointTensor {
  const { dtype, shape, strides, elements, offset } = view;
  const item = ITEM_BYTES[dtype];
  const byteLength = elements * item;
  const dense = denseStrides(shape);
  const contiguous =
    elements === 0 || shape.every((size, axis) => size === 1 || strides[axis] === dense[axis]);
  const whole = contiguous && offset === 0 && byteLength === entry.size;
  return {
    name,
    dtype,
    shape,
    byteLength,
    extent: whole && byteLength > 0 ? { offset: entry.start, length: entryExtent(entry) } : null,
    async *stream(from = source, signal) {
      if (elements === 0) return;
      if (whole) {
        yield* zip.stream(entry, from, signal);
        return;
      }
      const data = (await zip.locate(entry, from, signal)) + offset * item;
      const span = contiguous
        ? byteLength
        : (shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0) + 1) * item;
      if (!contiguous) {
        checkSize(name, byteLength);
        checkSize(name, span);
        yield gatherStrided(await from.read(data, span, signal), shape, strides, dtype);
        return;
      }
      yield* readPieces(from, data, span, signal);
    },
  };
}

function notTorch(zip: Zip): HuellaError {
  const names = [...zip.entries.keys()];
  const found = names.some((name) => name.endsWith('.npy'))
    ? 'a NumPy archive'
    : `a zip with ${names.slice(0, 3).join(', ') || 'nothing in it'}`;
  return notRecognised(`This is ${found}, not a PyTorch checkpoint.`, found);
}
