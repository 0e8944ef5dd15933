/**
 * The export formats, in the order of the dialog. Each is loaded when it is chosen. What the dialog
 * calls it stands in each language's `exporting.ts`, which does not compile without it.
 */
import type { ExportFormat } from './format';

export const FORMATS = {
  gallery: async () => (await import('./gallery')).gallery,
  spreadsheet: async () => (await import('./spreadsheet')).spreadsheet,
  table: async () => (await import('./table')).table,
  histories: async () => (await import('./histories')).histories,
  mark: async () => (await import('./mark')).mark,
  secr: async () => (await import('./secr')).secr,
  camtrap: async () => (await import('./camtrap')).camtrap,
  cocoCameraTraps: async () => (await import('./coco-camera-traps')).cocoCameraTraps,
  darwinCore: async () => (await import('./darwin-core')).darwinCore,
  decisions: async () => (await import('./decisions')).decisions,
  wildbook: async () => (await import('./wildbook')).wildbook,
  embeddings: async () => (await import('./embeddings')).embeddings,
} satisfies Record<string, () => Promise<ExportFormat>>;

export type ExportKind = keyof typeof FORMATS;
