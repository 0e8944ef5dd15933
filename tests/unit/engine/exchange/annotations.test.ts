import { expect, test } from 'vitest';
import { AnnotationFiles } from '../../../../src/engine/exchange/annotations';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';
import { matchDetections } from '../../../../src/engine/exchange/results';

/** Files of boxes as people's programs write them, beside a picture of 200 x 100 pixels. */

type Files = Readonly<Record<string, string>>;

async function read(files: Files): Promise<{ boxes: number[][]; labels: string[]; bad: number }> {
  const paths = ['a.jpg'];
  const annotations = new AnnotationFiles(paths);
  for (const [name, text] of Object.entries(files)) await annotations.take(name, new Blob([text]));
  const all = annotations.detections().map(({ detections }) => detections);
  const photos = all.flatMap((detections) => matchDetections(detections, paths, 0.2).photos);
  const crops = photos.map(
    ({ crop, box }) => crop ?? (box && cropOfBox(box, { width: 200, height: 100 })),
  );
  const rounded = (side: number): number => Math.round(side * 1e4) / 1e4;
  return {
    boxes: crops.map((crop) =>
      crop ? [crop.x, crop.y, crop.width, crop.height].map(rounded) : [],
    ),
    labels: photos.flatMap(({ fields }) => fields?.labels ?? []),
    bad: all.flatMap(({ problems }) => problems.filter(({ kind }) => kind === 'bad-box')).length,
  };
}

const ZEBRA = { boxes: [[0.1, 0.2, 0.3, 0.4]], labels: ['zebra'], bad: 0 };

const yolo = (text: string, classes: Files = { 'classes.txt': 'zebra' }): Files => ({
  'a.txt': text,
  ...classes,
});
const yaml = (text: string): Files => yolo('1 .25 .4 .3 .4', { 'data.yaml': text });
const voc = (box: string, name = 'zebra'): Files => ({
  'a.xml':
    '<annotation><filename>a.jpg</filename><size><width>200</width><height>100</height></size>' +
    `<object><name>${name}</name>${box}</object></annotation>`,
});
const corners = (...sides: readonly (number | string)[]): string =>
  `<bndbox>${['xmin', 'ymin', 'xmax', 'ymax'].map((side, i) => `<${side}>${sides[i]!}</${side}>`).join('')}</bndbox>`;
const cvat = (shape: string): Files => ({
  'annotations.xml':
    '<?xml version="1.0"?><annotations><version>1.1</version>' +
    `<image id="0" name="cam1/a.jpg" width="200" height="100">${shape}</image>` +
    '<image id="1" name="cam1/b.jpg" width="200" height="100"/></annotations>',
});
const labelme = (points: unknown, more: object = {}): Files => ({
  'a.json': JSON.stringify({
    ...{ shapes: [{ label: 'zebra', points, shape_type: 'rectangle' }], imagePath: 'a.jpg' },
    ...{ imageWidth: 200, imageHeight: 100, ...more },
  }),
});
const POINTS = [
  [20, 20],
  [80, 60],
];
const POSE = Array<string>(17).fill('.2 .3 2').join(' ');

test.each<[string, Files]>([
  ['YOLO', yolo('0 0.25 0.4 0.3 0.4')],
  ['YOLO: numbers as NumPy writes them', yolo('0.000e+00 2.5e-01 4.0e-01 3.0e-01 4.0e-01')],
  ['YOLO: commas', yolo('0,0.25,0.4,0.3,0.4')],
  ['YOLO: decimal commas', yolo('0 0,25 0,4 0,3 0,4')],
  ['YOLO: a name in place of the number', yolo('zebra .25 .4 .3 .4', {})],
  ['YOLO: certainty last', yolo('0 .25 .4 .3 .4 .9')],
  ['YOLO: certainty first', yolo('0 .9 .25 .4 .3 .4')],
  ['YOLO: the number of a track', yolo('0 .25 .4 .3 .4 .9 7')],
  ['YOLO: a pose', yolo(`0 .25 .4 .3 .4 ${POSE}`)],
  ['YOLO: a remark', yolo('# class x y w h\n0 .25 .4 .3 .4\n')],
  ['YOLO: names in YAML, with a comma in one', yaml("names: {0: 'red fox, big', 1: 'zebra'}")],
  ['YOLO: names in JSON', yaml('{\n"names": ["person", "zebra"]}')],
  ['VOC', voc(corners(20, 20, 80, 60))],
  ['VOC: the other corners', voc(corners(80, 60, 20, 20))],
  ['VOC: shares of the picture', voc(corners(0.1, 0.2, 0.4, 0.6))],
  ['VOC: spaces in its marks', voc(corners(20, 20, 80, ' 60 ').replaceAll('xmin>', 'xmin >'))],
  ['VOC: a name in CDATA', voc(corners(20, 20, 80, 60), '<![CDATA[zebra]]>')],
  [
    'VOC: an outline',
    voc('<polygon><x1>20</x1><y1>20</y1><x2>80</x2><y2>30</y2><x3>50</x3><y3>60</y3></polygon>'),
  ],
  [
    "VOC: labelme's old outline",
    voc(
      '<polygon><pt><x>20</x><y>20</y></pt><pt><x>80</x><y>30</y></pt><pt><x>50</x><y>60</y></pt></polygon>',
    ),
  ],
  [
    'VOC: a turned box',
    voc('<robndbox><cx>50</cx><cy>40</cy><w>40</w><h>60</h><angle>1.5707963</angle></robndbox>'),
  ],
  [
    'CVAT',
    cvat('<box label="zebra" xtl="20.00" ytl="20.00" xbr="80.00" ybr="60.00" rotation="0"></box>'),
  ],
  [
    'CVAT: an outline',
    cvat(
      '<polygon label="zebra" points="20,20;80,30;50,60"/><box label="person" xtl="1" ytl="1" xbr="9" ybr="9"/>',
    ),
  ],
  [
    'dlib',
    {
      'x.xml':
        "<dataset><images><image file='cam1/a.jpg'><box top='20' left='20' width='60' height='40'><label>zebra</label></box></image></images></dataset>",
    },
  ],
  ['labelme', labelme(POINTS)],
  ['labelme: numbers as text', labelme(POINTS.map((point) => point.map(String)))],
  ['labelme: no name of the picture', labelme(POINTS, { imagePath: null })],
])('%s', async (_, files) => {
  expect(await read(files)).toEqual(ZEBRA);
});

test('one box that was not computed is named, and the others are read', async () => {
  const lines = yolo('0 .25 .4 .3 .4\n0 nan nan nan nan');
  expect(await read(lines)).toEqual({ ...ZEBRA, bad: 1 });
  const turned = cvat(
    '<box label="zebra" xtl="20" ytl="20" xbr="80" ybr="60"/>' +
      '<box label="zebra" xtl="20" ytl="20" xbr="80" ybr="60" rotation="30"/>',
  );
  expect(await read(turned)).toEqual({ ...ZEBRA, bad: 1 });
});

test.each<[string, Files]>([
  ['numbers of pixels', yolo('0 50 40 60 40')],
  ['a class below 0', yolo('-1 .25 .4 .3 .4')],
  ['a text', yolo('A zebra was seen at five o clock')],
  ['XML of others', { 'a.xml': '<svg><image name="a"/></svg>' }],
])('%s are no boxes', async (_, files) => {
  expect(await read(files)).toEqual({ boxes: [], labels: [], bad: 0 });
});
