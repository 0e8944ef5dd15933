/**
 * A person's own map to lie beneath the places: the lines, areas and points of a GeoJSON file (RFC
 * 7946), as paths for the sheet.
 */
import { HuellaError } from '../errors';
import type { Point } from '../matching';
import type { SheetPoint } from './map';

/** Larger files are those of whole countries at full detail, which a browser cannot hold twice. */
const LARGEST_GEOJSON = 50 * 2 ** 20;
/** Deeper than a collection of collections of collections is a file made to break its reader. */
const DEEPEST = 8;
/**
 * Points closer to the last one drawn than this share of the sheet's longer side are left out: a
 * tenth of a pixel on a large screen.
 */
const FINEST = 1 / 10_000;
/** A path of more points than this is not drawn smoothly by a phone. */
const MOST_POINTS = 200_000;

export interface MapLines {
  /** SVG path data in kilometres of the sheet: lines, and outlines of areas. */
  readonly lines: string;
  readonly areas: string;
  /** Single points. */
  readonly points: readonly SheetPoint[];
  /** Lines, areas and points that were in the file. */
  readonly count: number;
}

type Position = readonly number[];

interface Geometry {
  readonly type?: unknown;
  readonly coordinates?: unknown;
  readonly geometry?: unknown;
  readonly geometries?: unknown;
  readonly features?: unknown;
}

/** @throws HuellaError `map-unreadable` when it is too `large` */
export async function mapText(file: Blob): Promise<string> {
  if (file.size > LARGEST_GEOJSON) throw unreadable('large');
  return file.text();
}

/**
 * @param toSheet where a place lies on the sheet, in kilometres
 * @param longest the sheet's longer side in kilometres
 * @throws HuellaError `map-unreadable`: `reason` says it is no `json`, no `geojson`, `empty`, too
 *   `large`, or that its numbers are no degrees (`projected`)
 */
export function mapLinesOf(
  text: string,
  toSheet: (point: Point) => SheetPoint,
  longest: number,
): MapLines {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unreadable('json', error);
  }
  const drawing = new Drawing(toSheet, longest * FINEST);
  drawing.add(json, 0);
  if (drawing.count === 0) throw unreadable('empty');
  return drawing.lines;
}

class Drawing {
  count = 0;
  readonly #toSheet: (point: Point) => SheetPoint;
  readonly #finest: number;
  readonly #points: SheetPoint[] = [];
  readonly #paths = { lines: [] as string[], areas: [] as string[] };
  #drawn = 0;

  constructor(toSheet: (point: Point) => SheetPoint, finest: number) {
    this.#toSheet = toSheet;
    this.#finest = finest;
  }

  get lines(): MapLines {
    const { lines, areas } = this.#paths;
    const { count } = this;
    return { lines: lines.join(''), areas: areas.join(''), points: this.#points, count };
  }

  add(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > DEEPEST) throw unreadable('geojson');
    const { type, coordinates, geometry, geometries, features } = value as Geometry;
    switch (type) {
      case 'FeatureCollection':
        for (const one of listOf(features)) this.add(one, depth + 1);
        return;
      case 'Feature':
        if (geometry !== null) this.add(geometry, depth + 1);
        return;
      case 'GeometryCollection':
        for (const one of listOf(geometries)) this.add(one, depth + 1);
        return;
      case 'Point':
        this.#point(coordinates);
        return;
      case 'MultiPoint':
        for (const one of listOf(coordinates)) this.#point(one);
        return;
      case 'LineString':
        this.#path('lines', coordinates);
        return;
      case 'MultiLineString':
        for (const one of listOf(coordinates)) this.#path('lines', one);
        return;
      case 'Polygon':
        this.#area(coordinates);
        return;
      case 'MultiPolygon':
        for (const one of listOf(coordinates)) this.#area(one);
        return;
      default:
        throw unreadable('geojson');
    }
  }

  #point(position: unknown): void {
    this.count += 1;
    this.#room();
    this.#points.push(this.#toSheet(placeOf(position)));
  }

  #area(rings: unknown): void {
    for (const ring of listOf(rings)) this.#path('areas', ring);
  }

  #path(kind: 'lines' | 'areas', positions: unknown): void {
    this.count += 1;
    const list = listOf(positions);
    let last: SheetPoint | null = null;
    let path = '';
    for (const [i, position] of list.entries()) {
      const point = this.#toSheet(placeOf(position));
      const near = last !== null && Math.hypot(point.x - last.x, point.y - last.y) < this.#finest;
      if (near && i < list.length - 1) continue;
      this.#room();
      path += `${last ? 'L' : 'M'}${point.x.toFixed(4)} ${point.y.toFixed(4)}`;
      last = point;
    }
    if (path !== '') this.#paths[kind].push(kind === 'areas' ? `${path}Z` : path);
  }

  #room(): void {
    this.#drawn += 1;
    if (this.#drawn > MOST_POINTS) throw unreadable('large');
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw unreadable('geojson');
  return value;
}

function placeOf(position: unknown): Point {
  const [longitude, latitude] = listOf(position) as Position;
  if (typeof longitude !== 'number' || typeof latitude !== 'number') throw unreadable('geojson');
  // Metres of a national grid, which older files hold.
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) throw unreadable('projected');
  return { latitude, longitude };
}

function unreadable(
  reason: 'json' | 'geojson' | 'empty' | 'large' | 'projected',
  cause?: unknown,
): HuellaError {
  return new HuellaError(
    'map-unreadable',
    `The map cannot be used: ${reason}.`,
    { reason },
    { cause },
  );
}
