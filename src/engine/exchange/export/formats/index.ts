/**
 * The export formats, in the order of the dialog. Each is loaded when it is chosen. What the dialog
 * calls it stands in each language's `exporting.ts`, which does not compile without it.
 */
import type { ExportFormat } from './format';

export const FORMATS = {
  gallery: async () => (await import('./gallery')).gallery,
  table: async () => (await import('./table')).table,
  decisions: async () => (await import('./decisions')).decisions,
  wildbook: async () => (await import('./wildbook')).wildbook,
  embeddings: async () => (await import('./embeddings')).embeddings,
} satisfies Record<string, () => Promise<ExportFormat>>;

export type ExportKind = keyof typeof FORMATS;
