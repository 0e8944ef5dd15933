/** The files of MegaDetector, of its relatives and of SpeciesNet (`read.ts` says how each is written). */
import { isAnimal } from '../kinds';
import type { Entry, Reader } from './types';
import {
  cornersOf,
  fourNumbers,
  fractionsOf,
  has,
  isObject,
  listOf,
  none,
  unrecognised,
} from './values';

export function agentmorrisReader(images: readonly unknown[], categories: Entry): Reader {
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
        const written = String(detection['category']);
        // A few writers put the name of a category where its number belongs.
        const category = names.get(written) ?? [...names.values()].find((name) => name === written);
        if (category === undefined) return none(say, 'unknown-category', detection['category']);
        if (!isAnimal(category)) return [];
        return fractionsOf(detection['bbox'], detection['conf'], say);
      });
    },
  };
}

export function speciesnetReader(predictions: readonly unknown[]): Reader {
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

export function listReader(entries: readonly unknown[]): Reader {
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

export function pytorchReader(annotations: readonly unknown[], categories: Entry): Reader {
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
