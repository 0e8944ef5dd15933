import { expect, test } from 'vitest';
import {
  askedOfMarkings,
  rankedByMarkings,
  type AgreeingMarkings,
  type Mistake,
  type MistakeKind,
} from '../../../../src/engine/sorting';

let count = 0;
function mistake(kind: MistakeKind): Mistake {
  const id = String((count += 1));
  return {
    ...{ kind, individualIds: [`a${id}`, `b${id}`], pair: [`p${id}`, `q${id}`], photoIds: [id] },
    ...{ margin: 1, ownPhoto: kind === 'elsewhere' ? `o${id}` : null, markings: null },
  };
}

test('the surest of each kind are asked in turn, and of one picture nothing is', () => {
  const [copy, several] = [mistake('copy'), mistake('several')];
  const [one, two] = [mistake('elsewhere'), mistake('elsewhere')];
  const three = mistake('elsewhere');
  expect(askedOfMarkings([copy, one, two, three, several], 3)).toEqual([one, several, two]);
});

test('within a kind come first those that markings speak for, and last those that they speak against', () => {
  const [a, b, c, d] = [0, 1, 2, 3].map(() => mistake('elsewhere'));
  const [joined, apart] = [mistake('alike'), mistake('alike')];
  const [one, parted] = [mistake('several'), mistake('several')];
  const said = new Map<Mistake, AgreeingMarkings>([
    [a!, { pair: 0, own: 30 }],
    [b!, { pair: 0, own: 0 }],
    [d!, { pair: 25, own: 0 }],
    [apart, { pair: 14, own: null }],
    [one, { pair: 20, own: null }],
  ]);
  const ranked = rankedByMarkings([joined, apart, a!, b!, c!, d!, one, parted], said);
  expect(ranked.map(({ pair }) => pair)).toEqual(
    [apart, joined, d!, b!, c!, a!, parted, one].map(({ pair }) => pair),
  );
  expect(ranked[2]!.markings).toEqual({ pair: 25, own: 0 });
  expect(ranked[4]!.markings).toBeNull();
});
