/**
 * Detectors' results, in the dialects that the field writes:
 *
 * - `agentmorris`: MegaDetector 1.x (lila.science/megadetector-output-format): fractions [x, y,
 *   width, height], categories by number; also AddaxAI's, where a species classifier has made
 *   categories of species, and PyTorch-Wildlife's Timelapse file.
 * - `microsoft`: MegaDetector's newer list (microsoft.github.io/MegaDetector/output_format): pixels
 *   [x1, y1, x2, y2], categories by name. Fractions are read where their numbers can be of one form
 *   only.
 * - `pytorch-wildlife`: its own file: per image one list of boxes (pixels, two corners), of
 *   categories and of confidences.
 * - `speciesnet`: google/cameratrapai's predictions: fractions [x, y, width, height], categories by
 *   number with a label.
 * - `coco`: COCO and COCO Camera Traps: pixels [x, y, width, height] of images by id; people's own
 *   boxes have no confidence.
 * - `label-studio`, `via`, `create-ml`: people's own boxes (`drawn.ts`).
 *
 * Nothing is guessed: a file that is none of these is refused. An entry that is out of line is
 * named, and the rest goes on.
 */
import { parseJson } from '../json';
import { HuellaError } from '../../errors';
import { cocoReader } from './coco';
import {
  createMlReader,
  isCreateMl,
  isLabelStudio,
  labelStudioReader,
  viaImages,
  viaReader,
} from './drawn';
import {
  agentmorrisReader,
  listReader,
  pytorchReader,
  speciesnetReader,
  wordsAsCategories,
} from './detectors';
import type { Detection, Detections, EntryProblem, EntryProblemKind, Reader } from './types';
import { isObject, notJson, shown, unrecognised } from './values';

/**
 * What MegaDetector's makers call a typical threshold for version 5 (0.2) and the newer ones'
 * command line default.
 */
export const DEFAULT_CONFIDENCE = 0.2;

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
  const failed = new Set<string>();
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
      if (kind === 'detector-failed') failed.add(file);
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
      ...(failed.has(file) && animals.length === 0 ? { hasFailed: true } : {}),
    })),
  };
}

function readerOf(json: unknown): Reader {
  if (Array.isArray(json)) {
    const named = json.filter((entry) => isObject(entry) && 'filepath' in entry);
    if (named.length > 0) return speciesnetReader(json);
    if (json.some(isLabelStudio)) return labelStudioReader(json);
    if (json.some(isCreateMl)) return createMlReader(json);
    if (json.length > 0 && !json.some((entry) => isObject(entry) && 'detections' in entry))
      throw unrecognised('it is a list of other things than detections');
    return listReader(json);
  }
  if (!isObject(json)) throw unrecognised('it is no object');
  const { images, annotations, predictions } = json;
  const categories = json['detection_categories'] ?? json['det_categories'];
  const areListed = Array.isArray(categories) && categories.every(isObject);
  if (Array.isArray(images) && (isObject(categories) || areListed))
    return agentmorrisReader(images, categories);
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
  // Categories that are words need no list of their own.
  const words = Array.isArray(images) ? wordsAsCategories(images) : null;
  if (Array.isArray(images) && words) return agentmorrisReader(images, words);
  const drawn = viaImages(json);
  if (drawn) return viaReader(drawn);
  throw unrecognised('it has neither a list of files nor images with categories');
}
