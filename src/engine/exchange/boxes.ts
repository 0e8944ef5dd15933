/**
 * Boxes as tables and detectors write them: their forms, their numbers, and what of a box lies in
 * the picture.
 */
import type { Crop, Turns } from '../types';

/**
 * What four numbers of a box are.
 * - `size`: left, top, width, height (wildlife-datasets, COCO, MegaDetector)
 * - `corners`: left, top, right, bottom (Pascal VOC, PyTorch)
 * - `centre`: x and y of the middle, width, height (YOLO)
 */
export type BoxForm = 'size' | 'corners' | 'centre';

/**
 * A box of pixels of the photo as it is shown; it becomes a crop when the photo's size is known.
 */
export interface PixelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly turns?: Turns;
  /** The size of the picture that the box was drawn on, where the table says it. */
  readonly of?: { readonly width: number; readonly height: number };
}

/**
 * Of a picture's side: detectors round to four places and people draw over the edge by a pixel or
 * two.
 */
export const EDGE_TOLERANCE = 0.001;
/**
 * A box that has less than a quarter of its area in the picture was meant for another picture, or
 * in other units.
 */
const LEAST_INSIDE = 0.25;
/**
 * Two pictures are one at two sizes when their proportions differ by less: sizes are rounded to
 * whole pixels.
 */
const PROPORTION_TOLERANCE = 0.02;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Left, top, width and height; null for a box that has no area. */
export function rectangleOf(
  [a, b, c, d]: readonly [number, number, number, number],
  form: BoxForm,
): Rectangle | null {
  const rectangle =
    form === 'corners'
      ? { x: a, y: b, width: c - a, height: d - b }
      : form === 'centre'
        ? { x: a - c / 2, y: b - d / 2, width: c, height: d }
        : { x: a, y: b, width: c, height: d };
  return rectangle.width > 0 &&
    rectangle.height > 0 &&
    Object.values(rectangle).every(Number.isFinite)
    ? rectangle
    : null;
}

/** The part of a rectangle of fractions that lies in the picture; null when most of it does not. */
export function clipFractions(box: Rectangle): { crop: Crop; clipped: boolean } | null {
  const [left, top] = [Math.max(0, box.x), Math.max(0, box.y)];
  const width = box.x >= 0 ? Math.min(box.width, 1 - left) : Math.min(box.x + box.width, 1);
  const height = box.y >= 0 ? Math.min(box.height, 1 - top) : Math.min(box.y + box.height, 1);
  if (!(width > 0) || !(height > 0)) return null;
  if (width * height < LEAST_INSIDE * box.width * box.height) return null;
  const lost = Math.max(box.width - width, box.height - height);
  return { crop: { x: left, y: top, width, height }, clipped: lost > EDGE_TOLERANCE };
}

/** A photo's size as it is shown, and the EXIF orientation by which it is turned for that. */
export interface ShownSize {
  readonly width: number;
  readonly height: number;
  readonly orientation?: number;
}

/**
 * The crop that a box of pixels is in a photo of this size; null when most of it lies outside, or
 * when it was drawn on a picture of other proportions. A box of the picture as it is stored (drawn
 * in a program that does not look at EXIF, such as labelImg) is turned with it, where the size it
 * was drawn on says so.
 */
export function cropOfBox(box: PixelBox, size: ShownSize): Crop | null {
  const of = box.of ?? size;
  const shares = {
    x: box.x / of.width,
    y: box.y / of.height,
    width: box.width / of.width,
    height: box.height / of.height,
  };
  const isSideways = (size.orientation ?? 1) >= FIRST_SIDEWAYS;
  const inside = isOfProportions(of, size)
    ? clipFractions(shares)
    : isSideways && isOfProportions(of, { width: size.height, height: size.width })
      ? clipFractions(turnedWith(shares, size.orientation!))
      : null;
  return inside && { ...inside.crop, ...(box.turns ? { turns: box.turns } : {}) };
}

type Side = Pick<ShownSize, 'width' | 'height'>;

function isOfProportions(a: Side, b: Side): boolean {
  const proportion = (a.width * b.height) / (a.height * b.width);
  return Math.abs(proportion - 1) <= PROPORTION_TOLERANCE;
}

/** Orientations from here on exchange width and height (EXIF 2.32, tag 0x0112). */
const FIRST_SIDEWAYS = 5;

/** A box of fractions of the stored picture, in the picture as it is shown: orientations 5 to 8. */
function turnedWith({ x, y, width, height }: Rectangle, orientation: number): Rectangle {
  const [right, below] = [1 - y - height, 1 - x - width];
  return {
    x: orientation === 6 || orientation === 7 ? right : y,
    y: orientation === 7 || orientation === 8 ? below : x,
    width: height,
    height: width,
  };
}

/** Whether part of a box of pixels lies outside a picture of this size, and is left out. */
export function isClipped(
  box: PixelBox,
  size: { readonly width: number; readonly height: number },
): boolean {
  const { width, height } = box.of ?? size;
  const most = (side: number): number => side * (1 + EDGE_TOLERANCE) + 1;
  return (
    box.x < -1 || box.y < -1 || box.x + box.width > most(width) || box.y + box.height > most(height)
  );
}

const POINT_NUMBER = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?/gi;

/**
 * The numbers of a cell that holds a whole box: `[10, 20, 30.5, 40]`, `10 20 30 40`,
 * `0,1;0,2;0,5;0,6`. A comma is a decimal mark where another separator stands beside it, or where
 * eight whole numbers are four of them.
 */
export function boxNumbers(text: string): number[] {
  // Shares of a hundred.
  const percents = text.match(/\d\s*%/g)?.length ?? 0;
  if (percents === 4) return boxNumbers(text.replaceAll('%', ' ')).map((side) => side / 100);
  const plain = text
    .replace(/[\u2212\u2013]/g, '-')
    // NumPy 2 writes its type around each number.
    .replace(/\b(?:np|numpy)\.\w+\(([^()]*)\)/g, '$1')
    .trim();
  if (!plain.includes('.') && /\d,\d/.test(plain)) {
    const parts = plain.replace(/^[[({\s]+|[\])}\s]+$/g, '').split(/\s*[;|/]\s*|,?\s+/);
    if (parts.length === 4 && parts.every((part) => /^[-+]?\d+(,\d+)?$/.test(part)))
      return parts.map((part) => Number(part.replace(',', '.')));
    const whole = plain.match(/\d+/g) ?? [];
    if (whole.length === 8 && [0, 2, 4, 6].every((i) => Number(whole[i]) <= 1))
      return [0, 2, 4, 6].map((i) => Number(`${whole[i]!}.${whole[i + 1]!}`));
  }
  return Array.from(plain.match(POINT_NUMBER) ?? [], Number);
}

const LABELLED = /([a-z_]+\d?)["']?\s*[:=]\s*["']?([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)/gi;

/** Sides by name, in the orders in which a box of that form is given. */
const LABELS: readonly (readonly [BoxForm, readonly RegExp[]])[] = [
  [
    'corners',
    [
      /^(?:x_?min|x1|left|l)$/,
      /^(?:y_?min|y1|top|t)$/,
      /^(?:x_?max|x2|right|r)$/,
      /^(?:y_?max|y2|bottom|b)$/,
    ],
  ],
  [
    'centre',
    [
      /^(?:cx|x_?cent(?:er|re)|cent(?:er|re)_?x)$/,
      /^(?:cy|y_?cent(?:er|re)|cent(?:er|re)_?y)$/,
      /^(?:w|width)$/,
      /^(?:h|height)$/,
    ],
  ],
  [
    'size',
    [/^(?:x|left|l|x_?min|x1)$/, /^(?:y|top|t|y_?min|y1)$/, /^(?:w|width)$/, /^(?:h|height)$/],
  ],
];

/** Two corners in brackets of their own: `[[10, 20], [40, 60]]`, `(10, 20), (40, 60)`. */
const TWO_CORNERS =
  /^[[({\s]*[[(]\s*([-+\d.e]+)\s*,\s*([-+\d.e]+)\s*[\])]\s*,?\s*[[(]\s*([-+\d.e]+)\s*,\s*([-+\d.e]+)\s*[\])][\])}\s]*$/i;
/** The points of an outline, as VIA writes them. */
const OUTLINE = /"all_points_([xy])"\s*:\s*\[([^\]]*)\]/g;

/**
 * The box of a cell whose form can be seen: `{"xmin": 10, "ymin": 20, "xmax": 40, "ymax": 60}`,
 * `x=10 y=20 w=30 h=40`, two corners in brackets, VIA's outlines, Label Studio's shares of a
 * hundred. Null when nothing shows it; `bad` when a side is missing, or when there are several
 * boxes.
 */
export function labelledBox(text: string): Rectangle | 'bad' | null {
  const corners = TWO_CORNERS.exec(text)?.slice(1).map(Number);
  if (corners) return rectangleOf(corners as [number, number, number, number], 'corners') ?? 'bad';
  const outline = [...text.matchAll(OUTLINE)];
  if (outline.length > 0) return boxAround(outline);
  const numbers = new Map<string, number>();
  for (const [, name, value] of text.matchAll(LABELLED)) {
    const key = name!.toLowerCase();
    if (numbers.has(key)) return 'bad';
    numbers.set(key, Number(value));
  }
  if (numbers.size === 0) return null;
  const isShare = numbers.has('original_width') && numbers.has('original_height');
  if (isShare && (numbers.get('rotation') ?? 0) !== 0) return 'bad';
  const rectangle = namedRectangle(numbers);
  if (!isShare || rectangle === 'bad') return rectangle;
  const { x, y, width, height } = rectangle;
  return { x: x / 100, y: y / 100, width: width / 100, height: height / 100 };
}

function boxAround(outline: readonly RegExpExecArray[]): Rectangle | 'bad' {
  const pointsOf = (axis: string): number[] =>
    outline
      .find((match) => match[1] === axis)?.[2]
      ?.split(',')
      .map(Number) ?? [];
  const [xs, ys] = [pointsOf('x'), pointsOf('y')];
  if (outline.length !== 2 || xs.length < 3 || xs.length !== ys.length) return 'bad';
  const corners = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return rectangleOf(corners as [number, number, number, number], 'corners') ?? 'bad';
}

function namedRectangle(numbers: ReadonlyMap<string, number>): Rectangle | 'bad' {
  const isFrom0 = numbers.has('x0') && numbers.has('x1') && !numbers.has('x2');
  const named = [...numbers].map(([name, value]) => {
    const from1 = isFrom0 && /^[xy][01]$/.test(name);
    return [from1 ? name[0]! + String(Number(name[1]) + 1) : name, value] as const;
  });
  for (const [form, sides] of LABELS) {
    const found = sides.map((side) => named.find(([name]) => side.test(name))?.[1]);
    if (found.every((value) => value !== undefined))
      return rectangleOf(found as [number, number, number, number], form) ?? 'bad';
  }
  return 'bad';
}

/**
 * The number of a cell that holds one side, with a point or a decimal comma, perhaps with `px`; NaN
 * when it is none.
 */
export function sideNumber(text: string): number {
  const plain = text
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/\s*(px|pixels?|píxeles|pixeles)$/i, '')
    .trim();
  if (plain.endsWith('%')) return sideNumber(plain.slice(0, -1)) / 100;
  if (/^[-+]?\d+,\d+$/.test(plain)) return Number(plain.replace(',', '.'));
  return /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

/**
 * The form that boxes of one column can have: numbers that go beyond the picture as left, top,
 * width, height, and are corners in every row, are corners.
 * @param largest of a picture's side: 1 for fractions; null when it is not known
 */
export function formOfBoxes(
  boxes: readonly (readonly number[])[],
  largest: number | null,
): 'size' | 'corners' {
  const full = boxes.filter((box) => box.length === 4) as [number, number, number, number][];
  if (full.length === 0 || largest === null) return 'size';
  const areCorners = full.every(([a, b, c, d]) => c > a && d > b);
  const reach = full.some(
    ([a, b, c, d]) => a + c > largest * (1 + 0.02) || b + d > largest * (1 + 0.02),
  );
  return areCorners && reach ? 'corners' : 'size';
}
