/**
 * Tables in and out. Import it lazily or in a worker: the library behind reading is not part of the
 * first page.
 */
export { MAX_HEAD_ROWS, parseCsv, readCsv, type Table } from './read';
export { BOM, csvCell, csvRow, csvText, type Cell } from './write';
