/**
 * What a vector should be held as for the exact scan: float32, float16 or 8-bit codes, each scanned
 * by WebAssembly SIMD, with the plain loop beside them. `npx tsx tests/bench/index/kernels.ts
 * [count] [dimension]`; times are the best of nine, one thread.
 */
import wabt from 'wabt';
import { Codes, SCAN_ROWS } from '../../../src/engine/index/codes';
import { CLUSTERED, Gallery } from './data';
import { plainSearch } from './plain';

const [count = 100_000, dimension = 768] = process.argv.slice(2).map(Number);

/**
 * Dot products of `count` rows with a float32 query; `load` turns 4 numbers at $a (+ offset) into
 * four float32.
 */
const scan = (bytesPerNumber: number, load: (offset: number) => string) => `
  (module
    (import "bench" "memory" (memory 1))
    (func (export "scan") (param $a i32) (param $count i32) (param $query i32) (param $length i32) (param $out i32)
      (local $q i32) (local $end i32) (local $s v128) (local $t v128)
      (loop $row
        (local.set $q (local.get $query))
        (local.set $end (i32.add (local.get $query) (i32.shl (local.get $length) (i32.const 2))))
        (local.set $s (v128.const i32x4 0 0 0 0))
        (local.set $t (v128.const i32x4 0 0 0 0))
        (loop $next
          (local.set $s (f32x4.add (local.get $s) (f32x4.mul ${load(0)} (v128.load (local.get $q)))))
          (local.set $t (f32x4.add (local.get $t) (f32x4.mul ${load(4 * bytesPerNumber)} (v128.load offset=16 (local.get $q)))))
          (local.set $a (i32.add (local.get $a) (i32.const ${8 * bytesPerNumber})))
          (br_if $next (i32.lt_u (local.tee $q (i32.add (local.get $q) (i32.const 32))) (local.get $end))))
        (local.set $s (f32x4.add (local.get $s) (local.get $t)))
        (f32.store (local.get $out)
          (f32.add
            (f32.add (f32x4.extract_lane 0 (local.get $s)) (f32x4.extract_lane 1 (local.get $s)))
            (f32.add (f32x4.extract_lane 2 (local.get $s)) (f32x4.extract_lane 3 (local.get $s)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (br_if $row (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))`;

const FLOAT32 = scan(4, (offset) => `(v128.load offset=${offset} (local.get $a))`);
/**
 * Exponent and mantissa moved to their float32 places, then 2^112 makes up for the difference of
 * the exponents' biases.
 */
const FLOAT16 = scan(
  2,
  (offset) => `(f32x4.mul (v128.const f32x4 0x1p112 0x1p112 0x1p112 0x1p112)
    (v128.and (v128.const i32x4 0x8fffe000 0x8fffe000 0x8fffe000 0x8fffe000)
      (i32x4.shl (v128.load16x4_s offset=${offset} (local.get $a)) (i32.const 13))))`,
);

const gallery = new Gallery(count, dimension, CLUSTERED);
const flat = new Float32Array(count * dimension);
const codes = new Codes(dimension);
for (let row = 0; row < count; row++) {
  const vector = gallery.vector(row);
  flat.set(vector, row * dimension);
  codes.set(row, vector);
}
const query = gallery.query(1);
const truth = Array.from({ length: count }, (_, row) => {
  let sum = 0;
  for (let i = 0; i < dimension; i++) sum += flat[row * dimension + i]! * query[i]!;
  return sum;
});

function best(work: () => void): number {
  let least = Infinity;
  for (let run = 0; run < 9; run++) {
    const from = performance.now();
    work();
    least = Math.min(least, performance.now() - from);
  }
  return least;
}

async function float(
  name: string,
  wat: string,
  bytesPerNumber: number,
  fill: (memory: ArrayBuffer, at: number) => void,
) {
  const queryAt = 0;
  const outAt = 4 * dimension;
  const rowsAt = Math.ceil((outAt + 4 * count) / 64) * 64;
  const bytes = rowsAt + count * dimension * bytesPerNumber;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
  new Float32Array(memory.buffer, queryAt, dimension).set(query);
  fill(memory.buffer, rowsAt);
  const assembler = await wabt();
  const { buffer } = assembler.parseWat(name, wat, { simd: true }).toBinary({});
  const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(buffer)), {
    bench: { memory },
  });
  const run = instance.exports['scan'] as (...numbers: number[]) => void;
  const ms = best(() => {
    run(rowsAt, count, queryAt, dimension, outAt);
  });
  const error = Math.max(...errors(new Float32Array(memory.buffer, outAt, count)));
  console.log(JSON.stringify({ name, bytesPerVector: dimension * bytesPerNumber, ms, error }));
}

function* errors(found: Float32Array): Generator<number> {
  for (let row = 0; row < count; row += 97) yield Math.abs(found[row]! - truth[row]!);
}

const plain = best(() => plainSearch(flat, dimension, query, 10));
console.log(
  JSON.stringify({ name: 'plain loop', bytesPerVector: 4 * dimension, ms: plain, error: 0 }),
);
await float('float32 SIMD', FLOAT32, 4, (memory, at) => {
  new Float32Array(memory, at, flat.length).set(flat);
});
await float('float16 SIMD', FLOAT16, 2, (memory, at) => {
  const halves = new Uint16Array(memory, at, flat.length);
  const bits = new Uint32Array(1);
  const number = new Float32Array(bits.buffer);
  for (let i = 0; i < flat.length; i++) {
    // Scaled to the half's exponents, rounded to nearest; values here are far from both ends of its
    // range.
    number[0] = flat[i]! * 2 ** -112;
    halves[i] = ((bits[0]! >>> 16) & 0x8000) | (((bits[0]! & 0x7fff_ffff) + 0x1000) >>> 13);
  }
});
const prepared = codes.prepare(query);
let worst = 0;
const ms = best(() => {
  for (let from = 0; from < count; from += SCAN_ROWS)
    codes.scan(from, Math.min(SCAN_ROWS, count - from));
});
const products = codes.scan(0, Math.min(SCAN_ROWS, count));
products.forEach((product, row) => {
  worst = Math.max(worst, Math.abs(product * codes.scale(row) * prepared.scale - truth[row]!));
});
console.log(
  JSON.stringify({ name: '8-bit codes SIMD', bytesPerVector: dimension + 16, ms, error: worst }),
);
