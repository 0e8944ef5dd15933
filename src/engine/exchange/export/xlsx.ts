/**
 * A workbook of one sheet of text and numbers (ECMA-376, Office Open XML): what Wildbook's bulk
 * import reads.
 */
import type { Cell } from '../csv/write';
import { zipBlob } from '../zip';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const CONTENT_TYPES =
  `${XML}<Types xmlns="${PACKAGE}/content-types">` +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
  `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`;

const relations = (type: string, target: string): string =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
  `<Relationship Id="rId1" Type="${OFFICE}/${type}" Target="${target}"/></Relationships>`;

const WORKBOOK =
  `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
  '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>';

/** Cells are texts or numbers, never formulas: a text that looks like one stays a text. */
export function xlsx(rows: readonly (readonly Cell[])[]): Promise<Blob> {
  const body = rows
    .map(
      (row, r) =>
        `<row r="${r + 1}">${row.map((cell, c) => cellXml(cell, `${columnName(c)}${r + 1}`)).join('')}</row>`,
    )
    .join('');
  const sheet = `${XML}<worksheet xmlns="${MAIN}"><sheetData>${body}</sheetData></worksheet>`;
  return zipBlob(async (zip) => {
    const deflate = true;
    await zip.add('[Content_Types].xml', CONTENT_TYPES, { deflate });
    await zip.add('_rels/.rels', relations('officeDocument', 'xl/workbook.xml'), { deflate });
    await zip.add('xl/workbook.xml', WORKBOOK, { deflate });
    await zip.add('xl/_rels/workbook.xml.rels', relations('worksheet', 'worksheets/sheet1.xml'), {
      deflate,
    });
    await zip.add('xl/worksheets/sheet1.xml', sheet, { deflate });
  });
}

function cellXml(cell: Cell, at: string): string {
  if (cell === null || cell === undefined || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

/** XML 1.0 has no way to write most control characters. */
function escaped(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
  );
}

/** A, B, … Z, AA, AB … */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
