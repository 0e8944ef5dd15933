/** Where calls go: to the engine in this tab when it leads, or to the tab that does. */
import { HuellaError } from '../../engine/errors';
import { unpackError } from '../../workers/errors';
import { leaderChannel, type FollowerMessage, type LeaderMessage } from './protocol';
import type { DoorCalls, DoorName, Doors, Engine } from '../doors';
import { callsOf } from '../../workers/calls';

export interface Seat {
  /** The leader's. */
  readonly id: string;
  /** Set when it leads no more: what was called and not answered is called again on the next. */
  readonly over: boolean;
  readonly doors: Doors;
  /** Rejects when it ends; never resolves. */
  readonly ended: Promise<never>;
  /** Rejects what is in flight. */
  end(): void;
}

/** All doors, of which every method is `call` with its name. */
export function doorsOf(
  call: (door: DoorName, method: string, args: readonly unknown[]) => Promise<unknown>,
): DoorCalls {
  return {
    library: callsOf((method, args) => call('library', method, args)),
    encoders: callsOf((method, args) => call('encoders', method, args)),
    engine: callsOf((method, args) => call('engine', method, args)),
    markings: callsOf((method, args) => call('markings', method, args)),
    detector: callsOf((method, args) => call('detector', method, args)),
    learning: callsOf((method, args) => call('learning', method, args)),
  };
}

function overError(): HuellaError {
  return new HuellaError('internal', 'The tab that held the gallery is gone.');
}

/** This tab leads. */
export class OwnSeat implements Seat {
  over = false;
  readonly id: string;
  readonly doors: Doors;
  readonly ended: Promise<never>;
  #end: (error: HuellaError) => void = () => undefined;

  constructor(id: string, { doors }: Engine) {
    this.id = id;
    this.doors = doors;
    this.ended = new Promise((_, reject) => {
      this.#end = reject;
    });
    this.ended.catch(() => undefined);
  }

  end(): void {
    this.over = true;
    this.#end(overError());
  }
}

interface Pending {
  readonly args: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Another tab leads. */
export class RemoteSeat implements Seat {
  over = false;
  /** Calls of one tab, over all its seats: a late answer of an old leader meets no new call. */
  static #calls = 0;
  readonly id: string;
  readonly doors: DoorCalls = doorsOf((door, method, args) => this.#call(door, method, args));
  readonly ended = new Promise<never>(() => undefined);
  readonly #tab: string;
  readonly #channel: BroadcastChannel;
  readonly #pending = new Map<number, Pending>();

  constructor(id: string, tab: string) {
    this.id = id;
    this.#tab = tab;
    this.#channel = new BroadcastChannel(leaderChannel(id));
  }

  /** A call of this tab waits for the leader's answer. */
  get waiting(): boolean {
    return this.#pending.size > 0;
  }

  async #call(door: DoorName, method: string, given: readonly unknown[]): Promise<unknown> {
    const call = ++RemoteSeat.#calls;
    const tab = this.#tab;
    const places = given.map((_, place) => place);
    const callbacks = places.filter((place) => typeof given[place] === 'function');
    const signals = places.filter((place) => given[place] instanceof AbortSignal);
    const args = given.map((arg, place) =>
      callbacks.includes(place) || signals.includes(place) ? undefined : arg,
    );
    const onAbort = (): void => this.#post({ kind: 'abort', tab, call });
    const aborting = signals.map((place) => given[place] as AbortSignal);
    for (const signal of aborting) {
      signal.throwIfAborted();
      signal.addEventListener('abort', onAbort, { once: true });
    }
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(call, { args: given, resolve, reject });
        this.#post({ kind: 'call', tab, call, door, method, args, callbacks, signals });
      });
    } catch (error) {
      for (const signal of aborting) signal.throwIfAborted();
      throw error;
    } finally {
      this.#pending.delete(call);
      for (const signal of aborting) signal.removeEventListener('abort', onAbort);
    }
  }

  receive(message: FollowerMessage): void {
    if (message.kind === 'pong') return;
    const pending = this.#pending.get(message.call);
    if (!pending) return;
    if (message.kind === 'result') pending.resolve(message.value);
    else if (message.kind === 'error') pending.reject(unpackError(message.error));
    else (pending.args[message.place] as (...args: readonly unknown[]) => void)(...message.args);
  }

  ping(): void {
    this.#post({ kind: 'ping', tab: this.#tab });
  }

  end(): void {
    this.over = true;
    this.#channel.close();
    for (const { reject } of this.#pending.values()) reject(overError());
  }

  #post(message: LeaderMessage): void {
    if (!this.over) this.#channel.postMessage(message);
  }
}
