/**
 * What PyTorch's pickles say about tensors (`torch/_utils.py`, `torch/serialization.py`), checked
 * as it is read.
 */
import { ITEM_BYTES, type DType } from './dtype';
import { Known, Opaque, PickleTuple, type PickleHost, type PickleValue } from './pickle-values';
import { damaged } from './refusals';
import { elementsOf } from './tensor';
import type { Zip } from './zip';

/** `torch/storage.py`, `_dtype_to_storage_type_map`: the legacy names that files still carry. */
const STORAGE_DTYPES: Readonly<Record<string, DType>> = {
  DoubleStorage: 'f64',
  FloatStorage: 'f32',
  HalfStorage: 'f16',
  BFloat16Storage: 'bf16',
  LongStorage: 'i64',
  IntStorage: 'i32',
  ShortStorage: 'i16',
  CharStorage: 'i8',
  ByteStorage: 'u8',
  BoolStorage: 'bool',
  ComplexFloatStorage: 'c64',
  ComplexDoubleStorage: 'c128',
  UntypedStorage: 'u8',
};

/** `torch._utils._rebuild_tensor_v3` names the dtype apart from its untyped storage. */
const DTYPES: Readonly<Record<string, DType>> = {
  float64: 'f64',
  float32: 'f32',
  float16: 'f16',
  bfloat16: 'bf16',
  int64: 'i64',
  uint64: 'u64',
  int32: 'i32',
  uint32: 'u32',
  int16: 'i16',
  uint16: 'u16',
  int8: 'i8',
  uint8: 'u8',
  bool: 'bool',
  float8_e4m3fn: 'f8_e4m3',
  float8_e5m2: 'f8_e5m2',
};

/** A name that stands for a number format. */
abstract class Typed extends Known {
  constructor(
    readonly name: string,
    readonly dtype: DType,
  ) {
    super();
  }
}
class StorageType extends Typed {}
class DTypeName extends Typed {}

class Callable extends Known {
  constructor(
    readonly name: string,
    readonly call: (args: readonly PickleValue[]) => PickleValue,
  ) {
    super();
  }
}

class Storage extends Known {
  readonly name = 'storage';
  constructor(
    readonly dtype: DType,
    readonly key: string,
    readonly bytes: number,
  ) {
    super();
  }
}

/** A tensor as the pickle describes it, bounds already checked against its storage. */
export class TensorView extends Known {
  readonly name = 'tensor';
  constructor(
    readonly storage: Storage,
    readonly dtype: DType,
    /** In elements. */
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
    readonly elements: number,
  ) {
    super();
  }
}

/**
 * The host under which a checkpoint's pickle is read. `root` is the folder in the zip, with its
 * slash.
 */
export function torchHost(zip: Zip, root: string): PickleHost {
  const callables: Readonly<Record<string, Callable>> = Object.fromEntries(
    [
      new Callable('collections.OrderedDict', orderedDict),
      new Callable('torch._utils._rebuild_tensor', (args) => rebuild(args.slice(0, 4))),
      new Callable('torch._utils._rebuild_tensor_v2', (args) => rebuild(args.slice(0, 4))),
      new Callable('torch._utils._rebuild_tensor_v3', (args) => rebuild(args.slice(0, 4), args[6])),
      // (tensor, requires_grad, hooks[, state])
      new Callable('torch._utils._rebuild_parameter', firstArgument),
      new Callable('torch._utils._rebuild_parameter_with_state', firstArgument),
    ].map((callable) => [callable.name, callable]),
  );
  return {
    global(module, name) {
      const full = `${module}.${name}`;
      if (Object.hasOwn(callables, full)) return callables[full];
      if (
        (module === 'torch' || module === 'torch.storage') &&
        Object.hasOwn(STORAGE_DTYPES, name)
      ) {
        return new StorageType(full, STORAGE_DTYPES[name]!);
      }
      if (module === 'torch' && Object.hasOwn(DTYPES, name))
        return new DTypeName(full, DTYPES[name]!);
      return undefined;
    },
    call(callee, args) {
      if (!(callee instanceof Callable)) throw damaged(`${callee.name} is called`);
      return callee.call(args);
    },
    persistent(id) {
      const parts = id instanceof PickleTuple ? id.items : [];
      const [tag, type, key, , elements] = parts;
      if (tag !== 'storage' || typeof key !== 'string' || !isCount(elements)) {
        throw damaged('a storage is not described as PyTorch does');
      }
      // Quantised tensors and the like may lie beside the weights; they are refused only where a
      // weight should be.
      if (type instanceof Opaque) return new Opaque(type.name, 'object');
      if (!(type instanceof StorageType)) throw damaged('a storage has no type');
      const entry = zip.entries.get(`${root}data/${key}`);
      if (!entry) throw damaged(`storage ${key} is missing`, { entry: key });
      const bytes = elements * ITEM_BYTES[type.dtype];
      if (entry.size !== bytes) {
        throw damaged(`storage ${key} has ${entry.size} bytes, its description says ${bytes}`, {
          entry: key,
        });
      }
      return new Storage(type.dtype, key, bytes);
    },
  };
}

function orderedDict(args: readonly PickleValue[]): PickleValue {
  const pairs = args[0];
  const dict = new Map<PickleValue, PickleValue>();
  if (pairs === undefined) return dict;
  if (!Array.isArray(pairs)) throw damaged('an ordered dictionary is not built from a list');
  for (const pair of pairs) {
    const items = pair instanceof PickleTuple ? pair.items : Array.isArray(pair) ? pair : [];
    if (items.length !== 2) throw damaged('an ordered dictionary is not built from pairs');
    dict.set(items[0]!, items[1]!);
  }
  return dict;
}

function firstArgument(args: readonly PickleValue[]): PickleValue {
  const [tensor] = args;
  if (tensor instanceof Opaque) return tensor;
  if (!(tensor instanceof TensorView)) throw damaged('a parameter holds no tensor');
  return tensor;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** `torch._utils._rebuild_tensor`: storage, offset, size, stride, all in elements. */
function rebuild(args: readonly PickleValue[], dtypeName?: PickleValue): TensorView | Opaque {
  const [storage, offset, size, stride] = args;
  if (storage instanceof Opaque) return storage;
  if (dtypeName instanceof Opaque) return new Opaque(dtypeName.name, 'object');
  if (
    !(storage instanceof Storage) ||
    !isCount(offset) ||
    !(size instanceof PickleTuple) ||
    !(stride instanceof PickleTuple)
  ) {
    throw damaged('a tensor is not described as PyTorch does');
  }
  if (dtypeName !== undefined && !(dtypeName instanceof DTypeName))
    throw damaged('a number format is not one');
  const dtype = dtypeName ? dtypeName.dtype : storage.dtype;
  const elements = elementsOf('in the pickle', size.items);
  const shape = size.items as number[];
  if (stride.items.length !== shape.length || !stride.items.every(isCount)) {
    throw damaged('a tensor has impossible strides');
  }
  const strides = stride.items;
  const last = shape.reduce(
    (sum, length, axis) => sum + Math.max(0, length - 1) * strides[axis]!,
    offset,
  );
  if (elements > 0 && !((last + 1) * ITEM_BYTES[dtype] <= storage.bytes)) {
    throw damaged(`a tensor of shape ${shape.join(' x ')} reaches beyond its storage`);
  }
  return new TensorView(storage, dtype, offset, shape, strides, elements);
}
