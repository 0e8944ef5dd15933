import type { HnswParameters } from './hnsw';

/**
 * The graph's parameters, by measurement (tests/bench/index/RESULTS.md): recall@10 against the
 * exact answer is at least .999 on clustered vectors of 384 to 1,536 dimensions. efConstruction 100
 * builds twice as fast and looks as good at 20,000, but at 100,000 leaves individuals out of reach
 * (.975). Half the efSearch saves half a millisecond and leaves no margin for galleries harder than
 * the measured ones.
 */
export const GRAPH_PARAMETERS: HnswParameters = { m: 16, efConstruction: 200, efSearch: 128 };

/**
 * Bytes of codes up to which every search is exact: 87,381 photos at 768 dimensions. The graph is
 * the faster one from about 10,000 photos on, but comparing this much takes 12 ms on one core, a
 * small part of what encoding the query takes, and an exact answer is the better one. Above it the
 * graph answers in 1 to 2 ms.
 */
export const EXACT_BYTES = 64 * 1024 * 1024;

/**
 * Rows the graph does not know yet are compared one by one: as many as cost less than a search of
 * the graph.
 */
export const MISSING_ROWS = 2048;

/**
 * A graph with a larger share of removed elements is built anew: they cost its searches time and
 * candidates.
 */
export const DEAD_SHARE = 1 / 4;

/**
 * A filter that accepts fewer than this share is applied before comparing; asking it costs less
 * than comparing.
 */
export const SELECTIVE_SHARE = 1 / 8;

/** Labels asked to estimate a filter's share: the estimate errs by less than .1 nearly always. */
export const FILTER_SAMPLE = 256;

/**
 * Catching up reads each missed embedding from the library: below this many it is not noticed at
 * start.
 */
export const SNAPSHOT_MIN_CHANGES = 16;

/** Keeps the bytes written for snapshots within a constant factor of the bytes added. */
export const SNAPSHOT_CHANGED_SHARE = 0.05;

/** Graphs that broke in one session before it goes on without one: exact is always right. */
export const MAX_BROKEN_GRAPHS = 2;
