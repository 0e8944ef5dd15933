/** Which words of a poster stand in which line, as large as their box takes them. */
import type { Box } from './layout';

export interface Line {
  readonly text: string;
  /** In pixels. */
  readonly size: number;
  readonly weight: number;
}

/** Width in pixels of a text of that size and weight. */
export type Measure = (text: string, size: number, weight: number) => number;

export const LINE_HEIGHT = 1.25;
/** Below this no text on a poster is read from a step away. */
const SMALLEST = 18;
/** The name is this much larger than the facts. */
const NAME_SIZE = 1.4;
/** Of the box's height: a name of one word and two short facts fill it. */
const LARGEST = 0.2;

/**
 * The name and a paragraph for each fact, in the largest size with which every line fits its box.
 * Where even the smallest is too large, words are broken, and an ellipsis says that more was said.
 */
export function fitFacts(
  { name, facts }: { readonly name: string; readonly facts: readonly string[] },
  box: Box,
  measure: Measure,
): readonly Line[] {
  for (let size = Math.round(box.height * LARGEST); ; size -= 2) {
    const last = size <= SMALLEST;
    const lines = [
      ...wrap(name, { size: size * NAME_SIZE, weight: 800 }, box.width, measure, last),
      ...facts.flatMap((fact) => wrap(fact, { size, weight: 500 }, box.width, measure, last)),
    ];
    const fits = lines.every((line) => measure(line.text, line.size, line.weight) <= box.width);
    if (fits && heightOf(lines) <= box.height) return lines;
    if (last) return cut(lines, box, measure);
  }
}

/** What a reader calls letters: each may be several code units. */
function lettersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

function heightOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { size }) => sum + size * LINE_HEIGHT, 0);
}

function wrap(
  text: string,
  style: Omit<Line, 'text'>,
  width: number,
  measure: Measure,
  breaksWords: boolean,
): readonly Line[] {
  const fits = (part: string): boolean => measure(part, style.size, style.weight) <= width;
  const lines: string[] = [];
  let now = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    let rest = word;
    if (now && !fits(`${now} ${rest}`)) {
      lines.push(now);
      now = '';
    }
    while (breaksWords && !now && !fits(rest)) {
      // One letter stands alone even where it is too wide.
      const letters = lettersOf(rest);
      let count = letters.length - 1;
      while (count > 1 && !fits(letters.slice(0, count).join(''))) count -= 1;
      lines.push(letters.slice(0, Math.max(1, count)).join(''));
      rest = letters.slice(Math.max(1, count)).join('');
      if (rest === '') break;
    }
    now = now ? `${now} ${rest}` : rest;
  }
  return (now ? [...lines, now] : lines).map((line) => ({ text: line, ...style }));
}

/** Only the lines that the box has room for. */
function cut(lines: readonly Line[], box: Box, measure: Measure): readonly Line[] {
  const kept = [...lines];
  while (kept.length > 1 && heightOf(kept) > box.height) kept.pop();
  if (kept.length === lines.length) return kept;
  const last = kept.pop()!;
  let text = last.text;
  while (text && measure(`${text}…`, last.size, last.weight) > box.width) text = text.slice(0, -1);
  return [...kept, { ...last, text: `${text.trimEnd()}…` }];
}
