/**
 * Pascal VOC's XML, as labelImg, VoTT, Roboflow and CVAT write it: `annotation`, with an `object`
 * for each box of two corners in pixels (VOC2012 development kit, section 5). The few elements are
 * looked for by name. labelme's older files have outlines in place of corners, roLabelImg's turned
 * boxes: the box around them is theirs.
 */
import { rectangleOf, type Rectangle } from '../boxes';
import type { Annotation, DrawnBox } from './types';
import { numberIn, valueIn } from './xml';

/** Characters of a file that are read: a thousand objects have some 300 kB. */
const MAX_CHARS = 4 * 1024 * 1024;

/** Null: it is no annotation of Pascal VOC. */
export function readVoc(text: string): Annotation | null {
  const xml = text.slice(0, MAX_CHARS).replace(/<!--[\s\S]*?-->/g, '');
  if (!/^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^>]*>\s*)?<annotation[\s>]/.test(xml)) return null;
  // Parts of an object (head, hand, foot) have boxes of their own.
  const whole = xml.replace(/<part>[\s\S]*?<\/part>/g, '');
  const outside = whole.replace(/<object[\s>][\s\S]*?<\/object>/g, '');
  const size = /<size>([\s\S]*?)<\/size>/.exec(outside)?.[1] ?? '';
  const [width, height] = [numberIn(size, 'width'), numberIn(size, 'height')];
  const of = width > 0 && height > 0 ? { of: { width, height } } : {};
  const objects = [...whole.matchAll(/<object(?:\s[^>]*)?>([\s\S]*?)<\/object>/g)].map(
    ([, object = '']) => ({ object, corners: cornersOf(object) }),
  );
  // Corners of one pixel at most are shares of the picture.
  const areShares = objects.every(({ corners }) => corners.every((side) => side <= 1));
  const boxes: DrawnBox[] = [];
  const bad: string[] = [];
  for (const { object, corners } of objects) {
    const rectangle = rectangleAround(corners);
    const label = valueIn(object.replace(BOX, ''), 'name');
    const box = areShares ? { fractions: rectangle! } : { pixels: { ...rectangle!, ...of } };
    if (rectangle) boxes.push({ label, ...box, confidence: 1 });
    else bad.push(shownBox(object) || label);
  }
  return { kind: 'voc', photo: valueIn(outside, 'filename'), boxes, bad };
}

const BOX = /<bndbox[\s>][\s\S]*?<\/bndbox\s*>/;

type Corners = readonly [number, number, number, number];

/** NaN where there are none. */
function cornersOf(object: string): Corners {
  const box = BOX.exec(object)?.[0] ?? '';
  const corners = ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => numberIn(box, side));
  if (corners.some((side) => !Number.isNaN(side))) return corners as unknown as Corners;
  return turnedCorners(object) ?? outlineCorners(object);
}

/** roLabelImg's box: its middle, its sides, and how far it is turned, in radians. */
function turnedCorners(object: string): Corners | null {
  const box = /<robndbox[\s>][\s\S]*?<\/robndbox\s*>/.exec(object)?.[0];
  if (box === undefined) return null;
  const [x, y, width, height, angle] = ['cx', 'cy', 'w', 'h', 'angle'].map((each) =>
    numberIn(box, each),
  ) as [number, number, number, number, number];
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const [across, down] = [(width * cos + height * sin) / 2, (width * sin + height * cos) / 2];
  return [x - across, y - down, x + across, y + down];
}

/** The corners around `<polygon>`: points as `<x1>`, `<y1>` or as `<pt><x>`. */
function outlineCorners(object: string): Corners {
  const outline = /<polygon[\s>][\s\S]*?<\/polygon\s*>/.exec(object)?.[0] ?? '';
  const sides = (axis: string): number[] =>
    [...outline.matchAll(new RegExp(`<${axis}\\d*>\\s*(-?[\\d.]+)\\s*<`, 'g'))].map(([, value]) =>
      Number(value),
    );
  const [xs, ys] = [sides('x'), sides('y')];
  if (xs.length < 3 || xs.length !== ys.length) return [NaN, NaN, NaN, NaN];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Of two opposite corners, whichever comes first. */
function rectangleAround([a, b, c, d]: Corners): Rectangle | null {
  const corners = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)] as const;
  return rectangleOf(corners, 'corners');
}

function shownBox(object: string): string {
  const box = BOX.exec(object)?.[0] ?? '';
  return box
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
