/**
 * What each format asks the person, apart from the formats, which the page never loads. One that
 * asks nothing has no line.
 */
import type { Ask } from '../choices';
import type { ExportKind } from '.';

export const ASKS: Partial<Record<ExportKind, readonly Ask[]>> = {
  histories: ['occasions'],
  mark: ['occasions'],
  secr: ['occasions', 'places'],
  camtrap: ['clock', 'places', 'photos'],
  cocoCameraTraps: ['places', 'photos'],
  darwinCore: ['places'],
};
