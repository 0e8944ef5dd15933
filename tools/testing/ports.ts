/**
 * A block of free ports for the servers of one test run, so that several runs on one machine do not
 * meet.
 */
import { createServer } from 'node:net';

/**
 * The app's own port and two for each of the journeys that run at once; tests/e2e/ports.ts lays
 * them out.
 */
const BLOCK = 16;
/** Where blocks begin; the first is also what Playwright uses when it is run by itself. */
const FIRST = 4317;
const BLOCKS = 200;

/** Ports in that range that no browser opens a page from (Fetch standard, "bad port"). */
const BAD_PORTS: ReadonlySet<number> = new Set([
  ...[5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697],
]);

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, 'localhost', () => server.close(() => resolve(true)));
  });
}

/**
 * The first port of a block that nothing listens on. Two runs that begin in the same second could
 * find the same one, so the process id says where the search begins.
 * @throws when every block is taken
 */
export async function freeBlock(start = process.pid): Promise<number> {
  for (let i = 0; i < BLOCKS; i++) {
    const first = FIRST + ((start + i) % BLOCKS) * BLOCK;
    const ports = Array.from({ length: BLOCK }, (_, offset) => first + offset);
    if (ports.some((port) => BAD_PORTS.has(port))) continue;
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error(
    `No ${BLOCK} ports in a row are free from ${FIRST} on. HUELLA_TEST_PORT names one.`,
  );
}
