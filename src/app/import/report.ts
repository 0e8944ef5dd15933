/** The report of an import as a table, row by row. */
import { csvText, type Cell } from '../../engine/exchange/csv/write';
import { isErrorCode } from '../../engine/errors';
import type { ImportedRow } from '../../runtime/import';
import type { I18n } from '../i18n/i18n.svelte';
import type { NoteWords } from './notes';

/** Why a photo did not become what was asked, in words; empty when it did. */
export function reasonOf(row: ImportedRow, i18n: I18n): string {
  const t = i18n.t.adding;
  const own = ownReasonOf(row, i18n);
  if (!isClipped(row)) return own;
  return [t.problem['box-clipped'], own].filter((part) => part !== '').join(' ');
}

/** Part of its box lay outside the photo. */
export const isClipped = (row: ImportedRow): boolean => row.detail?.['clipped'] === 1;

function ownReasonOf(row: ImportedRow, i18n: I18n): string {
  const t = i18n.t.adding;
  if (row.outcome === 'near-duplicate') return t.looksLike(String(row.detail?.['name'] ?? ''));
  if (row.outcome === 'duplicate') return t.outcomes.duplicate;
  if (row.outcome !== 'failed') return '';
  return i18n.error({
    code: isErrorCode(row.code) ? row.code : 'internal',
    detail: row.detail ?? {},
  });
}

/** @param notes what the import says besides; they stand below the photos, without an outcome */
export function reportTable(
  rows: readonly ImportedRow[],
  i18n: I18n,
  notes: readonly NoteWords[] = [],
): string {
  const t = i18n.t.adding;
  const head: Cell[] = [t.columns.file, t.columns.outcome, t.columns.reason, t.columns.individual];
  return csvText([
    head,
    ...rows.map((row): Cell[] => [
      row.name,
      t.outcomes[row.outcome],
      reasonOf(row, i18n),
      row.individual,
    ]),
    ...notes.map(({ name, reason }): Cell[] => [name, '', reason, '']),
  ]);
}
