/**
 * Spreadsheets' own files in and out. Import it lazily: the library behind it is as large as the
 * first page.
 */
export { readWorkbook, type Sheet } from './read';
export { WORKBOOK_TYPE, xlsx, type SheetRows } from './write';
