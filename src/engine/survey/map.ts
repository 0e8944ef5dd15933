/** A plain map without tiles: places on a flat sheet, what lies close together counted together. */
import { distanceKm, type Point } from '../matching';

/** Kilometres on the sheet: east and south of its north-west corner. */
export interface SheetPoint {
  readonly x: number;
  readonly y: number;
}

export interface Sheet {
  /** Of the whole sheet, in kilometres; above 0. */
  readonly width: number;
  readonly height: number;
  place(point: Point): SheetPoint;
  /** Which place lies there; a longitude may be beyond 180 where the sheet is. */
  coordinates(point: SheetPoint): Point;
}

/** A part of the sheet, in kilometres. */
export interface SheetPart extends SheetPoint {
  readonly width: number;
  readonly height: number;
}

/** Of one degree on the sphere that `distanceKm` uses. */
const KM_PER_DEGREE = distanceKm({ latitude: 0, longitude: 0 }, { latitude: 1, longitude: 0 });
/** A single place has this around it, in kilometres. */
const LEAST_SIDE_KM = 0.5;
/** Free at each side, as a share of the greater side. */
const MARGIN = 0.16;

/**
 * The sheet that holds all places: equirectangular, true along its middle parallel; north is up.
 * Over 100 km the shapes are off by less than 1 % up to 60 degrees of latitude. Where places lie on
 * both sides of the 180th meridian, the sheet goes across it. Null: no places.
 */
export function sheetOf(places: readonly Point[]): Sheet | null {
  if (places.length === 0) return null;
  const shift = longitudeShift(places.map(({ longitude }) => longitude));
  const longitudes = places.map(({ longitude }) => shifted(longitude, shift));
  const latitudes = places.map(({ latitude }) => latitude);
  const [south, north] = [least(latitudes), most(latitudes)];
  const [west, east] = [least(longitudes), most(longitudes)];
  const scale = Math.max(0.01, Math.cos((((south + north) / 2) * Math.PI) / 180));
  const [spanX, spanY] = [(east - west) * KM_PER_DEGREE * scale, (north - south) * KM_PER_DEGREE];
  const margin = MARGIN * Math.max(spanX, spanY, LEAST_SIDE_KM);
  const [width, height] = [spanX, spanY].map((span) => Math.max(span, LEAST_SIDE_KM) + 2 * margin);
  const [left, top] = [(width! - spanX) / 2, (height! - spanY) / 2];
  return {
    ...{ width: width!, height: height! },
    place: ({ latitude, longitude }) => ({
      x: left + (shifted(longitude, shift) - west) * KM_PER_DEGREE * scale,
      y: top + (north - latitude) * KM_PER_DEGREE,
    }),
    coordinates: ({ x, y }) => ({
      latitude: north - (y - top) / KM_PER_DEGREE,
      longitude: west + (x - left) / (KM_PER_DEGREE * scale),
    }),
  };
}

export interface Cluster<Item> extends SheetPoint {
  readonly items: readonly Item[];
}

/**
 * Places closer than `reach` (kilometres on the sheet) drawn as one, at the middle of its places.
 * In the order given; the same for the same places.
 */
export function clustersOf<Item extends SheetPoint>(
  items: readonly Item[],
  reach: number,
): Cluster<Item>[] {
  const cells = new Map<string, { first: Item; items: Item[] }[]>();
  const found: { first: Item; items: Item[] }[] = [];
  for (const item of items) {
    const [column, row] = [Math.floor(item.x / reach), Math.floor(item.y / reach)];
    const near = [-1, 0, 1]
      .flatMap((dx) => [-1, 0, 1].map((dy) => `${String(column + dx)},${String(row + dy)}`))
      .flatMap((key) => cells.get(key) ?? [])
      .find(({ first }) => Math.hypot(first.x - item.x, first.y - item.y) < reach);
    if (near) {
      near.items.push(item);
      continue;
    }
    const cluster = { first: item, items: [item] };
    found.push(cluster);
    const key = `${String(column)},${String(row)}`;
    cells.set(key, [...(cells.get(key) ?? []), cluster]);
  }
  return found.map(({ items: own }) => ({
    x: own.reduce((sum, { x }) => sum + x, 0) / own.length,
    y: own.reduce((sum, { y }) => sum + y, 0) / own.length,
    items: own,
  }));
}

/** The longest of 1, 2, 5, 10 … that is no longer than `longest`, all in kilometres. */
export function scaleBarOf(longest: number): number {
  const power = 10 ** Math.floor(Math.log10(longest));
  const step = [5, 2, 1].find((one) => one * power <= longest) ?? 1;
  // 5 times 0.1 is 0.5, not 0.5000000000000001.
  return Number((step * power).toPrecision(6));
}

/**
 * Where longitudes are cut open: behind the widest gap between them, so that the sheet is as narrow
 * as can be. 0 unless they lie across the 180th meridian.
 */
function longitudeShift(longitudes: readonly number[]): number {
  const sorted = [...longitudes].sort((a, b) => a - b);
  const across = 360 - (sorted.at(-1)! - sorted[0]!);
  let widest = { gap: across, behind: -180 };
  for (const [i, longitude] of sorted.entries()) {
    const gap = i === 0 ? 0 : longitude - sorted[i - 1]!;
    if (gap > widest.gap) widest = { gap, behind: longitude };
  }
  return widest.behind;
}

/** From `shift` on, eastwards. */
function shifted(longitude: number, shift: number): number {
  return longitude < shift ? longitude + 360 : longitude;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
