/** The card of a detector that a person has installed, and what it needs beside its file. */
import { readFields, refusing, type Refuse } from '../../encoder/card-fields';
import type { Classes, ClassesName } from './classes';
import type { Dialect, DialectKind } from './dialect';

/** How a photo lies in the square: with its proportions and borders, or pulled to fill it. */
export type Fit = 'letterbox' | 'stretch';

/** How a network wants its colours. */
export interface Colours {
  readonly order: 'rgb' | 'bgr';
  /** Taken off each colour of 0 to 255, in the network's order. */
  readonly mean: readonly [number, number, number];
  /** What it is then divided by. */
  readonly std: readonly [number, number, number];
}

export type ColoursName = 'plain' | 'imagenet' | 'bytes' | 'nanodet';

export const COLOURS: Readonly<Record<ColoursName, Colours>> = {
  plain: { order: 'rgb', mean: [0, 0, 0], std: [255, 255, 255] },
  // timm/data/constants.py, IMAGENET_DEFAULT_MEAN and _STD, times 255.
  imagenet: { order: 'rgb', mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  bytes: { order: 'rgb', mean: [0, 0, 0], std: [1, 1, 1] },
  // nanodet/config/*.yml, pipeline.normalize.
  nanodet: { order: 'bgr', mean: [103.53, 116.28, 123.675], std: [57.375, 57.12, 58.395] },
};

/** What the exporters of a dialect's networks do with a picture. */
export const USUAL: Readonly<Record<DialectKind, { colours: ColoursName; fit: Fit }>> = {
  yolov5: { colours: 'plain', fit: 'letterbox' },
  yolov8: { colours: 'plain', fit: 'letterbox' },
  yolov10: { colours: 'plain', fit: 'letterbox' },
  grids: { colours: 'plain', fit: 'letterbox' },
  detr: { colours: 'plain', fit: 'stretch' },
  rtdetr: { colours: 'plain', fit: 'stretch' },
  nanodet: { colours: 'nanodet', fit: 'letterbox' },
};

/** The grey of YOLO's borders (utils/augmentations.py, `letterbox`); NanoDet's are black. */
export function borderOf(kind: DialectKind): number {
  return kind === 'nanodet' ? 0 : 114;
}

/** What the file says of itself, once it is checked. */
export interface OutsideInput {
  readonly name: string;
  readonly layout: 'nchw' | 'nhwc';
  /** A second input that is given the picture's size twice (RT-DETR, `orig_target_sizes`). */
  readonly sizes: string | null;
}

/** A checked file in its place, before anything ran. */
export interface OutsideDraft {
  readonly name: string;
  readonly licence: string;
  /** In the folder of detectors. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly inputSize: number;
  readonly input: OutsideInput;
  /** All of the graph's outputs. */
  readonly outputs: readonly string[];
  /** The names of its classes, as exporters write them. */
  readonly names: string | null;
}

/** What a person, or a card beside the file, says. */
export interface DetectorFacts {
  readonly imageSize?: number | undefined;
  readonly colours?: ColoursName | undefined;
  readonly fit?: Fit | undefined;
  readonly classes?: ClassesName | undefined;
  readonly licence?: string | undefined;
}

export interface OutsideCard extends Omit<OutsideDraft, 'outputs' | 'names'> {
  readonly dialect: Dialect;
  readonly classes: Classes;
  readonly colours: Colours;
  readonly fit: Fit;
  readonly selfCheck: {
    readonly pattern: 'pattern-1';
    /** Of the first output that is read: every `step`-th number, when it was installed. */
    readonly step: number;
    readonly values: readonly number[];
  };
  /** What one look took then, in milliseconds, decoding apart. */
  readonly ms: number;
}

const bad: Refuse = refusing('detector-failed', "The detector's card");

/** @throws HuellaError `detector-failed` naming the first field that is not what it should be */
export function parseOutsideCard(json: unknown): OutsideCard {
  const texts = ['name', 'licence', 'file'] as const;
  const card = readFields<OutsideCard>(json, bad, texts, ['bytes', 'inputSize']);
  if (typeof card.input?.name !== 'string') bad('input');
  if (card.dialect === undefined || !Object.hasOwn(USUAL, card.dialect.kind)) bad('dialect');
  if (!Array.isArray(card.classes?.list)) bad('classes');
  if (card.fit !== 'letterbox' && card.fit !== 'stretch') bad('fit');
  const { colours } = card;
  for (const three of [colours?.mean, colours?.std] as unknown[])
    if (!Array.isArray(three) || three.length !== 3 || !three.every(Number.isFinite))
      bad('colours');
  if (!Array.isArray(card.selfCheck?.values)) bad('selfCheck');
  return card as OutsideCard;
}
