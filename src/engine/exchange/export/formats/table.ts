/** The gallery as one table for a spreadsheet: what is known of each photo. */
import { formatCoordinates } from '../../coordinates';
import type { Cell } from '../../csv/write';
import type { ExportedPhoto } from '../types';
import {
  dateOf,
  microchipsOf,
  namesOf,
  tableFormat,
  tableStream,
  type ExportSource,
  type TableRows,
} from './format';

const COLUMNS = [
  ...[
    'photo',
    'individual',
    'date',
    'coordinates',
    'place',
    'species',
    'side',
    'status',
    'colour',
    'microchip',
    'labels',
    'notes',
  ],
  ...['photo_id', 'sha256'],
] as const;

export const table = tableFormat((source) => {
  const { columns, rows } = photoRows(source);
  return Promise.resolve(tableStream(columns, rows));
});

/** What is known of each photo, a photo a row. */
export function photoRows(source: Pick<ExportSource, 'photos' | 'individuals'>): TableRows {
  const names = namesOf(source);
  const microchips = microchipsOf(source);
  const rows = source.photos.map((photo) =>
    rowOf(
      photo,
      names.get(photo.individualId ?? '') ?? null,
      microchips.get(photo.individualId ?? ''),
    ),
  );
  return { columns: COLUMNS, rows };
}

function rowOf(
  photo: ExportedPhoto,
  identity: string | null,
  microchip: string | undefined,
): Cell[] {
  return [
    ...[
      photo.name,
      identity,
      dateOf(photo.takenAt ?? null),
      photo.place ? formatCoordinates(photo.place) : '',
    ],
    ...[
      photo.placeName,
      photo.species,
      photo.side,
      photo.status,
      photo.colour,
      microchip,
      photo.labels?.join('; '),
      photo.notes,
    ],
    ...[photo.id, photo.sha256],
  ];
}
