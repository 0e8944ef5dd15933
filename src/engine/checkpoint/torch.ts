/** PyTorch's zip checkpoints (`torch.save` since 1.6): `<name>/data.pkl` describes tensors, `<name>/data/<key>` are their storages. */
import { HuellaError } from '../errors';
import { throwIfCancelled, type ByteSource } from './byte-source';
import { ITEM_BYTES } from './dtype';
import { MAX_PICKLE_BYTES, unpickle } from './pickle';
import { Known, Opaque, type PickleValue } from './pickle-values';
import { checkSize, denseStrides, gatherStrided, type CheckpointTensor } from './tensor';
import { damaged, TensorView, torchHost } from './torch-objects';
import { entryExtent, openZip, PIECE_BYTES, type Zip, type ZipEntry } from './zip';

/** Wrappers of training scripts, in the order in which timm's `load_state_dict` prefers them. */
const STATE_DICT_KEYS = ['state_dict_ema', 'model_ema', 'state_dict', 'model'];
/** `{model: {state_dict: ...}}` exists; deeper nesting has not been seen. */
const MAX_STATE_DICT_DEPTH = 4;

export interface TorchFile {
  readonly tensors: Map<string, CheckpointTensor>;
  /** Keys under which the weights were found, outermost first; empty for a bare state dict. */
  readonly path: readonly string[];
  /** Classes the file mentions that were left inert. */
  readonly opaqueGlobals: readonly string[];
}

/**
 * Reads the zip directory and the pickle, nothing else.
 *
 * @throws HuellaError `checkpoint-not-recognised` for zips PyTorch did not write or that hold no weights,
 *   `checkpoint-unsupported` (TorchScript, whole pickled models, big endian), and as `openZip` and `unpickle`
 */
export async function openTorch(source: ByteSource, signal?: AbortSignal): Promise<TorchFile> {
  const zip = await openZip(source, signal);
  const pickles = [...zip.entries.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (!pickle) throw notTorch(zip);
  if (pickles.length > 1) throw damaged('it holds two pickles');
  if (pickle.size > MAX_PICKLE_BYTES) {
    throw new HuellaError('checkpoint-too-large', `The pickle has ${pickle.size} bytes.`, {
      found: pickle.size,
      limit: MAX_PICKLE_BYTES,
    });
  }
  const root = pickle.name.slice(0, -'data.pkl'.length);
  const order = zip.entries.get(`${root}byteorder`);
  if (order && order.size <= 16) {
    const text = new TextDecoder().decode(await readEntry(zip, order, signal));
    if (text !== 'little') {
      throw new HuellaError('checkpoint-unsupported', `The checkpoint's byte order is ${text}.`, {
        found: text,
      });
    }
  }
  if (zip.entries.has(`${root}constants.pkl`)) {
    throw new HuellaError(
      'checkpoint-unsupported',
      'This is a TorchScript program, not a checkpoint.',
      {
        found: 'TorchScript',
      },
    );
  }
  const { value, opaqueGlobals } = unpickle(
    await readEntry(zip, pickle, signal),
    torchHost(zip, root),
  );
  const { tensors, path } = selectStateDict(value);
  return {
    path,
    opaqueGlobals,
    tensors: new Map(
      [...tensors].map(([name, view]) => [
        name,
        tensorOf(name, view, zip, zip.entries.get(`${root}data/${view.storage.key}`)!, source),
      ]),
    ),
  };
}

async function readEntry(zip: Zip, entry: ZipEntry, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(entry.size);
  let filled = 0;
  for await (const piece of zip.stream(entry, undefined, signal)) {
    bytes.set(piece, filled);
    filled += piece.byteLength;
  }
  return bytes;
}

/** Walks by name only, never through values: a file cannot make this long. */
function selectStateDict(value: PickleValue): { tensors: Map<string, TensorView>; path: string[] } {
  const path: string[] = [];
  let current = value;
  for (let depth = 0; depth < MAX_STATE_DICT_DEPTH && current instanceof Map; depth++) {
    const tensors = new Map<string, TensorView>();
    for (const [key, item] of current) {
      if (typeof key === 'string' && item instanceof TensorView) tensors.set(key, item);
    }
    const inner: string | undefined = STATE_DICT_KEYS.find(
      (key) => (current as Map<PickleValue, PickleValue>).get(key) instanceof Map,
    );
    if (inner === undefined) {
      if (tensors.size > 0) return { tensors, path };
      break;
    }
    path.push(inner);
    current = current.get(inner)!;
  }
  if (current instanceof Map) {
    const strange = [...current].find(([, item]) => item instanceof Opaque);
    if (strange) {
      const { name } = strange[1] as Opaque;
      throw new HuellaError(
        'checkpoint-unsupported',
        `The file holds ${name} where weights should be.`,
        {
          found: name,
        },
      );
    }
  }
  if (current instanceof Opaque) {
    throw new HuellaError(
      'checkpoint-unsupported',
      `The file holds a Python object (${current.name}), not weights. Save model.state_dict() instead.`,
      { found: current.name },
    );
  }
  const found =
    current instanceof Map
      ? `a dictionary with ${
          [...current.keys()]
            .filter((key) => typeof key === 'string')
            .slice(0, 5)
            .join(', ') || 'no names'
        }`
      : current instanceof Known
        ? `a single ${current.name}`
        : 'no dictionary';
  throw new HuellaError(
    'checkpoint-not-recognised',
    `The file holds no weights by name but ${found}.`,
    {
      found,
    },
  );
}

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
      for (let at = 0; at < span; at += PIECE_BYTES) {
        throwIfCancelled(signal);
        yield await from.read(data + at, Math.min(PIECE_BYTES, span - at), signal);
      }
    },
  };
}

function notTorch(zip: Zip): HuellaError {
  const names = [...zip.entries.keys()];
  const found = names.some((name) => name.endsWith('.npy'))
    ? 'a NumPy archive'
    : `a zip with ${names.slice(0, 3).join(', ') || 'nothing in it'}`;
  return new HuellaError(
    'checkpoint-not-recognised',
    `This is ${found}, not a PyTorch checkpoint.`,
    {
      found,
    },
  );
}
