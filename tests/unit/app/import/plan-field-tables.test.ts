import { describe } from 'vitest';
import { C, run, table, type Files, type Want } from './plan-door';

/**
 * Tables as programs and people write them: names of columns with more in them than the name,
 * columns that finish others, stations in place of folders, paths of other computers.
 */

const NAMES = { 'f/a.jpg': { i: 'Alba' }, 'f/b.jpg': { i: 'Bruno' } };
const at = (latitude: number, longitude: number): Want => ({ place: { latitude, longitude } });
/** The same of both photos. */
const both = (want: Want): Record<string, Want> => ({ 'f/a.jpg': want, 'f/b.jpg': want });
/** The same row for both photos. */
const rows = (head: string, row: string, of = ','): Files =>
  table(`file${of}${head}\na.jpg${of}${row}\nb.jpg${of}${row}\n`);

describe('a station in place of a folder', () => {
  const survey =
    'Station,File,Individual\nStationA,1.JPG,Alba\nStationA,2.JPG,Alba\nStationB,1.JPG,Bruno\nStationB,2.JPG,Cora\n';
  run(
    'the whole survey',
    {
      'S/StationA/1.JPG': '',
      'S/StationA/2.JPG': '',
      'S/StationB/1.JPG': '',
      'S/StationB/2.JPG': '',
      'S/t.csv': survey,
    },
    {
      'S/StationA/1.JPG': { i: 'Alba' },
      'S/StationA/2.JPG': { i: 'Alba' },
      'S/StationB/1.JPG': { i: 'Bruno' },
      'S/StationB/2.JPG': { i: 'Cora' },
    },
  );
  run(
    'one of its folders',
    { 'StationB/1.JPG': '', 'StationB/2.JPG': '', 'StationB/t.csv': survey },
    { 'StationB/1.JPG': { i: 'Bruno' }, 'StationB/2.JPG': { i: 'Cora' } },
    ['row'],
  );
  run(
    'photos without a folder: none of the two stations is taken',
    { '1.JPG': '', '2.JPG': '', 't.csv': survey },
    {},
    ['row'],
  );
  run(
    'sites with cameras of the same names, in columns the other way round',
    {
      'S/N/C1/1.JPG': '',
      'S/N/C2/1.JPG': '',
      'S/M/C1/1.JPG': '',
      'S/t.csv':
        'Camera,Site,File,Individual\nC1,N,1.JPG,Alba\nC2,N,1.JPG,Bruno\nC1,M,1.JPG,Cora\n',
    },
    {
      'S/N/C1/1.JPG': { i: 'Alba' },
      'S/N/C2/1.JPG': { i: 'Bruno' },
      'S/M/C1/1.JPG': { i: 'Cora' },
    },
  );
  run(
    'folders of animals',
    {
      'S/Alba/1.JPG': '',
      'S/Bruno/1.JPG': '',
      'S/t.csv': 'Individual,File,Notes\nAlba,1.JPG,x\nBruno,1.JPG,y\n',
    },
    { 'S/Alba/1.JPG': { i: 'Alba', notes: 'x' }, 'S/Bruno/1.JPG': { i: 'Bruno', notes: 'y' } },
  );
  run(
    'folders with a date behind the name, and one of another place',
    {
      'S/Rio_2024-05/1.JPG': '',
      'S/Rio Negro/1.JPG': '',
      'S/t.csv': 'Station,File,Individual\nRio,1.JPG,Alba\nRio Negro,1.JPG,Bruno\n',
    },
    { 'S/Rio_2024-05/1.JPG': { i: 'Alba' }, 'S/Rio Negro/1.JPG': { i: 'Bruno' } },
  );
  run(
    'folders whose numbers have zeros in front',
    {
      'S/Cam01/1.JPG': '',
      'S/Cam02/1.JPG': '',
      'S/t.csv': 'Station,File,Individual\nCam 1,1.JPG,Alba\nCam 2,1.JPG,Bruno\n',
    },
    { 'S/Cam01/1.JPG': { i: 'Alba' }, 'S/Cam02/1.JPG': { i: 'Bruno' } },
  );
  run(
    'a folder and one within it, in two columns',
    {
      'S/N/C1/1.JPG': '',
      'S/M/C1/1.JPG': '',
      'S/t.csv': 'Folder,Subfolder,File,Individual\nN,C1,1.JPG,Alba\nM,C1,1.JPG,Bruno\n',
    },
    { 'S/N/C1/1.JPG': { i: 'Alba' }, 'S/M/C1/1.JPG': { i: 'Bruno' } },
  );
  run(
    'a count is no folder, though one is called by a number',
    {
      'S/1/a.JPG': '',
      'S/2/a.JPG': '',
      'S/t.csv': 'File,Count,Individual\na.JPG,1,Alba\n',
    },
    {},
    ['row'],
  );
  run(
    'a place that is written in other letters, or in the first row alone, is one place',
    {
      'S/a.JPG': '',
      'S/t.csv':
        'File,Place,Individual,x,y,w,h\na.JPG,Río 1,Alba,20,20,60,40\na.JPG,río-01,Bruno,120,20,60,40\na.JPG,,Cora,20,60,60,40\n',
    },
    { 'S/a.JPG': [{ i: 'Alba' }, { i: 'Bruno' }, { i: 'Cora' }] },
  );
  run(
    'several animals in a photo of one station stay with their photo',
    {
      'S/A/a.JPG': '',
      'S/A/b.JPG': '',
      'S/t.csv':
        'File,Station,Individual,x,y,w,h\na.JPG,Rio,Alba,20,20,60,40\na.JPG,Rio,Bruno,120,20,60,40\nb.JPG,Rio,Cora,20,20,60,40\n',
    },
    { 'S/A/a.JPG': [{ i: 'Alba' }, { i: 'Bruno' }], 'S/A/b.JPG': { i: 'Cora' } },
  );
});

describe('a mark of number', () => {
  run('as a name of a column', table('#,file,individual\n1,a.jpg,Alba\n2,b.jpg,Bruno\n'), NAMES);
  run(
    'before the first name, above a remark',
    table('# Archivo;Individuo\n# de mayo\na.jpg;Alba\nb.jpg;Bruno\n# fin;\n'),
    NAMES,
  );
  run('before numbers', table('id,file,individual\n#1,a.jpg,Alba\n#2,b.jpg,Bruno\n'), NAMES);
  run('before names', table('individual,file\n#7,a.jpg\n#8,b.jpg\n'), {
    'f/a.jpg': { i: '#7' },
    'f/b.jpg': { i: '#8' },
  });
});

describe('names of columns', () => {
  run(
    'an order of day and month, units and a clock in brackets',
    rows(
      'Fecha (dd/mm/aaaa);Hora (24h);Latitud (°);Longitud (WGS84)',
      '05/06/2024;07:08;4,5;-71,2',
      ';',
    ),
    both({ takenAt: '2024-06-05T07:08:00', ...at(4.5, -71.2) }),
  );
  run(
    'the month first, in UTC',
    rows('date [mm/dd/yyyy],time (UTC)', '05/06/2024,07:08'),
    both({ takenAt: '2024-05-06T07:08:00Z' }),
  );
  run(
    'an order that no value can have is not the order',
    rows('date_mdy', '25/06/2024'),
    both({ takenAt: '2024-06-25' }),
  );
  run(
    'a zone, which an offset of the row goes before',
    table('file,timestamp_utc\na.jpg,2024-05-06 07:08:09\nb.jpg,2024-05-06T07:08:09+02:00\n'),
    {
      'f/a.jpg': { takenAt: '2024-05-06T07:08:09Z' },
      'f/b.jpg': { takenAt: '2024-05-06T07:08:09+02:00' },
    },
  );
  run(
    'of another zone',
    rows('Fecha y hora GMT-5', '2024-05-06 07:08:09'),
    both({ takenAt: '2024-05-06T07:08:09-05:00' }),
  );
  for (const head of [
    'capture_date,capture_time',
    'Photo Date,Photo Time',
    'Image Date,Image Time',
    'Date Captured,Time Captured',
    'fecha de la foto,hora de la foto',
    'data da foto,hora da foto',
    'data de captura,hora da captura',
    'Fecha de avistamiento,Hora del avistamiento',
  ])
    run(head, rows(head, '2024-05-06,07:08:09'), both({ takenAt: '2024-05-06T07:08:09' }));
  for (const head of [
    'photo_id,animal_id',
    'nombre de la foto,id animal',
    'nome da foto,ID animal',
  ])
    run(head, table(`${head}\na,Alba\nb,Bruno\n`), NAMES);
  for (const head of [
    'location-Latitude,location-Longitude',
    'lat_2_Lugar,long_2_Lugar',
    'Trap Station Latitude,Trap Station Longitude',
    'siteLat,siteLon',
    'Latitude (decimal degrees),Longitude (decimal degrees)',
  ])
    run(head, rows(head, '4.5,-71.2'), both(at(4.5, -71.2)));
  run(
    "Camelot's table",
    table(
      'Absolute Path,Date/Time,Site Name,Species Scientific Name,Species Common Name\nC:\\x\\f\\a.jpg,2024-05-06 07:08:09,S,Panthera onca,jaguar\n',
    ),
    { 'f/a.jpg': { takenAt: '2024-05-06T07:08:09', station: 'S', species: 'Panthera onca' } },
  );
  run(
    'a name in science is no animal, and no degrees are minutes and seconds',
    rows('Nombre (científico),lat_d,lat_m,lat_s,lon_d,lon_m,lon_s', 'Panthera onca,4,5,6,7,8,9'),
    both({ i: null, place: null }),
  );
});

describe('columns that finish others', () => {
  for (const [head, row] of [
    ['GPSLatitude,GPSLatitudeRef,GPSLongitude,GPSLongitudeRef', '22.9,S,43.1,West'],
    ['GPSLatitude,GPSLatitudeRef,GPSLongitude,GPSLongitudeRef', '-22.9,South,-43.1,W'],
    ['lat,N/S,lon,E/W', '22.9,S,43.1,O'],
    [
      'GPSLatitude,GPSLatitudeRef,GPSLongitude,GPSLongitudeRef',
      '"22 deg 54\' 0""",S,"43 deg 6\' 0""",W',
    ],
    ['Latitude (S),Longitude (W)', '22.9,43.1'],
    ['Latitud Sur,Longitud Oeste', '22.9,43.1'],
    ['lat_s,lon_w', '22.9,43.1'],
    ['Latitud S,Longitud O', '-22.9,-43.1'],
  ] as const)
    run(`${head}: ${row}`, rows(head, row), both(at(-22.9, -43.1)));
  run(
    'a sign against its side',
    rows('lat,latref,lon,lonref', '-22.9,N,43.1,W'),
    both({ place: null }),
    ['row'],
  );
  run(
    'flanks called L are no side of the world',
    rows('latitude,longitude,flank', '4.5,71.2,L'),
    both({ ...at(4.5, 71.2), side: 'left' }),
  );
  run(
    'the half of the day',
    table('file,date,time,AM/PM\na.jpg,2024-05-06,6:05,PM\nb.jpg,2024-05-06,12:05,a. m.\n'),
    {
      'f/a.jpg': { takenAt: '2024-05-06T18:05:00' },
      'f/b.jpg': { takenAt: '2024-05-06T00:05:00' },
    },
  );
});

describe('paths', () => {
  run(
    'in the quotes that Windows copies them with',
    table('file,individual\n"""C:\\x\\f\\a.jpg""",Alba\n\'C:\\x\\f\\b.jpg\',Bruno\n'),
    NAMES,
  );
  run(
    'as links, folders too',
    {
      'S/Cam 1/a b.jpg': '',
      'S/Peña/a b.jpg': '',
      'S/t.csv':
        'file,individual\nfile:///home/x/S/Cam%201/a%20b.jpg,Alba\nhttps://x.org/S/Pe%C3%B1a/a%20b.jpg?dl=1,Bruno\n',
    },
    { 'S/Cam 1/a b.jpg': { i: 'Alba' }, 'S/Peña/a b.jpg': { i: 'Bruno' } },
  );
  run(
    'two endings of JPEG',
    { 'f/a.jpeg': '', 'f/b.JPG': '', 'f/t.csv': 'file,individual\na.jpg,Alba\nb.JPEG,Bruno\n' },
    { 'f/a.jpeg': { i: 'Alba' }, 'f/b.JPG': { i: 'Bruno' } },
  );
  run(
    'signs of links that are in the names themselves',
    {
      'f/100%25.jpg': '',
      'f/100%.jpg': '',
      'f/t.csv': 'file,individual\n100%25.jpg,Alba\n100%.jpg,Bruno\n',
    },
    { 'f/100%25.jpg': { i: 'Alba' }, 'f/100%.jpg': { i: 'Bruno' } },
  );
});

describe('boxes', () => {
  run(
    "a picture's own sides by their first letters",
    rows('xmin,ymin,xmax,ymax,image_w,image_h', '20,20,80,60,200,100'),
    both({ c: C }),
  );
});

describe('Camtrap DP of version 1, as Agouti writes it', () => {
  const media =
    'mediaID,deploymentID,timestamp,filePath,filePublic,fileName\nm1,d1,2024-05-06T07:08:09Z,https://x.org/m1/file,true,1.JPG\nm2,d1,2024-05-07T07:08:09Z,https://x.org/m2/file,true,2.JPG\nm3,d2,2024-05-06T07:08:09+02:00,https://x.org/m3/file,true,1.JPG\nm4,d2,2024-05-08T00:00:00Z,https://x.org/m4/file,true,2.JPG\n';
  const head =
    'observationID,deploymentID,mediaID,eventID,eventStart,eventEnd,observationLevel,observationType,scientificName,individualID\n';
  const deployments =
    'deploymentID,locationName,latitude,longitude,deploymentStart,deploymentEnd\nd1,Rio,4.5,-71.2,2024-05-01T00:00:00Z,2024-05-20T00:00:00Z\nd2,Monte,4.6,-71.3,2024-05-01T00:00:00Z,2024-05-20T00:00:00Z\n';
  run(
    'observations of events, cameras that count alike, and nothing classified',
    {
      'S/Rio/1.JPG': '',
      'S/Rio/2.JPG': '',
      'S/Monte/1.JPG': '',
      'S/Monte/2.JPG': '',
      'S/media.csv': media,
      'S/observations.csv': `${head}o1,d1,,e1,2024-05-06T07:08:00Z,2024-05-06T07:09:00Z,event,animal,Panthera onca,Alba\no2,d1,,e2,2024-05-07T07:08:00Z,2024-05-07T07:09:00Z,event,human,,\no3,d2,,e3,2024-05-06T07:08:00+02:00,2024-05-06T07:09:00+02:00,event,animal,Puma concolor,Bruno\no4,d2,m4,,,,media,unclassified,,\n`,
      'S/deployments.csv': deployments,
    },
    {
      'S/Rio/1.JPG': { i: 'Alba', species: 'Panthera onca', ...at(4.5, -71.2) },
      'S/Monte/1.JPG': { i: 'Bruno', species: 'Puma concolor', ...at(4.6, -71.3) },
      'S/Monte/2.JPG': { i: null, station: 'Monte' },
    },
  );
});

describe('several photos in a row', () => {
  for (const head of ['Foto 1,Foto 2', 'photo_left,photo_right', 'photo,photo', 'foto,foto.1'])
    run(head, table(`individual,${head}\nAlba,a.jpg,b.jpg\n`), both({ i: 'Alba' }));
  for (const cell of ['a.jpg, b.jpg', 'a.jpg\nb.jpg', 'a.jpg | b.jpg'])
    run(`in a cell: ${cell}`, table(`individual,photos\nAlba,"${cell}"\n`), both({ i: 'Alba' }));
  run(
    'the second column has the same photo, or none',
    table('individual,image,image2\nAlba,a.jpg,a.jpg\nBruno,b.jpg,NA\n'),
    NAMES,
  );
  run(
    'a comma within a name',
    { 'f/Luna, sola.jpg': '', 'f/t.csv': 'file,individual\n"Luna, sola.jpg",Luna\n' },
    { 'f/Luna, sola.jpg': { i: 'Luna' } },
  );
});

describe('heads of tables', () => {
  run(
    'groups of columns above, names merged over two rows',
    table(
      'Archivo;Individuo;Coordenadas;;Recuadro;;;\n;;Latitud;Longitud;x;y;w;h\na.jpg;Alba;4,5;-71,2;20;20;60;40\nb.jpg;Bruno;4,5;-71,2;20;20;60;40\n',
    ),
    { 'f/a.jpg': { i: 'Alba', c: C, ...at(4.5, -71.2) }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    "R's table of spaces, with names of rows",
    table('"file" "individual"\n"1" "a.jpg" "Alba"\n"2" "b.jpg" "Bruno"\n'),
    NAMES,
  );
  run(
    'a letter with words that are names of columns',
    table('The photos were taken in May\nby Ana and Luis\n'),
    both({ i: null }),
    ['no-file-column'],
  );
});

describe('letters and numbers', () => {
  for (const [taken, one, two] of [
    ['Windows-1252', 'PeÃ±a', 'JosÃ©'],
    ['Mac Roman', 'Pe√±a', 'Jos√©'],
    ['code page 850', 'Pe├▒a', 'Jos├®'],
  ] as const)
    run(
      `UTF-8 that was taken for ${taken} and saved`,
      table(`file,individual\na.jpg,${one}\nb.jpg,${two}\n`),
      { 'f/a.jpg': { i: 'Peña' }, 'f/b.jpg': { i: 'José' } },
      ['repaired'],
    );
  run('signs that only look so', table('file,individual\na.jpg,IRMÃ ©\nb.jpg,“MAÇÔ\n'), {
    'f/a.jpg': { i: 'IRMÃ ©' },
    'f/b.jpg': { i: '“MAÇÔ' },
  });
  for (const [name, byte, notes] of [
    ['quotes', [0x93, 0x61, 0x94], '“a”'],
    ['an apostrophe', [0x69, 0x74, 0x92, 0x73], 'it’s'],
    ['a dash', [0x61, 0x20, 0x96, 0x20, 0x62], 'a – b'],
    ['an ellipsis', [0x61, 0x85], 'a…'],
  ] as const)
    run(
      `${name} of Windows-1252 alone`,
      {
        'f/a.jpg': '',
        'f/t.csv': new Blob(['file;notes\na.jpg;', Uint8Array.from(byte), '\n']),
      },
      { 'f/a.jpg': { notes } },
    );
  for (const [name, byte, notes] of [
    ['Mac Roman', [0x61, 0x73, 0x92], 'así'],
    ['Mac Roman, in quotes', [0xd2, 0x50, 0x65, 0x96, 0x61, 0xd3], '“Peña”'],
    ['code page 850', [0x85, 0x20, 0x6e, 0x6f], 'à no'],
  ] as const)
    run(
      `a word of ${name} alone`,
      {
        'f/a.jpg': '',
        'f/t.csv': new Blob(['file;notes\na.jpg;', Uint8Array.from(byte), '\n']),
      },
      { 'f/a.jpg': { notes } },
    );
  run(
    'signs without a width, in cells and paths',
    table('file,individual\n\u202aC:\\x\\f\\a.jpg,Alba\u200b\nb.jpg\u200e,\ufeffBruno\n'),
    NAMES,
  );
  run('numbers that pandas wrote with a fraction', table('file,individual\na.jpg,7.0\nb.jpg,\n'), {
    'f/a.jpg': { i: '7' },
    'f/b.jpg': { i: null },
  });
  run('numbers with a fraction of their own', table('file,individual\na.jpg,7.0\nb.jpg,7.5\n'), {
    'f/a.jpg': { i: '7.0' },
    'f/b.jpg': { i: '7.5' },
  });
});

describe('tables that were saved with other separators', () => {
  for (const [name, text] of [
    ['each line a cell', '"file,individual"\n"a.jpg,Alba"\n"b.jpg,Bruno"\n'],
    ['lines with quotes', 'file,individual,notes\na.jpg,Alba,\n"b.jpg,Bruno,""x, y"""\n'],
    ['and ends', '"file,individual";;;\n"a.jpg,Alba";;;\n"b.jpg,Bruno";;;\n'],
    ['ends alone', 'file,individual;;\na.jpg,Alba;;\nb.jpg,Bruno;;\n'],
  ] as const)
    run(name, table(text), NAMES);
  run('single quotes', table("'file','individual'\n'a.jpg','Alba'\n'b.jpg','Bruno'\n"), NAMES);
  run(
    'a table of one column, with commas in its cells',
    { 'f/Luna, sola.jpg': '', 'f/a.jpg': '', 'f/t.csv': '"file"\n"Luna, sola.jpg"\n"a.jpg"\n' },
    { 'f/Luna, sola.jpg': {}, 'f/a.jpg': {} },
  );
  run(
    'a zero byte at the end of a line',
    table('file,individual,notes\na.jpg,Alba,x\0\nb.jpg,Bruno,y\n'),
    NAMES,
    ['repaired'],
  );
});

describe('rows with more cells than columns', () => {
  run(
    'decimal commas',
    table('file,individual,lat,lon\na.jpg,Alba,4,5,-71,2\nb.jpg,Bruno,4,5,-71,2\n'),
    { 'f/a.jpg': { i: 'Alba', ...at(4.5, -71.2) }, 'f/b.jpg': { i: 'Bruno', ...at(4.5, -71.2) } },
  );
  run('of boxes', rows('x,y,w,h', '0,1,0,2,0,3,0,4'), both({ c: C }));
  run(
    'a place in one column',
    table('file,coordinates,individual\na.jpg,4.5,-71.2,Alba\nb.jpg,"4.5,-71.2",Bruno\n'),
    { 'f/a.jpg': { i: 'Alba', ...at(4.5, -71.2) }, 'f/b.jpg': { i: 'Bruno', ...at(4.5, -71.2) } },
  );
  run('words at the end', table('file,individual,notes\na.jpg,Alba,big, tall\nb.jpg,Bruno,x\n'), {
    'f/a.jpg': { notes: 'big, tall' },
    'f/b.jpg': { notes: 'x' },
  });
  run(
    'no one knows of which',
    table('file,individual,species\na.jpg,Luna, la gata,cat\nb.jpg,Bruno,cat\n'),
    { 'f/a.jpg': {}, 'f/b.jpg': { i: 'Bruno', species: 'cat' } },
    ['row'],
  );
});

describe('cells', () => {
  for (const word of ['unk', 'UNID.', 'Indet.', 'not identified', 'sin ID', 'sem nome', 'N.N.'])
    run(`${word} is nobody`, table(`file,individual\na.jpg,${word}\nb.jpg,Bruno\n`), {
      'f/a.jpg': { i: null },
      'f/b.jpg': { i: 'Bruno' },
    });
  for (const names of ['Alba; Bruno', 'Alba y Bruno', 'bruno & Alba'])
    run(
      `${names} are two animals`,
      {
        'f/c.jpg': '',
        ...table(`file,individual\na.jpg,Alba\nb.jpg,Bruno\nc.jpg,${names}\n`),
      },
      { ...NAMES, 'f/c.jpg': { i: null } },
      ['row'],
    );
  run('Sol y Luna is one', table('file,individual\na.jpg,Sol y Luna\nb.jpg,Luna\n'), {
    'f/a.jpg': { i: 'Sol y Luna' },
    'f/b.jpg': { i: 'Luna' },
  });
  run(
    'an empty column before a full one of the same meaning',
    table(
      'file,date,DateTimeOriginal,individual,individual\na.jpg,,2024-05-06 07:08:09,,Alba\nb.jpg,,2024-05-06 07:08:09,NA,Bruno\n',
    ),
    { 'f/a.jpg': { i: 'Alba', takenAt: '2024-05-06T07:08:09' }, 'f/b.jpg': { i: 'Bruno' } },
  );
  run(
    'a date in three columns and a time in one',
    table('file,Año,Mes,Día,Hora\na.jpg,2024,mayo,6,7:08\nb.jpg,24,5,7,\n'),
    { 'f/a.jpg': { takenAt: '2024-05-06T07:08:00' }, 'f/b.jpg': { takenAt: '2024-05-07' } },
  );
  run(
    'a clock in columns of its own beside a date, and hours of an effort',
    table('file,date,hour,minute\na.jpg,2024-05-06,7,8\nb.jpg,2024-05-06,19,0\n'),
    {
      'f/a.jpg': { takenAt: '2024-05-06T07:08:00' },
      'f/b.jpg': { takenAt: '2024-05-06T19:00:00' },
    },
  );
  run('hours of an effort', rows('fecha,horas', '2024-05-06,7'), both({ takenAt: '2024-05-06' }));
  run(
    'a day in one column, the moment in another',
    rows('observed_on,time_observed_at', '2023-07-14,2023-07-15 01:05:59 UTC'),
    both({ takenAt: '2023-07-15T01:05:59Z' }),
  );
  run(
    'a moment that is of another day',
    rows('date,timestamp', '2023-07-14,2024-01-01 00:00:00'),
    both({ takenAt: '2023-07-14' }),
  );
  run(
    'a date of something else in brackets, a kind of name in brackets',
    rows('Fecha (nacimiento),Individuo (madre),Species (English)', '2020-01-01,Alba,cat'),
    both({ takenAt: null, i: null, species: 'cat' }),
  );
  run(
    'a vague name is not taken for an empty exact one',
    rows('individual_id,name', ',Jaguar'),
    both({ i: null }),
  );
  run(
    'a letter beside a longitude',
    rows('latitude,longitude,quality', '4.5,-71.2,E'),
    both(at(4.5, -71.2)),
  );
  for (const [head, row] of [
    ['coordinates (lon lat)', '"-71.2, 4.5"'],
    ['lonlat', '-71.2 4.5'],
    ['POINT_X,POINT_Y', '-71.2,4.5'],
  ] as const)
    run(`${head}: ${row}`, rows(head, row), both(at(4.5, -71.2)));
  run(
    'a number that is no latitude shows that the longitude comes first',
    table('file,gps\na.jpg,"-122.5, 37.5"\nb.jpg,"-71.2, 4.5"\n'),
    { 'f/a.jpg': at(37.5, -122.5), 'f/b.jpg': at(4.5, -71.2) },
  );
  for (const row of ['-7.12E+01', '"-71:12:00"', '- 71.2', '(-71.2)'])
    run(`longitude ${row}`, rows('lat,lon', `4.5,${row}`), both(at(4.5, -71.2)));
  run(
    'links of a spreadsheet',
    table(
      'file,individual\n"=HYPERLINK(""C:\\x\\f\\a.jpg"",""see"")","=HYPERLINK(""https://x.org/1"";""Alba"")"\nb.jpg,Bruno\n',
    ),
    NAMES,
  );
  run(
    'rows of one photo that complete each other, and rows that contradict',
    table(
      'file,individual,species,labels\na.jpg,,Panthera onca,x\na.jpg,Alba,,y\nb.jpg,Bruno,cat,\nb.jpg,Bruno,dog,z\n',
    ),
    {
      'f/a.jpg': { i: 'Alba', species: 'Panthera onca', labels: ['x', 'y'] },
      'f/b.jpg': { i: 'Bruno', species: 'cat', labels: null },
    },
    ['row'],
  );
  for (const head of ['x_pct,y_pct,w_pct,h_pct', 'x (%),y (%),width (%),height (%)'])
    run(head, rows(head, '10,20,30,40'), both({ c: C }));
  run(
    'a name without its ending means the photo, not the raw file or the film beside it',
    {
      'f/1.JPG': '',
      'f/1.CR2': 'x',
      'f/2.JPG': '',
      'f/2.MOV': 'x',
      'f/t.csv': 'file,individual\n1,Alba\n2,Bruno\n',
    },
    { 'f/1.JPG': { i: 'Alba' }, 'f/2.JPG': { i: 'Bruno' } },
  );
});

describe('a table without names in folders of animals', () => {
  const dates = 'SourceFile,DateTimeOriginal\n./Alba/1.jpg,2024:05:06 07:08:09\n./Bruno/2.jpg,\n';
  run(
    'the folders say who is who, the table when',
    { 'S/Alba/1.jpg': '', 'S/Bruno/2.jpg': '', 'S/t.csv': dates },
    {
      'S/Alba/1.jpg': { i: 'Alba', takenAt: '2024-05-06T07:08:09' },
      'S/Bruno/2.jpg': { i: 'Bruno' },
    },
  );
  run(
    'but where it speaks of stations, the folders are those',
    {
      'S/A/1.jpg': '',
      'S/B/2.jpg': '',
      'S/t.csv': 'File,Station,Species\n1.jpg,A,cat\n2.jpg,B,cat\n',
    },
    { 'S/A/1.jpg': { i: null, station: 'A' }, 'S/B/2.jpg': { i: null } },
  );
  run(
    'several boxes in a photo of one name: none of them has it',
    {
      'S/Alba/1.jpg': '',
      'S/Bruno/2.jpg': '',
      'S/t.csv': 'file,x,y,w,h\n1.jpg,20,20,60,40\n1.jpg,120,20,60,40\n2.jpg,20,20,60,40\n',
    },
    { 'S/Alba/1.jpg': [{ i: null }, { i: null }], 'S/Bruno/2.jpg': { i: 'Bruno', c: C } },
    ['name-unused'],
  );
  run(
    "iCloud's table of details, and what was deleted",
    {
      'iCloud Photos/Photos/a.jpg': '',
      'iCloud Photos/Recently Deleted/b.jpg': '',
      'iCloud Photos/Photos/Photo Details.csv':
        'imgName,fileChecksum,favorite,hidden,deleted,originalCreationDate,viewCount,importDate\na.jpg,x,no,no,no,"Friday May 17,2024 2:53 PM GMT",1,"Friday May 17,2024 2:53 PM GMT"\n',
    },
    { 'iCloud Photos/Photos/a.jpg': { takenAt: '2024-05-17T14:53:00Z' } },
    ['system-files'],
  );
});

describe('folders', () => {
  run(
    "folders of Nikon's and Moultrie's cameras name no animal",
    { 'S/Alba/100D3200/1.jpg': '', 'S/Bruno/101MFCAM/2.jpg': '' },
    { 'S/Alba/100D3200/1.jpg': { i: 'Alba' }, 'S/Bruno/101MFCAM/2.jpg': { i: 'Bruno' } },
  );
  run(
    "bins of ReadyNAS and Buffalo, Synology's streams",
    {
      'S/Recycle Bin/1.jpg': '',
      'S/trashbox/1.jpg': '',
      'Takeout/Google Photos/Papelera/1.jpg': '',
      'S/Alba/1.jpg@SynoEAStream': '',
      'S/Alba/1.jpg': '',
    },
    { 'S/Alba/1.jpg': {} },
    ['system-files'],
  );
  const taken = { title: '1.jpg', photoTakenTime: { timestamp: '1715000000' } };
  run(
    'edited copies of Google Photos, numbered, and in Spanish',
    {
      'T/1(1).jpg': '',
      'T/1-edited(1).jpg': '',
      'T/1.jpg(1).json': taken,
      'T/2.jpg': '',
      'T/2-ha editado.jpg': '',
      'T/2.jpg.json': { ...taken, title: '2.jpg' },
    },
    Object.fromEntries(
      ['1(1)', '1-edited(1)', '2', '2-ha editado'].map((name) => [
        `T/${name}.jpg`,
        { takenAt: '2024-05-06T12:53:20Z' },
      ]),
    ),
    ['sidecars'],
  );
});
