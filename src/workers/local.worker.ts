import './trusted-urls';
import { expose } from 'comlink';
import { PointsCache } from '../engine/library/points-cache';
import { Markings } from '../engine/local/markings';
import { carryErrors } from './errors';
import { holdWorkersLifeline } from './lifeline';

carryErrors();

const held = holdWorkersLifeline();
const opening = PointsCache.open();
// Whoever asks first learns of a failure.
opening.catch(() => undefined);
const markings = new Markings({
  read: async (...args) => (await opening).read(...args),
  write: async (...args) => (await opening).write(...args),
  lacking: async (...args) => (await opening).lacking(...args),
  sweep: async (...args) => (await opening).sweep(...args),
  bytes: async () => (await opening).bytes,
});

const door = {
  /** Resolves once the worker's lifeline is held. */
  alive: (): Promise<void> => held,
  use: markings.use.bind(markings),
  find: markings.find.bind(markings),
  keep: markings.keep.bind(markings),
  adopt: markings.adopt.bind(markings),
  kept: markings.kept.bind(markings),
  lacking: markings.lacking.bind(markings),
  compare: markings.compare.bind(markings),
  pairs: markings.pairs.bind(markings),
  cancel: markings.cancel.bind(markings),
  ledger: markings.ledger.bind(markings),
  sweep: markings.sweep.bind(markings),
};

export type LocalDoor = typeof door;

expose(door);
