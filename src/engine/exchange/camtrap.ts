/**
 * Camtrap DP (camtrap-dp.tdwg.org): media, observations and deployments in three tables that point
 * to each other. Joined, they are one table whose rows name files. The columns of version 1
 * (`mediaID`) and of the drafts before it (`media_id`) are told by their letters alone.
 */
import { NOT_EFFORT } from './camtrap-comments';
import type { Effort, StationDescription } from '../survey';
import { parseCoordinates } from './coordinates';
import type { Table } from './csv';
import { pushTo } from './lists';
import { plainName } from './vocabulary';

type Row = Readonly<Record<string, string>>;

/** Columns of the joined table, by the table they come from. */
const MEDIA = ['filePath', 'fileName', 'timestamp', 'mediaComments'] as const;
const OBSERVATION = [
  ...[
    'individualID',
    'scientificName',
    'bboxX',
    'bboxY',
    'bboxWidth',
    'bboxHeight',
    'observationComments',
  ],
  'observationTags',
] as const;
const DEPLOYMENT = ['latitude', 'longitude', 'locationName'] as const;

/** Names that Huella's columns know, where Camtrap DP's are others. */
const RENAMED: Readonly<Record<string, string>> = {
  observationComments: 'notes',
  observationTags: 'labels',
  mediaComments: 'mediaNotes',
  locationName: 'station',
};

/** Of tags that are `key:value`: what Huella's columns know. The others are labels. */
const TAGS = ['species', 'side', 'colour', 'status', 'turns'] as const;
const TAG = new RegExp(`^(${TAGS.join('|')}):(.+)$`);

export interface CamtrapTables {
  readonly media: Table;
  readonly observations: Table | null;
  readonly deployments: Table | null;
}

/** The three tables among others; null when there is no table of media. */
export function findCamtrap(tables: readonly Table[]): CamtrapTables | null {
  const having = (...columns: string[]): Table | null =>
    tables.find((table) => {
      const names = table.columns.map(plainName);
      return columns.every((column) => names.includes(column));
    }) ?? null;
  const media = having('mediaid', 'filepath');
  const observations = having('observationid', 'observationtype');
  const deployments =
    having('deploymentid', 'deploymentstart') ?? having('deploymentid', 'start', 'latitude');
  return media && (observations ?? deployments) ? { media, observations, deployments } : null;
}

/**
 * One row for each animal of each media file, and one for a file of which nothing is observed.
 * Observations of people, vehicles and empty pictures give no animal; those of a whole event speak
 * of each of its files: the ones that name it, or were taken by its camera in its time (version 1).
 */
export function joinCamtrap({ media, observations, deployments }: CamtrapTables): Table {
  const places = new Map(rowsOf(deployments).map((row) => [row['deploymentid'] ?? '', row]));
  const byMedia = new Map<string, Row[]>();
  const byEvent = new Map<string, Row[]>();
  const byCamera = new Map<string, { row: Row; from: number; to: number }[]>();
  for (const row of rowsOf(observations)) {
    const { mediaid = '', eventid = row['sequenceid'] ?? '' } = row;
    if (mediaid !== '') pushTo(byMedia, mediaid, row);
    else {
      if (eventid !== '') pushTo(byEvent, eventid, row);
      const [from, to] = [row['eventstart'], row['eventend']].map((text) => Date.parse(text ?? ''));
      pushTo(byCamera, row['deploymentid'] ?? '', { row, from: from!, to: to! });
    }
  }
  const columns = [...MEDIA, ...OBSERVATION, ...DEPLOYMENT, ...TAGS.slice(1)];
  const rows: string[][] = [];
  for (const file of rowsOf(media)) {
    const event = file['eventid'] ?? file['sequenceid'] ?? '';
    const camera = file['deploymentid'] ?? '';
    const moment = Date.parse(file['timestamp'] ?? '');
    const said =
      byMedia.get(file['mediaid'] ?? '') ??
      byEvent.get(event) ??
      byCamera
        .get(camera)
        ?.flatMap(({ row, from, to }) => (moment >= from && moment <= to ? [row] : [])) ??
      [];
    // `unknown` and `unclassified` say nothing of the picture.
    const seen = said.filter((row) => !/^un/.test(row['observationtype'] ?? ''));
    const animals = seen.filter((row) => (row['observationtype'] ?? 'animal') === 'animal');
    const place = places.get(camera) ?? {};
    if (seen.length > 0 && animals.length === 0) continue;
    for (const animal of animals.length > 0 ? animals : [{} as Row]) {
      const { tags, labels } = tagsOf(animal['observationtags'] ?? '');
      const cells = { ...place, ...tags, ...file, ...pick(animal, OBSERVATION) } as Row;
      const whole: Row = {
        ...cells,
        ...{ observationtags: labels, locationname: stationOf(place) },
        ...(cells['scientificname'] ? {} : { scientificname: tags['species'] ?? '' }),
      };
      rows.push(columns.map((name) => whole[plainName(name)] ?? ''));
    }
  }
  return {
    columns: columns.map((name) => RENAMED[name] ?? name),
    rows,
    delimiter: media.delimiter,
    encoding: media.encoding,
  };
}

/**
 * The stations of the deployments: where they were, and when each of their cameras watched, also
 * where it saw nothing. Starts and ends that only tell of photos (`NOT_EFFORT`) or are no dates are
 * left out.
 */
export function stationsOfCamtrap({ deployments }: CamtrapTables): StationDescription[] {
  const found = new Map<string, { place: StationDescription['place']; efforts: Effort[] }>();
  for (const row of rowsOf(deployments)) {
    const name = stationOf(row).trim();
    if (name === '') continue;
    const place = parseCoordinates(`${row['latitude'] ?? ''}, ${row['longitude'] ?? ''}`);
    const station = found.get(name) ?? { place, efforts: [] };
    found.set(name, station);
    const effort = effortOf(row);
    if (effort) station.efforts.push(effort);
  }
  return [...found].map(([name, station]) => ({ name, ...station }));
}

function effortOf(row: Row): Effort | null {
  const from = row['deploymentstart'] ?? row['start'] ?? '';
  const to = row['deploymentend'] ?? row['end'] ?? '';
  const comments = row['deploymentcomments'] ?? '';
  if (Object.values(NOT_EFFORT).some((comment) => comments.includes(comment))) return null;
  const isDated = [from, to].every((date) => !Number.isNaN(Date.parse(date)));
  if (!isDated || Date.parse(from) > Date.parse(to)) return null;
  const camera = row['cameraid'] ?? '';
  return { from, to, ...(camera === '' ? {} : { camera }) };
}

/** A deployment without a named location is a station by itself. */
function stationOf(row: Row): string {
  return row['locationname'] || row['locationid'] || row['deploymentid'] || '';
}

function tagsOf(text: string): { tags: Row; labels: string } {
  const tags: Record<string, string> = {};
  const labels = text.split('|').filter((tag) => {
    const [, key, value] = TAG.exec(tag.trim()) ?? [];
    if (key === undefined || value === undefined) return true;
    tags[key] = value;
    return false;
  });
  return { tags, labels: labels.join('|') };
}

function rowsOf(table: Table | null): Row[] {
  return (table?.rows ?? []).map((row) =>
    Object.fromEntries(table!.columns.map((name, i) => [plainName(name), row[i] ?? ''])),
  );
}

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map(plainName).map((name) => [name, row[name] ?? '']));
}
