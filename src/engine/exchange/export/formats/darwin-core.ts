/**
 * A Darwin Core archive (dwc.tdwg.org, Darwin Core text guide): one occurrence an encounter, which
 * is one animal at one place within the interval of encounters. `organismID` is the individual.
 */
import type { Encounter } from '../../../survey';
import type { Cell } from '../../csv/write';
import type { ExportChoices } from '../choices';
import { ROUNDED_DEGREES, ROUNDED_UNCERTAINTY_M, roundedPlace } from '../places';
import { isLatin, stationNames, surveyFor } from '../survey';
import type { ExportedPhoto } from '../types';
import { tableStream, zipFormat } from './format';

const TERMS = 'http://rs.tdwg.org/dwc/terms/';

/** In the order of the columns; the first is the core's identifier. */
export const OCCURRENCE_TERMS = [
  ...['occurrenceID', 'basisOfRecord', 'occurrenceStatus', 'organismID', 'organismName'],
  ...['individualCount', 'sex', 'lifeStage', 'scientificName', 'taxonRank', 'kingdom'],
  ...['verbatimIdentification', 'eventDate', 'eventID', 'decimalLatitude', 'decimalLongitude'],
  ...['geodeticDatum', 'coordinateUncertaintyInMeters', 'coordinatePrecision', 'locality'],
  ...['dataGeneralizations', 'associatedMedia', 'occurrenceRemarks'],
] as const;

const META =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<archive xmlns="http://rs.tdwg.org/dwc/text/" metadata="eml.xml">\n' +
  '  <core encoding="UTF-8" fieldsTerminatedBy="," linesTerminatedBy="\\r\\n" ' +
  `fieldsEnclosedBy="&quot;" ignoreHeaderLines="1" rowType="${TERMS}Occurrence">\n` +
  '    <files><location>occurrence.csv</location></files>\n    <id index="0"/>\n' +
  OCCURRENCE_TERMS.map((term, i) => `    <field index="${i}" term="${TERMS}${term}"/>\n`).join('') +
  '  </core>\n</archive>\n';

const GENERALISED = `Coordinates are rounded to ${ROUNDED_DEGREES} degrees to protect the animals.`;

export const darwinCore = zipFormat(async (zip, source, run) => {
  const { choices, photos, individuals } = source;
  const survey = await surveyFor(source);
  const stations = stationNames(survey);
  const photoOf = new Map(photos.map((photo) => [photo.id, photo]));
  const individualOf = new Map(individuals.map((individual) => [individual.id, individual]));
  const rowOf = (encounter: Encounter): Cell[] => {
    const own = encounter.photoIds.map((id) => photoOf.get(id)!);
    const individual = individualOf.get(encounter.individualId ?? '');
    const species = encounter.species?.trim() ?? '';
    const isNamed = isLatin(species);
    if (!isNamed) run.leftOut.say('not-latin', own.length);
    if (encounter.day === null) run.leftOut.say('undated', own.length);
    const exact = own.find(({ place }) => place)?.place ?? null;
    if (!exact) run.leftOut.say('unplaced', own.length);
    else if (!choices.exactPlaces) run.leftOut.say('places-rounded', own.length);
    const place = exact && !choices.exactPlaces ? roundedPlace(exact) : exact;
    const isRounded = place !== null && !choices.exactPlaces;
    const { sex, lifeStage } = individual ?? {};
    return [
      ...[`urn:uuid:${encounter.id}`, 'Occurrence', 'present'],
      ...[individual ? `urn:uuid:${individual.id}` : null, individual?.name],
      ...[individual ? 1 : null, sex === 'unknown' ? null : sex, lifeStage],
      ...[isNamed ? species : 'Animalia', isNamed ? rankOf(species) : 'kingdom', 'Animalia'],
      ...[species, eventDateOf(encounter), encounter.id],
      ...[place?.latitude, place?.longitude, place ? 'EPSG:4326' : null],
      ...[isRounded ? ROUNDED_UNCERTAINTY_M : null, isRounded ? ROUNDED_DEGREES : null],
      ...[
        localityOf(own, stations.get(encounter.stationKey ?? '')),
        isRounded ? GENERALISED : null,
      ],
      ...[own.map(({ name }) => name).join(' | '), remarksOf(own)],
    ];
  };
  const rows = survey.encounters.map(rowOf);
  const options = { deflate: true, signal: run.signal };
  await zip.add('meta.xml', META, options);
  await zip.add('eml.xml', emlText(choices), options);
  await zip.add('occurrence.csv', tableStream(OCCURRENCE_TERMS, rows, ''), options);
  run.onProgress(photos.length, photos.length);
});

/** ISO 8601: one moment, or from and to with a slash. */
function eventDateOf({ from, to }: Encounter): string | null {
  return from === null || to === null || from === to ? from : `${from}/${to}`;
}

function localityOf(photos: readonly ExportedPhoto[], station?: string): string | null {
  return photos.find(({ placeName }) => placeName)?.placeName ?? station ?? null;
}

function remarksOf(photos: readonly ExportedPhoto[]): string {
  // A line of the archive is a record: the text guide knows no line breaks in a field.
  const texts = photos.flatMap(({ notes }) => notes?.replace(/\s+/g, ' ').trim() || []);
  return [...new Set(texts)].join(' | ');
}

function rankOf(species: string): string {
  return species.split(' ').length > 2 ? 'subspecies' : 'species';
}

/** The least that the Ecological Metadata Language asks for; the rest is the publisher's to say. */
function emlText({ by, at }: ExportChoices): string {
  const name = escaped(by === '' ? 'Not stated' : by);
  const party = `<individualName><surName>${name}</surName></individualName>`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<eml:eml xmlns:eml="https://eml.ecoinformatics.org/eml-2.2.0" ' +
    `packageId="huella-${at}" system="https://gbif.org">\n  <dataset>\n` +
    '    <title>Encounters with individual animals, recognised in photos</title>\n' +
    `    <creator>${party}</creator>\n    <contact>${party}</contact>\n  </dataset>\n</eml:eml>\n`
  );
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
