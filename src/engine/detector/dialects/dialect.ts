/**
 * The ways in which detectors of others say where animals are, and how each is told: from the
 * shapes of what the network gives for one picture.
 */
import { HuellaError } from '../../errors';

/** What a network gave, by name. */
interface OutputShape {
  readonly name: string;
  readonly dims: readonly number[];
}

export type Dialect =
  /**
   * YOLOv5 (models/yolo.py, `Detect`): `[1, 3 cells, 5 + classes]`, each row a centre and a size
   * in pixels, the chance of an object, and of each class given one.
   */
  | { readonly kind: 'yolov5'; readonly output: string; readonly classes: number }
  /** YOLOv8, 9 and 11 (ultralytics/nn/modules/head.py): `[1, 4 + classes, cells]`. */
  | { readonly kind: 'yolov8'; readonly output: string; readonly classes: number }
  /** YOLOv10 (the same file, `v10Detect`): `[1, boxes, 6]`, corners, score and class. */
  | { readonly kind: 'yolov10'; readonly output: string }
  /**
   * RT-DETR as transformers gives it, RF-DETR: logits `[1, queries, classes]`, centre and size
   * `[1, queries, 4]` in fractions of the picture.
   */
  | {
      readonly kind: 'detr';
      readonly scores: string;
      readonly boxes: string;
      readonly classes: number;
    }
  /** RT-DETR as its authors export it: labels and scores `[1, queries]`, corners in pixels. */
  | {
      readonly kind: 'rtdetr';
      readonly labels: string;
      readonly boxes: string;
      readonly scores: string;
    }
  /**
   * NanoDet (nanodet/model/head/gfl_head.py and nanodet_plus_head.py): `[1, cells, classes + 4
   * bins]`, scores, then a distribution of each side's distance.
   */
  | {
      readonly kind: 'nanodet';
      readonly output: string;
      readonly classes: number;
      readonly bins: number;
      readonly strides: readonly number[];
    }
  /**
   * YOLO of the MIT licence (yolo/utils/bounding_box_utils.py, `Vec2Box`): for each map logits
   * `[1, classes, h, w]` and distances of the four sides in strides `[1, 4, h, w]`.
   */
  | {
      readonly kind: 'grids';
      readonly maps: readonly { readonly scores: string; readonly distances: string }[];
      readonly classes: number;
    };

export type DialectKind = Dialect['kind'];

/** Pixels between the cells of the maps; large networks have a fourth map, NanoDet-Plus too. */
const STRIDES = [8, 16, 32, 64] as const;
/** Anchors of a cell (YOLOv5). */
const ANCHORS = 3;
/** Boxes that end-to-end networks give: 300 in all that are published. */
const MOST_QUERIES = 1000;
/** COCO, MegaDetector (animal, person, vehicle), animals alone: what NanoDets are made for. */
const USUAL_CLASSES = [80, 3, 1] as const;
/** `reg_max + 1` of nanodet-m and -plus, and of nanodet-g. */
const USUAL_BINS = [8, 11] as const;
/** DETR of 2020: a softmax with "nothing" as its last class, which no reader here computes. */
const FIRST_DETR = 92;

/** Cells of the maps of a square. */
export function cellsOf(side: number, strides: readonly number[]): number {
  return strides.reduce((sum, stride) => sum + Math.ceil(side / stride) ** 2, 0);
}

/**
 * @param outputs of one run, in the order of the graph
 * @param side of the square that was looked at, in pixels
 * @throws HuellaError `checkpoint-unsupported` naming the shapes
 */
export function recogniseDialect(outputs: readonly OutputShape[], side: number): Dialect {
  const dialect =
    outputs.length === 1
      ? ofOneOutput(outputs[0]!, side)
      : (ofQueries(outputs) ?? ofLabels(outputs) ?? ofGrids(outputs, side));
  if (dialect) return dialect;
  const found = `outputs of no known detector (${outputs
    .slice(0, 6)
    .map(({ name, dims }) => `${name.slice(0, 30)} ${dims.join(' x ')}`)
    .join(', ')})`;
  throw new HuellaError('checkpoint-unsupported', `The ONNX file has ${found}.`, { found });
}

function ofOneOutput({ name: output, dims }: OutputShape, side: number): Dialect | null {
  const [batch, rows, columns] = dims as [number, number, number];
  if (dims.length !== 3 || batch !== 1) return null;
  for (const strides of [STRIDES.slice(0, 3), STRIDES]) {
    const cells = cellsOf(side, strides);
    if (rows === ANCHORS * cells && columns > 5)
      return { kind: 'yolov5', output, classes: columns - 5 };
    if (columns === cells && rows > 4) return { kind: 'yolov8', output, classes: rows - 4 };
    if (rows !== cells) continue;
    for (const classes of USUAL_CLASSES)
      for (const bins of USUAL_BINS)
        if (columns === classes + 4 * bins)
          return { kind: 'nanodet', output, classes, bins, strides };
  }
  return columns === 6 && rows <= MOST_QUERIES ? { kind: 'yolov10', output } : null;
}

function ofQueries(outputs: readonly OutputShape[]): Dialect | null {
  if (outputs.some(({ dims }) => dims.length !== 3)) return null;
  const boxes = outputs.find(({ name, dims }) => dims[2] === 4 && /box|dets/i.test(name));
  const scores = outputs.find((each) => each !== boxes && /logits|labels|scores/i.test(each.name));
  if (!boxes || !scores || boxes.dims[1] !== scores.dims[1]) return null;
  if (boxes.dims[1]! > MOST_QUERIES || scores.dims[2] === FIRST_DETR) return null;
  return { kind: 'detr', scores: scores.name, boxes: boxes.name, classes: scores.dims[2]! };
}

function ofLabels(outputs: readonly OutputShape[]): Dialect | null {
  const named = (name: string, rank: number): string | null =>
    outputs.find((each) => each.name === name && each.dims.length === rank)?.name ?? null;
  const [labels, boxes, scores] = [named('labels', 2), named('boxes', 3), named('scores', 2)];
  return labels && boxes && scores ? { kind: 'rtdetr', labels, boxes, scores } : null;
}

function ofGrids(outputs: readonly OutputShape[], side: number): Dialect | null {
  const maps: { scores: string; distances: string }[] = [];
  let classes = 0;
  for (const stride of STRIDES) {
    const cells = Math.ceil(side / stride);
    const here = outputs.filter(
      ({ dims }) => dims.length === 4 && dims[2] === cells && dims[3] === cells,
    );
    const distances = here.find(({ dims }) => dims[1] === 4);
    const scores = here.find((each) => each.dims[1] !== 4);
    if (!distances || !scores) continue;
    if (classes !== 0 && scores.dims[1] !== classes) return null;
    classes = scores.dims[1]!;
    maps.push({ scores: scores.name, distances: distances.name });
  }
  return maps.length >= 3 ? { kind: 'grids', maps, classes } : null;
}

/** Names of the outputs that are read. */
export function outputsOf(dialect: Dialect): readonly string[] {
  switch (dialect.kind) {
    case 'detr':
      return [dialect.scores, dialect.boxes];
    case 'rtdetr':
      return [dialect.labels, dialect.boxes, dialect.scores];
    case 'grids':
      return dialect.maps.flatMap(({ scores, distances }) => [scores, distances]);
    default:
      return [dialect.output];
  }
}
