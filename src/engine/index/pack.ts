import { HuellaError } from '../errors';
import { Codes } from './codes';
import { HnswIndex, type HnswParameters } from './hnsw';
import { decodeSnapshot, encodeSnapshot, type SnapshotIdentity } from './snapshot';
import type { Row } from './types';
import { Vectors } from './vectors';

/** An index in the form it is kept in: what a snapshot is made from and what it becomes. */
export interface Packed {
  readonly vectors: Vectors;
  readonly codes: Codes;
  readonly graph: HnswIndex | null;
  readonly lastSequence: number;
}

/** States of a row in a snapshot, added up. */
const ALIVE = 1;
const IN_GRAPH = 2;

export interface PackIdentity {
  readonly fingerprint: string;
  readonly dimension: number;
  readonly parameters: HnswParameters;
}

/** efSearch is a choice of the search: it leaves the graph what it is. */
function identityOf({
  fingerprint,
  dimension,
  parameters: { m, efConstruction },
}: PackIdentity): SnapshotIdentity {
  return { fingerprint, dimension, parameters: { m, efConstruction } };
}

/**
 * Sections: vectors (float32; none when not resident), labels, states (a byte a row), slots,
 * errors, graph. With a graph every row is kept in its place, for the graph names rows; without one
 * only the living.
 */
export async function packIndex(identity: PackIdentity, packed: Packed): Promise<ArrayBuffer> {
  const { vectors, codes, graph, lastSequence } = packed;
  const runs = graph ? [{ from: 0, to: vectors.rows }] : livingRuns(vectors);
  const rows = runs.flatMap(({ from, to }) =>
    Array.from({ length: to - from }, (_, i) => from + i),
  );
  const states = Uint8Array.from(
    rows,
    (row) => (vectors.isAlive(row) ? ALIVE : 0) + (graph?.rows.has(row) ? IN_GRAPH : 0),
  );
  const saved = runs.map(({ from, to }) => codes.save(from, to));
  return encodeSnapshot(
    identityOf(identity),
    { lastSequence, rows: rows.length },
    {
      ...(vectors.resident
        ? { vectors: runs.flatMap(({ from, to }) => vectors.save(from, to)) }
        : {}),
      labels: [Uint32Array.from(rows, (row) => vectors.label(row))],
      states: [states],
      slots: saved.map(({ slots }) => slots),
      errors: saved.map(({ errors }) => errors),
      ...(graph ? { graph: [graph.save()] } : {}),
    },
  );
}

/** @throws index-corrupt, out-of-memory */
export async function unpackIndex(
  buffer: ArrayBuffer,
  expected: PackIdentity & { readonly vectorBudget: number },
): Promise<Packed> {
  const { dimension, vectorBudget } = expected;
  const { rows, lastSequence, sections } = await decodeSnapshot(buffer, identityOf(expected));
  const section = (name: string, bytes: number): Uint8Array<ArrayBuffer> => {
    const found = sections.get(name);
    if (found?.length !== bytes) throw damaged(`section ${name} has another length`);
    return found;
  };
  const labels = new Uint32Array(section('labels', 4 * rows).slice().buffer);
  const states = section('states', rows).slice();
  const errors = new Float32Array(section('errors', 4 * rows).slice().buffer);
  const codes = new Codes(dimension);
  codes.load(rows, sections.get('slots') ?? new Uint8Array(0), errors);
  const graphBytes = sections.get('graph');
  const graph = graphBytes
    ? await HnswIndex.load(
        codes,
        expected.parameters,
        graphBytes,
        rowsWith(states, (state) => (state & IN_GRAPH) !== 0),
        rowsWith(states, (state) => state === IN_GRAPH),
      )
    : null;
  const alive = states.map((state) => state & ALIVE);
  const resident = sections.has('vectors') && 4 * rows * dimension <= vectorBudget;
  // The vectors come first, so that what follows them can be cut off and given back.
  const kept = resident ? cut(buffer, section('vectors', 4 * rows * dimension)) : null;
  return { vectors: Vectors.adopt(dimension, labels, alive, kept), codes, graph, lastSequence };
}

function cut(buffer: ArrayBuffer, section: Uint8Array): Float32Array {
  const { byteOffset, byteLength } = section;
  const transferable = buffer as ArrayBuffer & { transfer?(length: number): ArrayBuffer };
  const shorter = transferable.transfer?.(byteOffset + byteLength) ?? buffer;
  return new Float32Array(shorter, byteOffset, byteLength / 4);
}

function livingRuns(vectors: Vectors): { from: Row; to: Row }[] {
  const runs: { from: Row; to: Row }[] = [];
  for (let row = 0; row < vectors.rows; row++) {
    if (!vectors.isAlive(row)) continue;
    const run = runs.at(-1);
    if (run?.to === row) run.to++;
    else runs.push({ from: row, to: row + 1 });
  }
  return runs;
}

function rowsWith(states: Uint8Array, wanted: (state: number) => boolean): Row[] {
  const rows: Row[] = [];
  states.forEach((state, row) => {
    if (wanted(state)) rows.push(row);
  });
  return rows;
}

function damaged(message: string): HuellaError {
  return new HuellaError('index-corrupt', `index snapshot: ${message}`, { reason: 'damaged' });
}
