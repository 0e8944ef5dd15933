/** Which devices wrote what: by what is left of it, since entries may have been taken away. */
import { BYTES } from '../../src/engine/catalogue/parts';
import type { State } from '../../src/engine/catalogue/state';
import type { Logs } from './logs';

export interface DeviceReport {
  readonly device: string;
  /** Names that people gave on it for the history, most used first. */
  readonly people: readonly string[];
  /** The number of its last entry, and how many are in the store. */
  readonly last: number;
  readonly entries: number;
  /** Photos that it brought. */
  readonly photos: number;
  /** Steps of the history: namings, decisions, deletions and others. */
  readonly steps: number;
  /** Values that count, of any record, that it wrote. */
  readonly values: number;
  /** Thumbnails and embeddings that it sent. */
  readonly parts: number;
}

type Count = { -readonly [Key in 'photos' | 'steps' | 'values' | 'parts']: number };

export function devicesOf({ state, logs, named }: Logs): DeviceReport[] {
  const counts = new Map<string, Count>();
  const people = new Map<string, Map<string, number>>();
  const countOf = (device: string): Count => {
    const known = counts.get(device) ?? { photos: 0, steps: 0, values: 0, parts: 0 };
    counts.set(device, known);
    return known;
  };
  for (const { kind, field, device, value } of valuesOf(state)) {
    const count = countOf(device);
    if (kind === BYTES) count.parts += 1;
    else count.values += 1;
    if (kind === 'photo' && field === 'picture') count.photos += 1;
    if (kind !== 'journal' || field !== 'entry') continue;
    count.steps += 1;
    const { by } = (value ?? {}) as { by?: unknown };
    if (typeof by !== 'string' || by === '') continue;
    const names = people.get(device) ?? new Map<string, number>();
    people.set(device, names.set(by, (names.get(by) ?? 0) + 1));
  }
  const byDevice = new Map(logs.map((log) => [log.device, log.numbers]));
  const all = new Set([...byDevice.keys(), ...named.keys(), ...counts.keys()]);
  return [...all].sort().map((device) => ({
    device,
    people: [...(people.get(device) ?? [])].sort((a, b) => b[1] - a[1]).map(([name]) => name),
    last: Math.max(byDevice.get(device)?.at(-1) ?? 0, named.get(device) ?? 0),
    entries: byDevice.get(device)?.length ?? 0,
    ...countOf(device),
  }));
}

function* valuesOf(
  state: State,
): Generator<{ kind: string; field: string; device: string; value: unknown }> {
  for (const kind of ['photo', 'individual', 'journal', 'match', BYTES]) {
    for (const fields of state.records(kind).values()) {
      for (const [field, heads] of fields) {
        for (const { device, value } of heads) yield { kind, field, device, value };
      }
    }
  }
}
