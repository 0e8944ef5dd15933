/**
 * A gallery that a team shares: joining by a link or a form, each after the person's consent to the
 * store's address, and how gallery and catalogue stand to each other.
 */
import { CatalogueError } from '../../engine/catalogue/failure';
import {
  checkedLink,
  originOf,
  parseJoinLink,
  type JoinLink,
  type Place,
  type Role,
} from '../../engine/catalogue/join-link';
import { newSecret } from '../../engine/catalogue/sealing';
import type {
  CatalogueCheck,
  CatalogueLimits,
  CatalogueStatus,
} from '../../engine/catalogue/standing';
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { CatalogueDoor, KeysToGive } from '../../runtime/catalogue/catalogue';
import type { Services } from '../../runtime/services';
import { ofPage } from '../state/of-page.svelte';

/** What `runtime/catalogue/consent.ts` does. */
export interface Consent {
  allowOrigin(origin: string): Promise<void>;
  withdraw(): Promise<void>;
}

/** What a person types to begin a catalogue. */
export type Draft = Place & KeysToGive;

/** A store that the person is asked about, and what follows if they agree. */
export interface Asked {
  readonly link: JoinLink;
  /** `join`: by a link, at once. `check`: of the form; the person begins afterwards. */
  readonly to: 'join' | 'check';
}

export type ShareFailure = CatalogueError | HuellaError;

export class ShareState {
  /** Null: not known yet. */
  status = $state.raw<CatalogueStatus | null>(null);
  limits = $state.raw<CatalogueLimits | null>(null);
  asked = $state.raw<Asked | null>(null);
  /** The store of the form answered: the person may begin. */
  found = $state.raw<{ readonly link: JoinLink; readonly check: CatalogueCheck } | null>(null);
  busy = $state<'checking' | 'joining' | 'leaving' | null>(null);
  failure = $state.raw<ShareFailure | null>(null);
  /** A link for others, for as long as it is shown. */
  invitation = $state.raw<{ readonly role: Role; readonly url: string } | null>(null);
  /** What just ended, until something else begins. */
  ended = $state.raw<'joined' | 'left' | 'already-here' | 'refused' | null>(null);

  readonly #door: () => Promise<CatalogueDoor>;
  readonly #consent: Consent;
  #abort = new AbortController();

  /** @param door fetched when first asked for */
  constructor(door: () => Promise<CatalogueDoor>, consent: Consent) {
    this.#door = door;
    this.#consent = consent;
  }

  /** Call when the screen is shown; returns what ends it. */
  open(): () => void {
    let stop = (): void => undefined;
    let isOpen = true;
    void this.#work(null, async () => {
      const door = await this.#door();
      if (!isOpen) return;
      stop = door.onStatus((status) => (this.status = status));
      [this.status, this.limits] = await Promise.all([door.status(), door.limits.get()]);
      // A page that was closed in the middle may have left its consent behind.
      await this.forget();
    });
    return () => {
      isOpen = false;
      stop();
      this.invitation = null;
      this.asked = null;
      this.ended = null;
      void this.forget();
    };
  }

  /** A link was opened or pasted: asks for consent, or says what is wrong with it. */
  offer(text: string): void {
    this.#ask('join', () => parseJoinLink(text));
  }

  /** The form was sent: asks for consent to look at this store. */
  check(draft: Draft): void {
    this.#ask('check', () => checkedLink({ ...draft, secret: newSecret(), role: 'write' }));
  }

  /** Consent was given to the store that was asked about. */
  async agree(): Promise<void> {
    const { asked } = this;
    if (!asked || this.busy) return;
    this.asked = null;
    const { link } = asked;
    await this.#work(asked.to === 'join' ? 'joining' : 'checking', async (signal) => {
      await this.#consent.allowOrigin(originOf(link));
      const door = await this.#door();
      if (asked.to === 'join') await this.#join(link, signal);
      else this.found = { link, check: await door.check(link, signal) };
    });
    // What came to nothing leaves no way out of the device behind.
    if (!this.found) await this.forget();
  }

  refuse(): void {
    this.asked = null;
    this.ended = 'refused';
  }

  /** Begins the catalogue in the store that was found. */
  async begin(): Promise<void> {
    const { found } = this;
    if (!found || this.busy) return;
    await this.#work('joining', (signal) => this.#join(found.link, signal));
    await this.forget();
  }

  /** Stops what is being asked of the store. */
  cancel(): void {
    this.#abort.abort();
  }

  /** Where nothing was joined, the consent to what was looked at ends. */
  async forget(): Promise<void> {
    if (this.busy || this.status?.joined !== false) return;
    this.found = null;
    // Where it cannot be withdrawn now, the next visit to the screen tries again.
    await this.#consent.withdraw().catch(() => undefined);
  }

  async invite(role: Role, keys?: KeysToGive): Promise<void> {
    this.invitation = null;
    await this.#work(null, async () => {
      this.invitation = { role, url: await (await this.#door()).invite(role, keys) };
    });
  }

  async leave(): Promise<void> {
    if (this.busy) return;
    await this.#work('leaving', async () => {
      const door = await this.#door();
      await door.leave();
      await this.#consent.withdraw();
      this.invitation = null;
      this.status = await door.status();
      this.ended = 'left';
    });
  }

  /** What becomes of the round is part of the status, which every tab is told. */
  sync(): void {
    void this.#work(null, async () => {
      const door = await this.#door();
      await door.sync().catch(() => undefined);
    });
  }

  async pause(on: boolean): Promise<void> {
    await this.#work(null, async () => {
      const door = await this.#door();
      await (on ? door.pause() : door.resume());
    });
  }

  async limit(change: Partial<CatalogueLimits>): Promise<void> {
    await this.#work(null, async () => {
      const { limits } = await this.#door();
      await limits.set(change);
      this.limits = await limits.get();
    });
  }

  async #join(link: JoinLink, signal: AbortSignal): Promise<void> {
    const door = await this.#door();
    await door.join(link, signal);
    this.found = null;
    this.status = await door.status();
    this.ended = 'joined';
    this.sync();
  }

  #ask(to: Asked['to'], link: () => JoinLink): void {
    this.failure = null;
    this.found = null;
    this.ended = null;
    try {
      const asked = { link: link(), to };
      if (!this.status?.joined) this.asked = asked;
      else if (this.#isHere(asked.link)) this.ended = 'already-here';
      else throw new CatalogueError('joined', 'This device shares another catalogue.');
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  #isHere(link: JoinLink): boolean {
    return this.status?.origin === originOf(link) && this.status.bucket === link.bucket;
  }

  async #work(
    busy: ShareState['busy'],
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    this.failure = null;
    if (busy) {
      this.ended = null;
      this.busy = busy;
      this.#abort = new AbortController();
    }
    try {
      await work(this.#abort.signal);
    } catch (error) {
      if (!isAbort(error)) this.failure = failureOf(error);
      else if (busy) this.ended = 'refused';
    } finally {
      if (busy) this.busy = null;
    }
  }
}

function failureOf(error: unknown): ShareFailure {
  return error instanceof CatalogueError ? error : toHuellaError(error);
}

export const shareState = ofPage(
  ({ services, consent }: { readonly services: Services; readonly consent: Consent }) =>
    new ShareState(() => services.catalogue(), consent),
);
