import './trusted-urls';
import { expose, transfer } from 'comlink';
import { learn, type Learnt, type NamedPhotos } from '../engine/learning';
import { carryErrors } from './errors';
import { holdWorkersLifeline } from './lifeline';

carryErrors();

const held = holdWorkersLifeline();

const door = {
  /** Resolves once the worker's lifeline is held. */
  alive: (): Promise<void> => held,
  learn(photos: NamedPhotos): Learnt {
    const learnt = learn(photos);
    const { whitening, norms } = learnt;
    const parts = [whitening?.mean, whitening?.factor, norms];
    return transfer(
      learnt,
      parts.flatMap((part) => (part ? [part.buffer as ArrayBuffer] : [])),
    );
  },
};

export type LearningDoor = typeof door;

expose(door);
