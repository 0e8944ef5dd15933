import { describe, expect, test } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import { distanceKm } from '../../../../src/engine/matching';
import {
  clustersOf,
  folderLevels,
  mapLinesOf,
  scaleBarOf,
  sheetOf,
  stationsByFolder,
  type SheetPoint,
} from '../../../../src/engine/survey';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });
const apart = (a: SheetPoint, b: SheetPoint): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('the sheet', () => {
  test('distances on it are those on the sphere, north is up, and all places are on it', () => {
    const places = [at(-1.2, 36.8), at(-1.5, 37.1), at(-1.25, 36.9)];
    const sheet = sheetOf(places)!;
    for (const [i, a] of places.entries()) {
      const { x, y } = sheet.place(a);
      expect(x > 0 && x < sheet.width && y > 0 && y < sheet.height).toBe(true);
      for (const b of places.slice(i + 1)) {
        const km = distanceKm(a, b);
        expect(Math.abs(apart(sheet.place(a), sheet.place(b)) / km - 1)).toBeLessThan(0.001);
      }
    }
    expect(sheet.place(places[0]!).y).toBeLessThan(sheet.place(places[1]!).y);
    expect(sheet.place(places[0]!).x).toBeLessThan(sheet.place(places[1]!).x);
    expect(sheetOf([])).toBeNull();
    expect(sheetOf([at(5, 5)])!.width).toBeGreaterThan(0.5);
  });

  test('goes across the 180th meridian where places lie on both sides', () => {
    const [west, east] = [at(-17, 179.9), at(-17, -179.8)];
    const sheet = sheetOf([east, west])!;
    expect(sheet.place(west).x).toBeLessThan(sheet.place(east).x);
    expect(sheet.width).toBeLessThan(50);
  });

  test('places close together are one, at their middle', () => {
    const points = [
      { x: 0, y: 0, name: 'a' },
      { x: 0.9, y: 0, name: 'b' },
      { x: 5, y: 5, name: 'c' },
    ];
    expect(clustersOf(points, 1).map(({ x, y, items }) => [x, y, items.length])).toEqual([
      [0.45, 0, 2],
      [5, 5, 1],
    ]);
    expect(clustersOf(points, 0.5)).toHaveLength(3);
  });

  test('the scale is 1, 2 or 5 of a power of ten', () => {
    expect([0.03, 0.5, 0.99, 1, 7, 49.9, 300].map(scaleBarOf)).toEqual([
      ...[0.02, 0.5, 0.5, 1, 5, 20, 200],
    ]);
  });
});

describe('a map of their own', () => {
  const flat = ({ longitude, latitude }: { longitude: number; latitude: number }): SheetPoint => ({
    x: longitude,
    y: -latitude,
  });
  const draw = (value: unknown) => mapLinesOf(JSON.stringify(value), flat, 100);
  const line = [
    [0, 0],
    [0.001, 0],
    [1, 1],
  ];

  test('lines, areas and points of all kinds, points too close to see left out', () => {
    const ring = [...line, [0, 0]];
    const drawn = draw({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: null, geometry: { type: 'LineString', coordinates: line } },
        { type: 'Feature', properties: null, geometry: null },
        {
          type: 'Feature',
          geometry: {
            type: 'GeometryCollection',
            geometries: [
              { type: 'MultiLineString', coordinates: [line] },
              { type: 'Polygon', coordinates: [ring] },
              { type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] },
              { type: 'Point', coordinates: [2, 3, 100] },
              { type: 'MultiPoint', coordinates: [[4, 5]] },
            ],
          },
        },
      ],
    });
    expect(drawn.lines).toBe('M0.0000 0.0000L1.0000 -1.0000'.repeat(2).replaceAll('-0.0', '0.0'));
    expect(drawn.areas.match(/Z/g)).toHaveLength(4);
    expect(drawn.points).toEqual([
      { x: 2, y: -3 },
      { x: 4, y: -5 },
    ]);
    expect(drawn.count).toBe(8);
    // A line ends where it ends, however close that is.
    const end = [
      [0, 0],
      [1, 1],
      [1.001, 1],
    ];
    expect(draw({ type: 'LineString', coordinates: end }).lines).toBe(
      'M0.0000 0.0000L1.0000 -1.0000L1.0010 -1.0000',
    );
  });

  test.each([
    ['json', '{"type":'],
    ['geojson', '{"type":"Topology"}'],
    ['geojson', '{"type":"LineString","coordinates":[["a",1]]}'],
    ['geojson', '{"type":"LineString"}'],
    ['empty', '{"type":"FeatureCollection","features":[]}'],
    ['projected', '{"type":"Point","coordinates":[500000, 4649776]}'],
    [
      'large',
      JSON.stringify({
        type: 'LineString',
        coordinates: Array.from({ length: 200_002 }, (_, i) => [i % 2, i % 2]),
      }),
    ],
  ])('what cannot be one says why: %s', (reason, text) => {
    let thrown: unknown;
    try {
      mapLinesOf(text, flat, 100);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(HuellaError);
    expect(thrown).toMatchObject({ code: 'map-unreadable', detail: { reason } });
  });
});

test('a level of folders names the stations', () => {
  const photos = [
    { id: '1', folder: 'Survey/ST10/100CAM' },
    { id: '2', folder: 'Survey/ST2' },
    { id: '3', folder: 'Survey/ST10/101CAM' },
    { id: '4', folder: null },
    { id: '5' },
  ];
  expect(folderLevels(photos)).toEqual([
    { level: 0, stations: 1, photos: 3, examples: ['Survey'] },
    { level: 1, stations: 2, photos: 3, examples: ['ST2', 'ST10'] },
    { level: 2, stations: 2, photos: 2, examples: ['100CAM', '101CAM'] },
  ]);
  expect(stationsByFolder(photos, 1)).toEqual([
    { station: 'ST10', photoIds: ['1', '3'] },
    { station: 'ST2', photoIds: ['2'] },
  ]);
});
