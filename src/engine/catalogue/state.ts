/**
 * What a team has said, as a map of fields that any number of devices write to without asking each
 * other. Each device numbers its entries; an entry names those of other devices it had seen. A
 * value gives way only to one whose author had seen it, so two that were written apart both stay
 * until a person decides: the order in which entries arrive, and how often, makes no difference.
 */
import { damaged } from './failure';

/** Device to the number of its last entry that is known, all before it included. */
export type Seen = Readonly<Record<string, number>>;

/** What is written: a kind of record, its id, and the fields that get a value; null clears one. */
export type Write = readonly [kind: string, id: string, fields: Readonly<Record<string, unknown>>];

/** One entry of one device's log. */
export interface Entry {
  readonly device: string;
  /** From 1, without gaps. */
  readonly number: number;
  /** One more than that of any entry seen: orders what was written apart, without clocks. */
  readonly lamport: number;
  readonly seen: Seen;
  readonly writes: readonly Write[];
}

/** A value that no later one has replaced. */
export interface Head {
  readonly device: string;
  readonly number: number;
  readonly lamport: number;
  readonly value: unknown;
}

export type Fields = ReadonlyMap<string, readonly Head[]>;

/** A state in plain values, for storage and checkpoints: equal states give equal ones. */
export interface Snapshot {
  readonly seen: Seen;
  readonly lamport: number;
  /** What the authors of the heads had seen, by `device number`. */
  readonly pasts: readonly (readonly [string, Seen])[];
  readonly records: readonly (readonly [
    string,
    string,
    readonly (readonly [string, readonly Head[]])[],
  ])[];
}

export class State {
  readonly #seen = new Map<string, number>();
  readonly #pasts = new Map<string, Seen>();
  readonly #records = new Map<string, Map<string, Map<string, Head[]>>>();
  #lamport = 0;

  static of(snapshot: Snapshot): State {
    const state = new State();
    state.#lamport = snapshot.lamport;
    for (const [device, number] of Object.entries(snapshot.seen)) state.#seen.set(device, number);
    for (const [dot, past] of snapshot.pasts) state.#pasts.set(dot, past);
    for (const [kind, id, fields] of snapshot.records) {
      state.#kind(kind).set(id, new Map(fields.map(([field, heads]) => [field, [...heads]])));
    }
    return state;
  }

  get seen(): Seen {
    return Object.fromEntries([...this.#seen].sort(byFirst));
  }

  get lamport(): number {
    return this.#lamport;
  }

  seenOf(device: string): number {
    return this.#seen.get(device) ?? 0;
  }

  records(kind: string): ReadonlyMap<string, Fields> {
    return this.#kind(kind);
  }

  /**
   * Takes the entry in; one that is known changes nothing.
   * @returns false: entries of its device before it are missing, and it is to come again after them
   */
  apply(entry: Entry): boolean {
    const { device, number, lamport, seen, writes } = entry;
    const known = this.seenOf(device);
    if (number <= known) return true;
    if (number !== known + 1) return false;
    this.#seen.set(device, number);
    this.#pasts.set(dotOf(entry), { ...seen, [device]: number - 1 });
    this.#lamport = Math.max(this.#lamport, lamport);
    for (const [kind, id, fields] of writes) {
      const records = this.#kind(kind);
      const record = records.get(id) ?? new Map<string, Head[]>();
      records.set(id, record);
      for (const [field, value] of Object.entries(fields)) {
        const head = { device, number, lamport, value };
        record.set(field, this.heads([...(record.get(field) ?? []), head]));
      }
    }
    return true;
  }

  /** Takes in all that the other has seen. */
  merge(other: State): void {
    for (const [dot, past] of other.#pasts) this.#pasts.set(dot, past);
    for (const [device, number] of other.#seen) {
      this.#seen.set(device, Math.max(this.seenOf(device), number));
    }
    this.#lamport = Math.max(this.#lamport, other.#lamport);
    for (const [kind, records] of other.#records) {
      const own = this.#kind(kind);
      for (const [id, fields] of records) {
        const record = own.get(id) ?? new Map<string, Head[]>();
        own.set(id, record);
        for (const [field, heads] of fields) {
          const known = record.get(field) ?? [];
          const fresh = heads.filter((head) => !known.some((one) => dotOf(one) === dotOf(head)));
          record.set(field, this.heads([...known, ...fresh]));
        }
      }
    }
  }

  /** Those of the values that none of the others has replaced, the one that counts first. */
  heads(values: readonly Head[]): Head[] {
    if (values.length < 2) return [...values];
    return values.filter((one) => !values.some((other) => this.#replaces(other, one))).sort(order);
  }

  snapshot(): Snapshot {
    const used = new Set<string>();
    const records = [...this.#records].sort(byFirst).flatMap(([kind, ofKind]) =>
      [...ofKind].sort(byFirst).map(([id, fields]) => {
        const sorted = [...fields].sort(byFirst);
        for (const [, heads] of sorted) for (const head of heads) used.add(dotOf(head));
        return [kind, id, sorted] as const;
      }),
    );
    const pasts = [...this.#pasts]
      .filter(([dot]) => used.has(dot))
      .map(([dot, past]) => [dot, Object.fromEntries(Object.entries(past).sort(byFirst))] as const)
      .sort(byFirst);
    return { seen: this.seen, lamport: this.#lamport, pasts, records };
  }

  #replaces(later: Head, earlier: Head): boolean {
    if (later === earlier) return false;
    const past = this.#pasts.get(dotOf(later));
    if (!past) throw damaged(dotOf(later), 'nothing is known of this entry');
    return (past[earlier.device] ?? 0) >= earlier.number;
  }

  #kind(kind: string): Map<string, Map<string, Head[]>> {
    const known = this.#records.get(kind);
    if (known) return known;
    const created = new Map<string, Map<string, Head[]>>();
    this.#records.set(kind, created);
    return created;
  }
}

function dotOf({ device, number }: Pick<Head, 'device' | 'number'>): string {
  return `${device} ${number}`;
}

/** The highest count first; devices that counted alike, by their id. */
function order(a: Head, b: Head): number {
  return b.lamport - a.lamport || compare(b.device, a.device) || b.number - a.number;
}

function byFirst(a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]): number {
  return compare(a[0], b[0]);
}

/** By code units: the same on every device, in every language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
