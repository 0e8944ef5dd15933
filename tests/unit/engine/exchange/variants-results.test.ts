import { expect, test } from 'vitest';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';
import { ImportPlanner } from '../../../../src/engine/exchange/planner';

/**
 * Detectors' results as the field writes them: boxes by path (fractions of 200 x 100 pixels), null
 * for none, or a refusal.
 */

type Boxes = readonly (readonly number[])[];

function run(
  name: string,
  json: string | Uint8Array<ArrayBuffer>,
  paths: string[],
  want: Record<string, Boxes | null> | 'refused' | 'not-json' | 'without-boxes',
): void {
  test(name, async () => {
    const planner = new ImportPlanner();
    planner.plan(paths);
    const opening = planner.openResults({ name: 'r.json', blob: new Blob([json]) });
    if (typeof want === 'string') {
      const code = `detections-${want === 'refused' ? 'unrecognised' : want}`;
      await expect(opening).rejects.toMatchObject({ code });
      return;
    }
    const { id } = await opening;
    const { photos } = planner.detected([{ id, options: {} }], 0.2, new Map());
    for (const [path, boxes] of Object.entries(want)) {
      const crops = photos
        .filter((photo) => photo.path === path)
        .map(({ crop, box }) => crop ?? (box && cropOfBox(box, { width: 200, height: 100 })));
      const got = crops.map((crop) => crop && [crop.x, crop.y, crop.width, crop.height]);
      const rounded = got.map((sides) => sides?.map((side) => Math.round(side * 1e4) / 1e4));
      expect(rounded, path).toEqual(boxes ?? []);
    }
  });
}

const C = [0.1, 0.2, 0.3, 0.4];
const md = (images: unknown, extra: object = {}): string =>
  JSON.stringify({
    info: {},
    detection_categories: { 1: 'animal', 2: 'person', 3: 'vehicle' },
    images,
    ...extra,
  });
run(
  'md basic',
  md([{ file: 'cam1/a.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] }]),
  ['cam1/a.jpg'],
  { 'cam1/a.jpg': [C] },
);
run(
  'md numeric cat',
  md([{ file: 'cam1/a.jpg', detections: [{ category: 1, conf: 0.9, bbox: C }] }]),
  ['cam1/a.jpg'],
  { 'cam1/a.jpg': [C] },
);
run(
  'md conf string',
  md([{ file: 'a.jpg', detections: [{ category: '1', conf: '0.9', bbox: C }] }]),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'md detections null',
  md([
    { file: 'a.jpg', detections: null, failure: 'x' },
    { file: 'b.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] },
  ]),
  ['a.jpg', 'b.jpg'],
  { 'b.jpg': [C], 'a.jpg': null },
);
run(
  'md infinity',
  `{"detection_categories":{"1":"animal"},"images":[{"file":"a.jpg","max_detection_conf":Infinity,"detections":[{"category":"1","conf":0.9,"bbox":[0.1,0.2,0.3,0.4]}]},{"file":"b.jpg","detections":[{"category":"1","conf":-Infinity,"bbox":[0.1,0.2,0.3,0.4]}]}]}`,
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': [C], 'b.jpg': null },
);
run(
  'md BOM',
  '\ufeff' + md([{ file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] }]),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'md windows',
  md([
    { file: 'D:\\s\\cam1\\a.JPG', detections: [{ category: '1', conf: 0.9, bbox: C }] },
    { file: 'D:\\s\\cam2\\a.JPG', detections: [] },
  ]),
  ['s/cam1/a.jpg', 's/cam2/a.jpg'],
  { 's/cam1/a.jpg': [C], 's/cam2/a.jpg': null },
);
run(
  'md over edge',
  md([
    { file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: [-0.004, 0.1, 0.4, 0.5] }] },
  ]),
  ['a.jpg'],
  { 'a.jpg': [[0, 0.1, 0.396, 0.5]] },
);
run(
  'md over edge right',
  md([{ file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: [0.7, 0.1, 0.305, 0.5] }] }]),
  ['a.jpg'],
  { 'a.jpg': [[0.7, 0.1, 0.3, 0.5]] },
);
run(
  'md trailing comma',
  '{"detection_categories":{"1":"animal"},"images":[{"file":"a.jpg","detections":[{"category":"1","conf":0.9,"bbox":[0.1,0.2,0.3,0.4]},]},]}',
  ['a.jpg'],
  'not-json',
);
run(
  'md cut',
  '{"detection_categories":{"1":"animal"},"images":[{"file":"a.jpg","detections":[{"category":"1","conf":0.9,"bbox":[0.1',
  ['a.jpg'],
  'not-json',
);
run(
  'md video',
  md([
    {
      file: 'v.mp4',
      frame_rate: 30,
      detections: [{ category: '1', conf: 0.9, bbox: C, frame_number: 3 }],
    },
    { file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] },
  ]),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'md Animal capital',
  JSON.stringify({
    detection_categories: { '1': 'Animal', '2': 'Person' },
    images: [
      {
        file: 'a.jpg',
        detections: [
          { category: '1', conf: 0.9, bbox: C },
          { category: '2', conf: 0.9, bbox: [0.5, 0.5, 0.1, 0.1] },
        ],
      },
    ],
  }),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'md categories missing',
  JSON.stringify({
    images: [{ file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] }],
  }),
  ['a.jpg'],
  'refused',
);
run(
  'md categories list',
  JSON.stringify({
    detection_categories: ['animal', 'person'],
    images: [{ file: 'a.jpg', detections: [{ category: '0', conf: 0.9, bbox: C }] }],
  }),
  ['a.jpg'],
  'refused',
);
run(
  'md addax',
  JSON.stringify({
    detection_categories: {
      '1': 'animal',
      '2': 'person',
      '3': 'vehicle',
      '4': 'red fox',
      '5': 'unidentified animal',
    },
    images: [
      {
        file: 'a.jpg',
        detections: [
          { category: '4', conf: 0.9, bbox: C },
          { category: '2', conf: 0.9, bbox: [0.5, 0.5, 0.1, 0.1] },
        ],
      },
      { file: 'b.jpg', detections: [{ category: '5', conf: 0.5, bbox: C }] },
    ],
  }),
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': [C], 'b.jpg': [C] },
);
run(
  'md pixels in fractions',
  md([{ file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: [20, 20, 60, 40] }] }]),
  ['a.jpg'],
  'refused',
);
run(
  'ms list',
  JSON.stringify([
    {
      file: 'a.jpg',
      detections: [
        { category: 'animal', confidence: 0.9, bbox: [20, 20, 80, 60] },
        { category: 'person', confidence: 0.9, bbox: [0, 0, 5, 5] },
      ],
    },
  ]),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'pw',
  JSON.stringify({
    annotations: [
      {
        img_id: 'x/a.jpg',
        bbox: [
          [20, 20, 80, 60],
          [0, 0, 10, 10],
        ],
        category: [0, 1],
        confidence: [0.9, 0.9],
      },
    ],
    categories: { 0: 'animal', 1: 'person', 2: 'vehicle' },
  }),
  ['x/a.jpg'],
  { 'x/a.jpg': [C] },
);
run(
  'pw str',
  JSON.stringify({
    annotations: [
      {
        img_id: 'x\\a.jpg',
        bbox: [['20', '20', '80', '60']],
        category: ['0'],
        confidence: ['0.9'],
      },
    ],
    categories: { '0': 'animal' },
  }),
  ['x/a.jpg'],
  { 'x/a.jpg': [C] },
);
run(
  'pw one flat',
  JSON.stringify({
    annotations: [{ img_id: 'a.jpg', bbox: [20, 20, 80, 60], category: 0, confidence: 0.9 }],
    categories: { '0': 'animal' },
  }),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'pw normalised',
  JSON.stringify({
    annotations: [
      { img_id: 'a.jpg', bbox: [[0.1, 0.2, 0.4, 0.6]], category: [0], confidence: [0.9] },
    ],
    categories: { '0': 'animal' },
  }),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'sn',
  JSON.stringify({
    predictions: [
      {
        filepath: 'cam/a.jpg',
        detections: [
          { category: '1', label: 'animal', conf: 0.9, bbox: C },
          { category: '2', label: 'human', conf: 0.9, bbox: [0.5, 0.5, 0.1, 0.1] },
        ],
        prediction: 'uuid;mammalia;;;;;x',
      },
      { filepath: 'cam/b.jpg', failures: ['DETECTOR'] },
    ],
  }),
  ['cam/a.jpg', 'cam/b.jpg'],
  { 'cam/a.jpg': [C], 'cam/b.jpg': null },
);
run(
  'sn only classes',
  JSON.stringify({
    predictions: [{ filepath: 'cam/a.jpg', classifications: { classes: ['x'], scores: [0.9] } }],
  }),
  ['cam/a.jpg'],
  'without-boxes',
);
const coco = (o: object = {}, im: object = {}): string =>
  JSON.stringify({
    images: [{ id: 1, file_name: 'a.jpg', width: 200, height: 100, ...im }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [20, 20, 60, 40], ...o }],
    categories: [
      { id: 1, name: 'zebra' },
      { id: 2, name: 'person' },
    ],
  });
run('coco', coco(), ['a.jpg'], { 'a.jpg': [C] });
run('coco str ids', coco({ image_id: '1', category_id: '1' }), ['a.jpg'], { 'a.jpg': [C] });
run('coco scale', coco({ bbox: [40, 40, 120, 80] }, { width: 400, height: 200 }), ['a.jpg'], {
  'a.jpg': [C],
});
run('coco no size', coco({}, { width: undefined, height: undefined }), ['a.jpg'], { 'a.jpg': [C] });
run('coco fractions', coco({ bbox: C }), ['a.jpg'], { 'a.jpg': [C] });
run(
  'coco cat0 empty',
  JSON.stringify({
    images: [
      { id: 'x', file_name: 'a.jpg' },
      { id: 'y', file_name: 'b.jpg' },
    ],
    annotations: [
      { id: 1, image_id: 'x', category_id: 0 },
      { id: 2, image_id: 'y', category_id: 1, bbox: [20, 20, 60, 40] },
    ],
    categories: [
      { id: 0, name: 'empty' },
      { id: 1, name: 'zebra' },
    ],
  }),
  ['a.jpg', 'b.jpg'],
  { 'b.jpg': [C], 'a.jpg': null },
);
run(
  'coco polygons only',
  JSON.stringify({
    images: [{ id: 1, file_name: 'a.jpg', width: 200, height: 100 }],
    annotations: [
      { id: 1, image_id: 1, category_id: 1, segmentation: [[20, 20, 80, 20, 80, 60, 20, 60]] },
    ],
    categories: [{ id: 1, name: 'z' }],
  }),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'coco bad score',
  JSON.stringify({
    images: [{ id: 1, file_name: 'a.jpg', width: 200, height: 100 }],
    annotations: [
      { id: 1, image_id: 1, category_id: 1, bbox: [20, 20, 60, 40], score: 0.1 },
      { id: 2, image_id: 1, category_id: 1, bbox: [20, 20, 60, 40], score: 0.9 },
    ],
    categories: [{ id: 1, name: 'z' }],
  }),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'coco results list',
  JSON.stringify([{ image_id: 'a.jpg', category_id: 1, bbox: [20, 20, 60, 40], score: 0.9 }]),
  ['a.jpg'],
  'refused',
);
run(
  'labelme',
  JSON.stringify({
    version: '5',
    shapes: [
      {
        label: 'zebra',
        points: [
          [20, 20],
          [80, 60],
        ],
        shape_type: 'rectangle',
      },
    ],
    imagePath: 'a.jpg',
    imageHeight: 100,
    imageWidth: 200,
  }),
  ['a.jpg'],
  'refused',
);
/** Boxes that people drew, of many photos in one file. */
const viaShape = { name: 'rect', x: 20, y: 20, width: 60, height: 40 };
const via = (regions: unknown): object => ({
  'a.jpg123': { filename: 'a.jpg', size: 123, regions },
});
const viaOutline = { name: 'polygon', all_points_x: [20, 80, 50], all_points_y: [20, 30, 60] };
const notAnimal = { shape_attributes: viaShape, region_attributes: { what: 'person' } };
for (const [name, json] of [
  ['via', via([{ shape_attributes: viaShape, region_attributes: {} }, notAnimal])],
  ['via 1', via({ 0: { shape_attributes: viaShape, region_attributes: { what: 'zebra' } } })],
  [
    'via project',
    { _via_img_metadata: via([{ shape_attributes: viaOutline, region_attributes: {} }]) },
  ],
  [
    'via circle',
    via([
      {
        shape_attributes: { name: 'ellipse', cx: 50, cy: 40, rx: 30, ry: 20 },
        region_attributes: {},
      },
    ]),
  ],
] as const)
  // prettier-ignore
  run(name, JSON.stringify(json), ['a.jpg'], { 'a.jpg': [C] });
const share = { x: 10, y: 20, width: 30, height: 40, rotation: 0, rectanglelabels: ['zebra'] };
const sized = { original_width: 200, original_height: 100 };
const task = (image: string, ...values: readonly object[]): object => ({
  data: { image },
  annotations: [{ result: values.map((value) => ({ ...sized, type: 'rectanglelabels', value })) }],
});
const ellipse = { x: 25, y: 40, radiusX: 15, radiusY: 20, ellipselabels: ['zebra'] };
const polygon = { points: [[10, 20], [40, 30], [20, 60]], polygonlabels: ['zebra'] }; // prettier-ignore
for (const [name, json] of [
  [
    'label studio',
    [task('/data/upload/1/3f2a9c1b-a.jpg', share, { ...share, rectanglelabels: ['person'] })],
  ],
  ['label studio local files', [task('/data/local-files/?d=cam%201/a.jpg', share)]],
  ['label studio ellipse', [task('s3://bucket/a.jpg', ellipse)]],
  ['label studio outline', [task('a.jpg', polygon)]],
  [
    'label studio short',
    [{ image: '/data/upload/3f2a9c1b-a.jpg', label: [{ ...share, ...sized }] }],
  ],
  [
    'label studio of two people',
    [
      {
        ...task('a.jpg'),
        annotations: [
          { was_cancelled: true, result: [{ value: { ...share, x: 60 } }] },
          { result: [{ value: share }] },
          { result: [{ value: { ...share, x: 11 } }] },
        ],
      },
    ],
  ],
  [
    'create ml',
    [
      {
        image: 'a.jpg',
        annotations: [{ label: 'zebra', coordinates: { x: 50, y: 40, width: 60, height: 40 } }],
      },
    ],
  ],
] as const)
  // prettier-ignore
  run(name, JSON.stringify(json), ['a.jpg'], { 'a.jpg': [C] });
run(
  'md two cams same',
  md([
    { file: 'cam1/a.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] },
    { file: 'cam2/a.jpg', detections: [{ category: '1', conf: 0.9, bbox: [0.5, 0.5, 0.1, 0.1] }] },
  ]),
  ['a.jpg'],
  { 'a.jpg': null },
);
run(
  'md bad last',
  md([
    null,
    5,
    { detections: [] },
    {
      file: 'a.jpg',
      detections: [
        { category: '1', conf: 0.9, bbox: C },
        { category: '9', conf: 0.9, bbox: C },
        { category: '1', conf: 0.9, bbox: [0.1, 0.2] },
        'x',
      ],
    },
  ]),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'jsonl sn',
  [
    '{"filepath":"a.jpg","detections":[{"label":"animal","conf":0.9,"bbox":[0.1,0.2,0.3,0.4]}]}',
    '{"filepath":"b.jpg","detections":[]}',
  ].join('\n'),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'utf16',
  (() => {
    const t =
      '\ufeff' + md([{ file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] }]);
    const b = new Uint8Array(t.length * 2);
    Array.from(t).forEach((c, i) => {
      b[i * 2] = c.charCodeAt(0) & 255;
      b[i * 2 + 1] = c.charCodeAt(0) >> 8;
    });
    return b;
  })(),
  ['a.jpg'],
  { 'a.jpg': [C] },
);
run(
  'megadet url',
  md([
    {
      file: 'https://x.org/s/cam1/a.jpg?sig=1',
      detections: [{ category: '1', conf: 0.9, bbox: C }],
    },
  ]),
  ['cam1/a.jpg'],
  { 'cam1/a.jpg': [C] },
);
run(
  'conf as percent',
  md([
    { file: 'a.jpg', detections: [{ category: '1', conf: 90, bbox: C }] },
    { file: 'b.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] },
  ]),
  ['a.jpg', 'b.jpg'],
  { 'b.jpg': [C], 'a.jpg': null },
);

/** One image of MegaDetector's with one detection, which differs in the usual one's keys. */
const one = (detection: object, extra: object = {}, image: object = {}): string =>
  md(
    [
      {
        file: 'a.jpg',
        detections: [{ category: '1', conf: 0.9, bbox: C, ...detection }],
        ...image,
      },
    ],
    extra,
  );
const A = ['a.jpg'];
const found = { 'a.jpg': [C] };
for (const [name, detection] of [
  ['a category of 1.0', { category: '1.0' }],
  ['a confidence with a comma', { conf: '0,9' }],
  ['a confidence in percent', { conf: '90 %' }],
  ['confidences in hundredths', { conf: 90 }],
  ['a confidence of single precision', { conf: 1.0000001192092896 }],
  ['a confidence by another name', { conf: undefined, confidence: 0.9 }],
  ['a score', { conf: undefined, score: 0.9 }],
  ['a box by name', { bbox: { x: 0.1, y: 0.2, width: 0.3, height: 0.4 } }],
  ['a box of named corners', { bbox: { xmin: 0.1, ymin: 0.2, xmax: 0.4, ymax: 0.6 } }],
  ['a box as text', { bbox: '[0.1, 0.2, 0.3, 0.4]' }],
  ['a box in a list of its own', { bbox: [C] }],
] as const)
  run(`md ${name}`, one(detection), A, found);
for (const name of ['file_name', 'filepath', 'file_path', 'image', 'image_path', 'img_path'])
  run(`md a file called ${name}`, one({}, {}, { file: undefined, [name]: 'x/a.jpg' }), A, found);
// Repeated detections that were thrown out have negative confidences.
run('md only what was thrown out', one({ conf: -0.9 }), A, { 'a.jpg': null });
run(
  'md corners: each box would leave its picture',
  md([
    { file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: [0.6, 0.5, 0.9, 0.9] }] },
    { file: 'b.jpg', detections: [{ category: '1', conf: 0.9, bbox: [0.2, 0.3, 0.7, 0.9] }] },
  ]),
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': [[0.6, 0.5, 0.3, 0.4]], 'b.jpg': [[0.2, 0.3, 0.5, 0.6]] },
);
const person = { category: '2', conf: 0.9, bbox: [0.5, 0.5, 0.1, 0.1] };
for (const [name, categories] of [
  ['by name', { animal: 1, person: 2 }],
  ['as objects', { 1: { name: 'animal' }, 2: { name: 'person' } }],
  ['as a list of objects', [{ id: 1, name: 'animal' }, { id: 2, name: 'person' }]], // prettier-ignore
] as const)
  run(
    `md categories ${name}`,
    md([{ file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }, person] }], {
      detection_categories: categories,
    }),
    A,
    found,
  );
run('md one detection in place of a list', one({}, {}, { detections: { ...person, category: 1, bbox: C } }), A, found); // prettier-ignore
run(
  'ms a file by another name',
  JSON.stringify([
    {
      image_path: 'a.jpg',
      detections: [{ category: 'animal', conf: 0.9, bbox: [20, 20, 80, 60] }],
    },
  ]),
  A,
  found,
);
for (const name of ['filename', 'path', 'coco_url', 'name'])
  run(
    `coco a file called ${name}`,
    coco({}, { file_name: undefined, [name]: 'x/a.jpg' }),
    A,
    found,
  );
run('coco the name of the file in place of its number', coco({ image_id: 'a.jpg' }, { id: 7 }), A, found); // prettier-ignore
run('coco a category by name', coco({ category_id: undefined, category: 'zebra' }), A, found);
run('coco a box by name', coco({ bbox: { x: 20, y: 20, width: 60, height: 40 } }), A, found);
run('coco a box as text', coco({ bbox: '[20, 20, 60, 40]' }), A, found);
const outline = { bbox: undefined, segmentation: [20, 20, 80, 20, 80, 60, 20, 60] };
run('coco an outline without a list around it', coco(outline), A, found);
/** Sixty columns of forty pixels each, from 20, 20 on, in a picture of 200 x 100. */
const runs = Array.from({ length: 121 }, (_, i) => (i === 0 ? 2020 : i % 2 === 1 ? 40 : 60));
for (const [name, counts] of [
  ['a mask', [...runs.slice(0, -1), 12_040]],
  // The same as `rleToString` of maskApi.c writes it.
  ['a packed mask', 'To1X1l1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\\f;'],
] as const)
  run(`coco ${name}`, coco({ bbox: undefined, segmentation: { counts, size: [100, 200] } }), A, found); // prettier-ignore
run(
  'pw a number beside the name of the file',
  JSON.stringify({
    annotations: [
      { img_id: 3, file_name: 'a.jpg', bbox: [[20, 20, 80, 60]], category: [0], confidence: [0.9] },
    ],
    categories: { 0: 'animal' },
  }),
  A,
  found,
);

// Fractions in a list: the file does not say whether they are corners or width and height.
const listed = (...boxes: readonly (readonly number[])[]): string =>
  JSON.stringify([
    { file: 'a.jpg', detections: boxes.map((bbox) => ({ category: 'animal', conf: 0.9, bbox })) },
  ]);
run('ms fractions that can be sizes only', listed([0.5, 0.5, 0.3, 0.4]), A, {
  'a.jpg': [[0.5, 0.5, 0.3, 0.4]],
});
run('ms fractions that can be corners only', listed([0.4, 0.5, 0.9, 0.9]), A, {
  'a.jpg': [[0.4, 0.5, 0.5, 0.4]],
});
run('ms fractions that can be both', listed(C), A, 'refused');
run(
  'md words for categories, and no list of them',
  JSON.stringify({
    images: [
      {
        file: 'a.jpg',
        detections: [
          { category: 'animal', conf: 0.9, bbox: C },
          { ...person, category: 'person' },
        ],
      },
    ],
  }),
  A,
  found,
);

test('what one file of results could not read is taken from the next', async () => {
  const planner = new ImportPlanner();
  planner.plan(['a.jpg', 'b.jpg']);
  const b = { file: 'b.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] };
  const runs = [
    [{ file: 'a.jpg', detections: null, failure: 'Failure image access' }, b],
    [{ file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: C }] }, b],
  ];
  const uses = [];
  for (const images of runs) {
    const { id } = await planner.openResults({ name: 'r.json', blob: new Blob([md(images)]) });
    uses.push({ id, options: {} });
  }
  const { photos, empty, unmentioned, repeated } = planner.detected(uses, 0.2, new Map());
  expect(photos.map(({ path }) => path).sort()).toEqual(['a.jpg', 'b.jpg']);
  expect([empty, unmentioned, repeated.map(({ count }) => count)]).toEqual([[], [], [1]]);
});
