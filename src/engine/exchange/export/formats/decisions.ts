/** What was decided about the photos, one decision a row. */
import type { Cell } from '../../csv/write';
import type { ExportedDecision, ExportedPhoto } from '../types';
import { tableFormat, tableStream, type TableRows } from './format';

const COLUMNS = [
  ...[
    'at',
    'by',
    'decision',
    'photo_id',
    'photo',
    'other_photo_id',
    'other_photo',
    'individual',
    'similarity',
  ],
  ...['encoder', 'filters', 'undone_at', 'probability'],
  ...['probability_basis', 'learnt', 'markings_compared'],
] as const;

export const decisions = tableFormat(async (source) => {
  const { columns, rows } = decisionRows(source.photos, (await source.history()).decisions);
  return tableStream(columns, rows);
});

export function decisionRows(
  photos: readonly ExportedPhoto[],
  some: readonly ExportedDecision[],
): TableRows {
  const fileNames = new Map(photos.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => fileNames.get(id) ?? '';
  return { columns: COLUMNS, rows: some.map((decision) => rowOf(decision, nameOf)) };
}

/** @param nameOf file name by photo id; empty when the photo is gone */
function rowOf(decision: ExportedDecision, nameOf: (photoId: string) => string): Cell[] {
  const { at, by, photoId, otherPhotoId, individual, similarity, probability } = decision;
  const { basis, fingerprint, filters, undoneAt } = decision;
  return [
    new Date(at).toISOString(),
    by,
    decision.decision,
    photoId,
    nameOf(photoId),
    otherPhotoId,
    nameOf(otherPhotoId),
    individual,
    similarity,
    fingerprint,
    filters === undefined || filters === null ? '' : JSON.stringify(filters),
    undoneAt === null ? '' : new Date(undoneAt).toISOString(),
    probability,
    basis?.calibration,
    basis && (basis.learnt ? 'yes' : 'no'),
    basis?.compared,
  ];
}
