import { describe, expect, test } from 'vitest';
import { layOut, rowAt, rowsBetween, type Group } from '../../../src/app/gallery/layout';
import { fromInput } from '../../../src/app/import/collect';
import { levelsOf, namesByFolder, sortingOf } from '../../../src/engine/exchange/folder-names';
import { sourceOf } from '../../../src/app/import/source';
import type { Services } from '../../../src/runtime/services';
import { RateEstimate } from '../../../src/app/import/estimate';
import type { PhotoSummary } from '../../../src/runtime/services';
import { plain } from '../../../src/app/ui/text';

const photo = (i: number): PhotoSummary => ({
  id: String(i),
  name: `${String(i)}.jpg`,
  individualId: null,
  width: 1,
  height: 1,
  importedAt: 0,
  crop: null,
  sha256: '',
  cropKey: 'whole',
  mime: 'image/jpeg',
  byteLength: 1,
  takenAt: null,
  place: null,
});

describe('what folders say', () => {
  test('loose files say nothing', () => {
    expect(sortingOf(['a.jpg', 'b.jpg'])).toEqual({ kind: 'flat' });
  });

  test('subfolders of one folder are individuals; files beside them are not', () => {
    const paths = ['herd/Luna/1.jpg', 'herd/Rosa/1.jpg', 'herd/loose.jpg'];
    expect(sortingOf(paths)).toEqual({ kind: 'subfolders', names: ['Luna', 'Rosa'] });
    expect(namesByFolder(paths, 'subfolders')).toEqual(['Luna', 'Rosa', null]);
    expect(namesByFolder(paths, 'none')).toEqual([null, null, null]);
  });

  test('several folders dropped together are individuals themselves', () => {
    const paths = ['Luna/1.jpg', 'Rosa/1.jpg'];
    expect(sortingOf(paths)).toEqual({ kind: 'subfolders', names: ['Luna', 'Rosa'] });
    expect(namesByFolder(paths, 'subfolders')).toEqual(['Luna', 'Rosa']);
  });

  test('the nearest folder is the individual, however deep', () => {
    expect(namesByFolder(['2024/north/Luna/1.jpg'], 'subfolders')).toEqual(['Luna']);
  });

  test('or the folder at a level of choice; levels with one name tell nothing apart', () => {
    const paths = [
      'all/Luna/2023/1.jpg',
      'all/Luna/2024/1.jpg',
      'all/Rosa/2024/1.jpg',
      'all/2.jpg',
    ];
    expect(levelsOf(paths)).toEqual([
      { level: 1, names: ['Luna', 'Rosa'] },
      { level: 2, names: ['2023', '2024'] },
    ]);
    expect(namesByFolder(paths, 1)).toEqual(['Luna', 'Luna', 'Rosa', null]);
  });

  test('one folder without subfolders may be one individual', () => {
    const paths = ['Luna/1.jpg', 'Luna/2.jpg'];
    expect(sortingOf(paths)).toEqual({ kind: 'folder', name: 'Luna' });
    expect(namesByFolder(paths, 'folder')).toEqual(['Luna', 'Luna']);
  });

  test('files the system leaves behind are not photos, and are counted for the report', async () => {
    const names = ['.DS_Store', 'Thumbs.db', 'desktop.ini', '._a.jpg', '._b.jpg', 'a.jpg', 'm.csv'];
    const found = fromInput(names.map((name) => new File(['x'], name)));
    const { files, left } = await sourceOf(found, null, {} as Services);
    expect(files.map(({ path }) => path)).toEqual(['a.jpg', 'm.csv']);
    expect(left).toEqual([
      { name: '.DS_Store', count: 1 },
      { name: 'Thumbs.db', count: 1 },
      { name: 'desktop.ini', count: 1 },
      { name: '._*', count: 2 },
    ]);
  });

  test('a folder with its accents written apart, as macOS has it, is the same individual', () => {
    const paths = ['herd/Pen\u0303a/1.jpg', 'herd/Pe\u00f1a/2.jpg'];
    expect(sortingOf(paths)).toEqual({ kind: 'subfolders', names: ['Pe\u00f1a'] });
    expect(namesByFolder(paths, 'subfolders')).toEqual(['Pe\u00f1a', 'Pe\u00f1a']);
  });
});

describe('the estimate', () => {
  test('says nothing until it knows the rate, then the rest at that rate', () => {
    const estimate = new RateEstimate();
    estimate.add(0, 100);
    expect(estimate.secondsLeft(60)).toBeNull();
    estimate.add(2, 103);
    expect(estimate.secondsLeft(60)).toBeNull();
    estimate.add(10, 105);
    expect(estimate.secondsLeft(60)).toBe(25);
  });

  test('follows a change of pace', () => {
    const estimate = new RateEstimate();
    for (let second = 0; second <= 60; second++) estimate.add(second * 10, second);
    for (let second = 61; second <= 100; second++) estimate.add(600 + (second - 60), second);
    // One a second for the last forty: the fast minute before is forgotten.
    expect(estimate.secondsLeft(740)).toBeCloseTo(100, 0);
  });
});

describe('the long grid', () => {
  const groups = (count: number, title: string | null = null): Group[] => [
    { key: 'a', title, photos: Array.from({ length: count }, (_, i) => photo(i)) },
  ];

  test('every photo is in exactly one row, in order', () => {
    const two: Group[] = [
      { key: 'a', title: 'A', photos: [0, 1, 2, 3, 4].map(photo) },
      { key: 'none', title: 'None', photos: [] },
      { key: 'b', title: 'B', photos: [5, 6].map(photo) },
    ];
    const { rows } = layOut(two, 390);
    expect(rows.filter((row) => row.kind === 'heading').map((row) => row.group.title)).toEqual([
      'A',
      'B',
    ]);
    const drawn = rows.flatMap((row) =>
      row.kind === 'photos' ? row.photos.map(({ id }, i) => [row.first + i, id]) : [],
    );
    expect(drawn).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => [i, String(i)]));
  });

  test.each([320, 390, 768, 1036, 1600])('rows fill %i pixels without overlap', (width) => {
    const { rows, columns, cell, gap, height } = layOut(groups(100, 'A'), width);
    expect(columns * cell + (columns - 1) * gap).toBeCloseTo(width);
    expect(columns).toBeGreaterThanOrEqual(3);
    for (let i = 1; i < rows.length; i++) {
      expect(rows[i]!.top).toBeGreaterThanOrEqual(rows[i - 1]!.top + rows[i - 1]!.height);
    }
    expect(height).toBeCloseTo(rows.at(-1)!.top + rows.at(-1)!.height);
  });

  test('before the grid is measured no row is drawn: at no width thousands would be on screen', () => {
    expect(layOut(groups(100, 'A'), 0)).toMatchObject({ rows: [], height: 0 });
  });

  test('20,000 photos give the same rows as a plain scan, and few of them', () => {
    const { rows, height } = layOut(groups(20_000), 1200);
    for (const y of [-500, 0, 1, height / 3, height - 1, height + 500]) {
      expect(rowAt(rows, y)).toBe(rows.filter((row) => row.top + row.height <= y).length);
      const visible = rows.filter((row) => row.top + row.height > y && row.top < y + 900);
      expect(rowsBetween(rows, y, y + 900)).toEqual(visible);
      expect(visible.length).toBeLessThan(12);
    }
  });
});

describe('a search by name', () => {
  test('accents and capitals make no difference to a search', () => {
    expect(plain(' Ámbar ')).toBe('ambar');
    expect(plain('ÑANDÚ')).toBe('nandu');
  });
});
