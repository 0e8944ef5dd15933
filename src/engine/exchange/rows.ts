/**
 * Rows of a table become photos to add: each finds its file among those chosen, and what is wrong
 * with a row is said of that row.
 */
import { cropKey } from '../crop';
import { tidyMicrochip } from '../microchip';
import { orderIn, zoneIn } from './column-heads';
import type { Mapping } from './columns';
import { fromHalves, isPlace, parseCoordinates, type Coordinates } from './coordinates';
import type { Table } from './csv';
import { columnOrderOf, mayBeYearFirst } from './dates';
import { matchFiles } from './files';
import { isAnimal } from './kinds';
import { Boxes, openBoxesOf } from './row-boxes';
import { finishOf } from './row-companions';
import { dateOf } from './row-dates';
import { filesOf } from './row-files';
import type {
  CellOf,
  PlannedPhoto,
  RowFields,
  RowOptions,
  RowPlan,
  RowProblem,
  RowProblemKind,
  UndecidedDate,
} from './row-types';
import { plainName, type Field } from './vocabulary';
import { individualOf, isMissing, sideOf, statusOf } from './words';

export type * from './row-types';

/** Columns that say what is in a row's box, as `plainName` makes their names. */
const KINDS = new Set(
  (
    'label labelname class classname category categoryname detectioncategory detectionlabel ' +
    'objectclass observationtype clase etiqueta categoria classe rotulo'
  ).split(' '),
);

/** As many photos as are looked at to decide the order of day and month. */
export const MAX_UNDECIDED = 40;

/** @param paths of the files chosen, besides the table itself */
export function planRows(
  table: Table,
  mapping: Mapping,
  paths: readonly string[],
  options: RowOptions = {},
): RowPlan {
  // Cells come trimmed (`csv/read.ts`); those joined from several tables may not.
  const finish = finishOf(table, mapping);
  const cell: CellOf = (row, field) => {
    const column = mapping[field];
    const text = column === undefined ? undefined : row[column];
    if (text === undefined || text === '') return '';
    const trimmed = text.trim();
    return isMissing(trimmed) ? '' : finish(row, field, trimmed);
  };
  const files = filesOf(table, mapping, cell, paths);
  const { matches, ...folders } = matchFiles(
    files.filter((file) => file !== ''),
    paths,
    {
      folder: options.folder,
      ...(options.base === undefined ? {} : { base: options.base }),
    },
  );
  const dates = table.rows.map((row) => cell(row, 'date'));
  const nameOf = (field: Field): string => {
    const column = mapping[field];
    return column === undefined ? '' : (table.columns[column] ?? '');
  };
  const columnOrder = columnOrderOf(dates);
  const yearFirst = mayBeYearFirst(dates);
  const isDoubtful = columnOrder === 'undecided' || columnOrder === 'mixed';
  const said = orderIn(nameOf('date'));
  const toldOrder = said === 'year-first' && !yearFirst ? null : said;
  const isOpen = isDoubtful && toldOrder === null;
  const order =
    isDoubtful || columnOrder === null ? (toldOrder ?? options.dayOrder ?? null) : columnOrder;
  const zone = zoneIn(nameOf('time')) ?? zoneIn(nameOf('date'));
  const boxes = new Boxes(table, mapping, cell, options.boxForm ?? null);

  const isLongitudeFirst = beginsWithLongitude(
    nameOf('coordinates'),
    table.rows.map((row) => cell(row, 'coordinates')),
  );
  const kinds = kindColumns(table, mapping);
  const several = severalNames(table.rows.map((row) => cell(row, 'individual')));

  const photos: PlannedPhoto[] = [];
  const photoRows: number[] = [];
  const problems: RowProblem[] = [];
  const undecided: UndecidedDate[] = [];
  const long = new Set(table.longRows);
  const seen = new Map<string, number>();
  const named = new Set<string>();
  let next = 0;

  for (const [i, row] of table.rows.entries()) {
    const number = table.rowNumbers?.[i] ?? i + 2;
    const problem = (kind: RowProblemKind, value: string, fatal = false): void => {
      problems.push({ row: number, kind, value, fatal });
    };
    const file = files[i]!;
    if (file === '') {
      problem('no-file-name', '', true);
      continue;
    }
    const { path: found, problem: why } = matches[next++]!;
    if (found === null) {
      problem(why ?? 'file-not-found', file, true);
      continue;
    }

    const box = boxes.of(row, i);
    if (box === 'bad') {
      // The whole photo in place of its animal would be compared with everything that stands around
      // it.
      problem('bad-box', boxes.text(row), true);
      named.add(found);
      continue;
    }
    const { clipped, ...where } = box;
    const hasBox = where.crop !== undefined || where.box !== undefined;
    const other = hasBox ? kinds.find((kind) => isOther(row[kind] ?? '')) : undefined;
    if (other !== undefined) {
      problem('no-animal', row[other] ?? '', true);
      named.add(found);
      continue;
    }
    const cut = where.crop ? cropKey(where.crop) : where.box ? JSON.stringify(where.box) : '';
    const key = `${found}\n${cut}`;
    const earlier = seen.get(key);
    const before = problems.length;
    named.add(found);
    if (clipped) problem('box-clipped', boxes.text(row));
    if (long.has(number)) problem('long-row', file);

    const fields: RowFields = {};
    const { takenAt, readings, isBad, text: dateText } = dateOf(row, cell, order, yearFirst, zone);
    if (isBad) problem('bad-date', dateText);
    if (takenAt !== null) fields.takenAt = takenAt;
    else if (readings) {
      if (undecided.length < MAX_UNDECIDED)
        undecided.push({ path: found, text: dateText, ...readings });
      problem('date-undecided', dateText);
    }
    // Also of a table whose order a person has said: the question stays on screen.
    if (takenAt !== null && isOpen && readings && undecided.length < MAX_UNDECIDED)
      undecided.push({ path: found, text: dateText, ...readings });
    const place = placeOf(row, cell, isLongitudeFirst);
    if (place === 'bad' || place === 'zero') {
      const parts = [cell(row, 'latitude'), cell(row, 'longitude'), cell(row, 'coordinates')];
      problem(place === 'bad' ? 'bad-place' : 'no-place', parts.join(' ').trim());
    } else if (place) fields.place = place;
    const side = cell(row, 'side');
    if (side !== '') {
      const known = sideOf(side);
      if (known) fields.side = known;
      else if (individualOf(side) !== null) problem('unknown-side', side);
    }
    const status = statusOf(cell(row, 'status'));
    if (status) fields.status = status;
    for (const field of ['station', 'placeName', 'species', 'colour', 'notes'] as const) {
      const text = cell(row, field);
      if (text !== '') fields[field] = text;
    }
    if (fields.station !== undefined) fields.placeName ??= fields.station;
    const chip = cell(row, 'microchip');
    const microchip = chip === '' ? null : tidyMicrochip(chip);
    if (microchip !== null) fields.microchip = microchip;
    else if (chip !== '') problem('bad-microchip', chip);
    const binomen = speciesOf(cell(row, 'genus'), cell(row, 'epithet'), fields.species ?? '');
    if (binomen !== '') fields.species = binomen;
    const labels = cell(row, 'labels')
      .split(/[;,|]/)
      .map((label) => label.trim())
      .filter((label) => !isMissing(label));
    if (labels.length > 0) fields.labels = labels;

    const name = cell(row, 'individual');
    if (several.has(name)) problem('several-animals', name);
    const photo: PlannedPhoto = {
      path: found,
      individual: several.has(name) ? null : individualOf(name),
      ...where,
      ...(Object.keys(fields).length > 0 ? { fields } : {}),
    };
    if (earlier === undefined) {
      seen.set(key, photos.length);
      photos.push(photo);
      photoRows.push(number);
      continue;
    }
    const whole = completed(photos[earlier]!, photo);
    if (whole) photos[earlier] = whole;
    else {
      problems.length = before;
      problem('duplicate-row', file, true);
    }
  }
  return {
    ...{ photos, problems, photoRows, folders, undecided },
    openBoxes: boxes.isOpen ? openBoxesOf(photos) : [],
    unnamed: paths.filter((path) => !named.has(path)),
    boxForm: boxes.form,
  };
}

/**
 * `Panthera` and `onca`: one name; an epithet that repeats the genus, or has none, as it is. A
 * column `species` of single small words beside the genus is the epithet (Wildlife Insights); a
 * whole name in it stays.
 */
function speciesOf(genus: string, epithet: string, species: string): string {
  const second = epithet === '' && /^\p{Ll}[\p{Ll}-]*$/u.test(species) ? species : epithet;
  if (genus === '' || second === '') return species || genus;
  return second.toLowerCase().startsWith(`${genus.toLowerCase()} `) ? second : `${genus} ${second}`;
}

/**
 * What two rows say of one photo, where the second adds to the first: a name, a label. Null: it adds
 * nothing, or says something else.
 */
function completed(first: PlannedPhoto, other: PlannedPhoto): PlannedPhoto | null {
  const [said, also] = [first.fields ?? {}, other.fields ?? {}];
  const labels = [...new Set([...(said.labels ?? []), ...(also.labels ?? [])])];
  const fields = { ...also, ...said, ...(labels.length > 0 ? { labels } : {}) };
  const individual = first.individual ?? other.individual;
  const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const isContrary =
    (other.individual !== null && other.individual !== individual) ||
    Object.entries({ ...also, labels }).some(
      ([field, value]) => labels !== value && !isSame(fields[field as keyof RowFields], value),
    );
  if (isContrary || (individual === first.individual && isSame({ ...said, ...fields }, said)))
    return null;
  return { ...first, individual, ...(Object.keys(fields).length > 0 ? { fields } : {}) };
}

/** A kind that is said, and is no animal. */
function isOther(kind: string): boolean {
  return !isMissing(kind.trim()) && !isAnimal(kind);
}

/** The column of individuals holds names, so it is left out, also when it is called `label`. */
function kindColumns({ columns }: Table, mapping: Mapping): number[] {
  return columns.flatMap((name, i) => {
    const isKind = KINDS.has(plainName(name)) || i === mapping.species;
    return isKind && i !== mapping.individual ? [i] : [];
  });
}

/** What stands between the names of several animals in one photo. */
const BETWEEN_NAMES = /\s*[;|+&/,]\s*|\s+(?:y|e|and)\s+/i;

/** Cells that hold the names of several animals, each of which has rows of its own. */
function severalNames(cells: readonly string[]): ReadonlySet<string> {
  const distinct = new Set(cells);
  const known = new Set([...distinct].map((name) => name.toLowerCase()));
  return new Set(
    [...distinct].filter((name) => {
      const names = name.toLowerCase().split(BETWEEN_NAMES);
      return names.length > 1 && names.every((each) => each !== '' && known.has(each));
    }),
  );
}

const TWO_NUMBERS =
  /^[([{\s]*([-+]?\d+(?:[.,]\d+)?)(?:\s*[;,/|]\s*|\s+)([-+]?\d+(?:[.,]\d+)?)[\s)\]}]*$/;

/**
 * Whether the places of a column begin with the longitude: its name says so (`lonlat`), or its
 * numbers do, some of which can be no latitude.
 */
function beginsWithLongitude(name: string, cells: readonly string[]): boolean {
  if (/lo?ng?\w*[^a-z]*(?:y|and|e)?[^a-z]*lat/i.test(name)) return true;
  const numbers = cells.flatMap((cell) => {
    const match = TWO_NUMBERS.exec(cell);
    return match ? [[match[1]!, match[2]!].map((text) => Math.abs(parseFloat(text)))] : [];
  });
  return numbers.some(([first]) => first! > 90) && numbers.every(([, second]) => second! <= 90);
}

function placeOf(
  row: readonly string[],
  cell: CellOf,
  isLongitudeFirst: boolean,
): Coordinates | null | 'bad' | 'zero' {
  const [latitude, longitude] = [cell(row, 'latitude'), cell(row, 'longitude')];
  if (latitude !== '' || longitude !== '') {
    const place = fromHalves(latitude, longitude) ?? parseCoordinates(`${latitude} ${longitude}`);
    if (place?.latitude === 0 && place.longitude === 0) return 'zero';
    return place && isPlace(place) ? place : 'bad';
  }
  const text = cell(row, 'coordinates');
  if (text === '') return null;
  if (/^[^1-9]*$/.test(text) && /\b0/.test(text)) return 'zero';
  const numbers = isLongitudeFirst ? TWO_NUMBERS.exec(text) : null;
  const place = numbers ? fromHalves(numbers[2]!, numbers[1]!) : parseCoordinates(text);
  return place && isPlace(place) ? place : 'bad';
}
