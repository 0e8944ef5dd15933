/**
 * A pickle machine that can only build data (PEP 307, PEP 3154, PEP 574, CPython's pickletools). It
 * knows the opcodes that `torch.save` emits with protocols 2 to 5 and no others, runs nothing,
 * imports nothing, and leaves every class it was not told about as an inert `Opaque`. Work and
 * memory are linear in the pickle's length: each opcode adds at most one object or moves objects
 * already on the stack, and nothing here recurses.
 */
import { isHostile } from './hostile';
import { overLimit, PickleReader } from './pickle-reader';
import { Known, Opaque, PickleTuple, type PickleHost, type PickleValue } from './pickle-values';
import { damaged, unsupported } from './refusals';

/**
 * A training checkpoint with optimizer state of 2,000 tensors pickles to about 1 MB; Python lists
 * of logged numbers may add some.
 */
export const MAX_PICKLE_BYTES = 32 * 2 ** 20;
/**
 * `MARK` nesting of real checkpoints stays under 20; deeper files only want to see something
 * overflow.
 */
const MAX_MARKS = 1000;

interface Unpickled {
  readonly value: PickleValue;
  /** Names of the globals that were left inert, sorted. */
  readonly opaqueGlobals: readonly string[];
}

/**
 * @throws HuellaError `checkpoint-damaged` for pickles that break off or contradict themselves,
 *   `checkpoint-unsupported` for opcodes or globals that have no place in a checkpoint,
 *   `checkpoint-too-large` beyond the limits above
 */
export function unpickle(bytes: Uint8Array, host: PickleHost): Unpickled {
  if (bytes.byteLength > MAX_PICKLE_BYTES)
    throw overLimit('pickle', bytes.byteLength, MAX_PICKLE_BYTES);
  return new Machine(bytes, host).run();
}

class Machine {
  readonly #reader: PickleReader;
  readonly #stack: PickleValue[] = [];
  /** Stack heights at each open MARK. */
  readonly #marks: number[] = [];
  /** A Map, not an array: LONG_BINPUT may name any of 2^32 slots. */
  readonly #memo = new Map<number, PickleValue>();
  readonly #opaque = new Set<string>();

  constructor(
    bytes: Uint8Array,
    readonly host: PickleHost,
  ) {
    this.#reader = new PickleReader(bytes);
  }

  run(): Unpickled {
    for (;;) {
      const start = this.#reader.at;
      const opcode = this.#reader.uint(1);
      if (opcode === 0x2e /* STOP */) break;
      if (!this.#step(opcode)) {
        const shown =
          opcode > 0x20 && opcode < 0x7f
            ? `'${String.fromCharCode(opcode)}'`
            : `0x${opcode.toString(16)}`;
        throw unsupported(
          `The pickle uses opcode ${shown} at byte ${start}, which torch.save never writes.`,
          `pickle opcode ${shown}`,
        );
      }
    }
    const value = this.#pop();
    if (this.#stack.length > 0 || this.#marks.length > 0)
      throw damaged('the pickle leaves objects unused');
    if (this.#reader.left > 0) throw damaged('the pickle ends before its entry does');
    return { value, opaqueGlobals: [...this.#opaque].sort() };
  }

  /**
   * Runs one opcode; false if it is not on the list. Names and codes as in CPython's pickletools.
   */
  #step(opcode: number): boolean {
    const value = this.#valueOf(opcode);
    if (value === undefined) return this.#change(opcode);
    this.#stack.push(value);
    return true;
  }

  /** What an opcode puts on the stack; undefined: it does something else. */
  #valueOf(opcode: number): PickleValue | undefined {
    const reader = this.#reader;
    switch (opcode) {
      case 0x4e: // NONE
        return null;
      case 0x88: // NEWTRUE
        return true;
      case 0x89: // NEWFALSE
        return false;
      case 0x4b: // BININT1
        return reader.uint(1);
      case 0x4d: // BININT2
        return reader.uint(2);
      case 0x4a: // BININT
        return reader.int32();
      case 0x8a: // LONG1
        return reader.long(reader.uint(1));
      case 0x47: // BINFLOAT: big endian, unlike everything else
        return reader.float64();
      case 0x58: // BINUNICODE
        return reader.string(reader.uint(4));
      case 0x8c: // SHORT_BINUNICODE
        return reader.string(reader.uint(1));
      case 0x55: // SHORT_BINSTRING: Python 2 text
      case 0x43: // SHORT_BINBYTES
        return reader.slice(reader.uint(1));
      case 0x42: // BINBYTES
        return reader.slice(reader.uint(4));
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        return reader.slice(reader.uint64());

      case 0x29: // EMPTY_TUPLE
        return new PickleTuple([]);
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        return new PickleTuple(this.#popMany(opcode - 0x84));
      case 0x74: // TUPLE
        return new PickleTuple(this.#popToMark());
      case 0x5d: // EMPTY_LIST
        return [];
      case 0x7d: // EMPTY_DICT
        return new Map();
      case 0x8f: // EMPTY_SET
        return new Set();
      case 0x91: // FROZENSET
        return new Set(this.#popToMark());

      case 0x68: // BINGET
        return this.#recall(reader.uint(1));
      case 0x6a: // LONG_BINGET
        return this.#recall(reader.uint(4));

      case 0x63: // GLOBAL
        return this.#global(reader.line(), reader.line());
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popMany(2);
        if (typeof module !== 'string' || typeof name !== 'string')
          throw damaged('a class name is not text');
        return this.#global(module, name);
      }
      case 0x52: // REDUCE
      case 0x81: // NEWOBJ: the same to a reader that constructs nothing
        return this.#call();
      case 0x92: // NEWOBJ_EX: arguments by name come last
        if (!(this.#pop() instanceof Map)) throw damaged('named arguments are no dictionary');
        return this.#call();
      case 0x51: // BINPERSID
        return this.host.persistent(this.#pop());
      default:
        return undefined;
    }
  }

  /** Runs an opcode that changes what is there; false if it is none. */
  #change(opcode: number): boolean {
    switch (opcode) {
      case 0x80: {
        // PROTO
        const protocol = this.#reader.uint(1);
        if (protocol < 2 || protocol > 5) {
          const message = `Pickle protocol ${protocol} is not supported; 2 to 5 are.`;
          throw unsupported(message, `pickle protocol ${protocol}`);
        }
        return true;
      }
      case 0x95: // FRAME: only tells readers how much to buffer
        if (this.#reader.uint64() > this.#reader.left)
          throw damaged('a pickle frame is longer than the pickle');
        return true;
      case 0x28: // MARK
        if (this.#marks.length >= MAX_MARKS)
          throw overLimit('pickle nesting', this.#marks.length + 1, MAX_MARKS);
        this.#marks.push(this.#stack.length);
        return true;

      case 0x61: // APPEND
        this.#append(this.#popMany(1));
        return true;
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        this.#append(this.#popToMark());
        return true;
      case 0x73: // SETITEM
        this.#setItems(this.#popMany(2));
        return true;
      case 0x75: // SETITEMS
        this.#setItems(this.#popToMark());
        return true;

      case 0x71: // BINPUT
        this.#memo.set(this.#reader.uint(1), this.#top());
        return true;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#reader.uint(4), this.#top());
        return true;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        return true;

      case 0x62: {
        // BUILD: object state (an OrderedDict's `_metadata`, an opaque object's fields) is not
        // weights
        this.#pop();
        const target = this.#top();
        if (!(target instanceof Opaque || target instanceof Map || target instanceof Known)) {
          throw damaged('state is given to something that has none');
        }
        return true;
      }
      default:
        return false;
    }
  }

  #call(): PickleValue {
    const [callee, args] = this.#popMany(2);
    if (!(args instanceof PickleTuple)) throw damaged('call arguments are not a tuple');
    if (callee instanceof Known) return this.host.call(callee, args.items);
    if (callee instanceof Opaque) return new Opaque(callee.name, 'object');
    throw damaged('something that is not a class or function is called');
  }

  #global(module: string, name: string): PickleValue {
    const full = `${module}.${name}`;
    if (isHostile(module, name)) {
      throw unsupported(
        `The file asks to run ${full}, which has no place in a checkpoint. Nothing was run. Do not open it elsewhere.`,
        full,
      );
    }
    const known = this.host.global(module, name);
    if (known) return known;
    this.#opaque.add(full);
    return new Opaque(full, 'global');
  }

  #append(items: readonly PickleValue[]): void {
    const target = this.#top();
    if (Array.isArray(target)) for (const item of items) target.push(item);
    else if (target instanceof Set) for (const item of items) target.add(item);
    else if (!(target instanceof Opaque))
      throw damaged('items are added to something that is not a list');
  }

  #setItems(items: readonly PickleValue[]): void {
    if (items.length % 2 !== 0) throw damaged('a dictionary key has no value');
    const target = this.#top();
    if (target instanceof Map) {
      for (let i = 0; i < items.length; i += 2) target.set(items[i]!, items[i + 1]!);
    } else if (!(target instanceof Opaque))
      throw damaged('keys are set on something that is not a dictionary');
  }

  #recall(slot: number): PickleValue {
    const value = this.#memo.get(slot);
    if (value === undefined) throw damaged(`memo slot ${slot} is empty`);
    return value;
  }

  #floor(): number {
    return this.#marks.at(-1) ?? 0;
  }

  #top(): PickleValue {
    if (this.#stack.length <= this.#floor()) throw damaged('the pickle takes from an empty stack');
    return this.#stack.at(-1)!;
  }

  #pop(): PickleValue {
    this.#top();
    return this.#stack.pop()!;
  }

  #popMany(count: number): PickleValue[] {
    if (this.#stack.length - count < this.#floor())
      throw damaged('the pickle takes from an empty stack');
    return this.#stack.splice(this.#stack.length - count, count);
  }

  #popToMark(): PickleValue[] {
    const height = this.#marks.pop();
    if (height === undefined) throw damaged('the pickle closes a group that was never opened');
    return this.#stack.splice(height);
  }
}
