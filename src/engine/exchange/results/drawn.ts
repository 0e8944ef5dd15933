/**
 * Boxes that people drew, of many photos in one file of JSON: Label Studio's export
 * (labelstud.io/guide/export), VIA's project or annotations (robots.ox.ac.uk/~vgg/software/via, 2.0
 * and 1.0) and Create ML's list. The box around an outline is its box.
 */
import { rectangleOf, type BoxForm } from '../boxes';
import { isAnimal } from '../kinds';
import type { Detection, Entry, Reader, Say } from './types';
import { cropped, fileIn, isObject, listOf, none, numberOf, type Four } from './values';

interface Drawn {
  readonly label: string;
  /** Null: its box cannot be told. */
  readonly box: { readonly numbers: Four; readonly form: BoxForm } | null;
  /** As it is written, to be shown. */
  readonly written: unknown;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** A reader of entries that are one photo each. */
function readerOf(
  dialect: Reader['dialect'],
  entries: readonly unknown[],
  fileOf: (entry: Entry) => unknown,
  drawnIn: (entry: Entry) => readonly Drawn[],
  toDetections: (drawn: Drawn, say: Say) => Detection[],
): Reader {
  return {
    dialect,
    entries,
    hasBoxes: entries.some((entry) => isObject(entry) && drawnIn(entry).length > 0),
    fileOf,
    detectionsOf: (entry, say) =>
      drawnIn(entry)
        .filter(({ label }) => label === '' || isAnimal(label))
        .flatMap((drawn) =>
          toDetections(drawn, say).map((detection) => ({
            ...detection,
            ...(drawn.label === '' ? {} : { facts: { fields: { labels: [drawn.label] } } }),
          })),
        ),
  };
}

function inPixels({ box, written }: Drawn, say: Say): Detection[] {
  const rectangle = box && rectangleOf(box.numbers, box.form);
  return rectangle ? [{ confidence: 1, box: rectangle }] : none(say, 'bad-box', written);
}

/** Of hundredths of the picture. */
function inHundredths({ box, written }: Drawn, say: Say): Detection[] {
  const shares = box?.numbers.map((side) => side / 100) as Four | undefined;
  const rectangle = shares && rectangleOf(shares, box!.form);
  return rectangle ? cropped(rectangle, written, 1, say) : none(say, 'bad-box', written);
}

export const isLabelStudio = (entry: unknown): boolean =>
  isObject(entry) &&
  ((isObject(entry['data']) &&
    (Array.isArray(entry['annotations']) || Array.isArray(entry['completions']))) ||
    Object.values(entry).some((value) => listOf(value).some(isShare)));

/** A region of Label Studio's short form (JSON-MIN). */
const isShare = (value: unknown): value is Entry =>
  isObject(value) && 'original_width' in value && ('width' in value || 'points' in value);

export function labelStudioReader(tasks: readonly unknown[]): Reader {
  return readerOf('label-studio', tasks, fileOfTask, regionsOf, inHundredths);
}

/** What Label Studio puts before the name of a file that is uploaded. */
const UPLOADED = /^.*\/upload\/(?:\d+\/)?(?:[\da-f]{8}-)?/;
/** How it names a file of the computer it runs on. */
const LOCAL = /^.*\/local-files\/?\?d=/;

function fileOfTask(task: Entry): unknown {
  const data = isObject(task['data']) ? task['data'] : task;
  const image = data['image'] ?? data['img'] ?? fileIn(data);
  const other = Object.values(data).find((value) => /\.(?:jpe?g|png|webp)$/i.test(String(value)));
  const path = typeof image === 'string' ? image : other;
  if (typeof path !== 'string') return path;
  if (LOCAL.test(path)) return decoded(path.replace(LOCAL, ''));
  return UPLOADED.test(path) ? decoded(path.replace(UPLOADED, '')) : path;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Of the first person who drew: several draw the same animals. */
function regionsOf(task: Entry): readonly Drawn[] {
  const answers = listOf(task['annotations'] ?? task['completions']).filter(isObject);
  const answer = answers.find((each) => each['was_cancelled'] !== true) ?? answers[0];
  const regions = answer
    ? listOf(answer['result']).filter(isObject)
    : Object.values(task).flatMap(listOf).filter(isShare);
  return regions.flatMap((region): readonly Drawn[] => {
    const value = isObject(region['value']) ? region['value'] : region;
    const named = Object.entries(value).find(([key]) => key.endsWith('labels'))?.[1];
    const label = textOf(listOf(named)[0]);
    const isTurned = numberOf(value['rotation'] ?? 0) !== 0;
    const box = isTurned ? null : shapeBox(value);
    const hasPlace = 'x' in value || 'points' in value;
    return hasPlace ? [{ label, box, written: value }] : [];
  });
}

/** Of a rectangle, an outline or an ellipse by the names of Label Studio's keys. */
function shapeBox(value: Entry): Drawn['box'] {
  const points = listOf(value['points']).map((point) => listOf(point).map(numberOf));
  if (points.length > 0)
    return around(
      points.map(([x]) => x!),
      points.map(([, y]) => y!),
    );
  const at = (name: string): number => numberOf(value[name]);
  if ('radiusX' in value) {
    const [x, y, across, down] = ['x', 'y', 'radiusX', 'radiusY'].map(at) as Four;
    return { numbers: [x, y, across * 2, down * 2], form: 'centre' };
  }
  return { numbers: ['x', 'y', 'width', 'height'].map(at) as Four, form: 'size' };
}

function around(xs: readonly number[], ys: readonly number[]): Drawn['box'] {
  if (xs.length < 2 || xs.length !== ys.length) return null;
  const numbers: Four = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return { numbers, form: 'corners' };
}

/** The photos of a VIA file; null for another. */
export function viaImages(json: Entry): readonly unknown[] | null {
  const metadata = json['_via_img_metadata'] ?? json;
  const images = Object.values(isObject(metadata) ? metadata : {});
  const isImage = (entry: unknown): boolean =>
    isObject(entry) && typeof entry['filename'] === 'string' && 'regions' in entry;
  return images.length > 0 && images.every(isImage) ? images : null;
}

export function viaReader(images: readonly unknown[]): Reader {
  return readerOf('via', images, ({ filename }) => filename, viaRegions, inPixels);
}

/** Shapes without an area. */
const NO_AREA = new Set(['point', 'polyline']);

function viaRegions({ regions }: Entry): readonly Drawn[] {
  // A list, and in VIA 1 an object by number.
  const all = isObject(regions) ? Object.values(regions) : listOf(regions);
  return all.filter(isObject).flatMap((region): readonly Drawn[] => {
    const { shape_attributes: shape, region_attributes: said } = region;
    if (!isObject(shape) || NO_AREA.has(String(shape['name']))) return [];
    const names = isObject(said) ? Object.values(said) : [];
    const label = names.map(textOf).find((name) => name !== '') ?? '';
    return [{ label, box: viaBox(shape), written: shape }];
  });
}

function viaBox(shape: Entry): Drawn['box'] {
  const at = (name: string): number => numberOf(shape[name]);
  const xs = listOf(shape['all_points_x']).map(numberOf);
  if (xs.length > 0) return around(xs, listOf(shape['all_points_y']).map(numberOf));
  if ('cx' in shape) {
    const [across, down] = [at('r') || at('rx'), at('r') || at('ry')];
    return { numbers: [at('cx'), at('cy'), across * 2, down * 2], form: 'centre' };
  }
  return { numbers: ['x', 'y', 'width', 'height'].map(at) as Four, form: 'size' };
}

export const isCreateMl = (entry: unknown): boolean =>
  isObject(entry) &&
  listOf(entry['annotations']).some((each) => isObject(each) && isObject(each['coordinates']));

/** Boxes by their middle, in pixels. */
export function createMlReader(entries: readonly unknown[]): Reader {
  const drawnIn = ({ annotations }: Entry): readonly Drawn[] =>
    listOf(annotations)
      .filter(isObject)
      .map(({ label, coordinates }) => {
        const at = (name: string): number =>
          numberOf(isObject(coordinates) ? coordinates[name] : undefined);
        const numbers = ['x', 'y', 'width', 'height'].map(at) as Four;
        return {
          label: textOf(label),
          box: { numbers, form: 'centre' as const },
          written: coordinates,
        };
      });
  return readerOf('create-ml', entries, fileIn, drawnIn, inPixels);
}
