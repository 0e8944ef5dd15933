import './trusted-urls';
import { expose } from 'comlink';
import { Encoder } from '../engine/encoder/encoder';
import { carryErrors } from './errors';
import { holdWorkersLifeline } from './lifeline';

carryErrors();

const encoder = new Encoder();
const held = holdWorkersLifeline();

const door = {
  /** Resolves once the worker's lifeline is held. */
  alive: (): Promise<void> => held,
  start: encoder.start.bind(encoder),
  reference: encoder.reference.bind(encoder),
  encode: encoder.encode.bind(encoder),
  cancel: encoder.cancel.bind(encoder),
  ledger: encoder.ledger.bind(encoder),
};

export type EncoderDoor = typeof door;

expose(door);
