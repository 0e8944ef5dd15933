/**
 * Installing encoders from the page: a worker fetches and converts, another computes the reference
 * the self-check needs.
 */
import { HuellaError } from '../../engine/errors';
import {
  addressOf,
  parseCatalogue,
  type Catalogue,
  type InstallProgress,
  type InstallRequest,
  type PreparedEncoder,
} from '../../engine/install';
import { spawnInstall } from '../../workers/spawn';
import type { InstallState } from '../status';
import { cancellable, during } from '../during';
import { computeReference } from './reference';

/** Relative to the page. */
const CATALOGUE = 'models/catalogue.json';

/** Rates are taken over this long, so that they neither jump nor lag. */
const RATE_WINDOW_MS = 10_000;

let catalogue: Promise<Catalogue> | null = null;

/**
 * The known models, fetched once.
 * @throws HuellaError `network-needed` while the app's own file of them cannot be had
 */
export function loadCatalogue(): Promise<Catalogue> {
  catalogue ??= fetchCatalogue();
  catalogue.catch(() => {
    catalogue = null;
  });
  return catalogue;
}

async function fetchCatalogue(): Promise<Catalogue> {
  const response = await fetch(new URL(CATALOGUE, document.baseURI)).catch(() => null);
  // An error's page is no catalogue, even where it is JSON.
  if (!response?.ok)
    throw new HuellaError('network-needed', `${CATALOGUE}: ${response?.status ?? 'no answer'}`);
  return parseCatalogue(await response.json());
}

/**
 * What to install for a script's string: a variant of the catalogue by its id, or an address.
 * @throws HuellaError `not-found` for a string that is neither
 */
export async function requestFor(source: string): Promise<InstallRequest> {
  const known = await loadCatalogue();
  const variant = known.variants.find(({ id }) => id === source);
  if (variant) {
    const { id, name, licence, imageSize, facts } = variant;
    return { source: addressOf(known, variant), id, name, licence, imageSize, facts };
  }
  if (!URL.canParse(source)) {
    throw new HuellaError('not-found', `${source} is neither a known model nor an address.`, {
      id: source,
    });
  }
  return { source };
}

/**
 * Installs one encoder and resolves with its id; what is there of it stays when it fails, to be
 * taken up again.
 */
export async function installEncoder(
  request: InstallRequest,
  signal: AbortSignal,
  onState: (state: InstallState) => void,
): Promise<string> {
  signal.throwIfAborted();
  // Asked, not demanded: without the promise the browser may delete a model when space runs out,
  // and says so in Settings.
  const storage = navigator.storage as Partial<StorageManager> | undefined;
  // The answer is not waited for: Firefox shows a question that a person may never answer.
  void storage?.persist?.().catch(() => false);
  const name =
    request.name ??
    (typeof request.source === 'string'
      ? request.source.split('/').at(-1)!
      : request.source[0]!.name);
  const prepare: Prepare = (door, tell) => door.prepare(request, tell);
  return preparedAndTried(prepare, { name, id: request.id ?? null }, signal, onState);
}

/**
 * Makes a copy in 8 bits of an encoder that is installed in full precision. Resolves with the
 * copy's id; what a failure leaves of it is unfinished.
 *
 * @throws HuellaError `checkpoint-unsupported` where there is nothing to gain
 */
export async function installEightBits(
  { id, name }: { readonly id: string; readonly name: string },
  signal: AbortSignal,
  onState: (state: InstallState) => void,
): Promise<string> {
  signal.throwIfAborted();
  const prepare: Prepare = (door, tell) => door.prepareEightBits(id, tell);
  return preparedAndTried(prepare, { name, id: null }, signal, onState);
}

type Prepare = (
  door: ReturnType<typeof spawnInstall>['door'],
  tell: (progress: InstallProgress) => void,
) => Promise<PreparedEncoder>;

/** One installation in a worker of its own, and its reference by another. @returns its id */
async function preparedAndTried(
  prepare: Prepare,
  { name, id }: Pick<InstallState, 'name' | 'id'>,
  signal: AbortSignal,
  onState: (state: InstallState) => void,
): Promise<string> {
  const { door, terminate } = spawnInstall();
  const rate = rateMeter();
  let last: InstallProgress = { stage: 'opening', done: 0, total: 0, waiting: false };
  const show = (progress: InstallProgress): void => {
    last = progress;
    onState({ ...progress, name, id, rate: rate(progress) });
  };
  try {
    const cancel = (): void => void door.cancel();
    return await cancellable(signal, cancel, async () => {
      const made = await during(show, (tell) => prepare(door, tell));
      if (!made.installed) {
        onState({ ...last, stage: 'reference', name, id: made.id, rate: null });
        const selfCheck = await computeReference(made.id, made.card, { signal });
        await door.finish(made.id, selfCheck);
      }
      return made.id;
    });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    terminate();
  }
}

function rateMeter(): (progress: InstallProgress) => number | null {
  const seen: { at: number; done: number }[] = [];
  return ({ stage, done }) => {
    if (stage !== 'weights') return null;
    const at = performance.now();
    seen.push({ at, done });
    while (seen.length > 2 && at - seen[0]!.at > RATE_WINDOW_MS) seen.shift();
    const { at: since, done: from } = seen[0]!;
    return at - since > 500 ? ((done - from) / (at - since)) * 1000 : null;
  };
}
