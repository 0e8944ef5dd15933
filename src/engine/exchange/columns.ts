/**
 * What the columns of a table mean: wildlife-datasets, MatchyPatchy, Wildbook, Timelapse, camtrapR, Camtrap DP, the usual spellings
 * of boxes (Pascal VOC, COCO, YOLO), and what people call things in English, Spanish and Portuguese.
 */
import type { BoxForm } from './boxes';
import { parseCoordinates } from './coordinates';
import { readDate } from './dates';

export const FIELDS = [
  'file',
  'folder',
  'individual',
  'date',
  'time',
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'coordinates',
  'latitude',
  'longitude',
  'placeName',
  'species',
  'genus',
  'epithet',
  'side',
  'box',
  'boxX',
  'boxY',
  'boxWidth',
  'boxHeight',
  'boxRight',
  'boxBottom',
  'boxCentreX',
  'boxCentreY',
  'pictureWidth',
  'pictureHeight',
  'turns',
  'status',
  'colour',
  'labels',
  'notes',
] as const;
export type Field = (typeof FIELDS)[number];

/** Column index by field; a field that no column holds is absent. */
export type Mapping = Readonly<Partial<Record<Field, number>>>;

/** Column names as `plainName` makes them, one word each. */
const words = (text: string): readonly string[] => text.split(/\s+/);

/** Names as `plainName` makes them, best first: where two columns fit, the earlier word wins. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  file: words(
    'filepath path file filename imagepath imagefile imagefilename imagename relativepath image photo sourcefile imgid ' +
      'imageid imgpath imgname img encountermediaasset0 mediaasset0 mediaasset media picture photofile photoname ' +
      'rutaarchivo ruta archivo nombrearchivo nombredearchivo fichero imagen foto fotografia ' +
      'arquivo nomedoarquivo nomearquivo caminho imagem fotografias url mediaurl rootfile',
  ),
  folder: words(
    'relativepath directory folder foldername dir subfolder carpeta directorio pasta diretorio',
  ),
  individual: words(
    'identity individual individualid individualname individuals markedindividualindividualid animalid animal ' +
      'identidad individuo idindividuo ejemplar nombreindividuo name nombre organismid ' +
      'identidade exemplar nomedoanimal nome',
  ),
  date: words(
    // Huella's own, with fraction and offset, goes before the `date` beside it.
    'takenat date datetime timestamp datetimeoriginal datetaken captured capturedat createdate eventdate eventstart ' +
      'observationdate sightingdate fecha fechahora fechayhora fechacaptura fechafoto fechadecaptura data datahora ' +
      'datadafoto datadacaptura datacaptura dataehora dateinmilliseconds encounterdateinmilliseconds',
  ),
  time: words('time timeofday eventtime hora horacaptura'),
  year: words('encounteryear year ano anio'),
  month: words('encountermonth month mes'),
  day: words('encounterday day dia'),
  hour: words('encounterhour hour horas'),
  minute: words('encounterminutes encounterminute minutes minute minutos minuto'),
  second: words('encounterseconds encountersecond seconds second segundos segundo'),
  coordinates: words(
    'coordinates coordinate gps gpscoordinates latlon latlong latlng geo geometry geom wkt point location coordenadas ' +
      'maplink googlemaps mapa enlacemapa geolocation',
  ),
  latitude: words(
    'latitude lat decimallatitude encounterdecimallatitude encounterlatitude gpslatitude gpslat latitud',
  ),
  longitude: words(
    'longitude lon lng long decimallongitude encounterdecimallongitude encounterlongitude gpslongitude gpslon ' +
      'gpslong longitud',
  ),
  placeName: words(
    'place placename location locationname locality verbatimlocality encounterverbatimlocality locationid site station ' +
      'encounterlocationid camera lugar localidad sitio ubicacion estacion camara paraje ' +
      'local localizacao localidade estacao armadilha',
  ),
  species: words(
    'species scientificname taxon speciesname commonname encounterspecies especie nombrecientifico nomecientifico',
  ),
  genus: words('encountergenus genus genero'),
  epithet: words(
    'encounterspecificepithet specificepithet encounterepithet epithet epitetoespecifico epiteto especificepithet',
  ),
  side: words(
    'position side orientation viewpoint view flank encounterviewpoint lado costado flanco vista orientacion orientacao',
  ),
  box: words(
    'bbox box boundingbox bboxes annotationbbox bboxxywh xywh bboxxyxy xyxy bboxcorners bboxcxcywh cxcywh xywhn xyxyn ' +
      'recuadro caja quadro caixa',
  ),
  boxX: words(
    'bboxx boxx bbox1 bboxleft boxleft bboxxmin boxxmin bboxx1 boxx1 bboxx0 xmin x1 x0 minx left izquierda esquerda x ' +
      'annotationbboxx roix bboxx0px',
  ),
  boxY: words(
    'bboxy boxy bbox2 bboxtop boxtop bboxymin boxymin bboxy1 boxy1 bboxy0 ymin y1 y0 miny top arriba superior topo y roiy',
  ),
  boxWidth: words('bboxwidth bboxw bbox3 boxwidth boxw roiwidth w width ancho anchura largura'),
  boxHeight: words('bboxheight bboxh bbox4 boxheight boxh roiheight h height alto altura'),
  boxRight: words(
    'bboxright boxright bboxxmax boxxmax bboxx2 boxx2 xmax x2 maxx right derecha direita',
  ),
  boxBottom: words(
    'bboxbottom boxbottom bboxymax boxymax bboxy2 boxy2 ymax y2 maxy bottom abajo inferior base',
  ),
  boxCentreX: words(
    'xcenter xcentre centerx centrex cx xc bboxcx bboxxcenter boxcenterx xcentro centrox',
  ),
  boxCentreY: words(
    'ycenter ycentre centery centrey cy yc bboxcy bboxycenter boxcentery ycentro centroy',
  ),
  pictureWidth: words(
    'imagewidth imgwidth picturewidth photowidth imwidth anchoimagen anchofoto larguraimagem width',
  ),
  pictureHeight: words(
    'imageheight imgheight pictureheight photoheight imheight altoimagen altofoto alturaimagem height',
  ),
  turns: words('turns'),
  status: words('status estado situacion situacao'),
  colour: words('colour color coat capa pelaje cor pelagem'),
  labels: words('labels tags keywords etiquetas palabrasclave palavraschave'),
  notes: words(
    'notes note comments comment remarks sightingremarks encountersightingremarks encounteroccurrenceremarks ' +
      'observationcomments notas nota comentarios observaciones observacoes',
  ),
};

/** Names of columns that hold a whole box in a form of their own. */
const BOX_FORMS: Readonly<Record<string, BoxForm>> = {
  bboxxyxy: 'corners',
  xyxy: 'corners',
  xyxyn: 'corners',
  bboxcorners: 'corners',
  bboxcxcywh: 'centre',
  cxcywh: 'centre',
  xywhn: 'centre',
};

/** Sides of a box whose names leave no doubt that a box is meant: `x` or `left` may be anything. */
const DOUBTFUL = new Set(
  'x y w h x1 y1 x2 y2 x0 y0 left top right bottom width height base superior inferior ancho anchura alto altura largura izquierda derecha esquerda direita arriba abajo topo'.split(
    ' ',
  ),
);

/** Lower case, without accents, spaces and punctuation: `Individual ID` and `individual_id` are one. */
export function plainName(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

export interface Proposal {
  readonly mapping: Mapping;
  /** Of the box that is mapped; null when there is none. */
  readonly boxForm: BoxForm | null;
  /** Columns that are sides of a box of which other sides are missing. */
  readonly brokenBox: readonly string[];
}

/** Rows of which the values are looked at, to tell a path from a folder. */
const SAMPLED_ROWS = 50;

/** The mapping that the columns' names suggest. No column is given to two fields; a box needs all of its sides. */
export function proposeMapping(
  columns: readonly string[],
  rows: readonly (readonly string[])[] = [],
): Mapping {
  return propose(columns, rows).mapping;
}

/** As proposeMapping, with what else the names and the first values say. */
export function propose(
  columns: readonly string[],
  rows: readonly (readonly string[])[] = [],
): Proposal {
  const plain = columns.map(plainName);
  const sample = rows.slice(0, SAMPLED_ROWS);
  const taken = new Set<number>();
  const found: Partial<Record<Field, number>> = {};
  const take = (field: Field, fits: (column: number) => boolean = () => true): void => {
    for (const name of NAMES[field]) {
      const column = plain.findIndex(
        (candidate, i) => candidate === name && !taken.has(i) && fits(i),
      );
      if (column < 0) continue;
      found[field] = column;
      taken.add(column);
      return;
    }
  };
  const valuesOf = (column: number): string[] =>
    sample.map((row) => (row[column] ?? '').trim()).filter((value) => value !== '');
  // A column whose values end like pictures is the file, even with a folder before the name; then
  // `path` may be the folder.
  take('file', (column) => valuesOf(column).some((value) => PICTURE.test(value)));
  if (found.file === undefined) take('file', (column) => !isFolderColumn(plain[column]!, plain));
  if (found.file === undefined) take('file');
  // `location` is a place's name, unless it holds coordinates.
  const holdsPlaces = (column: number): boolean =>
    plain[column] !== 'location' ||
    valuesOf(column).some((value) => parseCoordinates(value) !== null);
  // `data` is a date in Portuguese, and anything in English.
  const holdsDates = (column: number): boolean =>
    plain[column] !== 'data' ||
    valuesOf(column).length === 0 ||
    valuesOf(column).some((value) => readDate(value) !== null);
  for (const field of FIELDS) {
    if (field === 'file' || BOX_FIELDS.has(field)) continue;
    if (field === 'coordinates') take(field, holdsPlaces);
    else if (field === 'date') take(field, holdsDates);
    else take(field);
  }
  if (found.folder === undefined && found.file !== undefined) {
    const path = plain.findIndex(
      (name, i) => !taken.has(i) && (name === 'path' || name === 'filepath' || name === 'ruta'),
    );
    const values = path < 0 ? [] : valuesOf(path);
    if (values.length > 0 && values.every((value) => !PICTURE.test(value))) found.folder = path;
  }
  const { boxForm, brokenBox } = takeBox(plain, columns, found, take);
  // Wildbook's parts of a date are of use only together with the year.
  if (found.date !== undefined || found.year === undefined)
    for (const part of ['year', 'month', 'day', 'hour', 'minute', 'second'] as const)
      Reflect.deleteProperty(found, part);
  return { mapping: found, boxForm, brokenBox };
}

const PICTURE = /\.(jpe?g|jpe|jfif|png|webp|gif|bmp|avif|heic|heif)$/i;

/** `RelativePath` beside `File`, or `path` beside `filename`: the first is the folder of the second. */
function isFolderColumn(name: string, all: readonly string[]): boolean {
  if (name === 'relativepath') return all.includes('file') || all.includes('filename');
  return (name === 'path' || name === 'filepath' || name === 'ruta') &&
    ['file', 'filename', 'imagename', 'archivo', 'nombrearchivo'].some((file) => all.includes(file))
    ? true
    : false;
}

const BOX_FIELDS: ReadonlySet<Field> = new Set<Field>([
  'box',
  'boxX',
  'boxY',
  'boxWidth',
  'boxHeight',
  'boxRight',
  'boxBottom',
  'boxCentreX',
  'boxCentreY',
  'pictureWidth',
  'pictureHeight',
]);

/** The four columns of a box, in the first form of which all four are there; `width` and `height` beside corners are the picture's. */
function takeBox(
  plain: readonly string[],
  columns: readonly string[],
  found: Partial<Record<Field, number>>,
  take: (field: Field) => void,
): Pick<Proposal, 'boxForm' | 'brokenBox'> {
  take('box');
  let boxForm: BoxForm | null = null;
  if (found.box !== undefined) boxForm = BOX_FORMS[plain[found.box]!] ?? 'size';
  else {
    const sides: readonly (readonly [BoxForm, readonly Field[]])[] = [
      ['corners', ['boxX', 'boxY', 'boxRight', 'boxBottom']],
      ['centre', ['boxCentreX', 'boxCentreY', 'boxWidth', 'boxHeight']],
      ['size', ['boxX', 'boxY', 'boxWidth', 'boxHeight']],
    ];
    const has = (field: Field): boolean => NAMES[field].some((name) => plain.includes(name));
    const whole = sides.find(([, fields]) => fields.every(has));
    if (whole) {
      for (const field of whole[1]) take(field);
      boxForm = whole[0];
    }
  }
  // With a box in the table, what is left of width and height is the picture's own.
  if (boxForm !== null) {
    take('pictureWidth');
    take('pictureHeight');
    if (found.pictureWidth === undefined || found.pictureHeight === undefined) {
      delete found.pictureWidth;
      delete found.pictureHeight;
    }
    return { boxForm, brokenBox: [] };
  }
  const broken = columns.filter((_, i) => {
    const name = plain[i]!;
    return !DOUBTFUL.has(name) && BOX_SIDES.some((field) => NAMES[field].includes(name));
  });
  return { boxForm, brokenBox: broken };
}

const BOX_SIDES = [
  'boxX',
  'boxY',
  'boxWidth',
  'boxHeight',
  'boxRight',
  'boxBottom',
  'boxCentreX',
  'boxCentreY',
] as const;
