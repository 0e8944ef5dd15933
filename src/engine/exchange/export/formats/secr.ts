/**
 * Captures and detectors for R's `secr` (Efford; `read.capthist`): who was captured in which
 * occasion by which detector, and where the detectors are, in metres, with the days each was
 * watched in each occasion as its usage.
 */
import { dayNumberOf, effortDays, effortTable, type Station } from '../../../survey';
import { historiesOf, type Histories } from '../histories';
import { utm, zoneOf, type Metres } from '../places';
import { plainIds, stationNames } from '../survey';
import type { ExportChoices } from '../choices';
import { tableStream, zipFormat } from './format';

/** One session: gaps between occasions are in their lengths. */
const SESSION = '1';

type Placed = Station & { readonly place: NonNullable<Station['place']> };

export const secr = zipFormat(async (zip, source, run) => {
  const { leftOut } = run;
  const found = await historiesOf(source, leftOut, ({ stationKey }, survey, photos) => {
    const station = survey.stations.find(({ key }) => key === stationKey);
    if (station?.place) return true;
    for (const photo of photos) leftOut.photo(photo, station ? 'no-place' : 'no-station');
    return false;
  });
  const { survey, occasions, individuals, captures } = found;
  const stations = survey.stations.filter((station): station is Placed => station.place !== null);
  const names = stationNames(survey);
  const stationIds = idsBy(
    stations,
    ({ key }) => key,
    ({ key }) => names.get(key)!,
    'station',
  );
  const animalIds = idsBy(
    individuals,
    ({ id }) => id,
    ({ name }) => name,
    'animal',
  );
  const { metres, system } = metresOf(stations, source.choices);
  if (!source.choices.exactPlaces) leftOut.say('places-relative', stations.length);
  leftOut.say('effort-unknown', stations.filter(({ effortKnown }) => !effortKnown).length);
  const usage = usageOf(stations, found, (count) => leftOut.say('outside-effort', count));

  const options = { deflate: true, signal: run.signal };
  const captured = captures.map(({ individual, occasion, encounter }) =>
    [
      SESSION,
      animalIds.get(individual.id)!,
      occasion.index + 1,
      stationIds.get(encounter.stationKey!)!,
    ].join(' '),
  );
  await zip.add('captures.txt', lines(['# Session ID Occasion Detector', ...captured]), options);
  const traps = stations.map(({ key }, i) =>
    [
      stationIds.get(key)!,
      metres[i]!.x.toFixed(1),
      metres[i]!.y.toFixed(1),
      ...usage[i]!.map(String),
    ].join(' '),
  );
  const head = [`# Detector X Y, then days watched in each occasion`, `# X and Y: ${system}`];
  await zip.add('traps.txt', lines([...head, ...traps]), options);
  await zip.add('read.R', readScript(occasions.length), options);
  const animals = individuals.map(({ id, name, species, sex }) => [
    animalIds.get(id)!,
    ...[name, species, sex],
  ]);
  const columns = ['id', 'individual', 'species', 'sex'];
  await zip.add('individuals.csv', tableStream(columns, animals), options);
  const places = stations.map(({ key, effortKnown }) => [
    ...[stationIds.get(key)!, names.get(key)!, effortKnown ? 'stated' : 'first to last photo'],
  ]);
  await zip.add('detectors.csv', tableStream(['id', 'station', 'watched'], places), options);
  const times = occasions.map((one) => [one.index + 1, one.from, one.to, one.days]);
  await zip.add('occasions.csv', tableStream(['occasion', 'from', 'to', 'days'], times), options);
  if (leftOut.rows.length > 0)
    await zip.add('left-out.csv', tableStream(['photo', 'why'], leftOut.rows), options);
  run.onProgress(source.photos.length, source.photos.length);
});

function idsBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  nameOf: (item: T) => string,
  fallback: string,
): Map<string, string> {
  const ids = plainIds(items.map(nameOf), fallback);
  return new Map(items.map((item, i) => [keyOf(item), ids[i]!]));
}

/**
 * The stations in metres: in their zone of UTM, or, where places must not be told, from the corner
 * in the south-west of all of them.
 */
function metresOf(
  stations: readonly Placed[],
  { exactPlaces }: ExportChoices,
): { metres: readonly Metres[]; system: string } {
  const zone = zoneOf(stations.map(({ place }) => place));
  const metres = stations.map(({ place }) => utm(place, zone));
  if (exactPlaces) {
    const epsg = (zone.isSouth ? 32_700 : 32_600) + zone.number;
    return {
      metres,
      system: `metres, UTM zone ${zone.number}${zone.isSouth ? 'S' : 'N'} on WGS 84 (EPSG:${epsg})`,
    };
  }
  const west = metres.reduce((least, { x }) => Math.min(least, x), Infinity);
  const south = metres.reduce((least, { y }) => Math.min(least, y), Infinity);
  return {
    metres: metres.map(({ x, y }) => ({ x: x - west, y: y - south })),
    system: 'metres east and north of the south-western corner of the survey, which is not told',
  };
}

/**
 * Days watched, by station and occasion. A day with a capture was watched, also where what was
 * stated of the station says otherwise: secr refuses captures by a detector that was not in use.
 */
function usageOf(
  stations: readonly Placed[],
  { occasions, captures }: Pick<Histories, 'occasions' | 'captures'>,
  outside: (captures: number) => void,
): number[][] {
  const table = effortTable(stations, occasions);
  const index = new Map(stations.map(({ key }, i) => [key, i]));
  const watched = stations.map(effortDays);
  for (const { encounter, occasion } of captures) {
    const station = index.get(encounter.stationKey!)!;
    const day = dayNumberOf(encounter.day!);
    if (watched[station]!.has(day)) continue;
    watched[station]!.add(day);
    table[station]![occasion.index]! += 1;
    outside(1);
  }
  return table;
}

function readScript(occasions: number): string {
  return lines([
    '# Opens this folder in R: source("read.R", chdir = TRUE)',
    'library(secr)',
    'capthist <- read.capthist("captures.txt", "traps.txt", detector = "count",',
    `  noccasions = ${occasions}, binary.usage = FALSE)`,
    'summary(capthist)',
  ]);
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
