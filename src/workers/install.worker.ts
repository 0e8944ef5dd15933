import './trusted-urls';
import { expose } from 'comlink';
import {
  finishEncoder,
  prepareEncoder,
  type InstallProgress,
  type InstallRequest,
  type PreparedEncoder,
} from '../engine/install';
import type { EncoderCard } from '../engine/encoder/card';
import { carryErrors } from './errors';
import { holdWorkersLifeline } from './lifeline';

carryErrors();

const held = holdWorkersLifeline();
const cancelling = new AbortController();

/** One installation at a time, whichever tab asked: files are written in place. */
const LOCK = 'huella-install';

const door = {
  /** Resolves once the worker's lifeline is held. */
  alive: (): Promise<void> => held,

  /** A worker serves one installation. `onProgress` is a Comlink proxy. */
  prepare: (
    request: InstallRequest,
    onProgress: (progress: InstallProgress) => void,
  ): Promise<PreparedEncoder> =>
    navigator.locks.request(LOCK, { signal: cancelling.signal }, () =>
      prepareEncoder(request, cancelling.signal, onProgress),
    ),

  finish: (id: string, selfCheck: EncoderCard['selfCheck']): Promise<void> =>
    finishEncoder(id, selfCheck),

  cancel(): void {
    cancelling.abort();
  },
};

export type InstallDoor = typeof door;

expose(door);
