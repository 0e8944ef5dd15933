/**
 * What an import leaves in the library while it runs, so that it can go on after the tab was
 * closed, and its report be read.
 */
import type { ImportRecord, ImportRow } from '../../engine/library';
import type { ImportedRow, LazyItem } from '../../runtime/import';
import type { Services } from '../../runtime/services';
import type { Plan, PlanOptions } from './plan.svelte';

/**
 * A closed tab loses at most this much of the report; the photos themselves are stored one by one.
 */
const SAVE_EVERY_MS = 3000;

/** Held while an import runs: other tabs see that it is not interrupted. */
const lockOf = (id: string): string => `huella-import ${id}`;

export class ImportMemory {
  /** Of this import, before it was interrupted and since. */
  readonly rows: ImportedRow[];
  #record: ImportRecord;
  #unsaved: ImportRow[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #release = (): void => undefined;
  readonly #services: Services;

  private constructor(services: Services, record: ImportRecord, rows: readonly ImportedRow[]) {
    this.#services = services;

    this.#record = record;
    this.rows = [...rows];
  }

  static async begin(services: Services, plan: Plan, total: number): Promise<ImportMemory> {
    const { kind, name, handle } = plan.source;
    const now = Date.now();
    const memory = new ImportMemory(
      services,
      {
        ...{
          id: crypto.randomUUID(),
          startedAt: now,
          updatedAt: now,
          state: 'running',
          kind,
          name,
          total,
          done: 0,
        },
        ...(handle ? { handle } : {}),
        options: plan.options,
      },
      [],
    );
    await memory.#start();
    return memory;
  }

  static async resume(services: Services, record: ImportRecord): Promise<ImportMemory> {
    const memory = new ImportMemory(services, record, await services.library.importRows(record.id));
    await memory.#start();
    return memory;
  }

  /** Photos that are settled; what found no space is still to come. */
  get done(): number {
    return this.rows.reduce((n, { code }) => n + (code === 'storage-full' ? 0 : 1), 0);
  }

  /** Those of the items that have no row yet. A photo of several crops has as many rows. */
  remaining(items: readonly LazyItem[]): LazyItem[] {
    const counts = new Map<string, number>();
    for (const { name, code } of this.rows) {
      if (code !== 'storage-full') counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return items.filter(({ name }) => {
      const left = counts.get(name) ?? 0;
      if (left > 0) counts.set(name, left - 1);
      return left === 0;
    });
  }

  add(row: ImportedRow): void {
    // Lanes finish out of order; the report counts in the order things were done.
    const numbered = { ...row, row: this.rows.length };
    this.rows.push(numbered);
    this.#unsaved.push({ ...numbered, importId: this.#record.id });
    // What was under way when it was paused: nothing comes after it that it could wait for.
    if (this.#record.state === 'paused') void this.#save();
    else this.#timer ??= setTimeout(() => void this.#save(), SAVE_EVERY_MS);
  }

  async setState(state: ImportRecord['state']): Promise<void> {
    this.#record = { ...this.#record, state };
    await this.#save();
  }

  /** As `setState`, for good: any tab may take up what is left. */
  async end(state: ImportRecord['state']): Promise<void> {
    await this.setState(state);
    this.#release();
  }

  async #start(): Promise<void> {
    await new Promise<void>((locked) => {
      void navigator.locks.request(lockOf(this.#record.id), () => {
        locked();
        return new Promise<void>((release) => (this.#release = release));
      });
    });
    this.#record = { ...this.#record, state: 'running' };
    await this.#save();
  }

  /** Losing a few rows of the report is no reason to stop adding photos. */
  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rows = this.#unsaved;
    this.#unsaved = [];
    this.#record = { ...this.#record, done: this.done, updatedAt: Date.now() };
    await this.#services.library.saveImport(this.#record, rows).catch(() => undefined);
  }
}

/** The newest import that was interrupted; those that ended are forgotten. */
export async function interrupted(services: Services): Promise<ImportRecord | null> {
  const [records, { held = [] }] = await Promise.all([
    services.library.imports(),
    navigator.locks.query(),
  ]);
  const running = new Set(held.map(({ name }) => name));
  let newest: ImportRecord | null = null;
  for (const record of records) {
    if (running.has(lockOf(record.id))) continue;
    if (!newest && (record.state === 'running' || record.state === 'paused')) newest = record;
    else await services.library.removeImport(record.id);
  }
  return newest;
}

export function optionsOf(record: ImportRecord): PlanOptions {
  return record.options as PlanOptions;
}
