import { expect, test } from 'vitest';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';
import { ImportPlanner } from '../../../../src/engine/exchange/planner';

/**
 * Tables as the field writes them: names, boxes, missing values, heads and encodings, each with
 * what it must be read as.
 */

interface Want {
  /** Individual. */
  i?: string | null;
  /** Date. */
  d?: string | undefined;
  /** Crop: x, y, width, height. */
  c?: number[];
  [field: string]: unknown;
}
interface Options {
  size?: [number, number];
  base?: string;
}

/** Pictures are 200 x 100 pixels unless said otherwise. */
const SIZE: [number, number] = [200, 100];

const names = new Map<string, number>();

function run(
  name: string,
  csv: string | Uint8Array<ArrayBuffer>,
  paths: string[],
  want: Record<string, Want | null>,
  { size: [width, height] = SIZE, base }: Options = {},
): void {
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  test(count > 1 ? `${name} (${count})` : name, async () => {
    const planner = new ImportPlanner();
    planner.plan(paths);
    const { tables, refused } = await planner.openTables([
      { name: 't.csv', blob: new Blob([csv]), ...(base === undefined ? {} : { base }) },
    ]);
    expect(refused).toEqual([]);
    const [{ id, mapping, localOrder }] = tables as [(typeof tables)[0]];
    const { photos } = planner.rows([{ id, mapping, options: { dayOrder: localOrder } }]);
    for (const [path, expected] of Object.entries(want)) {
      const photo = photos.find((each) => each.path === path);
      if (expected === null) {
        expect(photo).toBeUndefined();
        continue;
      }
      expect(photo, path).toBeDefined();
      const { i, d, c, ...fields } = expected;
      if ('i' in expected) expect(photo!.individual).toBe(i);
      if ('d' in expected) expect(photo!.fields?.takenAt).toBe(d);
      if (c) {
        const crop = photo!.crop ?? (photo!.box && cropOfBox(photo!.box, { width, height }));
        const got = crop ? [crop.x, crop.y, crop.width, crop.height] : [];
        expect(got.map((side) => Math.round(side * 1e4) / 1e4)).toEqual(c);
      }
      for (const [field, value] of Object.entries(fields))
        expect((photo!.fields as Record<string, unknown> | undefined)?.[field]).toEqual(value);
    }
  });
}

/** The same box in both rows. */
function box(head: string, row: string, c: number[]): void {
  const csv = `file,${head}\na.jpg,${row}\nb.jpg,${row}\n`;
  run(`box ${head}: ${row}`, csv, ['a.jpg', 'b.jpg'], { 'a.jpg': { c }, 'b.jpg': { c } });
}

/** 20, 20 to 80, 60 of 200 x 100 pixels. */
const C = [0.1, 0.2, 0.3, 0.4];

for (const h of [
  'xmin,ymin,xmax,ymax',
  'x1,y1,x2,y2',
  'left,top,right,bottom',
  'bbox_xmin,bbox_ymin,bbox_xmax,bbox_ymax',
  'XMin,YMin,XMax,YMax',
  'x_min,y_min,x_max,y_max',
  'bbox_x1,bbox_y1,bbox_x2,bbox_y2',
  'bbox_left,bbox_top,bbox_right,bbox_bottom',
  'xtl,ytl,xbr,ybr',
  'x0,y0,x1,y1',
  'box_x1,box_y1,box_x2,box_y2',
  'minX,minY,maxX,maxY',
  'min_x,min_y,max_x,max_y',
  'bndbox_xmin,bndbox_ymin,bndbox_xmax,bndbox_ymax',
  'bndbox.xmin,bndbox.ymin,bndbox.xmax,bndbox.ymax',
  'annotation/object/bndbox/xmin,annotation/object/bndbox/ymin,annotation/object/bndbox/xmax,annotation/object/bndbox/ymax',
  'startX,startY,endX,endY',
  'x_start,y_start,x_end,y_end',
  'izquierda,arriba,derecha,abajo',
  'esquerda,topo,direita,base',
  'box.x1,box.y1,box.x2,box.y2',
  'roi_x1,roi_y1,roi_x2,roi_y2',
  'xmin_px,ymin_px,xmax_px,ymax_px',
  'left_x,top_y,right_x,bottom_y',
])
  box(h, '20,20,80,60', C);
for (const h of ['xmin,xmax,ymin,ymax', 'x1,x2,y1,y2']) box(h, '20,80,20,60', C);
for (const h of [
  'x,y,w,h',
  'bbox_x,bbox_y,bbox_w,bbox_h',
  'bbox1,bbox2,bbox3,bbox4',
  'x,y,width,height',
  'left,top,width,height',
  'bbox_x,bbox_y,bbox_width,bbox_height',
  'x_min,y_min,width,height',
  'xmin,ymin,w,h',
  'x0,y0,w,h',
  'bbox x,bbox y,bbox width,bbox height',
  'roi_x,roi_y,roi_w,roi_h',
  'rect_x,rect_y,rect_w,rect_h',
  'crop_x,crop_y,crop_w,crop_h',
  'bbox_left,bbox_top,bbox_width,bbox_height',
  'x,y,ancho,alto',
  'x,y,largura,altura',
])
  box(h, '20,20,60,40', C);
for (const h of [
  'x_center,y_center,width,height',
  'xc,yc,w,h',
  'cx,cy,w,h',
  'center_x,center_y,width,height',
  'x_centre,y_centre,width,height',
  'bbox_cx,bbox_cy,bbox_w,bbox_h',
  'xcenter,ycenter,w,h',
]) {
  box(h, '50,40,60,40', C);
  box(h, '0.25,0.4,0.3,0.4', C);
}
box('width,height,xmin,ymin,xmax,ymax', '200,100,20,20,80,60', C);
box('width,height,class,xmin,ymin,xmax,ymax', '400,200,lion,40,40,160,120', C); // other scale
box('img_width,img_height,xmin,ymin,xmax,ymax', '200,100,20,20,80,60', C);
box('image_width,image_height,x,y,w,h', '200,100,20,20,60,40', C);
box('xmin,ymin,xmax,ymax,width,height', '20,20,80,60,60,40', C); // width,height of the box itself!
box('x,y,width,height,right,bottom', '20,20,60,40,80,60', C);
box('left,top,right,bottom,width,height', '20,20,80,60,60,40', C);
for (const [h, v] of [
  ['bbox', '"[20, 20, 60, 40]"'],
  ['bbox', '"20,20,60,40"'],
  ['bbox', '20 20 60 40'],
  ['bbox', '"(20, 20, 60, 40)"'],
  ['bbox', '[20;20;60;40]'],
  ['bbox', '20|20|60|40'],
  ['bbox', '"[20. 20. 60. 40.]"'],
  ['bbox', '"[np.float64(20.0), np.float64(20.0), np.float64(60.0), np.float64(40.0)]"'],
  ['bbox_xyxy', '"[20,20,80,60]"'],
  ['bbox', '"{""x"":20,""y"":20,""width"":60,""height"":40}"'],
  ['bbox', "\"{'xmin': 20, 'ymin': 20, 'xmax': 80, 'ymax': 60}\""],
  ['box', '"x=20 y=20 w=60 h=40"'],
  ['bbox (x1 y1 x2 y2)', '20 20 80 60'],
  ['bbox_xywh', '20 20 60 40'],
  ['bbox', '"[0.1, 0.2, 0.3, 0.4]"'],
  ['bbox', '"[[20, 20, 60, 40]]"'],
  ['bbox', '"0,1;0,2;0,3;0,4"'],
  ['bbox', '"[0,1; 0,2; 0,3; 0,4]"'],
  ['bbox', '"0,1 0,2 0,3 0,4"'],
  ['bbox', '"0,1, 0,2, 0,3, 0,4"'],
  ['bbox', '"[0,1, 0,2, 0,3, 0,4]"'],
  ['bbox', '"20,0 20,0 60,0 40,0"'],
  ['bbox', '"20,0; 20,0; 60,0; 40,0"'],
  ['bbox', '20.0 20.0 6e1 40'],
] as const)
  box(h, v, C);
run(
  'boxes of people and vehicles are no animals, and rows that leave it open are',
  'file,xmin,ymin,width,height,label\na.jpg,20,10,40,30,person\na.jpg,100,20,60,40,animal\nb.jpg,20,10,40,30,Vehicle\nc.jpg,20,10,40,30,NA\n',
  ['a.jpg', 'b.jpg', 'c.jpg'],
  { 'a.jpg': { c: [0.5, 0.2, 0.3, 0.4] }, 'b.jpg': null, 'c.jpg': { c: [0.1, 0.1, 0.2, 0.3] } },
);

run('decimal comma cols', 'file;x;y;w;h\na.jpg;0,1;0,2;0,3;0,4\n', ['a.jpg'], {
  'a.jpg': { c: C },
});
run('decimal comma corners', 'file;xmin;ymin;xmax;ymax\na.jpg;20,5;20,0;80,5;60,0\n', ['a.jpg'], {
  'a.jpg': { c: [0.1025, 0.2, 0.3, 0.4] },
});
// names
run(
  'noext',
  'file,individual\nIMG_0001,Alba\nimg_0002,Bruno\n',
  ['d/IMG_0001.JPG', 'd/IMG_0002.jpeg'],
  { 'd/IMG_0001.JPG': { i: 'Alba' }, 'd/IMG_0002.jpeg': { i: 'Bruno' } },
);
run('noext dup jpg+png', 'file,individual\nIMG_0001,Alba\n', ['IMG_0001.JPG', 'IMG_0001.png'], {
  'IMG_0001.JPG': null,
  'IMG_0001.png': null,
});
run('noext with dots', 'file,individual\nCam1.2024.001,Alba\n', ['Cam1.2024.001.JPG'], {
  'Cam1.2024.001.JPG': { i: 'Alba' },
});
run(
  'backslash',
  'file,individual\nD:\\survey\\cam1\\IMG_1.JPG,Alba\nD:\\survey\\cam2\\IMG_1.JPG,Bruno\n',
  ['survey/cam1/IMG_1.JPG', 'survey/cam2/IMG_1.JPG'],
  { 'survey/cam1/IMG_1.JPG': { i: 'Alba' }, 'survey/cam2/IMG_1.JPG': { i: 'Bruno' } },
);
run(
  'dup cams chosen one',
  'file,individual\ncam1/IMG_1.JPG,Alba\ncam2/IMG_1.JPG,Bruno\n',
  ['cam2/IMG_1.JPG'],
  { 'cam2/IMG_1.JPG': { i: 'Bruno' } },
);
run(
  'dup cams other folder',
  'file,individual\ncam1/IMG_1.JPG,Alba\ncam2/IMG_1.JPG,Bruno\n',
  ['cam3/IMG_1.JPG'],
  { 'cam3/IMG_1.JPG': null },
);
run('one cam other folder', 'file,individual\ncam1/IMG_1.JPG,Alba\n', ['cam3/IMG_1.JPG'], {
  'cam3/IMG_1.JPG': null,
});
run(
  'name only dup',
  'file,individual\nIMG_1.JPG,Alba\n',
  ['d/cam1/IMG_1.JPG', 'd/cam2/IMG_1.JPG'],
  { 'd/cam1/IMG_1.JPG': null, 'd/cam2/IMG_1.JPG': null },
);
run(
  'NFD',
  `file,individual\n${'Peña/á.jpg'.normalize('NFD')},${'Peña'.normalize('NFD')}\n`,
  ['x/Peña/á.jpg'],
  { 'x/Peña/á.jpg': { i: 'Peña' } },
);
run('url', 'image_url,name\nhttps://x.org/a/IMG%20001.jpg?size=large,Alba\n', ['IMG 001.jpg'], {
  'IMG 001.jpg': { i: 'Alba' },
});
run(
  'camtrapR',
  'Station,Species,DateTimeOriginal,Date,Time,delta.time.secs,Directory,FileName,individual\nA,PBE,2009-04-21 00:40:00,2009-04-21,00:40:00,0,C:/x/A/PBE,A__2009.JPG,m1\nB,PBE,2009-04-22 00:40:00,2009-04-22,00:40:00,0,C:/x/B/PBE,A__2009.JPG,m2\n',
  ['x/A/PBE/A__2009.JPG', 'x/B/PBE/A__2009.JPG'],
  {
    'x/A/PBE/A__2009.JPG': { i: 'm1', d: '2009-04-21T00:40:00', species: 'PBE', placeName: 'A' },
    'x/B/PBE/A__2009.JPG': { i: 'm2' },
  },
);
run(
  'timelapse',
  'RootFolder,File,RelativePath,DateTime,DeleteFlag,Individual\nMy,IMG_1.JPG,S1\\W1,2024-05-06 07:08:09,false,Alba\nMy,IMG_1.JPG,S2\\W1,2024-05-07 07:08:09,false,Bruno\n',
  ['My/S1/W1/IMG_1.JPG', 'My/S2/W1/IMG_1.JPG'],
  {
    'My/S1/W1/IMG_1.JPG': { i: 'Alba', d: '2024-05-06T07:08:09' },
    'My/S2/W1/IMG_1.JPG': { i: 'Bruno' },
  },
);
run(
  'timelapse one',
  'File,RelativePath,Individual\nIMG_1.JPG,S1,Alba\nIMG_1.JPG,S2,Bruno\n',
  ['S2/IMG_1.JPG'],
  { 'S2/IMG_1.JPG': { i: 'Bruno' } },
);
run(
  'folder col Carpeta',
  'Carpeta;Archivo;Individuo\nS1;IMG_1.JPG;Alba\nS2;IMG_1.JPG;Bruno\n',
  ['z/S1/IMG_1.JPG', 'z/S2/IMG_1.JPG'],
  { 'z/S1/IMG_1.JPG': { i: 'Alba' }, 'z/S2/IMG_1.JPG': { i: 'Bruno' } },
);
// structure
run('sep=', 'sep=;\nfile;individual\na.jpg;Alba\n', ['a.jpg'], { 'a.jpg': { i: 'Alba' } });
run('BOM sep=', '\ufeffsep=;\r\nfile;individual\r\na.jpg;Alba\r\n', ['a.jpg'], {
  'a.jpg': { i: 'Alba' },
});
run('title', 'Informe 2024,,\n,,\nfile,individual,fecha\na.jpg,Alba,2024-05-06\n', ['a.jpg'], {
  'a.jpg': { i: 'Alba', d: '2024-05-06' },
});
run(
  'comment',
  '# made by x\n# y\nfile,individual\na.jpg,Alba\n# end\nb.jpg,Bruno\n',
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': { i: 'Alba' }, 'b.jpg': { i: 'Bruno' } },
);
run(
  'two header units',
  'file,individual,latitude,longitude\n,,deg,deg\na.jpg,Alba,4.5,-71.2\n',
  ['a.jpg'],
  { 'a.jpg': { i: 'Alba', place: { latitude: 4.5, longitude: -71.2 } } },
);
run('quoted newline header', '"file\nname",individual\na.jpg,Alba\n', ['a.jpg'], {
  'a.jpg': { i: 'Alba' },
});
run(
  'quoted newline cell',
  'file,individual,notes\na.jpg,Alba,"uno\ndos"\nb.jpg,Bruno,x\n',
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': { notes: 'uno\ndos' }, 'b.jpg': { i: 'Bruno' } },
);
run('CR only', 'file,individual\ra.jpg,Alba\rb.jpg,Bruno\r', ['a.jpg', 'b.jpg'], {
  'a.jpg': { i: 'Alba' },
  'b.jpg': { i: 'Bruno' },
});
run('mixed endings', 'file,individual\r\na.jpg,Alba\nb.jpg,Bruno\r\n', ['a.jpg', 'b.jpg'], {
  'a.jpg': { i: 'Alba' },
  'b.jpg': { i: 'Bruno' },
});
const u16 = (t: string, be = false, bom = true) => {
  const b = new Uint8Array((t.length + (bom ? 1 : 0)) * 2);
  const v = new DataView(b.buffer);
  let o = 0;
  if (bom) {
    v.setUint16(0, 0xfeff, !be);
    o = 2;
  }
  for (const ch of t) {
    v.setUint16(o, ch.charCodeAt(0), !be);
    o += 2;
  }
  return b;
};
run('utf16le', u16('file\tindividual\r\na.jpg\tÑandú\r\n'), ['a.jpg'], { 'a.jpg': { i: 'Ñandú' } });
run('utf16be', u16('file\tindividual\r\na.jpg\tÑandú\r\n', true), ['a.jpg'], {
  'a.jpg': { i: 'Ñandú' },
});
run('utf16le no bom', u16('file\tindividual\r\na.jpg\tAlba\r\n', false, false), ['a.jpg'], {
  'a.jpg': { i: 'Alba' },
});
run('index column', ',file,individual\n0,a.jpg,Alba\n1,b.jpg,Bruno\n', ['a.jpg', 'b.jpg'], {
  'a.jpg': { i: 'Alba' },
  'b.jpg': { i: 'Bruno' },
});
run('short rows', 'file,individual,notes\na.jpg,Alba\nb.jpg\n', ['a.jpg', 'b.jpg'], {
  'a.jpg': { i: 'Alba' },
  'b.jpg': { i: null },
});
run('pipe', 'file|individual\na.jpg|Alba\n', ['a.jpg'], { 'a.jpg': { i: 'Alba' } });
run('spaces after comma', 'file, individual, notes\na.jpg, Alba, "x, y"\n', ['a.jpg'], {
  'a.jpg': { i: 'Alba', notes: 'x, y' },
});
for (const w of [
  'NA',
  'NaN',
  'nan',
  'None',
  'NULL',
  'null',
  'N/A',
  'n/a',
  '-',
  '--',
  '#N/A',
  '#N/D',
  '<NA>',
  'NaT',
  '?',
  '.',
  '(null)',
  '#VALUE!',
  '#¡REF!',
  's/d',
  'sin dato',
  'sin datos',
  'sem dados',
  'nil',
  'n.a.',
  'N.A.',
  'n. a.',
  'no data',
  'ND',
  'n/d',
  '\\N',
  '#N/A N/A',
  '—',
])
  run(
    'missing ' + w,
    `file,individual,date,species,place,notes,labels,latitude,longitude\na.jpg,Alba,2024-05-06,${w},${w},${w},${w},${w},${w}\n`,
    ['a.jpg'],
    {
      'a.jpg': {
        i: 'Alba',
        d: '2024-05-06',
        notes: undefined,
        labels: undefined,
        placeName: undefined,
        species: undefined,
        place: undefined,
      },
    },
  );
run(
  'latlon 0,0',
  'file,lat,lon\na.jpg,0,0\nb.jpg,0.0,0.0\nc.jpg,"0,0","0,0"\n',
  ['a.jpg', 'b.jpg', 'c.jpg'],
  { 'a.jpg': { place: undefined }, 'b.jpg': { place: undefined }, 'c.jpg': { place: undefined } },
);
run('lat only', 'file,lat,lon\na.jpg,4.5,\n', ['a.jpg'], { 'a.jpg': { place: undefined } });
run('lat DMS cols', 'file,lat,lon\na.jpg,"37°23\'24""N","5°59\'24""O"\n', ['a.jpg'], {
  'a.jpg': { place: { latitude: 37.39, longitude: -5.99 } },
});
run(
  'lat letters',
  'file,Latitud,Longitud\na.jpg,37.39 N,5.99 O\nb.jpg,37.39S,5.99E\n',
  ['a.jpg', 'b.jpg'],
  {
    'a.jpg': { place: { latitude: 37.39, longitude: -5.99 } },
    'b.jpg': { place: { latitude: -37.39, longitude: 5.99 } },
  },
);
run(
  'exiftool csv',
  'SourceFile,GPSLatitude,GPSLongitude,DateTimeOriginal\n./a.jpg,"37 deg 23\' 24.00"" N","5 deg 59\' 24.00"" W",2021:05:04 07:08:09\n',
  ['a.jpg'],
  { 'a.jpg': { d: '2021-05-04T07:08:09', place: { latitude: 37.39, longitude: -5.99 } } },
);
run(
  'inat',
  'id,observed_on,time_observed_at,image_url,latitude,longitude,scientific_name\n1,2023-07-14,2023-07-14 18:05:59 UTC,https://x/photos/1/medium.jpg,4.5,-71.2,Panthera onca\n',
  ['medium.jpg'],
  { 'medium.jpg': { species: 'Panthera onca', place: { latitude: 4.5, longitude: -71.2 } } },
);
run(
  'es date comma',
  'Archivo;Individuo;Fecha;Hora\na.jpg;Alba;14/07/2023;6:05:59 p. m.\n',
  ['a.jpg'],
  { 'a.jpg': { d: '2023-07-14T18:05:59' } },
);
run(
  'undecided mixed',
  'file,individual,date\na.jpg,Alba,05/06/2024\nb.jpg,Bruno,06/07/2024\n',
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': { d: undefined }, 'b.jpg': { d: undefined } },
);
run(
  'monthfirst decided',
  'file,individual,date\na.jpg,Alba,05/06/2024\nb.jpg,Bruno,06/17/2024\n',
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': { d: '2024-05-06' }, 'b.jpg': { d: '2024-06-17' } },
);
run('video rows', 'file,individual\na.mp4,Alba\nb.jpg,Bruno\n', ['b.jpg'], {
  'b.jpg': { i: 'Bruno' },
});
run(
  'base rel',
  'file,individual\n../photos/a.jpg,Alba\n',
  ['root/photos/a.jpg', 'root/other/a.jpg'],
  { 'root/photos/a.jpg': { i: 'Alba' } },
  { base: 'root/tables' },
);
run('excel guard', 'file,individual,notes\na.jpg,"=""007""",x\n', ['a.jpg'], {
  'a.jpg': { i: '007' },
});
run(
  'wildbook',
  'Encounter.mediaAsset0,MarkedIndividual.individualID,Encounter.genus,Encounter.specificEpithet,Encounter.year,Encounter.month,Encounter.day,Encounter.hour,Encounter.minutes,Encounter.decimalLatitude,Encounter.decimalLongitude\na.jpg,Alba,Panthera,onca,2024,5,6,7,8,4.5,-71.25\nb.jpg,Bruno,Panthera,onca,2024,5,,,,,\nc.jpg,C,Panthera,,2024,,,,,,\n',
  ['a.jpg', 'b.jpg', 'c.jpg'],
  {
    'a.jpg': { i: 'Alba', d: '2024-05-06T07:08:00', species: 'Panthera onca' },
    'b.jpg': { i: 'Bruno' },
    'c.jpg': { i: 'C', species: 'Panthera' },
  },
);
run(
  'wildbook multi',
  'Encounter.mediaAsset0,Encounter.mediaAsset1,MarkedIndividual.individualID\na.jpg,b.jpg,Alba\n',
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': { i: 'Alba' }, 'b.jpg': { i: 'Alba' } },
);
run('several names in cell', 'file,individual\n"a.jpg;b.jpg",Alba\n', ['a.jpg', 'b.jpg'], {
  'a.jpg': { i: 'Alba' },
  'b.jpg': { i: 'Alba' },
});
run(
  'partial box said',
  'file,xmin,ymin,xmax,ymax\na.jpg,20,20,,60\nb.jpg,20,20,80,60\n',
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': null, 'b.jpg': { c: C } },
);
run(
  'swapped corners',
  'file,xmin,ymin,xmax,ymax\na.jpg,80,60,20,20\nb.jpg,20,20,80,60\n',
  ['a.jpg', 'b.jpg'],
  { 'b.jpg': { c: C } },
);
run(
  'negative corner',
  'file,xmin,ymin,xmax,ymax\na.jpg,-2,20,80,60\nb.jpg,20,20,80,60\n',
  ['a.jpg', 'b.jpg'],
  { 'a.jpg': { c: [0, 0.2, 0.4, 0.4] } },
);
