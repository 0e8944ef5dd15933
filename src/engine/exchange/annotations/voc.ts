/**
 * Pascal VOC's XML, as labelImg, VoTT, Roboflow and CVAT write it: `annotation`, with an `object`
 * for each box of two corners in pixels (VOC2012 development kit, section 5). The few elements are
 * looked for by name: workers have no XML parser.
 */
import { rectangleOf } from '../boxes';
import type { Annotation, DrawnBox } from './types';

/** Characters of a file that are read: a thousand objects have some 300 kB. */
const MAX_CHARS = 4 * 1024 * 1024;
/** Of one value. */
const MAX_VALUE = 512;

/** Null: it is no annotation of Pascal VOC. */
export function readVoc(text: string): Annotation | null {
  const xml = text.slice(0, MAX_CHARS).replace(/<!--[\s\S]*?-->/g, '');
  if (!/^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!DOCTYPE[^>]*>\s*)?<annotation[\s>]/.test(xml)) return null;
  // Parts of an object (head, hand, foot) have boxes of their own.
  const whole = xml.replace(/<part>[\s\S]*?<\/part>/g, '');
  const outside = whole.replace(/<object[\s>][\s\S]*?<\/object>/g, '');
  const size = /<size>([\s\S]*?)<\/size>/.exec(outside)?.[1] ?? '';
  const [width, height] = [numberIn(size, 'width'), numberIn(size, 'height')];
  const of = width > 0 && height > 0 ? { of: { width, height } } : {};
  const boxes: DrawnBox[] = [];
  const bad: string[] = [];
  for (const [, object = ''] of whole.matchAll(/<object(?:\s[^>]*)?>([\s\S]*?)<\/object>/g)) {
    const box = /<bndbox>([\s\S]*?)<\/bndbox>/.exec(object)?.[1] ?? '';
    const corners = ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => numberIn(box, side));
    const rectangle = rectangleOf(corners as [number, number, number, number], 'corners');
    const label = valueIn(object.replace(/<bndbox>[\s\S]*?<\/bndbox>/, ''), 'name');
    if (rectangle) boxes.push({ label, pixels: { ...rectangle, ...of }, confidence: 1 });
    else
      bad.push(
        box
          .replace(/<[^>]*>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim() || label,
      );
  }
  return { kind: 'voc', photo: valueIn(outside, 'filename'), boxes, bad };
}

function valueIn(xml: string, name: string): string {
  const found = new RegExp(`<${name}>\\s*([^<]{0,${MAX_VALUE}})<`).exec(xml);
  return unescaped(found?.[1] ?? '').trim();
}

const numberIn = (xml: string, name: string): number => {
  const value = valueIn(xml, name);
  return value === '' ? NaN : Number(value);
};

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The characters that XML 1.0 writes with a name or a number. */
function unescaped(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi,
    (written, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : hex ? parseInt(hex as string, 16) : null;
      if (code === null) return ENTITIES[name as string] ?? written;
      return code <= 0x10ffff ? String.fromCodePoint(code) : written;
    },
  );
}
