/** What the columns of a table mean, proposed from their names and their first values. */
import { labelledBox, type BoxForm } from './boxes';
import { halvesOf, isKnownName, knownNameIn } from './column-heads';
import { fromHalves, parseCoordinates } from './coordinates';
import { readDate } from './dates';
import { isPictureName } from './picture-names';
import { COLUMN_NAMES, DOUBTFUL, FIELDS, plainName, type Field } from './vocabulary';
import { isMissing } from './words';

/** Column index by field; a field that no column holds is absent. */
export type Mapping = Readonly<Partial<Record<Field, number>>>;

/** Names of columns that hold a whole box in a form of their own. */
const BOX_FORMS: Readonly<Record<string, BoxForm>> = {
  bboxxyxy: 'corners',
  xyxy: 'corners',
  xyxyn: 'corners',
  bboxcorners: 'corners',
  bboxltrb: 'corners',
  ltrb: 'corners',
  bboxx1y1x2y2: 'corners',
  x1y1x2y2: 'corners',
  bboxxminyminxmaxymax: 'corners',
  xminyminxmaxymax: 'corners',
  bboxvoc: 'corners',
  bboxpascalvoc: 'corners',
  bboxxyxyn: 'corners',
  bboxyolo: 'centre',
  bboxxywhn: 'centre',
  bboxcxcywh: 'centre',
  cxcywh: 'centre',
  xywhn: 'centre',
};

/** What writers put before the side of a box: `annotation/object/bndbox/xmin`, `roi_x1`. */
const BOX_PREFIX =
  /^.*(?:bndbox|boundingbox|bbox|box|roi|rect|rectangle|crop|recorte|recuadro|caixa|quadro)(?=.)/;
/** And behind it: `xmin_px`. */
const BOX_UNIT =
  /(?<=.)(?:px|pixels?|norm|normali[sz]ed|rel|relative|abs|pct|percent(?:age)?|porcentaje|porcentagem)$/;

/**
 * The names of columns as sides of a box, one for each column: without what stands around the side.
 * Where both corners count from 0 (`x0, x1`, `bbox_0` to `bbox_3`), they become the ones that count
 * from 1.
 */
function boxSidesOf(plain: readonly string[]): string[] {
  const sides = plain.map((name) => {
    const side = name.replace(BOX_PREFIX, '').replace(BOX_UNIT, '');
    return /^\d$/.test(side) ? `bbox${side}` : side;
  });
  const has = (...names: string[]): boolean => names.every((name) => sides.includes(name));
  const isFrom0 = has('x0', 'y0', 'x1', 'y1') && !has('x2');
  const areNumbers = has('bbox0', 'bbox1', 'bbox2', 'bbox3') && !has('bbox4');
  return sides.map((side) => {
    if (isFrom0 && /^[xy][01]$/.test(side)) return side[0]! + String(Number(side[1]) + 1);
    return areNumbers && /^bbox[0-3]$/.test(side) ? `bbox${Number(side[4]) + 1}` : side;
  });
}

export interface Proposal {
  readonly mapping: Mapping;
  /** Of the box that is mapped; null when there is none. */
  readonly boxForm: BoxForm | null;
  /** Columns that are sides of a box of which other sides are missing. */
  readonly brokenBox: readonly string[];
  /** Columns that hold boxes which are not read. */
  readonly unreadBoxes: readonly string[];
}

/** Names of columns that are an animal's, a path or a place where nothing better is there. */
const VAGUE = new Set(['name', 'nombre', 'nome', 'animal', 'path', 'data', 'local', 'location']);

/** camtrapR puts it before what it reads from the pictures' own labels: `metadata_individual`. */
const CAMTRAPR_PREFIX = /^metadata(?=.)/;

/** Rows of which the values are looked at, to tell a path from a folder. */
const SAMPLED_ROWS = 50;

/**
 * What the columns' names and their first values say. No column is given to two fields; a box needs
 * all of its sides.
 */
export function propose(
  columns: readonly string[],
  rows: readonly (readonly string[])[] = [],
): Proposal {
  return proposed(columns, rows, true);
}

/** How many columns of a table with these names would be known by them; 0 without one of files. */
export function countKnown(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): number {
  const { mapping } = proposed(columns, rows, false);
  return mapping.file === undefined ? 0 : Object.keys(mapping).length;
}

/** @param byValues whether columns without a known name are told by what is in them */
function proposed(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  byValues: boolean,
): Proposal {
  const plain = columns.map((name) => plainName(name).replace(CAMTRAPR_PREFIX, ''));
  // Read only where no column has the name itself.
  const within = columns.map((name, i) => (isKnownName(plain[i]!) ? '' : knownNameIn(name)));
  const sample = rows.slice(0, SAMPLED_ROWS);
  const taken = new Set<number>();
  const found: Partial<Record<Field, number>> = {};
  const take = (
    field: Field,
    fits: (column: number) => boolean = () => true,
    among: readonly string[] = plain,
  ): void => {
    const called = COLUMN_NAMES[field].flatMap((name) =>
      among.flatMap((candidate, i) => (candidate === name && !taken.has(i) && fits(i) ? [i] : [])),
    );
    // A column that holds nothing is taken where no other one is, but for words of many meanings.
    const column =
      called.find((i) => holdsAny(i) && (i === called[0] || !VAGUE.has(among[i]!))) ?? called[0];
    if (column === undefined) return;
    found[field] = column;
    taken.add(column);
  };
  const holdsAny = (column: number): boolean =>
    rows.some((row) => !isMissing((row[column] ?? '').trim()));
  const valuesOf = (column: number): string[] =>
    sample.map((row) => (row[column] ?? '').trim()).filter((value) => value !== '');
  // A column whose values end like pictures is the file, even with a folder before the name; then
  // `path` may be the folder.
  take('file', (column) => valuesOf(column).some((value) => isPictureName(value)));
  if (found.file === undefined) take('file', (column) => !isFolderColumn(plain[column]!, plain));
  if (found.file === undefined) take('file');
  const takeByValues = (field: Field, holds: (value: string, column: number) => boolean): void => {
    const column = columns.findIndex((_, i) => {
      const values = taken.has(i) ? [] : valuesOf(i).filter((value) => !isMissing(value));
      return values.length > 0 && values.every((value) => holds(value, i));
    });
    if (column < 0) return;
    found[field] = column;
    taken.add(column);
  };
  if (byValues && found.file === undefined) takeByValues('file', (value) => isPictureName(value));
  // `location` is a place's name, unless it holds coordinates.
  const isCalled = (column: number, name: string): boolean =>
    plain[column] === name || within[column] === name;
  const holdsPlaces = (column: number): boolean =>
    !isCalled(column, 'location') ||
    valuesOf(column).some((value) => parseCoordinates(value) !== null);
  // `data` is a date in Portuguese, and anything in English.
  const holdsDates = (column: number): boolean =>
    !isCalled(column, 'data') ||
    valuesOf(column).length === 0 ||
    valuesOf(column).some((value) => readDate(value) !== null);
  // A column of addresses of pictures is no place's name, and one of coordinates is a place.
  const holdsNames = (column: number): boolean => {
    const values = valuesOf(column).filter((value) => !isMissing(value));
    const isOther = (value: string): boolean => /^\w+:\/\//.test(value) || isPlaceText(value);
    return values.length === 0 || !values.every(isOther);
  };
  const guards: Partial<Record<Field, (column: number) => boolean>> = {
    ...{ coordinates: holdsPlaces, date: holdsDates, placeName: holdsNames },
  };
  for (const names of [plain, within])
    for (const field of FIELDS)
      if (found[field] === undefined && !BOX_FIELDS.has(field)) take(field, guards[field], names);
  const exact = exactDateOf(found, plain, taken, sample);
  if (exact !== null) {
    found.date = exact;
    taken.add(exact);
  }
  if (found.latitude === undefined || found.longitude === undefined) {
    const halves = halvesOf(columns, (column) => {
      const values = valuesOf(column).filter((value) => !isMissing(value));
      return !taken.has(column) && values.every((value) => fromHalves(value, '0') !== null);
    });
    Object.assign(found, halves ?? {});
    for (const column of Object.values(halves ?? {})) taken.add(column);
  }
  if (byValues && found.coordinates === undefined && found.latitude === undefined)
    takeByValues('coordinates', (value, i) => PLACES.test(plain[i]!) && isPlaceText(value));
  if (found.folder === undefined && found.file !== undefined) {
    const path = plain.findIndex(
      (name, i) => !taken.has(i) && (name === 'path' || name === 'filepath' || name === 'ruta'),
    );
    const values = path < 0 ? [] : valuesOf(path);
    // An address of each picture is no folder.
    const isFolder = (value: string): boolean => !isPictureName(value) && !/^https?:/i.test(value);
    if (values.length > 0 && values.every(isFolder)) found.folder = path;
  }
  const sides = boxSidesOf(plain);
  const takeSide = (field: Field): void => take(field, undefined, sides);
  const box = takeBox(plain, sides, columns, found, take, takeSide);
  const hasNone = box.boxForm === null && box.brokenBox.length === 0;
  if (byValues && hasNone)
    takeByValues('box', (value, i) => isBoxText(value) && valuesOf(i).some(isOneBox));
  const { brokenBox } = box;
  const unreadBoxes = columns.filter(
    (_, i) => !taken.has(i) && LISTS.test(plain[i]!) && valuesOf(i).some(isListOfBoxes),
  );
  const boxForm = box.boxForm ?? (found.box === undefined ? null : 'size');
  // Parts of a date are of use only together with the year, those of a time with a day.
  const isDated = found.date !== undefined;
  if (isDated || found.year === undefined)
    for (const part of ['year', 'month', 'day'] as const) Reflect.deleteProperty(found, part);
  // Hours alone beside a date may be those of an effort.
  const hasClock = isDated
    ? found.minute !== undefined && (found.hour ?? found.time) !== undefined
    : found.year !== undefined;
  if (!hasClock)
    for (const part of ['hour', 'minute', 'second'] as const) Reflect.deleteProperty(found, part);
  return { mapping: found, boxForm, brokenBox, unreadBoxes };
}

/** A day of difference is one of zones. */
const DAY_MS = 86_400_000;

/**
 * Another column of the same dates that has the time of day as well, where the first one has none
 * (`observed_on`, `time_observed_at`).
 */
function exactDateOf(
  { date, time, hour }: Partial<Record<Field, number>>,
  plain: readonly string[],
  taken: ReadonlySet<number>,
  rows: readonly (readonly string[])[],
): number | null {
  if (date === undefined || time !== undefined || hour !== undefined) return null;
  const isoOf = (row: readonly string[], column: number): string => {
    const readings = readDate((row[column] ?? '').trim());
    return readings?.dayFirst ?? readings?.monthFirst ?? '';
  };
  const dated = rows.filter((row) => !isMissing((row[date] ?? '').trim()));
  if (dated.length === 0 || dated.some((row) => isoOf(row, date).includes('T'))) return null;
  const others = plain.flatMap((name, i) =>
    COLUMN_NAMES.date.includes(name) && !taken.has(i) ? [i] : [],
  );
  const says = (column: number): boolean =>
    dated.every((row) => {
      const iso = isoOf(row, column);
      const apart = Date.parse(iso.slice(0, 10)) - Date.parse(isoOf(row, date));
      return iso.includes('T') && Math.abs(apart) <= DAY_MS;
    });
  return others.find(says) ?? null;
}

/** Names of columns that hold all boxes of a photo in one cell. */
const LISTS = /detections|boxes|annotations|regions|objects|rois/;
/** Four numbers in brackets within brackets. */
const isListOfBoxes = (value: string): boolean =>
  /^\s*[[{(].*[[{(][^[\]{}()]*\d[^[\]{}()]*(?:[,;\s][^[\]{}()]*\d[^[\]{}()]*){3}[\])}]/s.test(
    value,
  );

/** Names of columns in which a place may stand as coordinates. */
const PLACES = /gps|coord|ubic|local|locat|posi[ct]|geo|point|punto|ponto|place|lugar|mapa?|sitio/;

/** Coordinates that show that they are: a point, a sign of degrees, a link; or zeros for none. */
function isPlaceText(value: string): boolean {
  if (/^[\s0.,]*\b0\b[\s0.,]*$/.test(value)) return /0\D+0/.test(value);
  return /[.,°º'/]|deg|point/i.test(value) && parseCoordinates(value) !== null;
}

function isOneBox(value: string): boolean {
  const box = labelledBox(value);
  return box !== null && box !== 'bad';
}

/** A box that shows what its numbers are, or VIA's word for none. */
const isBoxText = (value: string): boolean => /^[{[]\s*[\]}]$/.test(value) || isOneBox(value);

/**
 * `RelativePath` beside `File`, or `path` beside `filename`: the first is the folder of the second.
 */
function isFolderColumn(name: string, all: readonly string[]): boolean {
  if (name === 'relativepath') return all.includes('file') || all.includes('filename');
  return (name === 'path' || name === 'filepath' || name === 'ruta') &&
    ['file', 'filename', 'imagename', 'archivo', 'nombrearchivo'].some((file) => all.includes(file))
    ? true
    : false;
}

const BOX_FIELDS: ReadonlySet<Field> = new Set<Field>([
  'box',
  'boxX',
  'boxY',
  'boxWidth',
  'boxHeight',
  'boxRight',
  'boxBottom',
  'boxCentreX',
  'boxCentreY',
  'pictureWidth',
  'pictureHeight',
]);

/**
 * The four columns of a box, in the first form of which all four are there; `width` and `height`
 * beside corners are the picture's.
 */
function takeBox(
  plain: readonly string[],
  names: readonly string[],
  columns: readonly string[],
  found: Partial<Record<Field, number>>,
  take: (field: Field) => void,
  takeSide: (field: Field) => void,
): Pick<Proposal, 'boxForm' | 'brokenBox'> {
  take('box');
  let boxForm: BoxForm | null = null;
  if (found.box !== undefined) boxForm = BOX_FORMS[plain[found.box]!] ?? 'size';
  else {
    const sides: readonly (readonly [BoxForm, readonly Field[]])[] = [
      ['corners', ['boxX', 'boxY', 'boxRight', 'boxBottom']],
      ['centre', ['boxCentreX', 'boxCentreY', 'boxWidth', 'boxHeight']],
      ['size', ['boxX', 'boxY', 'boxWidth', 'boxHeight']],
    ];
    const has = (field: Field): boolean => COLUMN_NAMES[field].some((name) => names.includes(name));
    const whole = sides.find(([, fields]) => fields.every(has));
    if (whole) {
      for (const field of whole[1]) takeSide(field);
      boxForm = whole[0];
    }
  }
  // With a box in the table, what is left of width and height is the picture's own.
  if (boxForm !== null) {
    take('pictureWidth');
    take('pictureHeight');
    if (found.pictureWidth === undefined || found.pictureHeight === undefined) {
      delete found.pictureWidth;
      delete found.pictureHeight;
    }
    return { boxForm, brokenBox: [] };
  }
  const broken = columns.filter((_, i) => {
    const name = plain[i]!;
    if (/bbox|bndbox|boundingbox/.test(name)) return true;
    return (
      !DOUBTFUL.has(name) && BOX_SIDES.some((field) => COLUMN_NAMES[field].includes(names[i]!))
    );
  });
  return { boxForm, brokenBox: broken };
}

const BOX_SIDES = [
  'boxX',
  'boxY',
  'boxWidth',
  'boxHeight',
  'boxRight',
  'boxBottom',
  'boxCentreX',
  'boxCentreY',
] as const;
