/**
 * A person's own PMTiles archive (version 3, protomaps.com) to lie beneath the places: of its
 * vector tiles the lines, areas and points, of its pictures the pictures, where they lie on the
 * sheet. Everything is read from the file; there are no names, icons or styles.
 */
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { FileSource, PMTiles, TileType, type Header } from 'pmtiles';
import { HuellaError } from '../errors';
import type { Point } from '../matching';
import type { Sheet, SheetPart, SheetPoint } from './map';
import { Drawing, mapUnreadable, type MapLines } from './map-drawing';

/** Tiles drawn at once: 256 pixels each, as many as a large screen shows. */
const MOST_TILES = 30;
/** No tile that is drawn has so many bytes; one that does was made to fill the memory. */
const LARGEST_TILE = 20 * 2 ** 20;

/** Land as one area lies under everything, and would hide the water that is cut out of it. */
const GROUND = new Set(['earth', 'land', 'background']);
/** Points that stand for names and icons, which are not drawn (OpenMapTiles, Protomaps). */
const LABELS = /^(poi|pois|place|places|housenumber|housenumbers|.*_(name|label|labels))$/;

const PICTURES: Readonly<Partial<Record<TileType, string>>> = {
  [TileType.Png]: 'image/png',
  [TileType.Jpeg]: 'image/jpeg',
  [TileType.Webp]: 'image/webp',
  [TileType.Avif]: 'image/avif',
};

/** The first bytes of every archive. */
const MAGIC = 'PMTiles';

export async function isPmtiles(file: Blob): Promise<boolean> {
  return (await file.slice(0, MAGIC.length).text()) === MAGIC;
}

/**
 * What the archive has of a part of the sheet, as finely as `MOST_TILES` allow.
 * @throws HuellaError `map-unreadable`: `reason` says that it is no `pmtiles` we can read, lies
 *   `elsewhere`, has nothing there (`empty`) or too much (`large`)
 */
export async function tilesOf(file: Blob, sheet: Sheet, part: SheetPart): Promise<MapLines> {
  const archive = new PMTiles(new FileSource(new File([file], 'map.pmtiles')));
  try {
    const header = await archive.getHeader();
    const drawing = new Drawing(Math.max(part.width, part.height));
    for (const tile of tilesIn(header, sheet, part)) {
      const across = 2 ** tile.z;
      const column = ((tile.x % across) + across) % across;
      const found = await archive.getZxy(tile.z, column, tile.y);
      if (!found) continue;
      if (found.data.byteLength > LARGEST_TILE) throw mapUnreadable('large');
      draw(drawing, header.tileType, new Uint8Array(found.data), (x, y) =>
        sheet.place(placeIn(tile.z, column + x, tile.y + y)),
      );
    }
    if (drawing.count === 0) throw mapUnreadable('empty');
    return drawing.drawn(true);
  } catch (error) {
    throw error instanceof HuellaError ? error : mapUnreadable('pmtiles', error);
  }
}

interface Tile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** The tiles over the part, of the finest zoom that needs no more than `MOST_TILES`. */
function tilesIn(header: Header, sheet: Sheet, part: SheetPart): Tile[] {
  const northWest = sheet.coordinates(part);
  const southEast = sheet.coordinates({ x: part.x + part.width, y: part.y + part.height });
  const isElsewhere =
    northWest.latitude < header.minLat ||
    southEast.latitude > header.maxLat ||
    (southEast.longitude <= 180 &&
      (northWest.longitude > header.maxLon || southEast.longitude < header.minLon));
  if (isElsewhere) throw mapUnreadable('elsewhere');
  for (let z = header.maxZoom; z >= header.minZoom; z--) {
    const [left, top] = tileOf(z, northWest);
    const [right, bottom] = tileOf(z, southEast);
    const [columns, rows] = [right - left + 1, bottom - top + 1];
    if (columns * rows > MOST_TILES) continue;
    return Array.from({ length: columns * rows }, (_, i) => ({
      ...{ z, x: left + (i % columns), y: top + Math.floor(i / columns) },
    }));
  }
  throw mapUnreadable('large');
}

/** Web Mercator ends here. */
const MOST_LATITUDE = 85.0511;

/** Column and row of the tile; a column may lie beyond the map's edge. */
function tileOf(z: number, { latitude, longitude }: Point): [number, number] {
  const across = 2 ** z;
  const angle = (Math.max(-MOST_LATITUDE, Math.min(MOST_LATITUDE, latitude)) * Math.PI) / 180;
  const down = (1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2;
  return [
    Math.floor(((longitude + 180) / 360) * across),
    Math.min(across - 1, Math.max(0, Math.floor(down * across))),
  ];
}

/** The place at column and row, whole and parts of tiles. */
function placeIn(z: number, column: number, row: number): Point {
  const across = 2 ** z;
  return {
    longitude: (column / across) * 360 - 180,
    latitude: (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / across))) * 180) / Math.PI,
  };
}

/** @param at where a share of the tile's width and height lies on the sheet */
function draw(
  drawing: Drawing,
  type: TileType,
  bytes: Uint8Array<ArrayBuffer>,
  at: (x: number, y: number) => SheetPoint,
): void {
  const mime = PICTURES[type];
  if (mime !== undefined) {
    const [corner, opposite] = [at(0, 0), at(1, 1)];
    const [width, height] = [opposite.x - corner.x, opposite.y - corner.y];
    drawing.picture({ ...corner, width, height, picture: new Blob([bytes], { type: mime }) });
    return;
  }
  if (type !== TileType.Mvt) throw mapUnreadable('pmtiles');
  const { layers } = new VectorTile(new PbfReader(bytes));
  for (const layer of Object.values(layers)) {
    if (GROUND.has(layer.name)) continue;
    for (let i = 0; i < layer.length; i++) {
      drawFeature(drawing, layer.feature(i), LABELS.test(layer.name), at);
    }
  }
}

const [POINT, LINE, POLYGON] = [1, 2, 3];

function drawFeature(
  drawing: Drawing,
  feature: VectorTileFeature,
  isLabel: boolean,
  at: (x: number, y: number) => SheetPoint,
): void {
  const { type, extent } = feature;
  // A label's line is its baseline.
  if (isLabel && type !== POLYGON) return;
  for (const part of feature.loadGeometry()) {
    const points = part.map(({ x, y }) => at(x / extent, y / extent));
    if (type === LINE) drawing.path('lines', points);
    else if (type === POLYGON) drawing.path('fills', points);
    else if (type === POINT) for (const point of points) drawing.point(point);
  }
}
