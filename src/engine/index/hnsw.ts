/** The one door to hnswlib-wasm (0.8.2, as tools/vite-hnswlib.ts leaves it). */
import type { HierarchicalNSW, HnswlibModule } from 'hnswlib-wasm/dist/hnswlib-317962d7.js';
import { HuellaError } from '../errors';
import type { Codes } from './codes';
import { createHnswDistance } from './kernel';
import type { Row, RowIndex } from './types';

export interface HnswParameters {
  /** Links per element and layer (twice as many on the lowest). */
  readonly m: number;
  /** Candidates weighed when an element is linked. */
  readonly efConstruction: number;
  /** Candidates weighed by a search; it returns that many rows. */
  readonly efSearch: number;
}

/** Any number serves; a fixed one makes the same additions build the same graph, to the byte. */
const SEED = 100;
/** Capacity grows by this share: what grows is links (about 150 bytes an element), not vectors. */
const GROWTH = 1 / 4;
const MIN_CAPACITY = 1024;
/** In hnswlib-wasm's in-memory file system; it puts `/hnswlib-index/` before every name. */
const FILE = { name: '../tmp/graph', path: '/tmp/graph' };
/**
 * C++ layout of hnswlib's inner product space in 32-bit WebAssembly, in words. Checked before it is
 * believed.
 */
const SPACE = { wrapperDimension: 0, wrapperSpace: 1, distance: 1, dataBytes: 2, dimension: 3 };

/**
 * HNSW over the codes. An element of hnswlib's graph is a single float32, the number of a slot in
 * the table of codes, and hnswlib's distance function is exchanged for one that compares the slots:
 * the graph holds links only, grows cheaply and compares with SIMD, which hnswlib-wasm was built
 * without. Labels inside the graph are rows.
 *
 * Each graph has its own WebAssembly module. After any throw the graph is not to be used again
 * (`broken`).
 */
export class HnswIndex implements RowIndex {
  /** What made the graph unusable. */
  broken: HuellaError | undefined;
  readonly #members = new Set<Row>();
  readonly #dead = new Set<Row>();
  readonly #slot = new Float32Array(1);
  readonly #codes: Codes;
  readonly #module: HnswlibModule;
  readonly #graph: HierarchicalNSW;

  private constructor(
    codes: Codes,
    readonly parameters: HnswParameters,
    module: HnswlibModule,
    graph: HierarchicalNSW,
  ) {
    this.#codes = codes;
    this.#module = module;
    this.#graph = graph;
  }

  /** @param capacity elements expected; more are allowed */
  static async create(
    codes: Codes,
    parameters: HnswParameters,
    capacity: number,
  ): Promise<HnswIndex> {
    const module = await createModule(codes);
    return guard(module, () => {
      const graph = new module.HierarchicalNSW('ip', 1, '');
      graph.initIndex(
        Math.max(MIN_CAPACITY, capacity),
        parameters.m,
        parameters.efConstruction,
        SEED,
      );
      return new HnswIndex(codes, parameters, module, graph);
    });
  }

  /**
   * @param bytes from `save`, undamaged (the snapshot's checksum holds); hnswlib reads them in
   *   place
   * @param members the rows it holds, @param dead those of them that were removed
   * @throws index-corrupt when the bytes are no graph of that many elements
   */
  static async load(
    codes: Codes,
    parameters: HnswParameters,
    bytes: Uint8Array,
    members: Iterable<Row>,
    dead: Iterable<Row>,
  ): Promise<HnswIndex> {
    const module = await createModule(codes);
    return guard(
      module,
      () => {
        const graph = new module.HierarchicalNSW('ip', 1, '');
        module.FS.writeFile(FILE.path, bytes, { canOwn: true });
        const elements = new Set(members);
        graph.readIndex(FILE.name, capacityOf(bytes));
        module.FS.unlink(FILE.path);
        const index = new HnswIndex(codes, parameters, module, graph);
        for (const row of elements) index.#members.add(row);
        for (const row of dead) index.#dead.add(row);
        if (graph.getCurrentCount() !== elements.size) {
          throw new HuellaError(
            'index-corrupt',
            `graph of ${graph.getCurrentCount()} elements, ${elements.size} expected`,
          );
        }
        return index;
      },
      'index-corrupt',
    );
  }

  get size(): number {
    return this.#members.size - this.#dead.size;
  }

  /** Removed rows the graph still leads through; their codes must stay. */
  get deadRows(): ReadonlySet<Row> {
    return this.#dead;
  }

  /** Every row the graph leads through, dead ones included. */
  get rows(): ReadonlySet<Row> {
    return this.#members;
  }

  get bytes(): number {
    return this.#module.asm.memory.buffer.byteLength;
  }

  has(row: Row): boolean {
    return this.#members.has(row) && !this.#dead.has(row);
  }

  /** @throws internal, out-of-memory */
  add(row: Row): void {
    this.#use(() => {
      const capacity = this.#graph.getMaxElements();
      if (this.#members.size >= capacity)
        this.#graph.resizeIndex(Math.ceil(capacity * (1 + GROWTH)));
      this.#slot[0] = row + 1;
      this.#graph.addPoint(this.#slot, row, false);
      this.#members.add(row);
    });
  }

  remove(row: Row): void {
    if (!this.has(row)) return;
    // First, so that even a graph that then breaks never proposes the row.
    this.#dead.add(row);
    this.#use(() => {
      this.#graph.markDelete(row);
    });
  }

  search(query: Float32Array, k: number, accept?: (row: Row) => boolean): Row[] {
    if (this.size === 0) return [];
    const found = this.#use(() => {
      this.#codes.prepareForGraph(query);
      const ef = Math.max(this.parameters.efSearch, k);
      this.#graph.setEfSearch(ef);
      this.#slot[0] = 0;
      return this.#graph.searchKnn(this.#slot, Math.min(ef, this.size), undefined).neighbors;
    });
    return found.filter((row) => this.has(row) && (!accept || accept(row)));
  }

  /** The graph as hnswlib writes it: the same additions give the same bytes. */
  save(): Uint8Array<ArrayBuffer> {
    return this.#use(() => {
      this.#graph.writeIndex(FILE.name);
      const bytes = this.#module.FS.readFile(FILE.path);
      this.#module.FS.unlink(FILE.path);
      return bytes;
    });
  }

  #use<T>(work: () => T): T {
    if (this.broken) throw this.broken;
    try {
      return guard(this.#module, work);
    } catch (error) {
      this.broken = error as HuellaError;
      throw error;
    }
  }
}

/**
 * hnswlib's files begin with an offset and the capacity. Kept as it was, so that a saved graph is
 * saved again as the same bytes.
 */
function capacityOf(bytes: Uint8Array): number {
  return bytes.length < 8 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
}

async function createModule(codes: Codes): Promise<HnswlibModule> {
  // Loaded when the first graph is wanted: most galleries never want one.
  const { default: create } = await import('hnswlib-wasm/dist/hnswlib-317962d7.js');
  const module = await create();
  guard(module, () => {
    module.EmscriptenFileSystemManager.initializeFileSystem('IDBFS');
    exchangeDistance(module, codes);
  });
  return module;
}

/** Puts the distance of codes where hnswlib calls its inner product. */
function exchangeDistance(module: HnswlibModule, codes: Codes): void {
  const { memory, __indirect_function_table: table } = module.asm;
  const indexes = [1, 3].map((dimension) => {
    const space = new module.InnerProductSpace(dimension);
    const words = new Uint32Array(memory.buffer);
    const wrapper = space.$$.ptr / 4;
    const object = words[wrapper + SPACE.wrapperSpace]! / 4;
    const known =
      words[wrapper + SPACE.wrapperDimension] === dimension &&
      words[object + SPACE.dataBytes] === 4 * dimension &&
      words[object + SPACE.dimension] === dimension;
    const index = words[object + SPACE.distance]!;
    space.delete();
    return known ? index : -1;
  });
  const distance = createHnswDistance(memory, codes.kernel);
  const [at] = indexes;
  if (at === undefined || at < 1 || indexes[1] !== at || !distance) {
    throw new HuellaError('internal', 'hnswlib-wasm is not the build this was written for');
  }
  table.set(at, distance);
}

/**
 * Runs what calls into hnswlib-wasm; its exceptions cannot be cloned or read later, so they become
 * errors here.
 */
function guard<T>(
  module: HnswlibModule,
  work: () => T,
  code: 'internal' | 'index-corrupt' = 'internal',
): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof HuellaError) throw thrown;
    const message = describe(module, thrown);
    // What its allocator says when the memory cannot grow.
    const full = /bad_alloc|not enough memory/i.test(message);
    throw new HuellaError(full ? 'out-of-memory' : code, `hnswlib: ${message}`);
  }
}

function describe(module: HnswlibModule, thrown: unknown): string {
  const Exception = (WebAssembly as { Exception?: new (...parameters: never[]) => object })
    .Exception;
  if (Exception && thrown instanceof Exception) {
    try {
      return module.getExceptionMessage(thrown).join(': ');
    } catch {
      return 'an exception without a message';
    }
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}
