/**
 * The change feed: what each committed write did, told to this tab's listeners and, by
 * BroadcastChannel, to every other tab.
 */

export type ChangeDetail =
  /** Photos that are new to the library, each with its first embedding. */
  | {
      readonly kind: 'added';
      readonly photoIds: readonly string[];
      readonly seqs: readonly number[];
    }
  /** Further embeddings of photos already here (another encoder). */
  | {
      readonly kind: 'embedded';
      readonly photoIds: readonly string[];
      readonly seqs: readonly number[];
    }
  /** Embeddings that are gone from photos that stay. */
  | { readonly kind: 'unembedded'; readonly seqs: readonly number[] }
  /**
   * What is said of the photos and individuals has changed: whose photo, which name, which status;
   * individuals may be gone.
   */
  | {
      readonly kind: 'updated';
      readonly photoIds: readonly string[];
      readonly individualIds: readonly string[];
    }
  /** Matches were proposed, confirmed or rejected. */
  | { readonly kind: 'matched' }
  | {
      readonly kind: 'deleted';
      readonly photoIds: readonly string[];
      readonly seqs: readonly number[];
    }
  | { readonly kind: 'cleared' }
  /** So much has come at once (a backup) that listeners must read everything again. */
  | { readonly kind: 'restored' }
  | { readonly kind: 'settings'; readonly key: string };

/**
 * `revision` counts from 1, one for each change: a listener that skips a number has missed a
 * change.
 */
export type Change = ChangeDetail & { readonly revision: number };

/** `here` is false when another tab (or another connection of this one) made the change. */
export type ChangeListener = (change: Change, here: boolean) => void;

const CHANNEL = 'huella-library';

interface Message {
  readonly database: string;
  readonly change: Change;
}

export class ChangeFeed {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #listeners = new Set<ChangeListener>();

  constructor(readonly database: string) {
    this.#channel.onmessage = (event: MessageEvent<Message>) => {
      if (event.data.database === this.database) this.#tell(event.data.change, false);
    };
  }

  /** Call after the commit, never before: a listener reads the library at once. */
  publish(change: Change): void {
    this.#channel.postMessage({ database: this.database, change } satisfies Message);
    this.#tell(change, true);
  }

  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#channel.close();
  }

  #tell(change: Change, here: boolean): void {
    for (const listener of this.#listeners) listener(change, here);
  }
}
