/**
 * A matrix product for WebAssembly, written by hand: what these cores allow where nothing else
 * stands in the way. C += A · B, float32; B lies in panels as wide as a tile, A and C row by row.
 */
import wabt from 'wabt';

/** Rows and vectors of four columns that are summed in registers at once. */
export interface Tile {
  readonly rows: number;
  readonly vectors: number;
  /** With `f32x4.relaxed_madd`: one instruction where the processor has it, rounded once. */
  readonly fused: boolean;
}

/** Steps of the sum in one turn of the inner loop; every inner side of Swin's is a multiple. */
const UNROLLED = 4;
/** Steps of the sum before C is stored: a panel of so many rows stays in the fastest cache. */
const DEPTH = 256;

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** The text of a module: `rows(a, b, c, k, strideA, strideC, tiles)`, all in bytes but k and tiles. */
function textOf({ rows, vectors, fused }: Tile): string {
  const sums = times(rows, (r) => times(vectors, (v) => `$s${r}_${v}`));
  const step = (k: number): string =>
    [
      ...times(
        vectors,
        (v) => `(local.set $b${v} (v128.load offset=${(k * vectors + v) * 16} (local.get $bp)))`,
      ),
      ...times(rows, (r) =>
        [
          `(local.set $x (v128.load32_splat offset=${k * 4} (local.get $a${r})))`,
          ...times(vectors, (v) => {
            const [sum, factor] = [`(local.get ${sums[r]![v]!})`, `(local.get $b${v})`];
            const next = fused
              ? `(f32x4.relaxed_madd (local.get $x) ${factor} ${sum})`
              : `(f32x4.add ${sum} (f32x4.mul (local.get $x) ${factor}))`;
            return `(local.set ${sums[r]![v]!} ${next})`;
          }),
        ].join('\n'),
      ),
    ].join('\n');
  const each = (make: (r: number, v: number) => string): string =>
    times(rows, (r) => times(vectors, (v) => make(r, v)).join('\n')).join('\n');
  return `(module
  (import "e" "memory" (memory 1))
  (func (export "rows")
    (param $a i32) (param $b i32) (param $c i32) (param $k i32)
    (param $strideA i32) (param $strideC i32) (param $tiles i32)
    (local $bp i32) (local $left i32) (local $x v128)
    ${times(rows, (r) => `(local $a${r} i32) (local $c${r} i32)`).join(' ')}
    ${times(vectors, (v) => `(local $b${v} v128)`).join(' ')}
    ${sums
      .flat()
      .map((name) => `(local ${name} v128)`)
      .join(' ')}
    (loop $next
      ${times(
        rows,
        (
          r,
        ) => `(local.set $a${r} (i32.add (local.get $a) (i32.mul (local.get $strideA) (i32.const ${r}))))
      (local.set $c${r} (i32.add (local.get $c) (i32.mul (local.get $strideC) (i32.const ${r}))))`,
      ).join('\n')}
      ${each((r, v) => `(local.set ${sums[r]![v]!} (v128.load offset=${v * 16} (local.get $c${r})))`)}
      (local.set $bp (local.get $b))
      (local.set $left (local.get $k))
      (loop $sum
        ${times(UNROLLED, step).join('\n')}
        ${times(rows, (r) => `(local.set $a${r} (i32.add (local.get $a${r}) (i32.const ${UNROLLED * 4})))`).join('\n')}
        (local.set $bp (i32.add (local.get $bp) (i32.const ${UNROLLED * vectors * 16})))
        (br_if $sum (local.tee $left (i32.sub (local.get $left) (i32.const ${UNROLLED})))))
      ${each((r, v) => `(v128.store offset=${v * 16} (local.get $c${r}) (local.get ${sums[r]![v]!}))`)}
      (local.set $a (i32.add (local.get $a) (i32.mul (local.get $strideA) (i32.const ${rows}))))
      (local.set $c (i32.add (local.get $c) (i32.mul (local.get $strideC) (i32.const ${rows}))))
      (br_if $next (local.tee $tiles (i32.sub (local.get $tiles) (i32.const 1)))))))`;
}

type Rows = (...numbers: number[]) => void;

/** Of A (`m · k`), B (`k · n`) and C (`m · n`). */
export interface Sides {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** One product of fixed sides; B is packed when it is made, as weights are. */
export class Product {
  readonly #run: () => void;
  readonly #a: Float32Array;
  readonly #c: Float32Array;

  private constructor(
    memory: WebAssembly.Memory,
    kernels: { readonly tile: Rows; readonly row: Rows },
    tile: Tile,
    { m, k, n }: Sides,
    b: Float32Array,
  ) {
    const width = tile.vectors * 4;
    if (n % width !== 0 || k % UNROLLED !== 0) throw new Error(`No tile for ${k} to ${n}.`);
    const [aAt, bAt] = [0, m * k * 4];
    const cAt = bAt + k * n * 4;
    const bytes = cAt + m * n * 4;
    memory.grow(Math.ceil(bytes / 65_536));
    this.#a = new Float32Array(memory.buffer, aAt, m * k);
    this.#c = new Float32Array(memory.buffer, cAt, m * n);
    const packed = new Float32Array(memory.buffer, bAt, k * n);
    for (let panel = 0; panel < n / width; panel++)
      for (let row = 0; row < k; row++)
        packed.set(
          b.subarray(row * n + panel * width, row * n + (panel + 1) * width),
          (panel * k + row) * width,
        );
    const tiles = Math.floor(m / tile.rows);
    const rest = m - tiles * tile.rows;
    this.#run = () => {
      this.#c.fill(0);
      for (let from = 0; from < k; from += DEPTH) {
        const depth = Math.min(DEPTH, k - from);
        for (let panel = 0; panel < n / width; panel++) {
          const [a, c] = [aAt + from * 4, cAt + panel * width * 4];
          const at = bAt + (panel * k + from) * width * 4;
          kernels.tile(a, at, c, depth, k * 4, n * 4, tiles);
          const done = tiles * tile.rows;
          if (rest > 0)
            kernels.row(a + done * k * 4, at, c + done * n * 4, depth, k * 4, n * 4, rest);
        }
      }
    };
  }

  /**
   * @param b row by row, `k · n`
   * @throws WebAssembly.CompileError where fused products are not known
   */
  static async make(tile: Tile, sides: Sides, b: Float32Array): Promise<Product> {
    const assembler = await wabt();
    const memory = new WebAssembly.Memory({ initial: 1 });
    const open = async (of: Tile): Promise<Rows> => {
      const module = assembler.parseWat('gemm.wat', textOf(of), { simd: true, relaxed_simd: true });
      const { buffer } = module.toBinary({});
      const { instance } = await WebAssembly.instantiate(new Uint8Array(buffer), { e: { memory } });
      return instance.exports['rows'] as Rows;
    };
    const kernels = { tile: await open(tile), row: await open({ ...tile, rows: 1 }) };
    return new Product(memory, kernels, tile, sides, b);
  }

  /** @param a row by row, `m · k`; what it gives back is overwritten by the next call */
  run(a: Float32Array): Float32Array {
    this.#a.set(a);
    this.#run();
    return this.#c;
  }
}
