/**
 * What each format asks the person, apart from the formats, which the page never loads. One that
 * asks nothing has no line.
 */
import type { Ask } from '../choices';
import type { ExportKind } from '.';

export const ASKS: Partial<Record<ExportKind, readonly Ask[]>> = {
  histories: ['occasions', 'interval'],
  mark: ['occasions'],
  secr: ['occasions', 'interval', 'places'],
  camtrap: ['clock', 'interval', 'places', 'photos'],
  cocoCameraTraps: ['interval', 'places', 'photos'],
  darwinCore: ['interval', 'places'],
};
