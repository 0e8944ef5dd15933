/** Number formats of stored tensors, all little endian, and their conversion to float32. */
import { unsupported } from './refusals';

export const ITEM_BYTES = {
  f64: 8,
  f32: 4,
  f16: 2,
  bf16: 2,
  i64: 8,
  u64: 8,
  i32: 4,
  u32: 4,
  i16: 2,
  u16: 2,
  i8: 1,
  u8: 1,
  bool: 1,
  f8_e4m3: 1,
  f8_e5m2: 1,
  c64: 8,
  c128: 16,
} as const;

export type DType = keyof typeof ITEM_BYTES;

/** Formats that can be a network's weights here. */
export function isFloat(dtype: DType): dtype is 'f64' | 'f32' | 'f16' | 'bf16' {
  return dtype === 'f64' || dtype === 'f32' || dtype === 'f16' || dtype === 'bf16';
}

/**
 * @param bytes whole items of `dtype`, any alignment
 * @throws HuellaError `checkpoint-unsupported` for formats that are not plain floats
 */
export function toFloat32(bytes: Uint8Array, dtype: DType): Float32Array {
  if (!isFloat(dtype)) throw unsupported(`Weights stored as ${dtype} are not supported.`, dtype);
  const count = bytes.byteLength / ITEM_BYTES[dtype];
  // Typed arrays need aligned offsets; stored tensors promise none.
  const aligned = bytes.byteOffset % ITEM_BYTES[dtype] === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset } = aligned;
  if (dtype === 'f32') return new Float32Array(buffer, byteOffset, count);
  if (dtype === 'f64') return Float32Array.from(new Float64Array(buffer, byteOffset, count));
  const halves = new Uint16Array(buffer, byteOffset, count);
  const floats = new Float32Array(count);
  if (dtype === 'bf16') {
    // bfloat16 is the upper half of a float32.
    const bits = new Uint32Array(floats.buffer);
    for (let i = 0; i < count; i++) bits[i] = halves[i]! << 16;
  } else {
    for (let i = 0; i < count; i++) floats[i] = halfToFloat(halves[i]!);
  }
  return floats;
}

function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratchFloat = new Float32Array(1);
const scratchBits = new Uint32Array(scratchFloat.buffer);

/** Float32 to IEEE half bits, rounding to nearest even, as IEEE 754 section 4.3.1 and numpy do. */
export function floatToHalf(value: number): number {
  scratchFloat[0] = value;
  const bits = scratchBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65520 and above round to infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Subnormal halves: count units of 2^-24. `Math.round` breaks ties upwards, so ties are settled
    // by hand.
    const units = Math.abs(scratchFloat[0]) * 2 ** 24;
    const floor = Math.floor(units);
    const rest = units - floor;
    return sign | (floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0));
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

export function toHalf(floats: Float32Array): Uint16Array {
  const halves = new Uint16Array(floats.length);
  for (let i = 0; i < floats.length; i++) halves[i] = floatToHalf(floats[i]!);
  return halves;
}
