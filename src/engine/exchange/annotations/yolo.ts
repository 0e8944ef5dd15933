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

/** Behind the box of a pose: x, y and whether it is seen of each point. */
const POINT_NUMBERS = 3;

/** Null: it is no file of YOLO's. A file without lines is one that has no boxes. */
export function readYolo(text: string): Annotation | null {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:#.*)?$/.test(line));
  const read = lines.map(lineOf);
  if (!read.every((line) => line !== null)) return null;
  const hasConfidenceFirst = isConfidenceFirst(read.map(({ sides }) => sides));
  const boxes: DrawnBox[] = [];
  const bad: string[] = [];
  for (const [i, { name, sides }] of read.entries()) {
    const [first = 0, ...others] = sides;
    const ordered = hasConfidenceFirst ? [...others, first] : sides;
    const confidence = ordered.length === 5 ? Math.max(0, Math.min(1, ordered[4]!)) : 1;
    const fractions = sides.every(Number.isFinite) ? boxOf(ordered) : null;
    if (fractions) boxes.push({ ...name, fractions, confidence });
    else bad.push(lines[i]!.trim());
  }
  return { kind: 'yolo', photo: '', boxes, bad };
}

interface Line {
  readonly name: Pick<DrawnBox, 'label' | 'classNumber'>;
  readonly sides: readonly number[];
}

/** Null: it is no line of YOLO's. Numbers that a program could not compute (`nan`) are NaN. */
function lineOf(line: string): Line | null {
  const words = wordsOf(line.trim());
  const [first = '', ...others] = words;
  if (words.length < 5 || !others.every((word) => /^(?:nan|-?inf)$/i.test(word) || isNumber(word)))
    return null;
  const sides = plainSides(others.map((word) => (isNumber(word) ? Number(word) : NaN)));
  if (sides.some((side) => side < -MOST_OVER || side > 1 + MOST_OVER)) return null;
  if (!isNumber(first)) return { name: { label: first }, sides };
  // NumPy writes whole numbers as it writes the others: `0.0`, `0.000e+00`.
  const classNumber = Number(first);
  return Number.isInteger(classNumber) && classNumber >= 0
    ? { name: { label: null, classNumber }, sides }
    : null;
}

const isNumber = (word: string): boolean => word !== '' && Number.isFinite(Number(word));

/** Between spaces, or between commas; a comma between digits is a decimal mark where there are both. */
function wordsOf(line: string): string[] {
  const spaced = line.split(/\s*;\s*|,?\s+/);
  if (spaced.length < 5) return line.split(/\s*,\s*/);
  return spaced.map((word) => word.replace(/^(-?\d+),(\d+)$/, '$1.$2'));
}

/**
 * Without what is no part of a box: the number that a tracker gives an animal, behind it, and the
 * points of a pose.
 */
function plainSides(sides: readonly number[]): readonly number[] {
  const last = sides.at(-1) ?? 0;
  const isTracked =
    (sides.length === 5 || sides.length === 6) && Number.isInteger(last) && last > 1;
  if (isTracked) return sides.slice(0, -1);
  const points = sides.slice(4);
  const seen = points.filter((_, i) => i % POINT_NUMBERS === POINT_NUMBERS - 1);
  const isPose =
    points.length >= POINT_NUMBERS &&
    points.length % POINT_NUMBERS === 0 &&
    seen.every((value) => value === 0 || value === 1 || value === 2);
  return isPose ? sides.slice(0, 4) : sides;
}

/** Ultralytics puts the certainty last, others first: it is first where boxes leave their pictures otherwise. */
function isConfidenceFirst(lines: readonly (readonly number[])[]): boolean {
  const five = lines.filter((sides) => sides.length === 5 && sides.every(Number.isFinite));
  const fit = (from: number): boolean =>
    five.every((sides) => {
      const [x, y, width, height] = sides.slice(from, from + 4) as [number, number, number, number];
      const [across, down] = [width / 2 - MOST_EDGE, height / 2 - MOST_EDGE];
      return x - across >= 0 && x + across <= 1 && y - down >= 0 && y + down <= 1;
    });
  return five.length > 0 && !fit(0) && fit(1);
}

/** How far over the edge a box of a detector reaches. */
const MOST_EDGE = 0.02;

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
  const inline = /^["']?names["']?\s*:\s*[[{]([^\]}]*)[\]}]/m.exec(plain)?.[1];
  if (inline !== undefined)
    return [...inline.matchAll(/(?:\s*["']?\d+["']?\s*:)?\s*("[^"]*"|'[^']*'|[^,]+)/g)].map(
      ([, name = '']) => name,
    );
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
