/**
 * YOLO's text files (docs.ultralytics.com/datasets/detect): a line for each box, with the number of
 * its class, then the middle, the width and the height in fractions of the picture; some have the
 * certainty behind them. With more numbers they are the points of an outline. What the numbers of
 * the classes mean stands in a file for all: `classes.txt`, `obj.names`, `data.yaml`.
 */
import { rectangleOf, type Rectangle } from '../boxes';
import type { Annotation, DrawnBox } from './types';

/** How far over the edge a fraction may be: writers round, and boxes reach over the edge. */
const MOST_OVER = 0.1;

/** Files that name classes, by their own names. */
export const CLASSES_FILE = /(^|\/)(?:classes\.txt|_darknet\.labels|[^/]*\.names|[^/]*\.ya?ml)$/i;

/** Null: it is no file of YOLO's. A file without lines is one that has no boxes. */
export function readYolo(text: string): Annotation | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const boxes: DrawnBox[] = [];
  const bad: string[] = [];
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    const numbers = words.map(Number);
    if (words.length < 5 || !/^\d+$/.test(words[0]!) || !numbers.every(Number.isFinite))
      return null;
    const [classNumber = 0, ...sides] = numbers;
    if (sides.some((side) => side < -MOST_OVER || side > 1 + MOST_OVER)) return null;
    const confidence = sides.length === 5 ? Math.max(0, Math.min(1, sides[4]!)) : 1;
    const fractions = boxOf(sides);
    if (fractions) boxes.push({ label: null, classNumber, fractions, confidence });
    else bad.push(line.trim());
  }
  return { kind: 'yolo', photo: '', boxes, bad };
}

function boxOf(sides: readonly number[]): Rectangle | null {
  if (sides.length <= 5)
    return rectangleOf(sides.slice(0, 4) as [number, number, number, number], 'centre');
  if (sides.length % 2 !== 0) return null;
  const [xs, ys] = [0, 1].map((axis) => sides.filter((_, i) => i % 2 === axis)) as [
    number[],
    number[],
  ];
  const corners = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return rectangleOf(corners as [number, number, number, number], 'corners');
}

/** The names of the classes by their numbers; null: the file names none. */
export function readClasses(name: string, text: string): readonly string[] | null {
  const names = /\.ya?ml$/i.test(name) ? namesInYaml(text) : text.split(/\r?\n/);
  const trimmed = names.map((each) => each.trim().replace(/^(["'])(.*)\1$/, '$2'));
  while (trimmed.at(-1) === '') trimmed.pop();
  return trimmed.length > 0 ? trimmed : null;
}

/** `names: [cat, dog]`, or a line for each: `- cat` or `0: cat`. */
function namesInYaml(text: string): string[] {
  const plain = text.replace(/(^|\s)#.*$/gm, '$1');
  const inline = /^names:\s*[[{]([^\]}]*)[\]}]/m.exec(plain)?.[1];
  if (inline !== undefined) return inline.split(',').map((part) => part.replace(/^\s*\d+\s*:/, ''));
  const block =
    /^names:[^\S\n]*\n((?:[^\S\n]*(?:-|\d+\s*:)[^\n]*(?:\n|$))+)/m.exec(plain)?.[1] ?? '';
  const names: string[] = [];
  for (const [i, line] of block
    .split('\n')
    .filter((each) => each.trim() !== '')
    .entries()) {
    const [, number, name = ''] = /^\s*(?:-|(\d+)\s*:)\s*(.*)$/.exec(line) ?? [];
    names[number === undefined ? i : Number(number)] = name;
  }
  return Array.from({ length: names.length }, (_, i) => names[i] ?? '');
}
