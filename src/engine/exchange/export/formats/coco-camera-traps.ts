/**
 * COCO Camera Traps (github.com/agentmorris/MegaDetector, `data_management/README.md`): images with
 * the time, the station and the sequence they are of, and an annotation for each animal, its box in
 * pixels. Individuals, sides and coordinates stand where the sets of Wild Me put them (LILA's
 * Leopard ID 2022 and others): `name`, `viewpoint`, `gps_lat_captured`, `gps_lon_captured`.
 */
import type { Survey } from '../../../survey';
import { addMedia, mediaOf, type MediaFile } from '../media';
import { roundedPlace } from '../places';
import { stationNames, surveyFor } from '../survey';
import type { ExportedPhoto } from '../types';
import { dateOf, namesOf, streamFrom, zipFormat, type ExportSource } from './format';

const PATH = 'coco-camera-traps.json';

/** Of a photo on which an animal is marked whose species was not said. */
const ANY_ANIMAL = 'animal';

/** Objects gathered before they are handed on as one piece of text. */
const BATCH = 500;

export const cocoCameraTraps = zipFormat(async (zip, source, run) => {
  const files = mediaOf(source.photos, () => 'images');
  const survey = await surveyFor(source);
  await addMedia(zip, files, source, run);
  const { exactPlaces } = source.choices;
  const placed = source.photos.filter(({ place }) => place).length;
  if (!exactPlaces) run.leftOut.say('places-rounded', placed);
  const options = { deflate: true, signal: run.signal };
  await zip.add(PATH, streamFrom(textOf(files, source, survey)), options);
});

function* textOf(
  files: readonly MediaFile[],
  source: ExportSource,
  survey: Survey,
): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const categories = categoriesOf(source);
  const list = [
    // The format's own: a picture without an animal.
    { id: 0, name: 'empty' },
    ...[...categories].map(([name, id]) => ({ id, name })),
  ];
  const info = {
    version: '1.0',
    description: 'Individuals of a gallery of Huella',
    ...(source.choices.by === '' ? {} : { contributor: source.choices.by }),
    date_created: source.choices.at,
  };
  yield encoder.encode(
    `{"info":${JSON.stringify(info)},\n"categories":${JSON.stringify(list)},\n"images":[\n`,
  );
  yield* pieces(files, imagesOf(source, survey), encoder);
  yield encoder.encode('],\n"annotations":[\n');
  const names = namesOf(source);
  const annotations = files.flatMap(({ path, photos }) => photos.map((photo) => ({ path, photo })));
  yield* pieces(
    annotations,
    ({ photo, path }) => annotationOf(photo, path, names, categories, speciesFor(source)),
    encoder,
  );
  yield encoder.encode(']}\n');
}

function* pieces<T>(
  items: readonly T[],
  objectOf: (item: T) => object,
  encoder: TextEncoder,
): Generator<Uint8Array<ArrayBuffer>> {
  for (let from = 0; from < items.length; from += BATCH) {
    const batch = items.slice(from, from + BATCH).map((item) => JSON.stringify(objectOf(item)));
    const isLast = from + BATCH >= items.length;
    yield encoder.encode(`${batch.join(',\n')}${isLast ? '\n' : ',\n'}`);
  }
}

/** A photo's species, or its individual's where it says none. */
function speciesFor({ individuals }: ExportSource): (photo: ExportedPhoto) => string | null {
  const species = new Map(individuals.map((individual) => [individual.id, individual.species]));
  return (photo) => photo.species ?? species.get(photo.individualId ?? '') ?? null;
}

function categoriesOf(source: ExportSource): Map<string, number> {
  const speciesOf = speciesFor(source);
  const names = source.photos.map((photo) => speciesOf(photo) ?? ANY_ANIMAL);
  return new Map([...new Set(names)].sort().map((name, i) => [name, i + 1]));
}

function imagesOf(source: ExportSource, survey: Survey): (file: MediaFile) => object {
  const stations = stationNames(survey);
  const sequences = new Map(
    survey.encounters.flatMap(({ id, photoIds }) =>
      photoIds.map((photo, i) => [photo, { id, frame: i, frames: photoIds.length }] as const),
    ),
  );
  const { exactPlaces } = source.choices;
  return ({ path, photos }) => {
    const photo = photos[0]!;
    const { width, height, takenAt } = photo;
    const date = dateOf(takenAt ?? null);
    const sequence = sequences.get(photo.id);
    const station = stations.get(survey.stationOf.get(photo.id) ?? '');
    const place = photo.place && (exactPlaces ? photo.place : roundedPlace(photo.place));
    return {
      ...{ id: path, file_name: path, width, height },
      ...(date === '' ? {} : { datetime: date, date_captured: takenAt }),
      ...(station === undefined ? {} : { location: station }),
      ...(sequence
        ? { seq_id: sequence.id, seq_num_frames: sequence.frames, frame_num: sequence.frame }
        : {}),
      ...(place ? { gps_lat_captured: place.latitude, gps_lon_captured: place.longitude } : {}),
    };
  };
}

function annotationOf(
  photo: ExportedPhoto,
  path: string,
  names: ReadonlyMap<string, string>,
  categories: ReadonlyMap<string, number>,
  speciesOf: (photo: ExportedPhoto) => string | null,
): object {
  const { id, crop, width, height, side } = photo;
  const name = names.get(photo.individualId ?? '');
  const [x, y, w, h] = crop
    ? [crop.x * width, crop.y * height, crop.width * width, crop.height * height].map(thousandth)
    : [];
  return {
    ...{ id, image_id: path, category_id: categories.get(speciesOf(photo) ?? ANY_ANIMAL) },
    ...(name === undefined ? {} : { name }),
    ...(side ? { viewpoint: side } : {}),
    ...(x === undefined || y === undefined || w === undefined || h === undefined
      ? {}
      : {
          bbox: [x, y, w, h],
          ...{ area: thousandth(w * h), iscrowd: 0 },
          segmentation: [[x, y, x + w, y, x + w, y + h, x, y + h].map(thousandth)],
        }),
    ...(crop?.turns ? { turns: crop.turns } : {}),
  };
}

/** Finer than any two boxes are told apart. */
function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}
