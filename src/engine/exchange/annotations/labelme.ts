/**
 * labelme's JSON: shapes of points in pixels of one picture
 * (github.com/wkentaro/labelme, `LabelFile`). The box around a shape is its box.
 */
import { rectangleOf } from '../boxes';
import type { Annotation, DrawnBox } from './types';

type Entry = Readonly<Record<string, unknown>>;
type Point = readonly [number, number];

/** Shapes without an area: marks within an animal. */
const NO_AREA = new Set(['point', 'points', 'line', 'linestrip']);

/** Null: it is no annotation of labelme. */
export function readLabelme(json: unknown): Annotation | null {
  if (!isObject(json)) return null;
  const { shapes, imagePath, imageWidth, imageHeight } = json;
  // Without the picture's name it is called as the file itself.
  const isSaid = typeof imagePath === 'string' || (imagePath === null && 'imageWidth' in json);
  if (!Array.isArray(shapes) || !isSaid) return null;
  const isSized = typeof imageWidth === 'number' && typeof imageHeight === 'number';
  const of =
    isSized && imageWidth > 0 && imageHeight > 0
      ? { of: { width: imageWidth, height: imageHeight } }
      : {};
  const boxes: DrawnBox[] = [];
  const bad: string[] = [];
  for (const shape of shapes as readonly unknown[]) {
    if (isObject(shape) && NO_AREA.has(String(shape['shape_type']))) continue;
    const box = isObject(shape) ? boxAround(shape) : null;
    const label = isObject(shape) && typeof shape['label'] === 'string' ? shape['label'] : '';
    if (box) boxes.push({ label: label.trim(), pixels: { ...box, ...of }, confidence: 1 });
    else bad.push(JSON.stringify([isObject(shape) ? shape['points'] : shape]));
  }
  // The folder is of the computer where it was drawn.
  const photo = imagePath?.split(/[\\/]/).at(-1) ?? '';
  return { kind: 'labelme', photo, boxes, bad };
}

function boxAround({ points, shape_type: type }: Entry): ReturnType<typeof rectangleOf> {
  if (!Array.isArray(points)) return null;
  const read = (points as readonly unknown[]).map(pointOf);
  if (!read.every((point) => point !== null)) return null;
  const all: readonly Point[] = type === 'circle' ? circle(read) : read;
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  if (all.length < 2) return null;
  return rectangleOf(
    [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
    'corners',
  );
}

/** Its middle and a point of its edge, as two corners of the square around it. */
function circle(points: readonly Point[]): readonly Point[] {
  const [middle, edge] = points;
  if (!middle || !edge) return [];
  const radius = Math.hypot(edge[0] - middle[0], edge[1] - middle[1]);
  return [
    [middle[0] - radius, middle[1] - radius],
    [middle[0] + radius, middle[1] + radius],
  ];
}

function pointOf(value: unknown): Point | null {
  if (!Array.isArray(value) || value.length < 2) return null;
  const [x, y] = (value as readonly unknown[]).map((side) =>
    typeof side === 'string' && side.trim() !== '' ? Number(side) : side,
  );
  return Number.isFinite(x) && Number.isFinite(y) ? [x as number, y as number] : null;
}

function isObject(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
