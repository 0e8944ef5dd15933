/**
 * Boxes of many photos in one file of XML: CVAT's ("CVAT for images", docs.cvat.ai/docs/dataset_management)
 * with `box` and `polygon` in each `image`, and dlib's (imglab), whose boxes have top, left, width
 * and height. All in pixels.
 */
import { rectangleOf, type Rectangle } from '../boxes';
import type { Annotation, DrawnBox } from './types';
import { attributeIn, valueIn } from './xml';

/** Characters of a file that are read: ten thousand photos have some 10 MB. */
const MAX_CHARS = 64 * 1024 * 1024;

/** Null: it is no file of CVAT's or dlib's. */
export function readCvat(text: string): readonly Annotation[] | null {
  const xml = text.slice(0, MAX_CHARS);
  if (!/<(?:annotations|dataset)[\s>]/.test(xml) || !/<image\s[^>]*(?:name|file)\s*=/.test(xml))
    return null;
  return elementsOf(xml, 'image').map(([head, content]) => annotationOf(head, content));
}

/**
 * The attributes of all elements of these names, each with what follows up to the next one: in one
 * pass, however many are never closed.
 */
function elementsOf(xml: string, names: string): readonly (readonly [string, string])[] {
  const parts = xml.split(new RegExp(`<(?:${names})(?=\\s)`)).slice(1);
  return parts.map((part) => {
    const end = part.indexOf('>');
    return end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 1)];
  });
}

function annotationOf(head: string, following: string): Annotation {
  const [width, height] = [attributeOf(head, 'width'), attributeOf(head, 'height')];
  const of = width > 0 && height > 0 ? { of: { width, height } } : {};
  const boxes: DrawnBox[] = [];
  const bad: string[] = [];
  const content = head.endsWith('/') ? '' : following.split('</image>', 1)[0]!;
  for (const [shape, inside] of elementsOf(content, 'box|polygon')) {
    const label = attributeIn(shape, 'label') || valueIn(inside, 'label');
    const rectangle = rectangleIn(shape);
    if (rectangle) boxes.push({ label, pixels: { ...rectangle, ...of }, confidence: 1 });
    else bad.push(label);
  }
  const path = attributeIn(head, 'name') || attributeIn(head, 'file');
  return { kind: 'cvat', photo: '', path, boxes, bad };
}

function rectangleIn(shape: string): Rectangle | null {
  // Turned boxes are left to the person: what their corners mean depends on the version.
  if (attributeOf(shape, 'rotation') !== 0 && attributeIn(shape, 'rotation') !== '') return null;
  const points = attributeIn(shape, 'points');
  if (points !== '') return around(points);
  const corners = ['xtl', 'ytl', 'xbr', 'ybr'].map((side) => attributeOf(shape, side));
  if (corners.every(Number.isFinite)) return rectangleOf(corners as Four, 'corners');
  const sides = ['left', 'top', 'width', 'height'].map((side) => attributeOf(shape, side));
  return rectangleOf(sides as Four, 'size');
}

type Four = [number, number, number, number];

/** Of points as `20.0,20.0;80.0,60.0`. */
function around(points: string): Rectangle | null {
  const numbers = points.split(';').map((point) => point.split(',').map(Number));
  const [xs, ys] = [numbers.map(([x]) => x!), numbers.map(([, y]) => y!)];
  return rectangleOf(
    [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
    'corners',
  );
}

function attributeOf(element: string, name: string): number {
  const value = attributeIn(element, name);
  return value === '' ? NaN : Number(value);
}
