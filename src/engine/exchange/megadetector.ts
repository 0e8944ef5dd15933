/**
 * MegaDetector's results, in its two dialects: agentmorris (lila.science/megadetector-output-format, version 1.x: fractions
 * [x, y, width, height], categories by number) and Microsoft's newer list (microsoft.github.io/MegaDetector/output_format: pixels
 * [x1, y1, x2, y2], categories by name). Nothing is guessed: what is neither is refused.
 */
import { HuellaError } from '../errors';
import type { Crop } from '../types';
import { FileFinder } from './files';
import type { PixelBox, PlannedPhoto } from './rows';

export interface Detection {
  readonly confidence: number;
  readonly crop?: Crop;
  readonly box?: PixelBox;
}

export interface DetectedFile {
  readonly file: string;
  /** Animals only, most certain first. */
  readonly animals: readonly Detection[];
}

export interface Detections {
  readonly dialect: 'agentmorris' | 'microsoft';
  readonly files: readonly DetectedFile[];
}

/** What MegaDetector's makers call a typical threshold for version 5 (0.2) and the newer ones' command line default. */
export const DEFAULT_CONFIDENCE = 0.2;

/** @throws HuellaError `detections-unrecognised` */
export function readDetections(text: string): Detections {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unrecognised('it is not JSON', error);
  }
  if (Array.isArray(json)) return { dialect: 'microsoft', files: json.map(microsoft) };
  const { images, detection_categories: categories } = objectOf(json);
  if (!Array.isArray(images) || typeof categories !== 'object' || categories === null) {
    throw unrecognised('it has neither a list of files nor images with categories');
  }
  const animals = new Set(
    Object.entries(categories as Record<string, unknown>)
      .filter(([, name]) => typeof name === 'string' && name.toLowerCase() === 'animal')
      .map(([id]) => id),
  );
  if (animals.size === 0) throw unrecognised('none of its categories is called animal');
  return { dialect: 'agentmorris', files: images.map((image) => agentmorris(image, animals)) };
}

function agentmorris(image: unknown, animals: ReadonlySet<string>): DetectedFile {
  const { file, detections } = objectOf(image);
  // A file the detector could not read has a failure and no list.
  const list = Array.isArray(detections) ? detections : [];
  return fileOf(
    file,
    list.map(objectOf).filter(({ category }) => animals.has(String(category))),
    ({ conf, bbox }) => {
      const [x, y, width, height] = fourNumbers(bbox);
      if ([x, y, width, height].some((side) => side < -0.001 || side > 1.001)) {
        throw unrecognised('a box of fractions is not within the photo');
      }
      // Detectors round to four places, so a box at the edge may reach over it.
      const [left, top] = [Math.max(0, x), Math.max(0, y)];
      const crop = {
        x: left,
        y: top,
        width: Math.min(width, 1 - left),
        height: Math.min(height, 1 - top),
      };
      return { confidence: numberOf(conf), crop };
    },
  );
}

function microsoft(entry: unknown): DetectedFile {
  const { file, detections } = objectOf(entry);
  if (!Array.isArray(detections)) throw unrecognised('an entry has no list of detections');
  return fileOf(
    file,
    detections.map(objectOf).filter(({ category }) => {
      if (typeof category !== 'string') throw unrecognised('a category is not a word');
      return category.toLowerCase() === 'animal';
    }),
    ({ confidence, bbox }) => {
      const [x1, y1, x2, y2] = fourNumbers(bbox);
      if (x2 <= x1 || y2 <= y1)
        throw unrecognised('the second corner of a box is not after its first');
      if (x2 <= 1 && y2 <= 1) throw unrecognised('boxes that should be pixels are fractions');
      const box = {
        x: Math.max(0, x1),
        y: Math.max(0, y1),
        width: x2 - Math.max(0, x1),
        height: y2 - Math.max(0, y1),
      };
      return { confidence: numberOf(confidence), box };
    },
  );
}

function fileOf(
  file: unknown,
  detections: readonly Record<string, unknown>[],
  read: (detection: Record<string, unknown>) => Detection,
): DetectedFile {
  if (typeof file !== 'string' || file === '') throw unrecognised('an entry names no file');
  const animals = detections
    .map(read)
    .filter(({ crop, box }) => (crop ? crop.width > 0 && crop.height > 0 : box !== undefined))
    .sort((a, b) => b.confidence - a.confidence);
  return { file, animals };
}

export interface DetectionPlan {
  readonly photos: readonly PlannedPhoto[];
  /** Chosen files in which nothing certain enough was found, or of which the results say nothing. */
  readonly empty: readonly string[];
  readonly unmentioned: readonly string[];
}

/** One photo per animal at or above `confidence`. @param individualOf name by path; null: unidentified */
export function planDetections(
  detections: Detections,
  paths: readonly string[],
  confidence: number,
  individualOf: (path: string) => string | null = () => null,
): DetectionPlan {
  const finder = new FileFinder(paths);
  const photos: PlannedPhoto[] = [];
  const empty: string[] = [];
  const mentioned = new Set<string>();
  for (const { file, animals } of detections.files) {
    const { path } = finder.find(file);
    if (path === null || mentioned.has(path)) continue;
    mentioned.add(path);
    const sure = animals.filter((animal) => animal.confidence >= confidence);
    if (sure.length === 0) empty.push(path);
    for (const { crop, box } of sure) {
      // With several animals in a photo its folder's name is one of them at most.
      const individual = sure.length === 1 ? individualOf(path) : null;
      photos.push({ path, individual, ...(crop ? { crop } : {}), ...(box ? { box } : {}) });
    }
  }
  return { photos, empty, unmentioned: paths.filter((path) => !mentioned.has(path)) };
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unrecognised('an entry is not an object');
  return value as Record<string, unknown>;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw unrecognised('a confidence is not a number');
  return value;
}

function fourNumbers(value: unknown): [number, number, number, number] {
  if (!Array.isArray(value) || value.length !== 4) throw unrecognised('a box has not four numbers');
  return value.map(numberOf) as [number, number, number, number];
}

function unrecognised(why: string, cause?: unknown): HuellaError {
  return new HuellaError(
    'detections-unrecognised',
    `These are no MegaDetector results: ${why}.`,
    { found: why },
    { cause },
  );
}
