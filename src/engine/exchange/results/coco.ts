/** COCO and COCO Camera Traps: pixels [x, y, width, height] of images by id. */
import { formOfBoxes, isClipped, rectangleOf } from '../boxes';
import { isAnimal } from '../kinds';
import { cocoFacts } from './coco-facts';
import type { Detection, Entry, Reader } from './types';
import { maskBox } from './coco-mask';
import {
  categoryNames,
  categoryOf,
  confidenceOf,
  cropped,
  fileIn,
  fourNumbers,
  isObject,
  listOf,
  MOST_FRACTION,
  none,
  numberOf,
  sidesOf,
} from './values';

export function cocoReader(
  images: readonly unknown[],
  annotations: readonly unknown[],
  categories: readonly unknown[],
): Reader {
  const names = categoryNames(categories);
  const known = new Set(images.filter(isObject).map(({ id }) => String(id)));
  const byImage = new Map<string, Entry[]>();
  for (const annotation of annotations.filter(isObject)) {
    const id = String(annotation['image_id']);
    const list = byImage.get(id);
    if (list) list.push(annotation);
    else byImage.set(id, [annotation]);
  }
  // Of images that are not listed: some writers have their names in place of their numbers.
  const unlisted = [...byImage.keys()]
    .filter((id) => !known.has(id))
    .map((id) => ({ id, file_name: byImage.get(id)![0]!['image_id'] }));
  const boxes = annotations.filter(isObject).flatMap(({ bbox }) => fourNumbers(bbox) ?? []);
  const areFractions =
    boxes.length > 0 && Math.max(...boxes.slice(0, MOST_COMPARED)) <= MOST_FRACTION;
  const form = formOfCoco(images, byImage);
  return {
    dialect: 'coco',
    entries: [...images, ...unlisted],
    hasBoxes: annotations.some((entry) => isObject(entry) && boxOfAnnotation(entry) !== null),
    fileOf: (image) => image['file_name'] ?? fileIn(image),
    detectionsOf(image, say) {
      const of = { width: numberOf(image['width']), height: numberOf(image['height']) };
      const own = byImage.get(String(image['id'])) ?? [];
      const hasBoxes = own.some((annotation) => boxOfAnnotation(annotation) !== null);
      return own.flatMap((annotation): Detection[] => {
        const written = annotation['category_id'] ?? annotation['category'];
        const category = categoryOf(written, names);
        if (category === undefined) return none(say, 'unknown-category', written);
        if (!isAnimal(category)) return [];
        const facts = cocoFacts(annotation, image, category);
        const { turns } = facts;
        const told = Object.keys(facts).length > 0 ? { facts } : {};
        const bbox = boxOfAnnotation(annotation);
        // A label of the whole picture: of use when it says more than that there is an animal, and
        // when its animals have no boxes of their own.
        if (bbox === null) {
          const isOfUse = facts.individual !== undefined || (!hasBoxes && 'facts' in told);
          const crop = turns ? { crop: { ...WHOLE, turns } } : {};
          return isOfUse ? [{ confidence: 1, ...crop, ...told }] : [];
        }
        const sides = sidesOf(bbox);
        const box = sides && rectangleOf(sides.numbers, sides.form ?? form);
        if (!box) return none(say, 'bad-box', bbox);
        if (areFractions) {
          const conf = annotation['score'] ?? annotation['conf'] ?? 1;
          return cropped(box, bbox, conf, say).map((one) => ({ ...one, ...told }));
        }
        const score = annotation['score'] ?? annotation['conf'];
        const confidence = score === undefined ? 1 : confidenceOf(score, say);
        if (confidence === null) return [];
        if (of.width > 0 && of.height > 0 && isClipped(box, of)) say('box-clipped', bbox);
        const size = of.width > 0 && of.height > 0 ? { of } : {};
        return [{ confidence, box: { ...box, ...size, ...(turns ? { turns } : {}) }, ...told }];
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
  if (isObject(segmentation)) return maskBox(segmentation);
  const outlines = listOf(segmentation);
  const points = outlines
    .flatMap((part): readonly unknown[] => (Array.isArray(part) ? part : [part]))
    .map(numberOf);
  if (points.length < 6 || !points.slice(0, MOST_COMPARED).every(Number.isFinite)) return null;
  const [xs, ys] = [0, 1].map((axis) =>
    points.slice(0, MOST_COMPARED).filter((_, i) => i % 2 === axis),
  ) as [number[], number[]];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}
