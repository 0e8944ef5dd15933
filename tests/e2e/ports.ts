/**
 * Where the tests' servers listen: a block of ports, so that several runs on one machine do not
 * meet.
 */

/** The app's own; `HUELLA_TEST_PORT` moves the block, and `npm test` looks for one that is free. */
export const PORT = Number(process.env['HUELLA_TEST_PORT'] ?? 4317);

/**
 * At the most; each has the stand-ins of the model hub and of the content network behind it to
 * itself.
 */
export const JOURNEYS_AT_ONCE = 4;

const hostsOf = (worker: number): readonly [number, number] => [
  PORT + 1 + 2 * worker,
  PORT + 2 + 2 * worker,
];

/** For the policy of the app under test, which forbids every other host. */
export const MODEL_HOSTS = Array.from({ length: JOURNEYS_AT_ONCE }, (_, worker) => hostsOf(worker))
  .flat()
  .map((port) => `http://localhost:${port}`)
  .join(' ');

/** Of the worker that runs this: the hub's and the content network's. */
export const [HUB_PORT, NETWORK_PORT] = hostsOf(Number(process.env['TEST_PARALLEL_INDEX'] ?? 0));
