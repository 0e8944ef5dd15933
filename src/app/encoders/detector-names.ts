/** What the networks of each dialect are called: names, the same in every language. */
import type { DialectKind } from '../../engine/detector/dialects/dialect';

export const DETECTOR_NAMES: Readonly<Record<DialectKind, string>> = {
  yolov5: 'YOLOv5',
  yolov8: 'YOLOv8',
  yolov10: 'YOLOv10',
  detr: 'RT-DETR',
  rtdetr: 'RT-DETR',
  nanodet: 'NanoDet',
  grids: 'YOLO (MIT)',
};
