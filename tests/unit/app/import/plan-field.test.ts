import { describe } from 'vitest';
import { C, MARK, OTHER, found, md, run, table, type Files } from './plan-door';

/**
 * Files of the field's programs, each as its makers document it or as people report it: what must
 * become of the photos, and what must be said besides.
 */

describe('Timelapse', () => {
  const T = 'RootFolder,File,RelativePath,DateTime,DeleteFlag,Species,Individual,Comments\n';
  run(
    'relative paths with a backslash, flags, a root of another name',
    {
      'Cam/2024/a.jpg': '',
      'Cam/2025/a.jpg': '',
      'Cam/TimelapseData.csv': `${T}Root,a.jpg,2024,2024-05-06 07:08:09,false,cat,Alba,\nRoot,a.jpg,2025,2025-05-06 07:08:09,false,dog,Bruno,seen\n`,
    },
    {
      'Cam/2024/a.jpg': { i: 'Alba', takenAt: '2024-05-06T07:08:09', species: 'cat' },
      'Cam/2025/a.jpg': { i: 'Bruno', notes: 'seen' },
    },
  );
  run(
    'of 2016: File, RelativePath, Folder, Date and Time by name of month',
    {
      'S/A/a.jpg': '',
      'S/B/a.jpg': '',
      'S/t.csv':
        'File,RelativePath,Folder,Date,Time,ImageQuality,Animal\na.jpg,A,S,15-Jun-2016,09:30:00,Ok,Alba\na.jpg,B,S,16-Jun-2016,21:30:00,Dark,Bruno\n',
    },
    {
      'S/A/a.jpg': { i: 'Alba', takenAt: '2016-06-15T09:30:00' },
      'S/B/a.jpg': { i: 'Bruno', takenAt: '2016-06-16T21:30:00' },
    },
  );
  run(
    'an empty relative path is the folder of the table',
    {
      'S/a.jpg': '',
      'S/B/a.jpg': '',
      'S/t.csv':
        'File,RelativePath,DateTime,Individual\na.jpg,,2016-06-15 09:30:00,Alba\na.jpg,B,2016-06-16 21:30:00,Bruno\n',
    },
    { 'S/a.jpg': { i: 'Alba' }, 'S/B/a.jpg': { i: 'Bruno' } },
  );
});

describe('camtrapR', () => {
  run(
    'a table of records',
    {
      'pbe/StationA/Camera1/A__Camera1__2009-04-10__00-07-00(1).JPG': '',
      'pbe/StationB/IMG_1.JPG': '',
      'pbe/record_table.csv':
        '"","Station","Species","DateTimeOriginal","Date","Time","delta.time.secs","Directory","FileName","metadata_individual"\n"1","StationA","PBE","2009-04-10 00:07:00","2009-04-10","00:07:00","0","C:/Users/x/pbe/StationA/Camera1","A__Camera1__2009-04-10__00-07-00(1).JPG","Alba"\n"2","StationB","PBE","2009-04-12 10:07:00","2009-04-12","10:07:00","0","C:/Users/x/pbe/StationB","IMG_1.JPG","Bruno"\n',
    },
    {
      'pbe/StationA/Camera1/A__Camera1__2009-04-10__00-07-00(1).JPG': {
        i: 'Alba',
        takenAt: '2009-04-10T00:07:00',
        species: 'PBE',
        station: 'StationA',
      },
      'pbe/StationB/IMG_1.JPG': { i: 'Bruno', station: 'StationB' },
    },
  );
});

describe('AddaxAI', () => {
  run(
    'its table of detections: corners, a label, several rows a photo',
    {
      'f/a.jpg': '',
      'f/b.jpg': '',
      'f/results_detections.csv':
        'absolute_path,relative_path,data_type,label,confidence,human_verified,bbox_left,bbox_top,bbox_right,bbox_bottom,file_height,file_width,DateTimeOriginal,Latitude,Longitude\nD:/f/a.jpg,a.jpg,img,animal,0.95,False,20,20,80,60,100,200,06/05/24 10:11:12,,\nD:/f/a.jpg,a.jpg,img,person,0.95,False,100,20,180,60,100,200,06/05/24 10:11:12,,\nD:/f/b.jpg,b.jpg,img,animal,0.95,False,20,20,80,60,100,200,16/05/24 10:11:12,,\n',
    },
    {
      // 2006-05-24 and 2016-05-24 as well: it is asked.
      'f/a.jpg': { c: C, takenAt: null },
      'f/b.jpg': { c: C, takenAt: null },
    },
    ['row'],
  );
  run(
    'its tables of files and of detections together, and a summary',
    {
      'f/a.jpg': '',
      'f/results_detections.csv':
        'absolute_path,relative_path,data_type,label,confidence,bbox_left,bbox_top,bbox_right,bbox_bottom,file_height,file_width\nD:/f/a.jpg,a.jpg,img,animal,0.95,20,20,80,60,100,200\n',
      'f/results_files.csv':
        'absolute_path,relative_path,data_type,n_detections,file_height,file_width,max_confidence\nD:/f/a.jpg,a.jpg,img,1,100,200,0.95\n',
      'f/results_summary.csv': 'label,data_type,n_detections\nanimal,img,1\n',
    },
    { 'f/a.jpg': { c: C } },
    ['no-file-column'],
  );
});

describe('tables of detectors', () => {
  run(
    "MegaDetector's table: boxes in a column of lists",
    {
      'f/a.jpg': '',
      'f/b.jpg': '',
      'f/md.csv':
        'image_path,max_confidence,detections\na.jpg,0.9,"[[0.1, 0.2, 0.3, 0.4, 0.9, 1]]"\nb.jpg,0.9,"[]"\n',
    },
    { 'f/a.jpg': { c: null }, 'f/b.jpg': {} },
    ['unread-boxes'],
  );
  run(
    "animl's manifest",
    table(
      'filepath,filename,filemodifydate,frame,category,conf,bbox1,bbox2,bbox3,bbox4,prediction,confidence\n/x/f/a.jpg,a.jpg,2024-01-01,0,animal,0.9,0.1,0.2,0.3,0.4,cat,0.9\n/x/f/b.jpg,b.jpg,2024-01-01,0,human,0.9,0.1,0.2,0.3,0.4,,\n',
    ),
    { 'f/a.jpg': { c: C, takenAt: null } },
    ['row'],
  );
  run(
    'animl of before: x, y, width and height under their names, empty where nothing was found',
    table(
      'FilePath,FileName,bbox_x,bbox_y,bbox_w,bbox_h,category\n/x/f/a.jpg,a.jpg,0.1,0.2,0.3,0.4,1\n/x/f/b.jpg,b.jpg,,,,,0\n',
    ),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: null } },
  );
  run(
    'DeepFaune',
    table(
      'filename,date,seqnum,predictionbase,scorebase,prediction,score,count\nD:\\f\\a.jpg,2024:05:06 07:08:09,1,cat,0.9,cat,0.9,1\nD:\\f\\b.jpg,NA,2,vide,0.9,vide,0.9,0\n',
    ),
    { 'f/a.jpg': { takenAt: '2024-05-06T07:08:09' }, 'f/b.jpg': { takenAt: null } },
  );
  run(
    'iNaturalist: addresses that all end alike name no photo',
    {
      'f/medium.jpg': '',
      'f/t.csv':
        'id,observed_on,image_url,latitude,longitude,scientific_name\n1,2024-05-06,https://x.org/photos/1/medium.jpg,4.5,-71.2,Panthera onca\n2,2024-05-07,https://x.org/photos/2/medium.jpg,4.6,-71.3,Panthera onca\n',
    },
    {},
    ['row'],
  );
  run(
    'TrapTagger',
    table(
      'trapgroup,latitude,longitude,timestamp,file_path,image_name,species,individuals\nTG1,-24.9,31.5,2024-05-06 07:08:09,x/f,a.jpg,leopard,Alba\nTG1,-24.9,31.5,2024-05-07 07:08:09,x/f,b.jpg,leopard,None\n',
    ),
    {
      'f/a.jpg': { i: 'Alba', place: { latitude: -24.9, longitude: 31.5 }, species: 'leopard' },
      'f/b.jpg': { i: null },
    },
  );
  run(
    'Wildlife Insights: blank images hold no animal',
    table(
      'project_id,deployment_id,image_id,filename,location,is_blank,genus,species,timestamp,individual_id\n1,D1,x1,a.jpg,gs://b/a.jpg,0,Panthera,onca,2024-05-06 07:08:09,Alba\n1,D1,x2,b.jpg,gs://b/b.jpg,1,,,2024-05-06 07:08:19,\n',
    ),
    { 'f/a.jpg': { i: 'Alba', species: 'Panthera onca', station: 'D1' }, 'f/b.jpg': { i: null } },
  );
});

describe('names and folders', () => {
  run(
    'paths of Windows, in other letters, of the whole survey',
    {
      'stationb/100RECNX/IMG_1.JPG': '',
      'stationb/t.csv':
        'file,individual\nD:\\S\\StationA\\100RECNX\\IMG_1.JPG,Alba\nD:\\S\\StationB\\100RECNX\\IMG_1.JPG,Bruno\n',
    },
    { 'stationb/100RECNX/IMG_1.JPG': { i: 'Bruno' } },
    ['row'],
  );
  run(
    'a table in each folder, names alone',
    {
      'S/A/1.jpg': '',
      'S/B/1.jpg': '',
      'S/A/t.csv': 'file,individual\n1.jpg,Alba\n',
      'S/B/t.csv': 'file,individual\n1.jpg,Bruno\n',
    },
    { 'S/A/1.jpg': { i: 'Alba' }, 'S/B/1.jpg': { i: 'Bruno' } },
  );
  run(
    'one table of names alone above two cameras: neither is taken',
    { 'S/A/1.jpg': '', 'S/B/1.jpg': '', 'S/t.csv': 'file,individual\n1.jpg,Alba\n' },
    {},
    ['row'],
  );
  run(
    'results in the folder of one camera',
    {
      'S/A/1.jpg': '',
      'S/B/1.jpg': '',
      'S/A/md.json': md([{ file: '1.jpg', detections: [MARK] }]),
    },
    { 'S/A/1.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'a folder that the table calls by a part of its name',
    {
      'S/Cam 01/1.jpg': '',
      'S/Cam 02/1.jpg': '',
      'S/t.csv': 'folder,file,individual\nCam 01,1.jpg,Alba\nCam 02/,1.jpg,Bruno\n',
    },
    { 'S/Cam 01/1.jpg': { i: 'Alba' }, 'S/Cam 02/1.jpg': { i: 'Bruno' } },
  );
  run(
    'names with spaces around, with accents apart, in quotes',
    {
      'f/Peña 1.jpg': '',
      'f/b.jpg': '',
      'f/t.csv': 'file,individual\n" Pen\u0303a 1.jpg ",Alba\n"b.jpg",Bruno\n',
    },
    { 'f/Peña 1.jpg': { i: 'Alba' }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    'HEIC in the table, JPEG in the folder: the ending differs, and it is said',
    { 'f/IMG_1.jpg': '', 'f/t.csv': 'file,individual\nIMG_1.HEIC,Alba\n' },
    { 'f/IMG_1.jpg': { i: null } },
    ['names-nothing'],
  );
});

describe('rows out of line', () => {
  run(
    'a quote that is never closed',
    table('file,individual,notes\na.jpg,Alba,"big\nb.jpg,Bruno,ok\n'),
    { 'f/a.jpg': { i: 'Alba', notes: 'big' }, 'f/b.jpg': { i: 'Bruno', notes: 'ok' } },
    ['repaired'],
  );
  run(
    'quotes that are never closed in two rows',
    table('file,individual,notes\na.jpg,"Alba,big\nb.jpg,Bruno,"tall\n'),
    { 'f/a.jpg': { i: 'Alba', notes: 'big' }, 'f/b.jpg': { i: 'Bruno', notes: 'tall' } },
    ['repaired'],
  );
  run(
    'a cell of several lines with quotes in it stays one cell',
    table('file,individual,notes\na.jpg,Alba,"she ""jumped""\nand ran"\nb.jpg,Bruno,ok\n'),
    { 'f/a.jpg': { notes: 'she "jumped"\nand ran' }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    'quotes within a cell: inches, a name in quotes',
    table('file,individual,notes\na.jpg,Alba,4" long\nb.jpg,"El ""Rayo""",ok\n'),
    { 'f/a.jpg': { notes: '4" long' }, 'f/b.jpg': { i: 'El "Rayo"' } },
  );
  run(
    'a cell more, a cell less, an empty line, a line of commas',
    table('file,individual,notes\na.jpg,Alba,x,y\n\n,,\nb.jpg,Bruno\n'),
    { 'f/a.jpg': { i: 'Alba', notes: 'x,y' }, 'f/b.jpg': { i: 'Bruno', notes: null } },
  );
  run(
    'the names once more in the middle, as joined files have them',
    table('file,individual\na.jpg,Alba\nfile,individual\nb.jpg,Bruno\n'),
    { 'f/a.jpg': { i: 'Alba' }, 'f/b.jpg': { i: 'Bruno' } },
    ['row'],
  );
  run(
    'a sum at the end',
    table('file,individual,count\na.jpg,Alba,1\nb.jpg,Bruno,1\nTotal,,2\n'),
    { 'f/a.jpg': { i: 'Alba' }, 'f/b.jpg': { i: 'Bruno' } },
    ['row'],
  );
  run(
    'two columns of one name: the first is used',
    table('file,individual,individual\na.jpg,Alba,x\nb.jpg,Bruno,y\n'),
    { 'f/a.jpg': { i: 'Alba' }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    'the same photo twice, with two names',
    table('file,individual\na.jpg,Alba\na.jpg,Bruno\nb.jpg,Cora\n'),
    { 'f/a.jpg': { i: 'Alba' }, 'f/b.jpg': { i: 'Cora' } },
    ['row'],
  );
});

describe('missing values', () => {
  run(
    'dates that are none',
    table('file,date,individual\na.jpg,0000-00-00,Alba\nb.jpg,0000-00-00 00:00:00,Bruno\n'),
    { 'f/a.jpg': { takenAt: null, i: 'Alba' }, 'f/b.jpg': { takenAt: null } },
  );
  run(
    'numbers that stand for none, in places, dates and text',
    table(
      'file,individual,latitude,longitude,date,species,notes\na.jpg,-9999,-9999,-9999,-9999,-9999,-9999\nb.jpg,Alba,4.5,-71.2,2024-05-06,cat,9999\n',
    ),
    {
      'f/a.jpg': { i: null, place: null, takenAt: null, species: null, notes: null },
      'f/b.jpg': { i: 'Alba', notes: '9999' },
    },
  );
  run(
    'epoch zero and 1900',
    table('file,date\na.jpg,1970-01-01T00:00:00Z\nb.jpg,1900-01-00\n'),
    { 'f/a.jpg': { takenAt: null }, 'f/b.jpg': { takenAt: null } },
    ['row'],
  );
});

describe('boxes', () => {
  run(
    'Roboflow and TensorFlow: width and height are of the picture',
    table(
      'filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,200,100,cat,20,20,80,60\nb.jpg,200,100,person,20,20,80,60\n',
    ),
    { 'f/a.jpg': { c: C } },
    ['row'],
  );
  run(
    'of a picture of half the size',
    table(
      'filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,100,50,cat,10,10,40,30\nb.jpg,100,50,cat,10,10,40,30\n',
    ),
    { 'f/a.jpg': { c: C }, 'f/b.jpg': { c: C } },
  );
  run(
    'of a picture of other proportions: it was turned, or is another one',
    table(
      'filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,100,200,cat,10,10,40,30\nb.jpg,200,100,cat,20,20,80,60\n',
    ),
    { 'f/a.jpg': {}, 'f/b.jpg': { c: C } },
  );
  run(
    'with a right side left of the left one',
    table('file,xmin,ymin,xmax,ymax\na.jpg,80,60,20,20\nb.jpg,20,20,80,60\n'),
    { 'f/b.jpg': { c: C } },
    ['row'],
  );
  run('VOTT', table('"image","xmin","ymin","xmax","ymax","label"\n"a.jpg",20,20,80,60,"cat"\n'), {
    'f/a.jpg': { c: C },
  });
  run(
    'Open Images: ImageID, and sides in another order',
    table('ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax\na,x,cat,1,0.1,0.4,0.2,0.6\n'),
    { 'f/a.jpg': { c: C } },
  );
  run(
    'x and y of the middle in percent signs',
    table('file,x_center,y_center,width,height\na.jpg,25%,40%,30%,40%\n'),
    { 'f/a.jpg': { c: C } },
  );
  run('a lone area is no box', table('file,individual,width,height\na.jpg,Alba,200,100\n'), {
    'f/a.jpg': { c: null, i: 'Alba' },
  });
});

describe('results', () => {
  const results = (json: object | string, more: Files = {}): Files => ({
    'f/a.jpg': '',
    'f/b.jpg': '',
    'f/r.json': json,
    ...more,
  });
  run(
    'frames of films beside photos',
    results(
      md([
        {
          file: 'v.mp4',
          frame_rate: 30,
          frames_processed: [0],
          detections: [{ ...MARK, frame_number: 0 }],
        },
        { file: 'a.jpg', detections: [MARK] },
      ]),
    ),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'an entry without detections, one of null, one that failed',
    results(
      md([
        { file: 'a.jpg', failure: 'Failure image access', detections: null },
        { file: 'b.jpg', detections: [MARK] },
      ]),
    ),
    { 'f/b.jpg': { c: C } },
    ['entry', 'no-animal'],
  );
  run(
    'two entries of one file that contradict in case of letters only',
    results(
      md([
        { file: 'A.JPG', detections: [OTHER] },
        { file: 'a.jpg', detections: [MARK] },
      ]),
    ),
    { 'f/a.jpg': { c: C } },
    ['unmentioned'],
  );
  run(
    'numbers as texts, and a comma too many',
    results(
      '{"images":[{"file":"a.jpg","detections":[{"category":"1","conf":"0.9","bbox":["0.1","0.2","0.3","0.4"]}]},],"detection_categories":{"1":"animal"}}',
    ),
    { 'f/a.jpg': {}, 'f/b.jpg': {} },
    ['refused'],
  );
  run(
    'JSON of lines (one entry a line)',
    results(
      '{"file":"a.jpg","detections":[{"category":"animal","confidence":0.9,"bbox":[20,20,80,60]}]}\n{"file":"b.jpg","detections":[]}\n',
    ),
    { 'f/a.jpg': { c: C } },
    ['no-animal'],
  );
  run(
    'SpeciesNet: a list of entries without the word around them',
    results([
      {
        filepath: '/x/f/a.jpg',
        detections: [{ ...MARK, label: 'animal' }],
        prediction: 'u;m;c;f;panthera;onca;jaguar',
      },
      { filepath: '/x/f/b.jpg', failures: ['DETECTOR'] },
    ]),
    { 'f/a.jpg': { c: C } },
    ['entry', 'no-animal'],
  );
  run(
    'categories in capitals and other languages',
    results(
      md(
        [
          {
            file: 'a.jpg',
            detections: [found([0.1, 0.2, 0.3, 0.4], '4'), found([0.6, 0.2, 0.3, 0.4], '5')],
          },
          { file: 'b.jpg', detections: [found([0.1, 0.2, 0.3, 0.4], '6')] },
        ],
        { 4: 'ANIMAL', 5: 'Pessoa', 6: 'VEHICLE' },
      ),
    ),
    { 'f/a.jpg': { c: C } },
    ['no-animal'],
  );
  run(
    'Label Studio, CVAT and VIA files of results are said, with the reason',
    results([{ data: { image: '/d/a.jpg' }, annotations: [] }]),
    { 'f/a.jpg': {}, 'f/b.jpg': {} },
    ['refused'],
  );
});

describe('other files beside photos', () => {
  run(
    'a workbook that cannot be read is said, with what to do',
    { 'f/a.jpg': '', 'f/t.xlsx': 'PK\x03\x04' },
    { 'f/a.jpg': {} },
    ['refused'],
  );
  run(
    'films, documents and raws are said once a kind',
    { 'f/a.jpg': '', 'f/v.mp4': 'x', 'f/r.pdf': '%PDF', 'f/r.CR2': 'II*\0' },
    { 'f/a.jpg': {}, 'f/v.mp4': {}, 'f/r.pdf': {}, 'f/r.CR2': {} },
  );
});
