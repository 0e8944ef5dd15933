import { describe } from 'vitest';
import { C, D, MARK, OTHER, found, md, run, table, type Files } from './plan-door';

/** More files of the field's programs, as `plan-field.test.ts`, and what systems leave in folders. */

const two = (json: object | string): Files => ({ 'f/a.jpg': '', 'f/b.jpg': '', 'f/r.json': json });
describe('results', () => {
  run(
    'hair over every edge',
    two(
      md([
        { file: 'a.jpg', detections: [found([-0.003, -0.001, 0.4, 0.5])] },
        { file: 'b.jpg', detections: [found([0.7, 0.5, 0.3005, 0.5002])] },
      ]),
    ),
    { 'f/a.jpg': { c: [0, 0, 0.397, 0.499] }, 'f/b.jpg': { c: [0.7, 0.5, 0.3, 0.5] } },
    ['entry'],
  );
  run(
    'a box of no height is said, the other goes on',
    two(md([{ file: 'a.jpg', detections: [found([0.1, 0.2, 0.3, 0]), MARK] }])),
    { 'f/a.jpg': { c: C } },
    ['entry', 'unmentioned'],
  );
  run(
    'certainty of NaN and over 1',
    two(
      '{"images":[{"file":"a.jpg","detections":[{"category":"1","conf":NaN,"bbox":[0.1,0.2,0.3,0.4]},{"category":"1","conf":97,"bbox":[0.1,0.2,0.3,0.4]}]},{"file":"b.jpg","detections":[{"category":"1","conf":1.0,"bbox":[0.1,0.2,0.3,0.4]}]}],"detection_categories":{"1":"animal"}}',
    ),
    { 'f/b.jpg': { c: C } },
    ['entry', 'no-animal'],
  );
  run(
    'category as a name',
    two(
      md([
        {
          file: 'a.jpg',
          detections: [{ category: 'animal', conf: 0.9, bbox: [0.1, 0.2, 0.3, 0.4] }],
        },
      ]),
    ),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'AddaxAI: unidentified animal, and species',
    two(
      md(
        [
          { file: 'a.jpg', detections: [found([0.1, 0.2, 0.3, 0.4], '7')] },
          { file: 'b.jpg', detections: [found([0.1, 0.2, 0.3, 0.4], '8')] },
        ],
        { 7: 'unidentified animal', 8: 'roe deer' },
      ),
    ),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } },
  );
  run(
    'classifications within detections',
    two({
      images: [{ file: 'a.jpg', detections: [{ ...MARK, classifications: [['0', 0.9]] }] }],
      detection_categories: { 1: 'animal', 2: 'person' },
      classification_categories: { 0: 'deer' },
      info: {},
    }),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'detections of a video frame folder',
    {
      'v/frame000001.jpg': '',
      'v/frame000002.jpg': '',
      'v/r.json': md([{ file: 'v.mp4/frame000001.jpg', detections: [MARK] }]),
    },
    { 'v/frame000001.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'addresses with queries',
    two(md([{ file: 'https://x.org/b/a.jpg?sv=1&sig=2', detections: [MARK] }])),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'absolute paths of Windows',
    two(
      md([
        { file: 'C:\\Users\\x\\f\\a.jpg', detections: [MARK] },
        { file: 'C:\\Users\\x\\f\\b.jpg', detections: [OTHER] },
      ]),
    ),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: D } },
  );
  run(
    'COCO: ids as texts, polygon only, crowd',
    two({
      images: [
        { id: '1', file_name: 'a.jpg', width: 200, height: 100 },
        { id: '2', file_name: 'b.jpg', width: 200, height: 100 },
      ],
      annotations: [
        { image_id: 1, category_id: '1', bbox: [20, 20, 60, 40] },
        { image_id: '2', category_id: 1, segmentation: [[20, 20, 80, 20, 80, 60, 20, 60]] },
      ],
      categories: [{ id: 1, name: 'cat' }],
    }),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } },
  );
  run(
    'COCO: RLE is said',
    two({
      images: [{ id: 1, file_name: 'a.jpg', width: 200, height: 100 }],
      annotations: [
        {
          image_id: 1,
          category_id: 1,
          segmentation: { counts: 'x', size: [100, 200] },
          bbox: [20, 20, 60, 40],
        },
      ],
      categories: [{ id: 1, name: 'cat' }],
    }),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'COCO: of half the size',
    two({
      images: [{ id: 1, file_name: 'a.jpg', width: 100, height: 50 }],
      annotations: [{ image_id: 1, category_id: 1, bbox: [10, 10, 30, 20] }],
      categories: [{ id: 1, name: 'cat' }],
    }),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'COCO: file_name with folder, coco_url',
    two({
      images: [{ id: 1, file_name: 'train/f/a.jpg', width: 200, height: 100 }],
      annotations: [{ image_id: 1, category_id: 1, bbox: [20, 20, 60, 40] }],
      categories: [{ id: 1, name: 'cat' }],
    }),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'pytorch-wildlife class ids as text',
    two({
      annotations: [
        { img_id: 'a.jpg', bbox: [[20, 20, 80, 60]], category: ['0'], confidence: ['0.9'] },
      ],
      categories: { 0: 'animal', 1: 'person' },
    }),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'SpeciesNet: human in the whole, animals in boxes',
    two({
      predictions: [
        {
          filepath: 'f/a.jpg',
          detections: [{ category: '1', label: 'animal', conf: 0.9, bbox: [0.1, 0.2, 0.3, 0.4] }],
          prediction: 'x;mammalia;primates;hominidae;homo;sapiens;human',
        },
      ],
    }),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run('empty list of images', two(md([])), { 'f/a.jpg': {}, 'f/b.jpg': {} }, ['refused']);
  run('package.json', two({ name: 'x', version: '1' }), { 'f/a.jpg': {}, 'f/b.jpg': {} }, [
    'refused',
  ]);
  run(
    'utf-16 json',
    {
      'f/a.jpg': '',
      'f/r.json': '\ufeff' + JSON.stringify(md([{ file: 'a.jpg', detections: [MARK] }])),
    },
    { 'f/a.jpg': { c: C } },
  );
});
describe('tables', () => {
  run(
    'dates in Spanish with hours',
    table('archivo;fecha\na.jpg;5 de mayo de 2024, 7:08 a. m.\nb.jpg;05-may-2024 19:08\n'),
    {
      'f/a.jpg': { takenAt: '2024-05-05T07:08:00' },
      'f/b.jpg': { takenAt: '2024-05-05T19:08:00' },
    },
  );
  run(
    'date and time zone column',
    table('file,timestamp\na.jpg,2024-05-06T07:08:09-05:00\nb.jpg,2024-05-06T07:08:09Z\n'),
    {
      'f/a.jpg': { takenAt: '2024-05-06T07:08:09-05:00' },
      'f/b.jpg': { takenAt: '2024-05-06T07:08:09Z' },
    },
  );
  run('mixed day and month orders', table('file,date\na.jpg,13/05/2024\nb.jpg,05/13/2024\n'), {
    'f/a.jpg': { takenAt: '2024-05-13' },
    'f/b.jpg': { takenAt: '2024-05-13' },
  });
  run(
    'letters tell which is the latitude, whatever the column is called',
    table('file,lat,lon\na.jpg,4.5 N,71.2 W\nb.jpg,71.2 W,4.5 N\n'),
    {
      'f/a.jpg': { place: { latitude: 4.5, longitude: -71.2 } },
      'f/b.jpg': { place: { latitude: 4.5, longitude: -71.2 } },
    },
  );
  run(
    'UTM is no latitude',
    table('file,utm_x,utm_y,zone\na.jpg,500000,4140000,30N\nb.jpg,500100,4140100,30N\n'),
    { 'f/a.jpg': { place: null }, 'f/b.jpg': {} },
  );
  run(
    'latitudes out of range (times 1e6)',
    table('file,latitude,longitude\na.jpg,37390000,-5990000\nb.jpg,37.39,-5.99\n'),
    { 'f/a.jpg': { place: null }, 'f/b.jpg': { place: { latitude: 37.39, longitude: -5.99 } } },
    ['row'],
  );
  run(
    'thousands separators in coordinates',
    table('file;latitude;longitude\na.jpg;37,39;-5,99\nb.jpg;37.390.000;-5.990.000\n'),
    { 'f/a.jpg': { place: { latitude: 37.39, longitude: -5.99 } }, 'f/b.jpg': { place: null } },
    ['row'],
  );
  run(
    'only a latitude',
    table('file,latitude,longitude\na.jpg,37.39,\nb.jpg,,\n'),
    { 'f/a.jpg': { place: null }, 'f/b.jpg': { place: null } },
    ['row'],
  );
  run(
    'zero zero in tables',
    table('file,latitude,longitude\na.jpg,0,0\nb.jpg,0.0,0.0\n'),
    { 'f/a.jpg': { place: null }, 'f/b.jpg': { place: null } },
    ['row'],
  );
  run(
    'missing words in every field',
    table(
      'file,individual,date,species,side,latitude,longitude,notes,labels,station\na.jpg,NA,NaN,None,NULL,N/A,-,#N/A,<NA>,nil\nb.jpg,s/d,n.d.,sin datos,-,.,?,--,n/a,NA\n',
    ),
    {
      'f/a.jpg': {
        i: null,
        takenAt: null,
        species: null,
        side: null,
        place: null,
        notes: null,
        labels: null,
        station: null,
      },
      'f/b.jpg': {
        i: null,
        takenAt: null,
        species: null,
        notes: null,
        labels: null,
        station: null,
      },
    },
  );
  run(
    'Wildbook',
    table(
      'Encounter.mediaAsset0,MarkedIndividual.individualID,Encounter.year,Encounter.month,Encounter.day,Encounter.hour,Encounter.minutes,Encounter.genus,Encounter.specificEpithet,Encounter.decimalLatitude,Encounter.decimalLongitude\na.jpg,Alba,2024,5,6,7,8,Panthera,onca,4.5,-71.2\nb.jpg,,2024,5,,,,Panthera,onca,,\n',
    ),
    {
      'f/a.jpg': {
        i: 'Alba',
        takenAt: '2024-05-06T07:08:00',
        species: 'Panthera onca',
        place: { latitude: 4.5, longitude: -71.2 },
      },
      'f/b.jpg': { i: null, takenAt: null },
    },
    ['row'],
  );
  run(
    'lost pets: name, chip, status, colour',
    table(
      'foto,nombre,estado,color,microchip,fecha perdido\na.jpg,Luna,perdida,negra,724098100123456,03/05/2024\nb.jpg,Sol,encontrado,blanco,7240981001,04/05/2024\n',
    ),
    {
      'f/a.jpg': { i: 'Luna', status: 'lost', colour: 'negra', microchip: '724098100123456' },
      'f/b.jpg': { status: 'found', microchip: '7240981001' },
    },
  );
  run(
    'mixed: header in capitals with units',
    table(
      'FILE NAME,XMIN (px),YMIN (px),XMAX (px),YMAX (px)\na.jpg,20,20,80,60\nb.jpg,20,20,80,60\n',
    ),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } },
  );
  run(
    'left top width height in pixel',
    table('file,Left,Top,Width,Height\na.jpg,20,20,60,40\nb.jpg,20,20,60,40\n'),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } },
  );
  run(
    'corner names with 2 missing',
    table('file,xmin,ymin,xmax\na.jpg,20,20,80\nb.jpg,20,20,80\n'),
    { 'f/a.jpg': { c: null }, 'f/b.jpg': { c: null } },
    ['broken-box'],
  );
  run(
    'decimal comma corners',
    table('archivo;xmin;ymin;xmax;ymax\na.jpg;0,1;0,2;0,4;0,6\nb.jpg;0,1;0,2;0,4;0,6\n'),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } },
  );
  run(
    'a fraction column with one 1.0',
    table('file,xmin,ymin,xmax,ymax\na.jpg,0,0,1,1\nb.jpg,0.1,0.2,0.4,0.6\n'),
    { 'f/a.jpg': { c: [0, 0, 1, 1] }, 'f/b.jpg': { c: C } },
  );
  run(
    'pixels beside fractions',
    table('file,x,y,w,h\na.jpg,0.1,0.2,0.3,0.4\nb.jpg,20,20,60,40\n'),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } },
  );
  run(
    'negative sizes',
    table('file,x,y,w,h\na.jpg,20,20,-60,40\nb.jpg,20,20,60,40\n'),
    { 'f/b.jpg': { c: C } },
    ['row'],
  );
  run(
    'json text in a cell',
    table(
      'file,bbox\na.jpg,"{""x"": 20, ""y"": 20, ""width"": 60, ""height"": 40}"\nb.jpg,"{""xmin"": 20, ""ymin"": 20, ""xmax"": 80, ""ymax"": 60}"\n',
    ),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } },
  );
  run(
    'pipes, semicolons, tabs',
    { 'f/a.jpg': '', 'f/t.txt': 'file|individual\na.jpg|Alba\n' },
    { 'f/a.jpg': { i: 'Alba' } },
  );
  run('index of pandas', table(',file,individual\n0,a.jpg,Alba\n1,b.jpg,Bruno\n'), {
    'f/a.jpg': { i: 'Alba' },
    'f/b.jpg': { i: 'Bruno' },
  });
  run(
    'title rows and a remark',
    table(
      'Survey of May,,\nexported 2024-05-06,,\n,,\nfile,individual,species\na.jpg,Alba,cat\nb.jpg,Bruno,cat\n',
    ),
    { 'f/a.jpg': { i: 'Alba', species: 'cat' }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    'HTML saved as csv',
    { 'f/a.jpg': '', 'f/t.csv': '<!DOCTYPE html><html><body>Sign in</body></html>' },
    { 'f/a.jpg': {} },
    ['refused'],
  );
  run('an empty table', { 'f/a.jpg': '', 'f/t.csv': '' }, { 'f/a.jpg': {} }, ['refused']);
  run('names alone', { 'f/a.jpg': '', 'f/t.csv': 'file,individual\n' }, { 'f/a.jpg': {} }, [
    'refused',
  ]);
  run(
    'readme text',
    { 'f/a.jpg': '', 'f/README.txt': 'These photos were taken in May.\nCall me, please.\n' },
    { 'f/a.jpg': {} },
    ['no-file-column'],
  );
});
describe('what systems leave', () => {
  for (const p of [
    'S/@eaDir/SYNOPHOTO_THUMB_M.jpg',
    'S/.stfolder/x.jpg',
    'S/.stversions/a.jpg',
    'S/.tmp.driveupload/x.jpg',
    'S/.dropbox.cache/x.jpg',
    'S/.sync/x.jpg',
    'S/#snapshot/a.jpg',
    'S/.@__thumb/a.jpg',
    'S/.DS_Store',
    'S/._a.jpg',
    'S/.photoslibrary/x.jpg',
    'S/Lightroom Previews.lrdata/a.jpg',
    'S/.nomedia',
    'S/.trashed-1700000000-a.jpg',
    'S/.pending-1700000000-a.jpg',
    'S/.AppleDouble/a.jpg',
    'S/lost+found/a.jpg',
    'S/Thumbs.db',
    'S/.thumbdata4--1967290299',
    'S/.fseventsd/x',
    'S/DCIM/100GOPRO/GOPR0001.THM',
    'S/PRIVATE/M4ROOT/THMBNL/C0001T01.JPG',
    'S/IMG_0001.AAE',
    'S/Android/data/com.example.app/cache/x.jpg',
    'S/iCloud Photos/Eliminados recientemente/a.jpg',
  ])
    run(p, { [p]: 'x', 'S/a.jpg': '' }, { 'S/a.jpg': {} }, ['system-files']);
});
