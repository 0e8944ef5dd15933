/**
 * Detectors' results, in the dialects that the field writes:
 *
 * - `agentmorris`: MegaDetector 1.x (lila.science/megadetector-output-format): fractions [x, y,
 *   width, height], categories by number; also AddaxAI's, where a species classifier has made
 *   categories of species, and PyTorch-Wildlife's Timelapse file.
 * - `microsoft`: MegaDetector's newer list (microsoft.github.io/MegaDetector/output_format): pixels
 *   [x1, y1, x2, y2], categories by name.
 * - `pytorch-wildlife`: its own file: per image one list of boxes (pixels, two corners), of
 *   categories and of confidences.
 * - `speciesnet`: google/cameratrapai's predictions: fractions [x, y, width, height], categories by
 *   number with a label.
 * - `coco`: COCO and COCO Camera Traps: pixels [x, y, width, height] of images by id; people's own
 *   boxes have no confidence.
 *
 * Nothing is guessed: a file that is none of these is refused. An entry that is out of line is
 * named, and the rest goes on.
 */
import { HuellaError } from '../errors';
import type { Crop } from '../types';
import { clipFractions, formOfBoxes, isClipped, rectangleOf, type PixelBox } from './boxes';
import { cocoFacts, type CocoFacts } from './coco';
import { matchFiles, type FileProblem, type FolderChoice, type Matching } from './files';
import { parseJson } from './json';
import { isAnimal } from './kinds';
import type { PlannedPhoto } from './rows';

export interface Detection {
  readonly confidence: number;
  readonly crop?: Crop;
  readonly box?: PixelBox;
  /** Part of the box was outside the picture. */
  readonly clipped?: true;
  /** Who it is and what is known of the photo, where the file says so. */
  readonly facts?: CocoFacts;
}

export interface DetectedFile {
  readonly file: string;
  /** Animals only, most certain first. */
  readonly animals: readonly Detection[];
}

export type EntryProblemKind =
  /** The entry is no object, or names no file. */
  | 'bad-entry'
  | 'bad-box'
  | 'box-clipped'
  | 'bad-confidence'
  /** Its category is not among those that the file explains. */
  | 'unknown-category'
  /** The detector itself says that it could not read the file. */
  | 'detector-failed';

export interface EntryProblem {
  /** The file of the entry, or its number where it names none. */
  readonly file: string;
  readonly kind: EntryProblemKind;
  /** What was found, as it is written. */
  readonly value: string;
}

export type Dialect = 'agentmorris' | 'microsoft' | 'pytorch-wildlife' | 'speciesnet' | 'coco';

export interface Detections {
  readonly dialect: Dialect;
  readonly files: readonly DetectedFile[];
  readonly problems: readonly EntryProblem[];
}

/**
 * What MegaDetector's makers call a typical threshold for version 5 (0.2) and the newer ones'
 * command line default.
 */
export const DEFAULT_CONFIDENCE = 0.2;

/**
 * Boxes of fractions whose numbers go beyond this are of pixels: no detector is off by a tenth of a
 * picture.
 */
const MOST_FRACTION = 1.1;

/** @throws HuellaError as detectionsOf, and `detections-not-json` */
export function readDetections(text: string): Detections {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    throw notJson(error);
  }
  return detectionsOf(json);
}

/**
 * As readDetections, of a JSON value.
 * @throws HuellaError `detections-unrecognised`, `detections-without-boxes` (of a classifier)
 */
export function detectionsOf(json: unknown): Detections {
  const read = readerOf(json);
  if (read.entries.length === 0) throw unrecognised('it names no files');
  // Without boxes every photo would look as if a detector had found nothing in it.
  if (!read.hasBoxes)
    throw new HuellaError('detections-without-boxes', 'These results hold no boxes.');
  const problems: EntryProblem[] = [];
  const byFile = new Map<string, Detection[]>();
  let hasOrder = false;
  for (const [i, entry] of read.entries.entries()) {
    const name = `#${i + 1}`;
    if (!isObject(entry)) {
      problems.push({ file: name, kind: 'bad-entry', value: shown(entry) });
      continue;
    }
    const file = read.fileOf(entry);
    if (typeof file !== 'string' || file.trim() === '') {
      problems.push({ file: name, kind: 'bad-entry', value: shown(file) });
      continue;
    }
    const say = (kind: EntryProblemKind, value: unknown): void => {
      problems.push({ file, kind, value: shown(value) });
    };
    const animals = read.detectionsOf(entry, say);
    // A file may have an entry for each of its animals.
    const known = byFile.get(file);
    if (known) known.push(...animals);
    else byFile.set(file, [...animals]);
    hasOrder = true;
  }
  const isWrong = ({ kind }: EntryProblem): boolean =>
    kind !== 'box-clipped' && kind !== 'detector-failed';
  const boxes = [...byFile.values()].reduce((sum, { length }) => sum + length, 0);
  const wrong = problems.find(isWrong);
  // Not one entry could be used: this is another kind of file, and the first fault says which.
  if (wrong && (!hasOrder || boxes === 0)) throw unrecognised(`${wrong.kind}: ${wrong.value}`);
  return {
    dialect: read.dialect,
    problems,
    files: [...byFile].map(([file, animals]) => ({
      file,
      animals: animals.sort((a, b) => b.confidence - a.confidence),
    })),
  };
}

type Entry = Readonly<Record<string, unknown>>;
type Say = (kind: EntryProblemKind, value: unknown) => void;

interface Reader {
  readonly dialect: Dialect;
  readonly entries: readonly unknown[];
  /** Whether any entry has a place for boxes, or says that the detector failed. */
  readonly hasBoxes: boolean;
  fileOf(entry: Entry): unknown;
  detectionsOf(entry: Entry, say: Say): Detection[];
}

function readerOf(json: unknown): Reader {
  if (Array.isArray(json)) {
    if (json.length > 0 && !json.some((entry) => isObject(entry) && 'detections' in entry))
      throw unrecognised('it is a list of other things than detections');
    return listReader(json);
  }
  if (!isObject(json)) throw unrecognised('it is no object');
  const { images, annotations, predictions } = json;
  const categories = json['detection_categories'] ?? json['det_categories'];
  if (Array.isArray(images) && isObject(categories)) return agentmorrisReader(images, categories);
  if (
    Array.isArray(predictions) &&
    predictions.some((entry) => isObject(entry) && 'filepath' in entry)
  )
    return speciesnetReader(predictions);
  const named = categories ?? json['categories'];
  if (Array.isArray(annotations) && isObject(named)) return pytorchReader(annotations, named);
  if (
    Array.isArray(images) &&
    Array.isArray(annotations) &&
    Array.isArray(named) &&
    images.length > 0
  )
    return cocoReader(images, annotations, named);
  throw unrecognised('it has neither a list of files nor images with categories');
}

function agentmorrisReader(images: readonly unknown[], categories: Entry): Reader {
  const names = new Map(Object.entries(categories).map(([id, name]) => [id, String(name)]));
  if (![...names.values()].some(isAnimal))
    throw unrecognised('none of its categories is an animal');
  return {
    dialect: 'agentmorris',
    entries: images,
    hasBoxes: images.some((entry) => has(entry, 'detections', 'failure')),
    fileOf: ({ file }) => file,
    detectionsOf({ detections, failure }, say) {
      if (failure !== undefined && failure !== null) say('detector-failed', failure);
      return listOf(detections).flatMap((detection) => {
        if (!isObject(detection)) return none(say, 'bad-entry', detection);
        const category = names.get(String(detection['category']));
        if (category === undefined) return none(say, 'unknown-category', detection['category']);
        if (!isAnimal(category)) return [];
        return fractionsOf(detection['bbox'], detection['conf'], say);
      });
    },
  };
}

function speciesnetReader(predictions: readonly unknown[]): Reader {
  /** SpeciesNet's detector is MegaDetector: 1 animal, 2 human, 3 vehicle. */
  const names: Readonly<Record<string, string>> = { '1': 'animal', '2': 'human', '3': 'vehicle' };
  return {
    dialect: 'speciesnet',
    entries: predictions,
    hasBoxes: predictions.some((entry) => has(entry, 'detections', 'failures')),
    fileOf: ({ filepath }) => filepath,
    detectionsOf({ detections, failures }, say) {
      if (listOf(failures).includes('DETECTOR')) say('detector-failed', failures);
      return listOf(detections).flatMap((detection) => {
        if (!isObject(detection)) return none(say, 'bad-entry', detection);
        const { label, category } = detection;
        const name = typeof label === 'string' ? label : names[String(category)];
        if (name === undefined) return none(say, 'unknown-category', category);
        return isAnimal(name) ? fractionsOf(detection['bbox'], detection['conf'], say) : [];
      });
    },
  };
}

function listReader(entries: readonly unknown[]): Reader {
  return {
    dialect: 'microsoft',
    entries,
    hasBoxes: true,
    fileOf: ({ file }) => file,
    detectionsOf({ detections }, say) {
      if (!Array.isArray(detections)) return none(say, 'bad-entry', detections);
      return detections.flatMap((detection: unknown) => {
        if (!isObject(detection)) return none(say, 'bad-entry', detection);
        const { category, bbox, confidence } = detection;
        // Numbers mean nothing here: no list of categories comes with this file.
        if (typeof category !== 'string') return none(say, 'unknown-category', category);
        return isAnimal(category) ? cornersOf(bbox, confidence, say) : [];
      });
    },
  };
}

function pytorchReader(annotations: readonly unknown[], categories: Entry): Reader {
  const names = new Map(Object.entries(categories).map(([id, name]) => [id, String(name)]));
  return {
    dialect: 'pytorch-wildlife',
    entries: annotations,
    hasBoxes: annotations.some((entry) => has(entry, 'bbox')),
    fileOf: (entry) => entry['img_id'] ?? entry['image_id'] ?? entry['file'],
    detectionsOf(entry, say) {
      // A single box may stand without the list around it.
      const isOne = fourNumbers(entry['bbox']) !== null;
      const listIn = (value: unknown): readonly unknown[] =>
        isOne && !Array.isArray(value) ? [value] : listOf(value);
      const boxes = isOne ? [entry['bbox']] : listOf(entry['bbox']);
      const kinds = listIn(entry['category'] ?? entry['det_category'] ?? entry['category_id']);
      const confidences = listIn(entry['confidence'] ?? entry['det_confidence'] ?? entry['conf']);
      return boxes.flatMap((bbox, i) => {
        const category =
          names.get(String(kinds[i])) ?? (typeof kinds[i] === 'string' ? kinds[i] : undefined);
        if (category === undefined) return none(say, 'unknown-category', kinds[i]);
        return isAnimal(category) ? cornersOf(bbox, confidences[i], say, true) : [];
      });
    },
  };
}

function cocoReader(
  images: readonly unknown[],
  annotations: readonly unknown[],
  categories: readonly unknown[],
): Reader {
  const names = new Map(
    categories.filter(isObject).map(({ id, name }) => [String(id), String(name)]),
  );
  const byImage = new Map<string, Entry[]>();
  for (const annotation of annotations.filter(isObject)) {
    const id = String(annotation['image_id']);
    const list = byImage.get(id);
    if (list) list.push(annotation);
    else byImage.set(id, [annotation]);
  }
  const boxes = annotations.filter(isObject).flatMap(({ bbox }) => fourNumbers(bbox) ?? []);
  const areFractions =
    boxes.length > 0 && Math.max(...boxes.slice(0, MOST_COMPARED)) <= MOST_FRACTION;
  const form = formOfCoco(images, byImage);
  return {
    dialect: 'coco',
    entries: images,
    hasBoxes: annotations.some((entry) => isObject(entry) && boxOfAnnotation(entry) !== null),
    fileOf: (image) => image['file_name'],
    detectionsOf(image, say) {
      const of = { width: numberOf(image['width']), height: numberOf(image['height']) };
      const own = byImage.get(String(image['id'])) ?? [];
      const hasBoxes = own.some((annotation) => boxOfAnnotation(annotation) !== null);
      return own.flatMap((annotation): Detection[] => {
        const category = names.get(String(annotation['category_id']));
        if (category === undefined) return none(say, 'unknown-category', annotation['category_id']);
        if (!isAnimal(category)) return [];
        const facts = cocoFacts(annotation, image, category);
        const { turns } = facts;
        const known = Object.keys(facts).length > 0 ? { facts } : {};
        const bbox = boxOfAnnotation(annotation);
        // A label of the whole picture: of use when it says more than that there is an animal, and
        // when its animals have no boxes of their own.
        if (bbox === null) {
          const isOfUse = facts.individual !== undefined || (!hasBoxes && 'facts' in known);
          const crop = turns ? { crop: { ...WHOLE, turns } } : {};
          return isOfUse ? [{ confidence: 1, ...crop, ...known }] : [];
        }
        const numbers = fourNumbers(bbox);
        const box = numbers && rectangleOf(numbers, form);
        if (!box) return none(say, 'bad-box', bbox);
        if (areFractions) {
          const conf = annotation['score'] ?? annotation['conf'] ?? 1;
          return cropped(box, bbox, conf, say).map((one) => ({ ...one, ...known }));
        }
        const score = annotation['score'] ?? annotation['conf'];
        const confidence = score === undefined ? 1 : confidenceOf(score, say);
        if (confidence === null) return [];
        if (of.width > 0 && of.height > 0 && isClipped(box, of)) say('box-clipped', bbox);
        const size = of.width > 0 && of.height > 0 ? { of } : {};
        return [{ confidence, box: { ...box, ...size, ...(turns ? { turns } : {}) }, ...known }];
      });
    },
  };
}

const WHOLE = { x: 0, y: 0, width: 1, height: 1 } as const;

/**
 * COCO's boxes are [x, y, width, height]; a file whose boxes would leave their pictures as such,
 * and lie within them as two corners, has corners.
 */
function formOfCoco(
  images: readonly unknown[],
  byImage: ReadonlyMap<string, readonly Entry[]>,
): 'size' | 'corners' {
  const shares: number[][] = [];
  for (const image of images.filter(isObject)) {
    const [width, height] = [numberOf(image['width']), numberOf(image['height'])];
    if (!(width > 0) || !(height > 0)) continue;
    for (const { bbox } of byImage.get(String(image['id'])) ?? []) {
      const box = fourNumbers(bbox);
      if (box) shares.push(box.map((side, i) => side / (i % 2 === 0 ? width : height)));
    }
  }
  const fit = shares.every(([, , right, bottom]) => right! <= 1.02 && bottom! <= 1.02);
  return fit ? formOfBoxes(shares, 1) : 'size';
}

/** Numbers of boxes that tell fractions from pixels: one box of pixels does. */
const MOST_COMPARED = 40_000;

/**
 * The box of a COCO annotation, or that around its outline; null where it speaks of the whole
 * picture.
 */
function boxOfAnnotation(annotation: Entry): unknown {
  const { bbox, segmentation } = annotation;
  if (bbox !== undefined && bbox !== null && !(Array.isArray(bbox) && bbox.length === 0))
    return bbox;
  const points = listOf(segmentation).flatMap(listOf).map(numberOf);
  if (points.length < 6 || !points.slice(0, MOST_COMPARED).every(Number.isFinite)) return null;
  const [xs, ys] = [0, 1].map((axis) =>
    points.slice(0, MOST_COMPARED).filter((_, i) => i % 2 === axis),
  ) as [number[], number[]];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

/** A box [x, y, width, height] of fractions. */
function fractionsOf(bbox: unknown, conf: unknown, say: Say): Detection[] {
  const numbers = fourNumbers(bbox);
  const box = numbers && rectangleOf(numbers, 'size');
  if (!box || Math.max(...numbers) > MOST_FRACTION) return none(say, 'bad-box', bbox);
  return cropped(box, bbox, conf, say);
}

/** A box [x1, y1, x2, y2] of pixels, or of fractions where that is allowed. */
function cornersOf(bbox: unknown, conf: unknown, say: Say, mayBeFractions = false): Detection[] {
  const numbers = fourNumbers(bbox);
  const box = numbers && rectangleOf(numbers, 'corners');
  if (!box) return none(say, 'bad-box', bbox);
  if (Math.max(...numbers) <= MOST_FRACTION)
    return mayBeFractions ? cropped(box, bbox, conf, say) : none(say, 'bad-box', bbox);
  const confidence = confidenceOf(conf, say);
  return confidence === null ? [] : [{ confidence, box }];
}

function cropped(
  box: NonNullable<ReturnType<typeof rectangleOf>>,
  bbox: unknown,
  conf: unknown,
  say: Say,
): Detection[] {
  const inside = clipFractions(box);
  if (!inside) return none(say, 'bad-box', bbox);
  const confidence = confidenceOf(conf, say);
  if (confidence === null) return [];
  if (!inside.clipped) return [{ confidence, crop: inside.crop }];
  say('box-clipped', bbox);
  return [{ confidence, crop: inside.crop, clipped: true }];
}

function none(say: Say, kind: EntryProblemKind, value: unknown): [] {
  say(kind, value);
  return [];
}

/** Null, and said, when it is no number between 0 and 1. */
function confidenceOf(value: unknown, say: Say): number | null {
  const confidence = numberOf(value);
  if (confidence >= 0 && confidence <= 1 + Number.EPSILON) return Math.min(1, confidence);
  say('bad-confidence', value);
  return null;
}

/** Numbers are also read from texts; NaN for anything else. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

function fourNumbers(value: unknown): [number, number, number, number] | null {
  const numbers = listOf(value).map(numberOf);
  return numbers.length === 4 && numbers.every(Number.isFinite)
    ? (numbers as [number, number, number, number])
    : null;
}

function isObject(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const has = (value: unknown, ...names: readonly string[]): boolean =>
  isObject(value) && names.some((name) => name in value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Characters of a value that are shown. */
const MAX_SHOWN = 80;

function shown(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.slice(0, MAX_SHOWN);
}

export interface DetectionPlan {
  readonly photos: readonly PlannedPhoto[];
  /**
   * Chosen files in which nothing certain enough was found, or of which the results say nothing.
   */
  readonly empty: readonly string[];
  readonly unmentioned: readonly string[];
}

export interface DetectionOptions {
  readonly folder?: FolderChoice;
  readonly base?: string;
}

/** What became of the results' own paths. */
export interface DetectionMatching extends DetectionPlan {
  /** Entries of which the file is not among those chosen, or which another entry contradicts. */
  readonly unmatched: readonly { readonly file: string; readonly problem: FileProblem }[];
  readonly folders: Omit<Matching, 'matches'>;
}

/**
 * One photo per animal at or above `confidence`. @param individualOf name by path; null:
 * unidentified
 */
export function planDetections(
  detections: Detections,
  paths: readonly string[],
  confidence: number,
  individualOf: (path: string) => string | null = () => null,
): DetectionPlan {
  const { photos, empty, unmentioned } = matchDetections(
    detections,
    paths,
    confidence,
    individualOf,
  );
  return { photos, empty, unmentioned };
}

/** As planDetections, with what could not be matched. */
export function matchDetections(
  detections: Detections,
  paths: readonly string[],
  confidence: number,
  individualOf: (path: string) => string | null = () => null,
  options: DetectionOptions = {},
): DetectionMatching {
  const { matches, ...folders } = matchFiles(
    detections.files.map(({ file }) => file),
    paths,
    options,
  );
  const byPath = new Map<string, Detection[]>();
  const unmatched: { file: string; problem: FileProblem }[] = [];
  for (const [i, { file, animals }] of detections.files.entries()) {
    const { path, problem } = matches[i]!;
    if (path === null) {
      unmatched.push({ file, problem: problem ?? 'file-not-found' });
      continue;
    }
    const known = byPath.get(path);
    if (known) known.push(...animals);
    else byPath.set(path, [...animals]);
  }
  const photos: PlannedPhoto[] = [];
  const empty: string[] = [];
  for (const [path, animals] of byPath) {
    const sure = animals
      .filter((animal) => animal.confidence >= confidence)
      .sort((a, b) => b.confidence - a.confidence);
    if (sure.length === 0) empty.push(path);
    for (const { crop, box, facts } of sure) {
      // With several animals in a photo its folder's name is one of them at most.
      const folder = sure.length === 1 ? individualOf(path) : null;
      const individual = facts?.individual ?? folder;
      const where = { ...(crop ? { crop } : {}), ...(box ? { box } : {}) };
      photos.push({
        path,
        individual,
        ...where,
        ...(facts?.fields ? { fields: facts.fields } : {}),
      });
    }
  }
  const unmentioned = paths.filter((path) => !byPath.has(path));
  return { photos, empty, unmentioned, unmatched, folders };
}

/** The error of results that are no JSON. */
export function notJson(cause: unknown): HuellaError {
  return new HuellaError('detections-not-json', 'The results are not JSON.', {}, { cause });
}

function unrecognised(why: string, cause?: unknown): HuellaError {
  return new HuellaError(
    'detections-unrecognised',
    `These are no detector's results: ${why}.`,
    { found: why },
    { cause },
  );
}
