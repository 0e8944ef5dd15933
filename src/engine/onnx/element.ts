/** The number formats of ONNX that are read and written: `TensorProto.DataType`. */
export const ELEMENT = { f32: 1, u8: 2, i8: 3, i32: 6, i64: 7, bool: 9, f16: 10 } as const;
export type Element = keyof typeof ELEMENT;

/** Undefined: another one (texts, complex numbers, four bits), which is refused. */
export function elementOf(code: number): Element | undefined {
  return (Object.keys(ELEMENT) as Element[]).find((name) => ELEMENT[name] === code);
}
