/** What the plan of an import keeps of tables, results and what is to be said (`plan.svelte.ts`). */
import type { ErrorCode, ErrorDetail } from '../../engine/errors';
import type { Mapping } from '../../engine/exchange/columns';
import type { Naming } from '../../engine/exchange/folder-names';
import type { ListNote } from '../../engine/exchange/import-list';
import type {
  ResultsHead,
  ResultsPreview,
  ResultsUse,
  RowsPreview,
  SideBlob,
  TableHead,
} from '../../engine/exchange/planner';
import type { RowOptions } from '../../engine/exchange/rows';
import type { SidecarFacts } from '../../engine/exchange/sidecars';

/** A file that was read whole: it is needed again when an import goes on. */
export interface SideFile {
  readonly name: string;
  readonly bytes: ArrayBuffer;
  /** Folder among the files chosen; absent when it was chosen by hand. */
  readonly base?: string;
}

export interface RememberedTable {
  readonly files: readonly SideFile[];
  readonly mapping: Mapping;
  readonly options: RowOptions;
}

/**
 * Everything an import needs to do the rest alike after the tab was closed. Survives structured
 * clone.
 */
export interface PlanOptions {
  readonly naming: Naming;
  readonly addUnnamed: boolean;
  readonly confidence: number;
  /** Absent in imports begun by earlier versions, which had one table and one file of results. */
  readonly tables?: readonly RememberedTable[];
  readonly resultFiles?: readonly {
    readonly file: SideFile;
    readonly options: ResultsUse['options'];
  }[];
  /** Kinds of files of boxes beside the photos that were used; they are read from there again. */
  readonly drawn?: readonly ResultsHead['dialect'][];
  readonly records?: SideFile | null;
  /** What files beside photos say, by the photo's path. */
  readonly beside?: ReadonlyMap<string, SidecarFacts>;
  readonly table?: SideFile | null;
  readonly mapping?: Mapping;
  readonly results?: SideFile | null;
}

/** A table in use, as the person has said to read it. */
export interface PlanTable {
  readonly head: TableHead;
  readonly files: readonly SideFile[];
  readonly mapping: Mapping;
  readonly options: RowOptions;
  /** Who said in which order day and month stand; null: it is open, or the column itself tells. */
  readonly orderFrom: 'photos' | 'person' | 'language' | null;
  readonly preview: RowsPreview;
}

export interface PlanResults {
  readonly head: ResultsHead;
  /** Null: it is made of the files of boxes beside the photos. */
  readonly file: SideFile | null;
  readonly options: ResultsUse['options'];
  readonly preview: ResultsPreview;
}

/** Something that the report of the import names besides what became of each photo. */
export type PlanNote =
  | {
      readonly kind: 'refused';
      readonly name: string;
      readonly code: ErrorCode;
      readonly detail: ErrorDetail;
    }
  | { readonly kind: 'names-nothing'; readonly name: string }
  | { readonly kind: 'no-file-column'; readonly name: string }
  | { readonly kind: 'system-files'; readonly name: string; readonly count: number }
  | { readonly kind: 'repaired'; readonly name: string; readonly count: number }
  | {
      readonly kind: 'broken-box' | 'unread-boxes';
      readonly name: string;
      readonly columns: readonly string[];
    }
  /** Descriptions of photos that are here, and of photos that are not. */
  | { readonly kind: 'sidecars' | 'sidecars-alone'; readonly name: string; readonly count: number }
  | ListNote;

/** Its order of day and month is a question that waits for an answer. */
export function isOpenTable({ preview, orderFrom }: PlanTable): boolean {
  return preview.undecided.length > 0 && orderFrom === null;
}

export function sideOf({ name, bytes, base }: SideFile): SideFile {
  return base === undefined ? { name, bytes } : { name, bytes, base };
}

export function blobOf({ name, bytes, base }: SideFile): SideBlob {
  return { name, blob: new Blob([bytes]), ...(base === undefined ? {} : { base }) };
}
