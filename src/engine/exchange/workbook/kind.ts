/** How spreadsheets' own files begin. */

/** Zips (.xlsx, .ods, .numbers), and OLE's (.xls). */
const MARKS: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
];
/** Web pages and XML that services save under the name of a workbook. */
const MARKUP = /^\s*<(?:\?xml|!doctype|html|head|meta|table|workbook)[\s>]/i;
/** Bytes in which that shows. */
const HEAD_BYTES = 512;

export async function isWorkbook(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  return (
    MARKS.some((mark) => mark.every((byte, i) => head[i] === byte)) ||
    MARKUP.test(new TextDecoder().decode(head))
  );
}
