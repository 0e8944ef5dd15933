/**
 * A person's own map to lie beneath the places: the lines, areas and points of a GeoJSON file (RFC
 * 7946), as paths for the sheet.
 */
import type { Point } from '../matching';
import type { SheetPoint } from './map';
import { Drawing, mapUnreadable, type MapLines } from './map-drawing';

/** Larger files are those of whole countries at full detail, which a browser cannot hold twice. */
const LARGEST_GEOJSON = 50 * 2 ** 20;
/** Deeper than a collection of collections of collections is a file made to break its reader. */
const DEEPEST = 8;
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
  if (file.size > LARGEST_GEOJSON) throw mapUnreadable('large');
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
    throw mapUnreadable('json', error);
  }
  const drawing = new Drawing(longest);
  new GeoJson(drawing, toSheet).add(json, 0);
  if (drawing.count === 0) throw mapUnreadable('empty');
  return drawing.drawn(false);
}

class GeoJson {
  readonly #drawing: Drawing;
  readonly #toSheet: (point: Point) => SheetPoint;

  constructor(drawing: Drawing, toSheet: (point: Point) => SheetPoint) {
    this.#drawing = drawing;
    this.#toSheet = toSheet;
  }

  add(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > DEEPEST)
      throw mapUnreadable('geojson');
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
        throw mapUnreadable('geojson');
    }
  }

  #point(position: unknown): void {
    this.#drawing.point(this.#toSheet(placeOf(position)));
  }

  #area(rings: unknown): void {
    for (const ring of listOf(rings)) this.#path('areas', ring);
  }

  #path(kind: 'lines' | 'areas', positions: unknown): void {
    const points = listOf(positions).map((position) => this.#toSheet(placeOf(position)));
    this.#drawing.path(kind, points);
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw mapUnreadable('geojson');
  return value;
}

function placeOf(position: unknown): Point {
  const [longitude, latitude] = listOf(position) as Position;
  if (typeof longitude !== 'number' || typeof latitude !== 'number') throw mapUnreadable('geojson');
  // Metres of a national grid, which older files hold.
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) throw mapUnreadable('projected');
  return { latitude, longitude };
}
