/**
 * Camtrap DP 1.0.2 (camtrap-dp.tdwg.org): `datapackage.json`, deployments, media and observations,
 * and the photos if they are wanted. A photo without a date, or without a place, cannot be in one:
 * it is in `left-out.csv` instead, which is no part of the package.
 */
import { addMedia, mediaOf } from '../../media';
import { surveyFor } from '../../survey';
import { momentOf } from '../../times';
import type { ExportedPhoto } from '../../types';
import { tableStream, zipFormat } from '../format';
import { deploymentsOf, type Deployment } from './deployments';
import { packageText } from './package';
import {
  DEPLOYMENTS,
  deploymentRow,
  MEDIA,
  mediaRow,
  OBSERVATIONS,
  ObservationRows,
} from './tables';

export const camtrap = zipFormat(async (zip, source, run) => {
  const survey = await surveyFor(source);
  const { clock, exactPlaces } = source.choices;
  const stations = new Map(survey.stations.map((station) => [station.key, station]));
  const usable: ExportedPhoto[] = [];
  for (const photo of source.photos) {
    const station = stations.get(survey.stationOf.get(photo.id) ?? '');
    if (!momentOf(photo.takenAt, clock)) run.leftOut.photo(photo, 'no-date');
    else if (!station) run.leftOut.photo(photo, 'no-station');
    else if (!station.place) run.leftOut.photo(photo, 'no-place');
    else usable.push(photo);
  }
  const { deployments, deploymentOf } = deploymentsOf(usable, survey, source.choices, run.leftOut);
  if (!exactPlaces) run.leftOut.say('places-rounded', usable.length);
  const idOf = ({ id }: ExportedPhoto): string => deploymentOf.get(id)!.id;
  const files = mediaOf(usable, (photo) => `media/${idOf(photo)}`);
  await addMedia(zip, files, source, run);

  const options = { deflate: true, signal: run.signal };
  const table = (columns: readonly string[], rows: Parameters<typeof tableStream>[1]) =>
    tableStream(columns, rows, '');
  const observations = new ObservationRows(source, survey);
  const observed = files.flatMap(({ photos }) =>
    photos.map((photo) => observations.row(photo, photos[0]!.sha256, idOf(photo))),
  );
  const timeless = new Set<Deployment>();
  for (const photo of usable) {
    if (momentOf(photo.takenAt, clock)!.isTimeKnown) continue;
    run.leftOut.say('time-unknown');
    timeless.add(deploymentOf.get(photo.id)!);
  }
  const rows = deployments.map((one) => deploymentRow(one, timeless.has(one)));
  await zip.add('deployments.csv', table(DEPLOYMENTS, rows), options);
  const media = files.map((file) => mediaRow(file, idOf(file.photos[0]!), clock));
  await zip.add('media.csv', table(MEDIA, media), options);
  await zip.add('observations.csv', table(OBSERVATIONS, observed), options);
  const text = packageText(deployments, observations.taxa, source.choices);
  await zip.add('datapackage.json', text, options);
  if (run.leftOut.rows.length > 0)
    await zip.add('left-out.csv', tableStream(['photo', 'why'], run.leftOut.rows), options);
});
