/**
 * The words of tables in the languages Huella speaks, in one place: what columns and missing values
 * are called, months and days, sides, lost and found. A new language adds its words here.
 */

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
  'station',
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
  'microchip',
  'labels',
  'notes',
] as const;
export type Field = (typeof FIELDS)[number];

/**
 * Lower case, without accents, spaces and punctuation: `Individual ID` and `individual_id` are one.
 */
export function plainName(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

const words = (text: string): readonly string[] => text.split(/\s+/);

/** Which meaning a word has, from the words of each meaning. */
function meanings<Meaning extends string>(
  lists: Readonly<Record<Meaning, readonly string[]>>,
): ReadonlyMap<string, Meaning> {
  return new Map(
    (Object.keys(lists) as Meaning[]).flatMap((meaning) =>
      lists[meaning].map((word): [string, Meaning] => [word, meaning]),
    ),
  );
}

/**
 * Column names as `plainName` makes them, best first: where two columns fit, the earlier word wins.
 * Those of wildlife-datasets, MatchyPatchy, Wildbook, Timelapse, camtrapR and Camtrap DP, the usual
 * spellings of boxes (Pascal VOC, COCO, YOLO), and what people call things.
 */
export const COLUMN_NAMES: Readonly<Record<Field, readonly string[]>> = {
  file: words(
    'filepath path file filename imagepath imagefile imagefilename imagename relativepath image photo sourcefile imgid ' +
      'imageid imgpath imgname img encountermediaasset0 mediaasset0 mediaasset media picture photofile photoname ' +
      'rutaarchivo ruta archivo nombrearchivo nombredearchivo fichero imagen foto fotografia ' +
      'arquivo nomedoarquivo nomearquivo caminho imagem fotografias url mediaurl imageurl imgurl photourl pictureurl ' +
      'rootfile absolutepath rawname mediafilename mediafile filenames photos images fotos imagenes imagens photoid pictureid ' +
      'idfoto idimagen idimagem fotoid nombrefoto nombredefoto nombredelafoto nombreimagen nombredeimagen ' +
      'nombredelaimagen nombrefotografia nombredelafotografia nomefoto nomedefoto nomedafoto nomeimagem nomedaimagem ' +
      'nombredelarchivo nombrefichero nombredelfichero ficheiro nomeficheiro nomedoficheiro numerodefoto numerofoto ' +
      'nfoto photonumber photono imagenumber',
  ),
  folder: words(
    'relativepath directory folder foldername dir subfolder carpeta directorio pasta diretorio',
  ),
  individual: words(
    'identity individual individualid individualname individuals markedindividualindividualid encounterindividualid animalid animal ' +
      'identidad individuo idindividuo ejemplar nombreindividuo name nombre organismid ' +
      'identidade exemplar nomedoanimal nome nombredelanimal nombreanimal nombredelindividuo animalname ' +
      'nameofanimal nomeanimal nomedoindividuo catname dogname petname nombredelamascota nombremascota nomedopet ' +
      'idanimal iddelanimal animalcode codigoanimal codigodelanimal animalnumber numeroanimal numerodeanimal ' +
      'individualcode codigoindividuo codigodelindividuo iddelindividuo nombreejemplar nombredelejemplar idejemplar ' +
      'idexemplar nomeexemplar nomedoexemplar nombredelperro nombreperro nombredelgato nombregato nomedocachorro ' +
      'nomedogato catid dogid cowid jaguarid leopardid tigerid pumaid lynxid',
  ),
  date: words(
    // Huella's own, with fraction and offset, goes before the `date` beside it.
    'takenat date datetime timestamp datetimeoriginal datetaken daterecorded daterecordedcorrect recordedat recordedon originalcreationdate datecreated creationdate taken takenon captured capturedat createdate eventdate eventstart ' +
      'observationdate observedon timeobservedat sightingdate fecha fechahora fechayhora fechacaptura fechafoto fechadecaptura data datahora ' +
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
    'coordinates coordinate gps gpscoordinates latlon latlong latlng lonlat longlat lnglat geo geometry geom wkt point location coordenadas ' +
      'maplink googlemaps mapa enlacemapa geolocation gpsposition gpslocation',
  ),
  latitude: words(
    'latitude lat decimallatitude encounterdecimallatitude encounterlatitude gpslatitude gpslat latitud pointy',
  ),
  longitude: words(
    'longitude lon lng long decimallongitude encounterdecimallongitude encounterlongitude gpslongitude gpslon ' +
      'gpslong longitud pointx',
  ),
  // Before the place in words, which a photo without one takes from its station.
  station: words(
    'station stationid stationname camerastation trapstation site siteid sitename camerasite trapsite ' +
      'deployment deploymentname deploymentid trap trapid cameratrap camera cameraid cameraname ' +
      'estacion idestacion nombreestacion sitio idsitio trampa camaratrampa camara idcamara ' +
      'estacao idestacao nomeestacao armadilha armadilhafotografica cameraarmadilha idarmadilha',
  ),
  placeName: words(
    'place placename location locationname locality verbatimlocality encounterverbatimlocality locationid ' +
      'encounterlocationid lugar localidad ubicacion paraje local localizacao localidade',
  ),
  species: words(
    'species scientificname speciesscientificname taxonspeciesname taxon speciesname speciescommonname commonname encounterspecies especie nombrecientifico nomecientifico',
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
      'bboxltwh ltwh bboxcoco bboxltrb ltrb bboxx1y1x2y2 x1y1x2y2 bboxxminyminxmaxymax xminyminxmaxymax ' +
      'bboxvoc bboxpascalvoc bboxxyxyn bboxyolo bboxxywhn recuadro caja quadro caixa',
  ),
  boxX: words(
    'bboxx boxx bbox1 bboxleft boxleft bboxxmin boxxmin bboxx1 boxx1 bboxx0 xmin x1 x0 minx xtl tlx ulx ' +
      'xstart startx xleft leftx topleftx left izquierda esquerda x',
  ),
  boxY: words(
    'bboxy boxy bbox2 bboxtop boxtop bboxymin boxymin bboxy1 boxy1 bboxy0 ymin y1 y0 miny ytl tly uly ' +
      'ystart starty ytop topy toplefty top arriba superior topo y',
  ),
  boxWidth: words('bboxwidth bboxw bbox3 boxwidth boxw w width ancho anchura largura'),
  boxHeight: words('bboxheight bboxh bbox4 boxheight boxh h height alto altura'),
  boxRight: words(
    'bboxright boxright bboxxmax boxxmax bboxx2 boxx2 xmax x2 maxx xbr brx lrx xend endx ' +
      'xright rightx bottomrightx right derecha direita',
  ),
  boxBottom: words(
    'bboxbottom boxbottom bboxymax boxymax bboxy2 boxy2 ymax y2 maxy ybr bry lry yend endy ' +
      'ybottom bottomy bottomrighty bottom abajo abaixo inferior base',
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
  microchip: words(
    'microchip microchipnumber microchipno microchipid chip chipnumber chipno chipid ' +
      'numerodemicrochip numeromicrochip nmicrochip nrodemicrochip numerodechip numerochip nchip ' +
      'numerodomicrochip numerodochip codigomicrochip codigochip',
  ),
  labels: words('labels tags keywords etiquetas palabrasclave palavraschave'),
  notes: words(
    'notes note comments comment remarks sightingremarks encountersightingremarks encounteroccurrenceremarks ' +
      'observationcomments notas nota comentarios observaciones observacoes',
  ),
};

/** Names of a box's sides that may mean something else as well: `x` or `left`. */
export const DOUBTFUL: ReadonlySet<string> = new Set(
  words(
    'x y w h x1 y1 x2 y2 x0 y0 left top right bottom width height base superior inferior ' +
      'ancho anchura alto altura largura izquierda derecha esquerda direita arriba abajo ' +
      'topo',
  ),
);

/**
 * What R, pandas, spreadsheets and databases write into a cell that holds nothing, in their
 * languages, lower case and without spaces. Spreadsheets' error values are among them: such a cell
 * holds no value either.
 */
export const MISSING: ReadonlySet<string> = new Set(
  (
    'na n/a nan <na> nat none null nil (null) [null] undefined #n/a #n/a! #na #n/d #¡n/a! #nulo! #¡nulo! #null! ' +
    '#value! #¡valor! #valor! #ref! #¡ref! #name? #¿nombre? #nome? #div/0! #¡div/0! #num! #¡num! n/d s/d s/n ' +
    '\\n -nan inf -inf 1.#ind -1.#ind 1.#qnan -1.#qnan n.a. n.a nd nodata #n/an/a ' +
    'sindato sindatos semdado semdados <null> <none> <empty> (blank) (empty) (none) (vacio) (vacío) ' +
    '(vazio) (enblanco) (embranco) notavailable notapplicable noaplica noaplicable naoseaplica ' +
    'nãoseaplica unavailable sininformacion sininformación seminformacao seminformação ' +
    'n.d. n.d s.d. s.d s/i s.i. n/s n/c n.c. ns/nc #n/d! #!nulo! missingvalue [na] [nan] [none]'
  ).split(' '),
);

/** An individual that is not known, as `plainName` makes it. */
export const UNKNOWN: ReadonlySet<string> = new Set([
  '',
  ...words(
    'unknown unidentified none na nan null desconocido desconocida sinidentificar ' +
      'noidentificado noidentificada desconhecido desconhecida semidentificacao ' +
      'naoidentificado naoidentificada ' +
      'unk unkn unid unident unidentifiable unidentifyable notidentified noid noname unnamed unknownindividual ' +
      'unknownanimal unidentifiedindividual unidentifiedanimal indet indeterminate indeterminado indeterminada ' +
      'sinid sinnombre nn noidentificable individuodesconocido animaldesconocido desconocidos noreconocido ' +
      'noreconocida semid semnome naoidentificavel individuodesconhecido animaldesconhecido naoreconhecido ' +
      'naoreconhecida',
  ),
]);

export type Side = 'left' | 'right' | 'front' | 'back' | 'top';

export const SIDES = meanings<Side>({
  left: words('left l leftside leftflank izquierda izquierdo izq esquerda esquerdo esq e i'),
  right: words('right r rightside rightflank derecha derecho der direita direito dir d'),
  front: words('front face head frente frontal cara delante'),
  back: words('back rear behind detras trasera atras posterior tras traseira'),
  top: words('top up above dorsal arriba encima superior cima emcima'),
});

export type Status = 'lost' | 'found' | 'home';

export const STATUSES = meanings<Status>({
  lost: words('lost missing perdido perdida extraviado extraviada desaparecido desaparecida'),
  found: words('found encontrado encontrada hallado hallada achado achada'),
  home: words('home athome returned encasa casa devuelto devuelta emcasa devolvido devolvida'),
});

/** January first; without accents, in full. */
export const MONTHS: readonly (readonly string[])[] = [
  ['january', 'enero', 'janeiro'],
  ['february', 'febrero', 'fevereiro'],
  ['march', 'marzo', 'marco'],
  ['april', 'abril'],
  ['may', 'mayo', 'maio'],
  ['june', 'junio', 'junho'],
  ['july', 'julio', 'julho'],
  ['august', 'agosto'],
  ['september', 'septiembre', 'setiembre', 'setembro'],
  ['october', 'octubre', 'outubro'],
  ['november', 'noviembre', 'novembro'],
  ['december', 'diciembre', 'dezembro'],
];

/** Days of the week in full and short, without accents. */
export const WEEKDAYS = words(
  'mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday ' +
    'saturday sunday lun mar mie jue vie sab dom lunes martes miercoles jueves viernes ' +
    'sabado domingo seg ter qua qui sex segunda terca quarta quinta sexta segunda-feira ' +
    'terca-feira quarta-feira quinta-feira sexta-feira',
);
