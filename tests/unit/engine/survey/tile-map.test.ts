import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sheetOf, SurveyDesk, type MapLines, type SheetPart } from '../../../../src/engine/survey';
import tiles from '../../../fixtures/survey/tiles.json' with { type: 'json' };

/** Maps that Python's pmtiles and mapbox-vector-tile wrote (`tests/fixtures/survey/tiles.py`). */
const file = (name: string): Blob =>
  new Blob([readFileSync(new URL(`../../../fixtures/survey/${name}`, import.meta.url))]);

const PLACES = [
  { latitude: -1.2, longitude: 36.76 },
  { latitude: -1.31, longitude: 36.87 },
];
const sheet = sheetOf(PLACES)!;
const at = ([longitude, latitude]: readonly number[]) =>
  sheet.place({ longitude: longitude!, latitude: latitude! });
const lines = (name: string, part?: SheetPart): Promise<MapLines> =>
  new SurveyDesk().mapLines(file(name), PLACES, part ?? null);

const pointsOf = (path: string): { x: number; y: number }[] =>
  [...path.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => ({
    x: Number(x),
    y: Number(y),
  }));

/** In metres, from the nearest of the points. */
const nearest = (points: readonly { x: number; y: number }[], place: readonly number[]): number => {
  const { x, y } = at(place);
  return 1000 * Math.min(...points.map((point) => Math.hypot(point.x - x, point.y - y)));
};

/** Eight thousandths of a tile's width at zoom 12, which is what a tile can say. */
const PRECISION_M = 5;

describe('a person’s own PMTiles', () => {
  test('lake, road and well lie where they are; land, and points that stand for names, are left out', async () => {
    const drawn = await lines('vector.pmtiles');
    expect(drawn.ofPart).toBe(true);
    for (const corner of tiles.lake)
      expect(nearest(pointsOf(drawn.fills), corner)).toBeLessThan(PRECISION_M);
    for (const bend of tiles.road)
      expect(nearest(pointsOf(drawn.lines), bend)).toBeLessThan(PRECISION_M);
    // The well lies once in its tile; the village is a name.
    expect(drawn.points).toHaveLength(1);
    expect(nearest(drawn.points, tiles.well)).toBeLessThan(PRECISION_M);
    // Land covers every tile to its corners, the lake none of them.
    const { width, height } = sheet;
    const outside = pointsOf(drawn.fills).filter(
      ({ x, y }) => x < 0 || y < 0 || x > width || y > height,
    );
    expect(outside).toEqual([]);
  });

  test('of a part its own tiles, as fine as there are', async () => {
    const { x, y } = at(tiles.well);
    const part = { x: x - 1, y: y - 1, width: 2, height: 2 };
    const drawn = await lines('vector.pmtiles', part);
    expect(drawn.points).toHaveLength(1);
    // A tile is 10 km wide: the road's northern end is in another one.
    expect(nearest(pointsOf(drawn.lines), tiles.road[0]!)).toBeGreaterThan(1000);
  });

  test('pictures lie edge to edge over the whole part', async () => {
    const { pictures, count } = await lines('pictures.pmtiles');
    expect(pictures).toHaveLength(count);
    const [first] = pictures;
    expect(first!.picture.type).toBe('image/png');
    expect(new Uint8Array(await first!.picture.arrayBuffer()).subarray(1, 4)).toEqual(
      new TextEncoder().encode('PNG'),
    );
    const left = Math.min(...pictures.map((one) => one.x));
    const right = Math.max(...pictures.map((one) => one.x + one.width));
    expect(left).toBeLessThan(0);
    expect(right).toBeGreaterThan(sheet.width);
    const area = pictures.reduce((sum, one) => sum + one.width * one.height, 0);
    const top = Math.min(...pictures.map((one) => one.y));
    const bottom = Math.max(...pictures.map((one) => one.y + one.height));
    expect(area / ((right - left) * (bottom - top))).toBeCloseTo(1, 3);
  });

  test('of another region, cut off or changed, it is refused with the reason', async () => {
    const far = [{ latitude: 48, longitude: 11 }];
    const desk = new SurveyDesk();
    await expect(desk.mapLines(file('vector.pmtiles'), far)).rejects.toMatchObject({
      ...{ code: 'map-unreadable', detail: { reason: 'elsewhere' } },
    });
    const whole = new Uint8Array(await file('vector.pmtiles').arrayBuffer());
    for (const length of [7, 100, 127, 400, whole.length - 300]) {
      await expect(desk.mapLines(new Blob([whole.slice(0, length)]), PLACES)).rejects.toMatchObject(
        {
          code: 'map-unreadable',
        },
      );
    }
    // Changed bytes end in a map or in a refusal, never in another error.
    for (let i = 8; i < whole.length; i += 13) {
      const changed = whole.slice();
      changed[i]! ^= 0xff;
      const failure = await desk.mapLines(new Blob([changed]), PLACES).then(
        () => null,
        (error: unknown) => error,
      );
      if (failure) expect(failure).toMatchObject({ code: 'map-unreadable' });
    }
  });
});
