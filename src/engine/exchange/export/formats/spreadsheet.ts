/**
 * What is known of the photos, the individuals and the decisions as one workbook: spreadsheets open
 * it with columns, dates and letters as they are in every language, which they do not do with CSV.
 */
import { WORKBOOK_TYPE, xlsx } from '../../workbook';
import { decisionRows } from './decisions';
import type { ExportFormat } from './format';
import { individualRows } from './gallery';
import { photoRows } from './table';

export const spreadsheet: ExportFormat = {
  type: WORKBOOK_TYPE,
  async write(target, source, run) {
    const { photos, individuals } = source;
    const { decisions } = await source.history();
    const tables = {
      photos: photoRows(source),
      individuals: individualRows({ photos, individuals }),
      decisions: decisionRows(photos, decisions),
    };
    const book = xlsx(
      Object.entries(tables).map(([name, { columns, rows }]) => ({
        ...{ name, rows: [columns, ...rows], dates: [columns.indexOf('date')] },
      })),
    );
    await book.stream().pipeTo(target, { signal: run.signal });
  },
};
