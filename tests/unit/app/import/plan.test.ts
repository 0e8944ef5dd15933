import { describe, expect, test } from 'vitest';
import {
  boxOf,
  C,
  D,
  MARK,
  OTHER,
  found,
  md,
  planOf,
  run,
  SIZE,
  table,
  type Files,
} from './plan-door';

/**
 * Folders with what the field's programs leave in them, through the plan that the screen shows: each
 * photo with what it must become, and what must be said besides.
 */

describe('names of files', () => {
  run(
    'two that differ in capitals alone',
    {
      'f/IMG_1.jpg': '',
      'f/img_1.JPG': '',
      'f/t.csv': 'file,individual\nimg_1.JPG,Bruno\nIMG_1.jpg,Alba\n',
    },
    { 'f/IMG_1.jpg': { i: 'Alba' }, 'f/img_1.JPG': { i: 'Bruno' } },
  );
  run(
    'one in other capitals, and the same one beside it',
    { 'f/IMG_1.jpg': '', 'f/t.csv': 'file,individual\nimg_1.JPG,Bruno\nIMG_1.jpg,Alba\n' },
    { 'f/IMG_1.jpg': { i: 'Alba' } },
    ['row'],
  );
  run(
    'a share of Windows',
    { 'S/Cam1/a.jpg': '', 'S/t.csv': 'file,individual\n\\\\pc\\share\\S\\Cam1\\a.jpg,Alba\n' },
    { 'S/Cam1/a.jpg': { i: 'Alba' } },
  );
});

describe('tables', () => {
  run('without names of columns', table('a.jpg,Alba\nb.jpg,Bruno\n'), {
    'f/a.jpg': { i: null },
    'f/b.jpg': { i: null },
  });
  run(
    "R's names of rows, tabs",
    {
      'f/a.jpg': '',
      'f/b.jpg': '',
      'f/t.txt': '"file"\t"individual"\n"x1"\t"a.jpg"\t"Alba"\n"x2"\t"b.jpg"\t"Bruno"\n',
    },
    { 'f/a.jpg': { i: 'Alba' }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    "R's numbers of rows, names without endings",
    table('file,individual\n1,a,Alba\n2,b,Bruno\n'),
    {
      'f/a.jpg': { i: 'Alba' },
      'f/b.jpg': { i: 'Bruno' },
    },
  );
  run(
    'a column more than there are names',
    table('file,individual\na.jpg,Alba,seen\nb.jpg,Bruno,\n'),
    { 'f/a.jpg': { i: 'Alba' }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    'files under a name of their own',
    table('Foto de la ficha,Nombre del animal\na.jpg,Alba\nb.jpg,Bruno\n'),
    { 'f/a.jpg': { i: 'Alba' }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    'Wildlife Insights: genus and species are one name, and addresses no place',
    table(
      'filename,location,genus,species,timestamp\n' +
        'a.jpg,gs://x/a.jpg,Panthera,onca,2024-05-06 07:08:09\nb.jpg,gs://x/b.jpg,,,2024-05-06\n',
    ),
    {
      'f/a.jpg': { species: 'Panthera onca', placeName: null, takenAt: '2024-05-06T07:08:09' },
      'f/b.jpg': { species: null, placeName: null },
    },
  );
  run(
    'a whole name beside the genus stays',
    table('file,genus,species\na.jpg,Felis,gato\nb.jpg,Felis,Felis catus\n'),
    {
      'f/a.jpg': { species: 'Felis gato' },
      'f/b.jpg': { species: 'Felis catus' },
    },
  );
  run(
    'Camtrap DP of before version 1',
    {
      'p/a.jpg': '',
      'p/b.jpg': '',
      'p/media.csv':
        'media_id,deployment_id,sequence_id,timestamp,file_path,file_name\n' +
        'm1,d1,s1,2024-05-06T07:08:09Z,a.jpg,a.jpg\nm2,d1,s2,2024-05-06T08:08:09Z,b.jpg,b.jpg\n',
      'p/observations.csv':
        'observation_id,deployment_id,sequence_id,media_id,observation_type,individual_id\n' +
        'o1,d1,s1,,animal,Alba\no2,d1,s2,m2,blank,\n',
      'p/deployments.csv':
        'deployment_id,location_name,longitude,latitude,start\nd1,River,-5.99,37.39,2024-01-01\n',
    },
    {
      'p/a.jpg': {
        ...{ i: 'Alba', takenAt: '2024-05-06T07:08:09Z', placeName: 'River' },
        place: { latitude: 37.39, longitude: -5.99 },
      },
    },
  );
  run(
    'KoboToolbox: the place is in a column named as one, and 0 0 0 0 is none',
    table('Nombre del animal;Foto;Ubicación\nAlba;a.jpg;37.39 -5.99 12 4\nBruno;b.jpg;0 0 0 0\n'),
    {
      'f/a.jpg': { i: 'Alba', place: { latitude: 37.39, longitude: -5.99 }, placeName: null },
      'f/b.jpg': { i: 'Bruno', place: null, placeName: null },
    },
    ['row'],
  );
  run(
    "exiftool's position",
    table(
      `SourceFile,GPSPosition\n./a.jpg,"37 deg 23' 24.00"" N, 5 deg 59' 24.00"" W"\n./b.jpg,\n`,
    ),
    { 'f/a.jpg': { place: { latitude: 37.39, longitude: -5.99 } }, 'f/b.jpg': { place: null } },
  );
  run(
    'more words for nothing',
    table(
      'file,individual,species,place,notes\na.jpg,(blank),<null>,not available,no aplica\n' +
        'b.jpg,N.A.,n.d.,sin información,s/i\n',
    ),
    {
      'f/a.jpg': { i: null, species: null, placeName: null, notes: null },
      'f/b.jpg': { i: null, species: null, placeName: null, notes: null },
    },
  );
  run(
    'short years with dashes are asked about',
    table('file,date\na.jpg,05-06-24\nb.jpg,07-06-24\n'),
    { 'f/a.jpg': { takenAt: null }, 'f/b.jpg': { takenAt: null } },
    ['row'],
  );
  run(
    'Huella knows which day of an ISO date beside an open one',
    table('file,date\na.jpg,2024-05-06\nb.jpg,05/06/2024\n'),
    { 'f/a.jpg': { takenAt: '2024-05-06' }, 'f/b.jpg': { takenAt: null } },
    ['row'],
  );
});

describe('boxes', () => {
  const both = { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } };
  run(
    'of VIA, by what the cell shows',
    table(
      'filename,file_size,file_attributes,region_count,region_shape_attributes\n' +
        'a.jpg,1,{},1,"{""name"":""rect"",""x"":20,""y"":20,""width"":60,""height"":40}"\n' +
        'b.jpg,1,{},0,{}\n',
    ),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: null } },
  );
  run(
    "VIA's outlines",
    table(
      'filename,region_shape_attributes\n' +
        'a.jpg,"{""name"":""polygon"",""all_points_x"":[20,80,50],""all_points_y"":[20,20,60]}"\n' +
        'b.jpg,"{""name"":""rect"",""x"":20,""y"":20,""width"":60,""height"":40}"\n',
    ),
    both,
  );
  const shares = (more: string): string =>
    `"[{""x"":10,""y"":20,""width"":30,""height"":40,${more}""original_width"":200,""original_height"":100}]"`;
  run(
    "Label Studio's shares of a hundred; one that is turned is said",
    table(`image,label\na.jpg,${shares('')}\nb.jpg,${shares('""rotation"":0,')}\n`),
    both,
  );
  run(
    'a turned one is said',
    { 'f/a.jpg': '', 'f/t.csv': `image,bbox\na.jpg,${shares('""rotation"":30,')}\n` },
    {},
    ['row'],
  );
  run(
    'two boxes in one cell are said, and none is taken',
    table(
      'file,bbox\na.jpg,"[{""x"":1,""y"":1,""w"":5,""h"":5},{""x"":9,""y"":1,""w"":5,""h"":5}]"\nb.jpg,"x=20 y=20 w=60 h=40"\n',
    ),
    { 'f/b.jpg': { c: C } },
    ['row'],
  );
  run(
    'two corners in brackets',
    table('file,bbox\na.jpg,"[[20, 20], [80, 60]]"\nb.jpg,"(20, 20), (80, 60)"\n'),
    both,
  );
  run(
    'percents',
    table('file,x,y,width,height\na.jpg,10%,20%,30%,40%\nb.jpg,10 %,20 %,30 %,40 %\n'),
    both,
  );
  run(
    'percents in one cell',
    table('file,bbox\na.jpg,10% 20% 30% 40%\nb.jpg,"10%, 20%, 30%, 40%"\n'),
    both,
  );
  run(
    "pixels of which nothing but the photos' sizes says that they are corners",
    table('file,bbox\na.jpg,"[20, 20, 80, 60]"\nb.jpg,"[120, 20, 180, 60]"\n'),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: D } },
  );
  test('where the sizes do not say it, it is shown as open', async () => {
    const { plan } = await planOf(
      table('file,bbox\na.jpg,"[20, 20, 60, 40]"\nb.jpg,"[10, 10, 50, 50]"\n'),
    );
    expect(plan.tables[0]!.preview).toMatchObject({ boxForm: 'size', openBoxes: { length: 2 } });
    await plan.setBoxForm(plan.tables[0]!, 'corners');
    expect(plan.tables[0]!.preview).toMatchObject({ boxForm: 'corners', openBoxes: [] });
    expect(boxOf((await plan.items())[0]!)).toEqual([0.1, 0.2, 0.2, 0.2]);
  });
});

describe('results', () => {
  const files = (json: object, more: Files = {}): Files => ({
    ...{ 'c/a.jpg': '', 'c/b.jpg': '', 'c/r.json': json, ...more },
  });
  const whole = { 'c/a.jpg': { c: null }, 'c/b.jpg': { c: null } };
  run(
    'of a classifier hold no boxes: no photo is empty for that',
    files({ predictions: [{ filepath: 'a.jpg', prediction: 'u;mammalia;;;;;jaguar' }] }),
    whole,
    ['refused'],
  );
  run(
    'MegaDetector with the highest certainty alone',
    files(md([{ file: 'a.jpg', max_detection_conf: 0.9 }])),
    whole,
    ['refused'],
  );
  run(
    "PyTorch-Wildlife's classes",
    files({
      annotations: [{ img_id: 'a.jpg', class_id: 0, confidence: 0.9 }],
      categories: { 0: 'x' },
    }),
    whole,
    ['refused'],
  );
  const coco = (bbox: readonly number[]): object => ({
    images: [{ id: 1, file_name: 'a.jpg', ...SIZE }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox }],
    categories: [{ id: 1, name: 'cat' }],
  });
  run(
    'COCO with corners that leave the picture as sizes',
    files(coco([120, 20, 180, 60])),
    { 'c/a.jpg': { c: D } },
    ['unmentioned'],
  );
  run(
    'COCO: what is clipped is said',
    files(coco([120, 20, 90, 60])),
    { 'c/a.jpg': { c: [0.6, 0.2, 0.4, 0.6] } },
    ['entry', 'unmentioned'],
  );
  run(
    'vehicles and people under longer names',
    files(
      md(
        [
          {
            file: 'a.jpg',
            detections: [MARK, found([0, 0, 0.5, 0.5], '5'), found([0, 0, 0.5, 0.5], '6')],
          },
        ],
        {
          ...{ 1: 'Panthera onca', 5: 'motor vehicle', 6: 'Human observer' },
        },
      ),
    ),
    { 'c/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'a second file of results is said',
    files(md([{ file: 'a.jpg', detections: [MARK] }]), {
      'c/s.json': md([{ file: 'a.jpg', detections: [OTHER] }]),
    }),
    { 'c/a.jpg': { c: C } },
    ['second-results', 'unmentioned'],
  );
  run(
    'two animals in the photo of one name: neither has it, and that is said',
    files(
      md([
        { file: 'a.jpg', detections: [MARK, OTHER] },
        { file: 'b.jpg', detections: [MARK] },
      ]),
      {
        'c/t.csv': 'file,individual,date\na.jpg,Alba,2024-05-06\nb.jpg,Bruno,2024-05-07\n',
      },
    ),
    {
      'c/a.jpg': [
        { i: null, c: C, takenAt: '2024-05-06' },
        { i: null, c: D, takenAt: '2024-05-06' },
      ],
      'c/b.jpg': { i: 'Bruno', c: C },
    },
    ['name-unused'],
  );
  run(
    "a person's boxes with names stand for the detector's",
    files(
      md([
        { file: 'a.jpg', detections: [found([0, 0, 0.5, 0.5])] },
        { file: 'b.jpg', detections: [] },
      ]),
      {
        'c/t.csv':
          'file,individual,xmin,ymin,xmax,ymax\na.jpg,Alba,20,20,80,60\na.jpg,Sol,120,20,180,60\n',
      },
    ),
    {
      'c/a.jpg': [
        { i: 'Alba', c: C },
        { i: 'Sol', c: D },
      ],
    },
    ['no-animal'],
  );
});

describe('folders', () => {
  const name = (path: string, i: string | null): void =>
    run(
      path,
      { [path]: '', 'root/Luna/x.jpg': '' },
      { [path]: { i }, 'root/Luna/x.jpg': { i: 'Luna' } },
    );
  name('root/Sol/DCIM/100MEDIA/1.jpg', 'Sol');
  name('root/Sol/100RECNX/1.jpg', 'Sol');
  name('root/101_BTCF/1.jpg', null);
  name('root/100ALBA/1.jpg', '100ALBA');
  run(
    'a card of a camera',
    { 'DCIM/100MEDIA/1.jpg': '', 'DCIM/101ABCDE/2.jpg': '' },
    {
      'DCIM/100MEDIA/1.jpg': { i: null },
      'DCIM/101ABCDE/2.jpg': { i: null },
    },
  );
  for (const path of [
    'L.photoslibrary/resources/derivatives/1.jpg',
    'x/~snapshot/1.jpg',
    'x/Alba/.picasaoriginals/1.jpg',
    'x/C Previews.lrdata/1.jpg',
    'x/appdata_oc1a2b3c4d5e/preview/1.jpg',
  ])
    run(path, { [path]: '', 'x/a.jpg': '' }, { 'x/a.jpg': {} }, ['system-files']);
});

describe('files beside photos', () => {
  const of = (title: string, timestamp: number, latitude = 43.21, longitude = -5.505): object => ({
    ...{
      title,
      photoTakenTime: { timestamp: String(timestamp) },
      geoData: { latitude, longitude },
    },
  });
  const at = (second: number): string => `2021-05-04T07:06:0${second}Z`;
  const place = { latitude: 43.21, longitude: -5.505 };
  const T = 1620111960;
  const long = 'una foto con un nombre muy largo que no termina';
  run(
    "Google Takeout's, with names that are numbered or cut",
    {
      'T/IMG_1.jpg': '',
      'T/IMG_1(1).jpg': '',
      'T/IMG_2.jpg': '',
      'T/IMG_2-editado.jpg': '',
      'T/IMG_3.JPG': '',
      'T/IMG_4(2).jpg': '',
      [`T/${long}.jpg`]: '',
      'T/z.jpg': '',
      'T/IMG_1.jpg.supplemental-metadata.json': of('IMG_1.jpg', T + 1),
      'T/IMG_1.jpg.supplemental-metadata(1).json': of('IMG_1.jpg', T + 2),
      'T/IMG_2.jpg.json': of('IMG_2.jpg', T + 3, 0, 0),
      'T/IMG_3.JPG.supplemental-meta.json': of('IMG_3.JPG', T + 4),
      'T/IMG_4.jpg(2).json': of('IMG_4.jpg', T + 5),
      [`T/${long.slice(0, 46)}.json`]: of(`${long} nunca.jpg`, T + 6),
      'T/other/z.jpg.json': of('z.jpg', T + 7),
      'T/IMG_9.jpg.json': of('IMG_9.jpg', T + 8),
    },
    {
      'T/IMG_1.jpg': { takenAt: at(1), place },
      'T/IMG_1(1).jpg': { takenAt: at(2), place },
      'T/IMG_2.jpg': { takenAt: at(3), place: null },
      'T/IMG_2-editado.jpg': { takenAt: at(3), place: null },
      'T/IMG_3.JPG': { takenAt: at(4) },
      'T/IMG_4(2).jpg': { takenAt: at(5) },
      [`T/${long}.jpg`]: { takenAt: at(6) },
      'T/z.jpg': { takenAt: null },
    },
    ['sidecars', 'sidecars-alone'],
  );
  run(
    "a table's date goes before it",
    { 'T/a.jpg': '', 'T/a.jpg.json': of('a.jpg', T), 'T/t.csv': 'file,date\na.jpg,2020-01-02\n' },
    { 'T/a.jpg': { takenAt: '2020-01-02', place } },
    ['sidecars'],
  );
  run(
    'XMP',
    {
      'f/a.jpg': '',
      'f/b.jpg': '',
      'f/a.xmp':
        '<rdf:Description exif:DateTimeOriginal="2021-05-04T07:08:09+02:00" exif:GPSLatitude="43,12.6N" exif:GPSLongitude="5,30.3W"/>',
      'f/b.jpg.xmp':
        '<rdf:Description><exif:DateTimeOriginal>2021-05-04</exif:DateTimeOriginal></rdf:Description>',
    },
    {
      'f/a.jpg': { takenAt: '2021-05-04T07:08:09+02:00', place },
      'f/b.jpg': { takenAt: '2021-05-04', place: null },
    },
    ['sidecars'],
  );
  run(
    'results that are named as a description are results',
    {
      'c/a.jpg': '',
      'c/a.jpg.json': md([{ file: 'a.jpg', detections: [MARK] }]),
    },
    { 'c/a.jpg': { c: C } },
  );
  run(
    'an album is no description',
    { 'T/a.jpg': '', 'T/metadata.json': { title: 'Album' } },
    { 'T/a.jpg': { takenAt: null } },
    ['refused'],
  );
});

test('an open question about dates is open until it is answered, also with "I do not know"', async () => {
  const { plan } = await planOf(table('file,date\na.jpg,05/06/2024\nb.jpg,07/06/2024\n'));
  expect(plan.isOpen).toBe(true);
  await plan.setDayOrder(plan.tables[0]!, null);
  expect(plan.isOpen).toBe(false);
});

test('the list comes in slices, each photo once and in order', async () => {
  const photos = Array.from(
    { length: 2345 },
    (_, i) => `r/${i % 7}/${String(i).padStart(4, '0')}.jpg`,
  );
  const { items } = await planOf(Object.fromEntries(photos.map((path) => [path, ''])));
  expect(items.map((item) => item.name)).toEqual(photos);
});
