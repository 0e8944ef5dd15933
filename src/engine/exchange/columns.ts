/** What the columns of a table mean: wildlife-datasets, MatchyPatchy, Wildbook and what people call things in English, Spanish and Portuguese. */

export const FIELDS = [
  'file',
  'individual',
  'date',
  'time',
  'coordinates',
  'latitude',
  'longitude',
  'placeName',
  'species',
  'side',
  'box',
  'boxX',
  'boxY',
  'boxWidth',
  'boxHeight',
  'turns',
  'status',
  'colour',
  'labels',
  'notes',
] as const;
export type Field = (typeof FIELDS)[number];

/** Column index by field; a field that no column holds is absent. */
export type Mapping = Readonly<Partial<Record<Field, number>>>;

/** Names as `plainName` makes them, best first: where two columns fit, the earlier word wins. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  file: [
    ...[
      'path',
      'filepath',
      'file',
      'filename',
      'imagepath',
      'imagefile',
      'imagename',
      'relativepath',
      'image',
      'photo',
    ],
    ...[
      'encountermediaasset0',
      'mediaasset0',
      'mediaasset',
      'picture',
      'rutaarchivo',
      'ruta',
      'archivo',
      'nombrearchivo',
    ],
    ...['nombredearchivo', 'fichero', 'imagen', 'foto', 'fotografia'],
    ...['arquivo', 'nomedoarquivo', 'nomearquivo', 'caminho', 'imagem'],
  ],
  individual: [
    ...[
      'identity',
      'individual',
      'individualid',
      'individualname',
      'markedindividualindividualid',
      'animalid',
      'animal',
    ],
    ...[
      'identidad',
      'individuo',
      'idindividuo',
      'ejemplar',
      'nombreindividuo',
      'name',
      'nombre',
      'organismid',
    ],
    ...['identidade', 'exemplar', 'nomedoanimal', 'nome'],
  ],
  date: [
    ...[
      // Huella's own, with fraction and offset, goes before the `date` beside it.
      'takenat',
      'date',
      'datetime',
      'timestamp',
      'datetimeoriginal',
      'datetaken',
      'captured',
      'eventdate',
      'eventstart',
    ],
    ...['fecha', 'fechahora', 'fechayhora', 'fechacaptura', 'fechafoto'],
    ...['data', 'dataehora', 'datahora', 'datadafoto', 'datadacaptura'],
  ],
  time: ['time', 'timeofday', 'hora'],
  coordinates: ['coordinates', 'gps', 'latlon', 'latlong', 'coordenadas'],
  latitude: [
    'latitude',
    'lat',
    'decimallatitude',
    'encounterdecimallatitude',
    'gpslatitude',
    'latitud',
  ],
  longitude: [
    ...[
      'longitude',
      'lon',
      'lng',
      'long',
      'decimallongitude',
      'encounterdecimallongitude',
      'gpslongitude',
      'longitud',
    ],
  ],
  placeName: [
    ...[
      'place',
      'location',
      'locality',
      'verbatimlocality',
      'encounterverbatimlocality',
      'locationid',
      'site',
      'station',
    ],
    ...[
      'encounterlocationid',
      'camera',
      'lugar',
      'localidad',
      'sitio',
      'ubicacion',
      'estacion',
      'camara',
      'paraje',
    ],
    ...['local', 'localizacao', 'estacao', 'armadilha'],
  ],
  species: ['species', 'scientificname', 'taxon', 'especie', 'nombrecientifico', 'nomecientifico'],
  side: [
    'position',
    'side',
    'orientation',
    'viewpoint',
    'view',
    'flank',
    'lado',
    'costado',
    'flanco',
    'vista',
    'orientacion',
    'orientacao',
  ],
  box: ['bbox', 'box', 'boundingbox', 'recuadro', 'caja', 'quadro', 'caixa'],
  boxX: ['bboxx', 'boxx', 'xmin', 'left', 'x'],
  boxY: ['bboxy', 'boxy', 'ymin', 'top', 'y'],
  boxWidth: ['bboxwidth', 'bboxw', 'boxwidth', 'boxw', 'width', 'ancho', 'largura'],
  boxHeight: ['bboxheight', 'bboxh', 'boxheight', 'boxh', 'height', 'alto', 'altura'],
  turns: ['turns'],
  status: ['status', 'estado', 'situacion', 'situacao'],
  colour: ['colour', 'color', 'coat', 'capa', 'pelaje', 'cor', 'pelagem'],
  labels: ['labels', 'tags', 'keywords', 'etiquetas', 'palabrasclave', 'palavraschave'],
  notes: [
    'notes',
    'note',
    'comments',
    'remarks',
    'sightingremarks',
    'notas',
    'nota',
    'comentarios',
    'observaciones',
    'observacoes',
  ],
};

/** Lower case, without accents, spaces and punctuation: `Individual ID` and `individual_id` are one. */
export function plainName(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** The mapping that the columns' names suggest. No column is given to two fields; a box needs all four of its sides. */
export function proposeMapping(columns: readonly string[]): Mapping {
  const plain = columns.map(plainName);
  const taken = new Set<number>();
  const mapping: Partial<Record<Field, number>> = {};
  for (const field of FIELDS) {
    for (const name of NAMES[field]) {
      const column = plain.findIndex((candidate, i) => candidate === name && !taken.has(i));
      if (column < 0) continue;
      mapping[field] = column;
      taken.add(column);
      break;
    }
  }
  // Width and height alone are the picture's own, and x alone is anything.
  const { boxX, boxY, boxWidth, boxHeight, ...others } = mapping;
  const sides = [boxX, boxY, boxWidth, boxHeight];
  return others.box !== undefined || sides.includes(undefined) ? others : mapping;
}
