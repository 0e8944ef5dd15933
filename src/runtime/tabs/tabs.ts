/**
 * One tab of several. One of them leads: it alone has the workers, so the device computes for all
 * tabs what it would for one, and one tab writes. The others call it by the same functions. When it
 * closes or crashes another takes over and opens everything; what was called and not answered is
 * called once more on it, which every call allows.
 */
import { HuellaError } from '../../engine/errors';
import { holdLifeline } from '../../workers/lifeline';
import type { TabRole } from '../api';
import { Leader } from './leader';
import { Leadership } from './leadership';
import {
  compareCode,
  PUBLIC_CHANNEL,
  tabChannel,
  THIS_CODE,
  type FollowerMessage,
  type PublicMessage,
} from './protocol';
import type { Methods } from '../../workers/calls';
import { doorsOf, OwnSeat, RemoteSeat, type Seat } from './seat';
import { Watch } from './watch';
import type { EngineEvents, EngineStatus } from '../status';
import type { DoorCalls, DoorName, Engine } from '../doors';

export interface TabsOptions extends EngineEvents {
  /** Starts what the leader has. */
  lead(events: EngineEvents): Engine;
}

const WAITING: EngineStatus = { phase: 'starting', step: 'tabs', done: 0, total: 1 };
const SILENT: EngineStatus = { phase: 'starting', step: 'silent', done: 0, total: 1 };

interface Waiting {
  readonly resolve: (seat: Seat) => void;
  readonly reject: (error: Error) => void;
}

export class Tabs {
  /** The leader's doors, wherever it is. */
  readonly doors: DoorCalls = doorsOf((door, method, args) => this.#call(door, method, args));
  readonly #id = crypto.randomUUID();
  readonly #leadership: Leadership;
  readonly #watch: Watch;
  #role: TabRole = 'joining';
  #public: BroadcastChannel | null = null;
  #replies: BroadcastChannel | null = null;
  #engine: Engine | null = null;
  #leader: Leader | null = null;
  #seat: Seat | null = null;
  #waiting: Waiting[] = [];
  /** Counts engines: one that was closed is not heard. */
  #term = 0;
  /** The leader's, as last heard. */
  #heard: EngineStatus = WAITING;

  readonly #options: TabsOptions;

  constructor(options: TabsOptions) {
    this.#options = options;
    void holdLifeline(tabChannel(this.#id));
    this.#leadership = new Leadership({
      onElected: () => this.#lead(),
      onWaiting: () => this.#follow(),
      onDeposed: () => this.#depose(),
    });
    this.#watch = new Watch({
      isWaiting: () => this.#isWaiting(),
      ask: () => this.#ask(),
      onSilent: () => this.#options.onStatus(SILENT),
      onDead: () => this.#leadership.steal(),
      onBack: () => this.#options.onStatus(this.#heard),
    });
    // A frozen tab would keep its locks: release them on `freeze` and rejoin on `resume`.
    document.addEventListener('freeze', () => this.#leave());
    document.addEventListener('resume', () => this.join());
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.join();
    });
  }

  get role(): TabRole {
    return this.#role;
  }

  /**
   * Calls the leader's door, wherever it is. Waits while there is none; should it go meanwhile, the
   * call is made once more on the next: every call may be repeated. Functions and AbortSignals
   * among the arguments work, not inside them.
   * @throws HuellaError `storage-newer-version` once newer code is about, and what the method
   *   throws
   */
  async #call(door: DoorName, method: string, args: readonly unknown[]): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const seat = this.#seat ?? (await this.#nextSeat());
      for (const arg of args) if (arg instanceof AbortSignal) arg.throwIfAborted();
      if (seat instanceof RemoteSeat) this.#watch.start();
      try {
        const methods = seat.doors[door] as unknown as Methods;
        return await Promise.race([methods[method]!(...args), seat.ended]);
      } catch (error) {
        if (!seat.over) throw error;
        if (this.#role === 'outdated') throw outdatedError();
        if (attempt === 2) throw error;
      }
    }
  }

  #nextSeat(): Promise<Seat> {
    if (this.#role === 'outdated') return Promise.reject(outdatedError());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.#role === 'follower') this.#watch.start();
    });
  }

  /** Call once; the tab leads or follows from then on. */
  join(): void {
    if (this.#role === 'outdated' || this.#public) return;
    this.#role = 'joining';
    this.#public = new BroadcastChannel(PUBLIC_CHANNEL);
    this.#public.onmessage = ({ data }: MessageEvent<PublicMessage>) => this.#hear(data);
    this.#replies = new BroadcastChannel(tabChannel(this.#id));
    this.#replies.onmessage = ({ data }: MessageEvent<FollowerMessage>) => {
      if (!(this.#seat instanceof RemoteSeat) || data.leader !== this.#seat.id) return;
      this.#watch.heard();
      this.#seat.receive(data);
    };
    this.#leadership.stand();
  }

  #leave(): void {
    if (this.#role === 'outdated' || !this.#public) return;
    this.#stepDown();
    this.#role = 'away';
  }

  /** Gives back everything but the calls that wait: they go to the next leader. */
  #stepDown(): void {
    this.#watch.stop();
    this.#closeEngine();
    this.#endSeat();
    this.#leadership.resign();
    this.#public?.close();
    this.#replies?.close();
    this.#public = this.#replies = null;
  }

  #closeEngine(): void {
    this.#term += 1;
    this.#engine?.close();
    this.#leader?.close();
    this.#engine = this.#leader = null;
  }

  #lead(): void {
    this.#watch.stop();
    this.#endSeat();
    this.#role = 'leader';
    const id = crypto.randomUUID();
    const term = ++this.#term;
    const engine = this.#options.lead({
      onStatus: (status) => {
        if (this.#term !== term) return;
        this.#leader?.showStatus(status);
        this.#options.onStatus(status);
      },
      onEvent: (event) => {
        if (this.#term !== term) return;
        this.#leader?.tell(event);
        this.#options.onEvent(event);
      },
    });
    this.#engine = engine;
    this.#leader = new Leader(id, engine, (message) => this.#say(message));
    this.#options.onStatus(engine.status());
    this.#take(new OwnSeat(id, engine));
  }

  #follow(): void {
    this.#role = 'follower';
    if (!this.#seat) this.#showWaiting();
    this.#ask();
    this.#watch.start();
  }

  #depose(): void {
    this.#role = 'joining';
    this.#closeEngine();
    this.#endSeat();
    this.#showWaiting();
    this.#leadership.stand();
  }

  #showWaiting(): void {
    this.#heard = WAITING;
    this.#options.onStatus(WAITING);
  }

  #take(seat: Seat): void {
    this.#seat = seat;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) resolve(seat);
  }

  #endSeat(): void {
    const seat = this.#seat;
    this.#seat = null;
    seat?.end();
  }

  #say(message: PublicMessage): void {
    this.#public?.postMessage(message);
  }

  #isWaiting(): boolean {
    if (this.#role !== 'follower') return false;
    return this.#seat instanceof RemoteSeat ? this.#seat.waiting : true;
  }

  #ask(): void {
    if (this.#seat instanceof RemoteSeat) this.#seat.ping();
    else this.#say({ kind: 'hello', tab: this.#id, code: THIS_CODE });
  }

  #hear(message: PublicMessage): void {
    if (message.kind === 'hello') this.#hearHello(message);
    else if (message.kind === 'leading') this.#hearLeading(message);
    else if (this.#seat instanceof RemoteSeat && message.leader === this.#seat.id) {
      this.#watch.heard();
      if (message.kind === 'event') this.#options.onEvent(message.event);
      else {
        this.#endSeat();
        this.#showWaiting();
        this.#watch.start();
      }
    }
  }

  #hearHello({ code }: PublicMessage & { kind: 'hello' }): void {
    if (compareCode(code, THIS_CODE) > 0) this.#makeWay();
    else if (this.#leader && this.#engine) this.#leader.showStatus(this.#engine.status());
  }

  #hearLeading({ leader, code, status }: PublicMessage & { kind: 'leading' }): void {
    // Deposed without knowing it yet: the lock's answer is on its way.
    if (this.#role === 'leader') return;
    const age = compareCode(code, THIS_CODE);
    if (age > 0) this.#makeWay();
    // It makes way as soon as it hears of this one.
    else if (age < 0) this.#say({ kind: 'hello', tab: this.#id, code: THIS_CODE });
    else {
      this.#watch.heard();
      this.#heard = status;
      if (this.#seat?.id !== leader) {
        this.#endSeat();
        this.#take(new RemoteSeat(leader, this.#id));
      }
      this.#options.onStatus(status);
      if (this.#isWaiting()) this.#watch.start();
    }
  }

  /** Newer code is about: this tab writes nothing more and says so. */
  #makeWay(): void {
    if (this.#role === 'outdated') return;
    this.#role = 'outdated';
    this.#stepDown();
    const { code, detail, message } = outdatedError();
    for (const { reject } of this.#waiting) reject(outdatedError());
    this.#waiting = [];
    this.#options.onStatus({ phase: 'failed', code, detail, reason: message });
  }
}

function outdatedError(): HuellaError {
  return new HuellaError(
    'storage-newer-version',
    'a newer version of Huella is open in another tab',
  );
}
