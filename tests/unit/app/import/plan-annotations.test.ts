import { describe } from 'vitest';
import { C, run } from './plan-door';

/** Boxes that people drew, in a file for each photo: whose they are, and what is said of them. */

const voc = (filename: string, objects: string, size = '200,100'): string => {
  const [width, height] = size.split(',');
  return `<?xml version="1.0"?>\n<annotation><folder>x</folder><filename>${filename}</filename><path>C:\\x\\${filename}</path><size><width>${width}</width><height>${height}</height><depth>3</depth></size>${objects}</annotation>`;
};
const object = (name: string, [a, b, c, d]: readonly (number | string)[]): string =>
  `<object><name>${name}</name><pose>Left</pose><bndbox><xmin>${a}</xmin><ymin>${b}</ymin><xmax>${c}</xmax><ymax>${d}</ymax></bndbox></object>`;
const BOX = [20, 20, 80, 60];

describe('Pascal VOC', () => {
  run(
    'a file beside each photo, in folders that are names',
    {
      'r/Luna/a.jpg': '',
      'r/Luna/a.xml': voc('a.jpg', object('cat', BOX)),
      'r/Sol/a.jpg': '',
      'r/Sol/a.xml': voc('a.jpg', object('cat', [120, 20, 180, 60])),
    },
    { 'r/Luna/a.jpg': { i: 'Luna', c: C, labels: ['cat'] }, 'r/Sol/a.jpg': { i: 'Sol' } },
  );
  run(
    'Annotations and JPEGImages, with a path of another computer, a name without its ending',
    {
      'VOC/JPEGImages/a.jpg': '',
      'VOC/JPEGImages/b.jpg': '',
      'VOC/Annotations/a.xml': voc('a', object('cat', BOX)),
      'VOC/Annotations/b.xml': voc('b.jpg', object('person', BOX)),
    },
    { 'VOC/JPEGImages/a.jpg': { c: C } },
    ['no-animal'],
  );
  run(
    'numbers with fractions, parts with boxes of their own, characters by number',
    {
      'f/a.jpg': '',
      'f/a.xml': voc(
        'a.jpg',
        object('pe&#241;a &amp; co', ['20.0', '20.4', '80.0', '59.6']).replace(
          '<object>',
          '<object><part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>3</xmax><ymax>3</ymax></bndbox></part>',
        ),
      ),
    },
    { 'f/a.jpg': { c: [0.1, 0.204, 0.3, 0.392], labels: ['peña & co'] } },
  );
  run(
    'drawn on a copy of half the size',
    { 'f/a.jpg': '', 'f/a.xml': voc('a.jpg', object('cat', [10, 10, 40, 30]), '100,50') },
    { 'f/a.jpg': { c: C } },
  );
  run(
    'a size of nothing, and a side that is missing',
    {
      'f/a.jpg': '',
      'f/b.jpg': '',
      'f/a.xml': voc('a.jpg', object('cat', BOX), '0,0'),
      'f/b.xml': voc('b.jpg', object('cat', [20, 20, 80, '']) + object('cat', BOX)),
    },
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } },
    ['entry'],
  );
  run(
    'the file and the name in it mean two photos: neither is taken',
    { 'f/a.jpg': '', 'f/b.jpg': '', 'f/a.xml': voc('b.jpg', object('cat', BOX)) },
    { 'f/a.jpg': {}, 'f/b.jpg': {} },
    ['names-nothing'],
  );
  run(
    'two photos of one name and other endings: the name in the file tells',
    { 'f/a.jpg': '', 'f/a.png': '', 'f/a.xml': voc('a.png', object('cat', BOX)) },
    { 'f/a.png': { c: C } },
    ['unmentioned'],
  );
  run(
    'two cameras, the files of one of them in a folder beside both',
    {
      'S/cam1/a.jpg': '',
      'S/cam2/a.jpg': '',
      'S/xml/a.xml': voc('a.jpg', object('cat', BOX)),
    },
    { 'S/cam1/a.jpg': {}, 'S/cam2/a.jpg': {} },
    ['names-nothing'],
  );
  run(
    'in a folder that differs in more than one name: of another survey',
    { 'S/2024/cam1/a.jpg': '', 'S/2023/cam9/a.xml': voc('a.jpg', object('cat', BOX)) },
    { 'S/2024/cam1/a.jpg': { c: null } },
    ['names-nothing'],
  );
  run(
    'XML of another kind is said',
    { 'f/a.jpg': '', 'f/a.xml': '<gpx/>' },
    { 'f/a.jpg': { c: null } },
    ['refused'],
  );
});

describe('labelme', () => {
  const labelme = (shapes: readonly object[], more: object = {}): object => ({
    ...{ version: '5.4.1', flags: {}, shapes, imagePath: '..\\photos\\a.jpg', imageData: null },
    ...{ imageHeight: 100, imageWidth: 200, ...more },
  });
  const shape = (type: string, points: readonly (readonly number[])[], label = 'cat'): object => ({
    ...{ label, points, group_id: null, shape_type: type, flags: {} },
  });
  run(
    'rectangles in any order of corners, outlines, circles; marks have no box',
    {
      'f/a.jpg': '',
      'f/a.json': labelme([
        shape('rectangle', [
          [80, 60],
          [20, 20],
        ]),
        shape('polygon', [
          [120, 20],
          [180, 30],
          [150, 60],
        ]),
        shape('circle', [
          [50, 50],
          [50, 70],
        ]),
        shape('point', [[5, 5]]),
        shape(
          'rectangle',
          [
            [20, 20],
            [80, 60],
          ],
          'person',
        ),
      ]),
    },
    {
      'f/a.jpg': [
        { c: C, labels: ['cat'] },
        { c: [0.6, 0.2, 0.3, 0.4] },
        { c: [0.15, 0.3, 0.2, 0.4] },
      ],
    },
  );
  run(
    'a shape without points is said, and the rest goes on',
    {
      'f/a.jpg': '',
      'f/a.json': labelme([
        shape('rectangle', []),
        shape('rectangle', [
          [20, 20],
          [80, 60],
        ]),
      ]),
    },
    { 'f/a.jpg': { c: C } },
    ['entry'],
  );
  run(
    'without shapes: no animal',
    {
      'f/a.jpg': '',
      'f/b.jpg': '',
      'f/a.json': labelme([
        shape('rectangle', [
          [20, 20],
          [80, 60],
        ]),
      ]),
      'f/b.json': labelme([], { imagePath: 'b.jpg' }),
    },
    { 'f/a.jpg': { c: C } },
    ['no-animal'],
  );
});

describe('YOLO', () => {
  const LINE = '0 0.25 0.4 0.3 0.4\n';
  run(
    'images and labels, with the names of the classes',
    {
      'd/images/train/a.jpg': '',
      'd/images/train/b.jpg': '',
      'd/images/train/c.jpg': '',
      'd/labels/train/a.txt': LINE,
      'd/labels/train/b.txt': '1 0.25 0.4 0.3 0.4\n',
      'd/labels/train/c.txt': '',
      'd/data.yaml': 'path: ../d # root\nnames:\n  0: cat\n  1: person\n',
    },
    { 'd/images/train/a.jpg': { c: C, labels: ['cat'] } },
    ['no-animal'],
  );
  run(
    'beside the photos, classes.txt, certainties, outlines',
    {
      'f/a.jpg': '',
      'f/b.jpg': '',
      'f/a.txt': '1 0.25 0.4 0.3 0.4 0.91\n1 0.75 0.4 0.3 0.4 0.05\n',
      'f/b.txt': '0 0.1 0.2 0.4 0.2 0.4 0.6 0.1 0.6\n',
      'f/classes.txt': 'gato\nperro\n',
    },
    { 'f/a.jpg': { c: C, labels: ['perro'] }, 'f/b.jpg': { c: C, labels: ['gato'] } },
  );
  run(
    'without the names of the classes: the boxes, and that they are missing',
    { 'f/a.jpg': '', 'f/b.jpg': '', 'f/a.txt': LINE, 'f/b.txt': LINE },
    { 'f/a.jpg': { c: C, labels: null }, 'f/b.jpg': { c: C } },
    ['entry'],
  );
  run(
    'names in one line of YAML',
    {
      'f/a.jpg': '',
      'f/a.txt': LINE,
      'f/data.yml': 'nc: 2\nnames: [\'Felis catus\', "dog"]\n',
    },
    { 'f/a.jpg': { c: C, labels: ['Felis catus'] } },
  );
  run(
    'a text of numbers that are no fractions is a table that cannot be used',
    { 'f/a.jpg': '', 'f/a.txt': '0 20 20 80 60\n' },
    { 'f/a.jpg': { c: null } },
    ['refused'],
  );
  run(
    'a box over the edge is clipped and said',
    { 'f/a.jpg': '', 'f/a.txt': '0 0.95 0.4 0.2 0.4\n', 'f/classes.txt': 'cat\n' },
    { 'f/a.jpg': { c: [0.85, 0.2, 0.15, 0.4] } },
    ['entry'],
  );
});
