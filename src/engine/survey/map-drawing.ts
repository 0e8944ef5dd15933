/** A person's own map as it is drawn beneath places: paths, points and pictures of the sheet. */
import { HuellaError } from '../errors';
import type { SheetPoint } from './map';

/**
 * Points closer to the last one drawn than this share of the sheet's longer side are left out: a
 * tenth of a pixel on a large screen.
 */
const FINEST = 1 / 10_000;
/** A path of more points than this is not drawn smoothly by a phone. */
const MOST_POINTS = 200_000;

export interface MapPicture extends SheetPoint {
  readonly width: number;
  readonly height: number;
  readonly picture: Blob;
}

export interface MapLines {
  /**
   * SVG path data in kilometres of the sheet: lines, outlines of areas, and areas without an
   * outline, which were cut where tiles end.
   */
  readonly lines: string;
  readonly areas: string;
  readonly fills: string;
  /** Single points. */
  readonly points: readonly SheetPoint[];
  /** Tiles that are pictures, where each lies on the sheet. */
  readonly pictures: readonly MapPicture[];
  /** Lines, areas, points and pictures that were in the file. */
  readonly count: number;
  /** It is of the part of the sheet that was asked for: another part has its own. */
  readonly ofPart: boolean;
}

export type MapProblem =
  | 'json'
  | 'geojson'
  | 'pmtiles'
  | 'empty'
  | 'large'
  | 'projected'
  | 'elsewhere';

export class Drawing {
  count = 0;
  readonly #finest: number;
  readonly #points: SheetPoint[] = [];
  readonly #pictures: MapPicture[] = [];
  readonly #paths = { lines: [] as string[], areas: [] as string[], fills: [] as string[] };
  #drawn = 0;

  /** @param longest the longer side of what is shown, in kilometres */
  constructor(longest: number) {
    this.#finest = longest * FINEST;
  }

  drawn(ofPart: boolean): MapLines {
    const { lines, areas, fills } = this.#paths;
    return {
      ...{ lines: lines.join(''), areas: areas.join(''), fills: fills.join('') },
      ...{ points: this.#points, pictures: this.#pictures, count: this.count, ofPart },
    };
  }

  point(at: SheetPoint): void {
    this.count += 1;
    this.#room();
    this.#points.push(at);
  }

  picture(picture: MapPicture): void {
    this.count += 1;
    this.#pictures.push(picture);
  }

  /** @throws HuellaError `map-unreadable`, `large` */
  path(kind: 'lines' | 'areas' | 'fills', points: readonly SheetPoint[]): void {
    this.count += 1;
    let last: SheetPoint | null = null;
    let path = '';
    for (const [i, point] of points.entries()) {
      const near = last !== null && Math.hypot(point.x - last.x, point.y - last.y) < this.#finest;
      if (near && i < points.length - 1) continue;
      this.#room();
      path += `${last ? 'L' : 'M'}${point.x.toFixed(4)} ${point.y.toFixed(4)}`;
      last = point;
    }
    if (path !== '') this.#paths[kind].push(kind === 'lines' ? path : `${path}Z`);
  }

  #room(): void {
    this.#drawn += 1;
    if (this.#drawn > MOST_POINTS) throw mapUnreadable('large');
  }
}

export function mapUnreadable(reason: MapProblem, cause?: unknown): HuellaError {
  const message = `The map cannot be used: ${reason}.`;
  return new HuellaError('map-unreadable', message, { reason }, { cause });
}
