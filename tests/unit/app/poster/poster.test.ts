import { describe, expect, test } from 'vitest';
import { fitFacts, LINE_HEIGHT, type Measure } from '../../../../src/app/poster/fit';
import {
  containOf,
  layOutPoster,
  type Box,
  type PosterShape,
} from '../../../../src/app/poster/layout';
import { posterPdf } from '../../../../src/app/poster/pdf';
import { codeOf } from '../../../../src/app/poster/qr';

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe.each<PosterShape>(['a4', 'square'])('the layout of %s', (shape) => {
  test.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('with contact %s and code %s nothing lies over another thing', (contact, qr) => {
    const layout = layOutPoster(shape, { contact, qr });
    const { headline, photo, facts } = layout;
    const boxes = [headline, photo, facts, layout.contact, layout.qr].filter((box) => box !== null);
    expect(boxes).toHaveLength(3 + Number(contact) + Number(qr));
    boxes.forEach((a, i) => {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(layout.width);
      expect(a.y + a.height).toBeLessThanOrEqual(layout.height);
      expect(boxes.slice(i + 1).every((b) => apart(a, b))).toBe(true);
    });
    // The photo is the largest thing, and a code is 3 cm wide at 200 dots an inch.
    expect(photo.height).toBeGreaterThan(0.4 * layout.height);
    if (layout.qr) expect(layout.qr.width).toBeGreaterThanOrEqual(shape === 'a4' ? 240 : 120);
  });
});

test('without a photo the words have its place', () => {
  const has = { contact: true, qr: true };
  const [whole, photoless] = [true, false].map((photo) => layOutPoster('a4', { ...has, photo }));
  expect(photoless!.photo.height).toBe(0);
  expect(photoless!.facts.height).toBeGreaterThan(2 * whole!.facts.height);
  expect(apart(photoless!.facts, photoless!.qr!)).toBe(true);
  expect(photoless!.facts.y).toBeGreaterThanOrEqual(photoless!.headline.height);
});

test('A4 has the shape of A4', () => {
  const { width, height } = layOutPoster('a4', { contact: true, qr: true });
  expect(height / width).toBeCloseTo(Math.SQRT2, 3);
});

test('a tall photo is shown whole', () => {
  const box = { x: 10, y: 20, width: 200, height: 100 };
  expect(containOf(50, 100, box)).toEqual({ x: 85, y: 20, width: 50, height: 100 });
});

/** Every letter is half as wide as it is tall, as in a sans. */
const measure: Measure = (text, size) => text.length * size * 0.5;

test.each([
  ['a short name', 'Luna', ['Triana · 1 may 2026']],
  ['a long name of one word', 'Maximilianísimo-de-la-Guadalupana', ['perro', 'Triana']],
  ['a name that no size takes', 'A'.repeat(400), ['perro']],
  ['more than a poster holds', 'Luna', ['Una mancha blanca en el pecho. '.repeat(120)]],
])('the words of a poster stay in their box: %s', (_, name, facts) => {
  const box = { x: 0, y: 0, width: 400, height: 300 };
  const lines = fitFacts({ name, facts }, box, measure);
  for (const { text, size } of lines) expect(measure(text, size, 500)).toBeLessThanOrEqual(400);
  const height = lines.reduce((sum, { size }) => sum + size * LINE_HEIGHT, 0);
  expect(height).toBeLessThanOrEqual(box.height);
  const said = lines.map(({ text }) => text).join('');
  const all = [name, ...facts].join('').replaceAll(' ', '');
  // All of it, or an ellipsis that says that there is more.
  if (!said.endsWith('…')) expect(said.replaceAll(' ', '')).toBe(all);
  else expect(all.startsWith(said.slice(0, -1).replaceAll(' ', ''))).toBe(true);
});

test('few words are large, and a long name is whole', () => {
  const box = { x: 0, y: 0, width: 400, height: 300 };
  const short = fitFacts({ name: 'Luna', facts: ['Triana'] }, box, measure);
  expect(short[0]!.size).toBeGreaterThan(60);
  const long = fitFacts({ name: 'Maximiliano-de-Guadalupe', facts: [] }, box, measure);
  expect(long).toHaveLength(1);
});

test('a code has its finder patterns, and a text that is too long has none', () => {
  const code = codeOf('https://example.org/luna')!;
  expect(code[0]!.slice(0, 8)).toEqual([true, true, true, true, true, true, true, false]);
  expect(codeOf('x'.repeat(600))).toBeNull();
});

test('the table of the PDF says where each object begins', async () => {
  const blob = posterPdf({
    ...{ jpeg: Uint8Array.of(255, 216, 255, 217), width: 1, height: 1, title: 'Año (1)' },
    lines: ['SE BUSCA (Luna)', 'Камас', 'Betis — 5 €'],
    link: { url: 'https://example.org/a b', box: [1, 2, 3, 4] },
  });
  // A letter for each byte, so that places in the text are places in the file.
  const latin = Buffer.from(await blob.arrayBuffer()).toString('latin1');
  const table = Number(/startxref\n(\d+)/.exec(latin)![1]);
  expect(latin.slice(table, table + 4)).toBe('xref');
  expect(latin).toContain('(Betis \x97 5 \x80) Tj');
  const offsets = [...latin.slice(table).matchAll(/^(\d{10}) 00000 n/gm)].map(([, at]) =>
    Number(at),
  );
  expect(offsets).toHaveLength(8);
  offsets.forEach((at, i) => {
    expect(latin.slice(at)).toMatch(new RegExp(`^${String(i + 1)} 0 obj`));
  });
  expect(latin.startsWith('%PDF-1.4\n')).toBe(true);
  expect(latin).toContain('(SE BUSCA \\(Luna\\)) Tj');
  expect(latin).toContain('(?????) Tj');
  expect(latin).toContain('/URI (https://example.org/a%20b)');
  expect(latin).toContain('<feff004100f1006f');
});
