/**
 * Program MARK's encounter histories (`.inp`; Cooch and White, A Gentle Introduction, chapter 2): a
 * line an individual, its history, how many have it, and a semicolon. Comments stand between slash
 * and star.
 */
import { historiesOf, occasionName } from '../histories';
import type { Remark } from '../left-out';
import { textFormat } from './format';

export const mark = textFormat('text/plain', async (source, run) => {
  const { occasions, individuals, counts } = await historiesOf(source, run.leftOut);
  const head = [
    `${individuals.length} individuals, ${occasions.length} occasions, one group; 1: seen, 0: not seen`,
    ...occasions.map((one) => `occasion ${one.index + 1}: ${occasionName(one)}, days: ${one.days}`),
    ...Object.entries(run.leftOut.remarks).map(([remark, n]) => WORDS[remark as Remark]?.(n)),
  ].filter((line) => line !== undefined);
  return (function* (): Generator<string> {
    // MARK and RMark take a comment for one only when it fills its line.
    for (const line of head) yield `/* ${line.replaceAll(';', ',')} */\r\n`;
    for (const { id, name } of individuals) {
      const history = counts.get(id)!.map((count) => (count > 0 ? '1' : '0'));
      yield `/* ${commentOf(name)} */ ${history.join('')} 1;\r\n`;
    }
  })();
});

const WORDS: Partial<Record<Remark, (count: number) => string>> = {
  'no-date': (n) => `photos left out, because they have no date: ${n}`,
  'no-individual': (n) => `photos left out, because they are unidentified: ${n}`,
  'outside-occasions': (n) => `photos left out, because they are of no occasion: ${n}`,
  'several-species': (n) => `species in these histories: ${n}`,
};

/** A name that does not end the comment, or the line: RMark drops a line's first semicolon. */
function commentOf(name: string): string {
  return name
    .replaceAll('*/', '*')
    .replaceAll('/*', '*')
    .replace(/[;\r\n]+/g, ',');
}
