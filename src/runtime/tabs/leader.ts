/** The leader's side: answers what the followers call, and tells every tab what changed. */
import type { Methods } from '../../workers/calls';
import { packError } from '../../workers/errors';
import { lifelineEnd } from '../../workers/lifeline';
import {
  leaderChannel,
  tabChannel,
  THIS_CODE,
  type Call,
  type FollowerMessage,
  type LeaderMessage,
  type PublicMessage,
} from './protocol';
import type { EngineStatus, TabEvent } from '../status';
import type { Engine } from '../doors';

interface FollowerLink {
  readonly channel: BroadcastChannel;
  readonly calls: Map<number, AbortController>;
}

export class Leader {
  readonly id: string;
  readonly #engine: Engine;
  readonly #announce: (message: PublicMessage) => void;
  readonly #calls: BroadcastChannel;
  readonly #followers = new Map<string, FollowerLink>();

  /** `announce` reaches every other tab. */
  constructor(id: string, engine: Engine, announce: (message: PublicMessage) => void) {
    this.id = id;
    this.#engine = engine;
    this.#announce = announce;
    this.#calls = new BroadcastChannel(leaderChannel(id));
    this.#calls.onmessage = ({ data }: MessageEvent<LeaderMessage>) => this.#receive(data);
    this.showStatus(engine.status());
  }

  showStatus(status: EngineStatus): void {
    this.#announce({ kind: 'leading', leader: this.id, code: THIS_CODE, status });
  }

  tell(event: TabEvent): void {
    this.#announce({ kind: 'event', leader: this.id, event });
  }

  close(): void {
    this.#announce({ kind: 'left', leader: this.id });
    this.#calls.close();
    for (const tab of this.#followers.keys()) this.#forget(tab);
  }

  #receive(message: LeaderMessage): void {
    const follower = this.#follower(message.tab);
    if (message.kind === 'ping') this.#reply(follower, { leader: this.id, kind: 'pong' });
    else if (message.kind === 'abort') follower.calls.get(message.call)?.abort();
    else void this.#serve(follower, message);
  }

  #follower(tab: string): FollowerLink {
    let follower = this.#followers.get(tab);
    if (!follower) {
      follower = { channel: new BroadcastChannel(tabChannel(tab)), calls: new Map() };
      this.#followers.set(tab, follower);
      // A closed tab waits for no answer: its calls are aborted.
      void lifelineEnd(tabChannel(tab)).then(() => this.#forget(tab));
    }
    return follower;
  }

  #forget(tab: string): void {
    const follower = this.#followers.get(tab);
    if (!follower) return;
    this.#followers.delete(tab);
    for (const call of follower.calls.values()) call.abort();
    follower.channel.close();
  }

  async #serve(
    follower: FollowerLink,
    { call, door, method, args, callbacks, signals }: Call,
  ): Promise<void> {
    const abort = new AbortController();
    follower.calls.set(call, abort);
    const complete = [...args];
    for (const place of signals) complete[place] = abort.signal;
    for (const place of callbacks) {
      complete[place] = (...args: unknown[]) =>
        this.#reply(follower, { leader: this.id, kind: 'callback', call, place, args });
    }
    try {
      const methods = this.#engine.doors[door] as unknown as Methods;
      const value = await methods[method]!(...complete);
      this.#reply(follower, { leader: this.id, kind: 'result', call, value });
    } catch (thrown) {
      this.#reply(follower, { leader: this.id, kind: 'error', call, error: packError(thrown) });
    } finally {
      follower.calls.delete(call);
    }
  }

  #reply(follower: FollowerLink, message: FollowerMessage): void {
    const open = [...this.#followers.values()].includes(follower);
    if (open) follower.channel.postMessage(message);
  }
}
