/** Web Locks of one tab, in memory: Node has none. Requests for a name are granted in order. */

type Held = (lock: Lock | null) => unknown;

interface Request {
  readonly name: string;
  readonly mode: LockMode;
  readonly grant: () => void;
}

export class FakeLocks {
  #held: readonly Request[] = [];
  #waiting: readonly Request[] = [];

  /** Names of the locks that are held. */
  get names(): string[] {
    return this.#held.map(({ name }) => name);
  }

  async request(name: string, ...rest: [Held] | [LockOptions, Held]): Promise<unknown> {
    const work = rest.at(-1) as Held;
    const {
      mode = 'exclusive',
      ifAvailable,
      signal,
    } = rest.length > 1 ? (rest[0] as LockOptions) : {};
    signal?.throwIfAborted();
    let request: Request | undefined;
    const granted = new Promise<void>((resolve, reject) => {
      request = { name, mode, grant: resolve };
      signal?.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((other) => other !== request);
        reject(signal.reason as Error);
      });
    });
    const mine = request!;
    if (ifAvailable && !this.#isFree(mine)) return work(null);
    this.#waiting = [...this.#waiting, mine];
    this.#grant();
    await granted;
    try {
      return await work({ name, mode });
    } finally {
      this.#held = this.#held.filter((other) => other !== mine);
      this.#grant();
    }
  }

  query(): Promise<LockManagerSnapshot> {
    const told = ({ name, mode }: Request): LockInfo => ({ name, mode });
    return Promise.resolve({ held: this.#held.map(told), pending: this.#waiting.map(told) });
  }

  #isFree({ name, mode }: Request): boolean {
    const others = this.#held.filter((held) => held.name === name);
    const isFirst = !this.#waiting.some((waiting) => waiting.name === name);
    const shares = mode === 'shared' && others.every((held) => held.mode === 'shared');
    return isFirst && (others.length === 0 || shares);
  }

  #grant(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const request of waiting) {
      if (this.#isFree(request)) {
        this.#held = [...this.#held, request];
        request.grant();
      } else this.#waiting = [...this.#waiting, request];
    }
  }
}
