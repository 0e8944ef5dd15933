/** The files of MegaDetector, of its relatives and of SpeciesNet (`read.ts` says how each is written). */
import { formOfBoxes } from '../boxes';
import { isAnimal } from '../kinds';
import type { Entry, Reader } from './types';
import {
  categoryNames,
  categoryOf,
  confidenceIn,
  confidenceScale,
  cornersOf,
  fileIn,
  fourNumbers,
  fractionsOf,
  has,
  isObject,
  listOf,
  MOST_FRACTION,
  none,
  numberOf,
  unrecognised,
  type Four,
} from './values';

export function agentmorrisReader(images: readonly unknown[], categories: unknown): Reader {
  const names = categoryNames(categories);
  if (![...names.values()].some(isAnimal))
    throw unrecognised('none of its categories is an animal');
  const all = images.flatMap((entry) => (isObject(entry) ? listIn(entry['detections']) : []));
  const each = all.filter(isObject);
  const boxes = each.flatMap(({ bbox }) => {
    const numbers = fourNumbers(bbox);
    return numbers && Math.max(...numbers) <= MOST_FRACTION ? [numbers] : [];
  });
  const form = formOfBoxes(boxes, 1);
  const scale = confidenceScale(each.map(confidenceIn));
  return {
    dialect: 'agentmorris',
    entries: images,
    hasBoxes: images.some((entry) => has(entry, 'detections', 'failure')),
    fileOf: fileIn,
    detectionsOf({ detections, failure }, say) {
      if (failure !== undefined && failure !== null) say('detector-failed', failure);
      return listIn(detections).flatMap((detection) => {
        if (!isObject(detection)) return none(say, 'bad-entry', detection);
        // A few writers put the name of a category where its number belongs.
        const category = categoryOf(detection['category'], names);
        if (category === undefined) return none(say, 'unknown-category', detection['category']);
        if (!isAnimal(category)) return [];
        return fractionsOf(detection['bbox'], scaled(confidenceIn(detection), scale), say, form);
      });
    },
  };
}

/** A list, or the one thing that stands in place of it. */
const listIn = (value: unknown): readonly unknown[] => (isObject(value) ? [value] : listOf(value));

const scaled = (confidence: unknown, scale: number): unknown =>
  scale === 1 ? confidence : numberOf(confidence) * scale;

export function speciesnetReader(predictions: readonly unknown[]): Reader {
  /** SpeciesNet's detector is MegaDetector: 1 animal, 2 human, 3 vehicle. */
  const names: Readonly<Record<string, string>> = { '1': 'animal', '2': 'human', '3': 'vehicle' };
  return {
    dialect: 'speciesnet',
    entries: predictions,
    hasBoxes: predictions.some((entry) => has(entry, 'detections', 'failures')),
    fileOf: ({ filepath, ...others }) => filepath ?? fileIn(others),
    detectionsOf({ detections, failures }, say) {
      if (listOf(failures).includes('DETECTOR')) say('detector-failed', failures);
      return listOf(detections).flatMap((detection) => {
        if (!isObject(detection)) return none(say, 'bad-entry', detection);
        const { label, category } = detection;
        const name = typeof label === 'string' ? label : names[String(category)];
        if (name === undefined) return none(say, 'unknown-category', category);
        return isAnimal(name) ? fractionsOf(detection['bbox'], confidenceIn(detection), say) : [];
      });
    },
  };
}

/** Categories as their own names, where each detection has a word for it; null otherwise. */
export function wordsAsCategories(images: readonly unknown[]): Entry | null {
  const detections = images.flatMap((entry) =>
    isObject(entry) ? listIn(entry['detections']).filter(isObject) : [],
  );
  const words = detections
    .map(({ category }) => category)
    .filter((word): word is string => typeof word === 'string' && Number.isNaN(numberOf(word)));
  const areWords = words.length > 0 && words.length === detections.length;
  return areWords ? Object.fromEntries(words.map((word) => [word, word])) : null;
}

export function listReader(entries: readonly unknown[]): Reader {
  const all = entries.flatMap((entry) =>
    isObject(entry) ? listOf(entry['detections']).filter(isObject) : [],
  );
  const boxes = all.flatMap(({ bbox }) => {
    const numbers = fourNumbers(bbox);
    return numbers ? [numbers] : [];
  });
  const form = formOfFractions(boxes);
  return {
    dialect: 'microsoft',
    entries,
    hasBoxes: true,
    fileOf: fileIn,
    detectionsOf({ detections }, say) {
      if (!Array.isArray(detections)) return none(say, 'bad-entry', detections);
      return detections.flatMap((detection: unknown) => {
        if (!isObject(detection)) return none(say, 'bad-entry', detection);
        const { category, bbox } = detection;
        // Numbers mean nothing here: no list of categories comes with this file.
        if (typeof category !== 'string') return none(say, 'unknown-category', category);
        if (!isAnimal(category)) return [];
        const confidence = confidenceIn(detection);
        return form ? fractionsOf(bbox, confidence, say, form) : cornersOf(bbox, confidence, say);
      });
    },
  };
}

/** The one form that boxes of fractions can have; null for pixels, and where both would do. */
function formOfFractions(boxes: readonly Four[]): 'size' | 'corners' | null {
  if (boxes.length === 0 || boxes.some((box) => Math.max(...box) > MOST_FRACTION)) return null;
  if (boxes.some(([left, top, right, bottom]) => right <= left || bottom <= top)) return 'size';
  return formOfBoxes(boxes, 1) === 'corners' ? 'corners' : null;
}

export function pytorchReader(annotations: readonly unknown[], categories: Entry): Reader {
  const names = categoryNames(categories);
  return {
    dialect: 'pytorch-wildlife',
    entries: annotations,
    hasBoxes: annotations.some((entry) => has(entry, 'bbox')),
    fileOf: fileIn,
    detectionsOf(entry, say) {
      // A single box may stand without the list around it.
      const isOne = fourNumbers(entry['bbox']) !== null;
      const listOfAll = (value: unknown): readonly unknown[] =>
        isOne && !Array.isArray(value) ? [value] : listOf(value);
      const boxes = isOne ? [entry['bbox']] : listOf(entry['bbox']);
      const kinds = listOfAll(entry['category'] ?? entry['det_category'] ?? entry['category_id']);
      const confidences = listOfAll(
        entry['confidence'] ?? entry['det_confidence'] ?? entry['conf'],
      );
      return boxes.flatMap((bbox, i) => {
        const kind = kinds[i];
        const category = categoryOf(kind, names) ?? (typeof kind === 'string' ? kind : undefined);
        if (category === undefined) return none(say, 'unknown-category', kinds[i]);
        return isAnimal(category) ? cornersOf(bbox, confidences[i], say, true) : [];
      });
    },
  };
}
