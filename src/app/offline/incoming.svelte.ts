/**
 * Photos that come from outside the page: shared from another app, or opened with Huella from the
 * system's files.
 */
import { HuellaError, toHuellaError } from '../../engine/errors';
import { takeFromInbox } from '../../offline/inbox';
import { SHARED_PARAM } from '../../offline/protocol';
import type { IdentifyState } from '../identify/identify-state.svelte';
import { fromInput } from '../import/collect';
import type { I18n } from '../i18n/i18n.svelte';
import type { ImportState } from '../import/import-state.svelte';
import type { Announcer } from '../state/announcer.svelte';
import type { Router } from '../state/router.svelte';
import { SCOPE } from './offline-state.svelte';

/** Not in the types. */
interface LaunchParams {
  readonly files?: readonly FileSystemFileHandle[];
}
interface LaunchQueue {
  setConsumer(consumer: (params: LaunchParams) => void): void;
}

export class Incoming {
  /**
   * Several photos came: they join the gallery only when the person says so, because any site may
   * have sent them.
   */
  question = $state.raw<readonly File[] | null>(null);
  readonly #router: Router;
  readonly #identify: IdentifyState;
  readonly #importing: ImportState;
  readonly #i18n: I18n;
  readonly #announcer: Announcer;

  constructor(
    router: Router,
    identify: IdentifyState,
    importing: ImportState,
    i18n: I18n,
    announcer: Announcer,
  ) {
    this.#router = router;
    this.#identify = identify;
    this.#importing = importing;
    this.#i18n = i18n;
    this.#announcer = announcer;

    const { launchQueue } = window as { launchQueue?: LaunchQueue };
    launchQueue?.setConsumer(({ files = [] }) => {
      if (files.length > 0) void this.#launch(files);
    });
  }

  /** Call when the route changes: takes what its address says was shared, once. */
  async take(): Promise<void> {
    const name = this.#router.route.params.get(SHARED_PARAM);
    if (name === null) return;
    this.#router.go('identify');
    try {
      const files = await takeFromInbox(SCOPE, name);
      // Taken before: the address was opened again, from the history or a bookmark.
      this.#open(files);
    } catch (error) {
      this.#say(error);
    }
  }

  /** Files opened with Huella: those that can be read are taken, and one that cannot is said. */
  async #launch(handles: readonly FileSystemFileHandle[]): Promise<void> {
    const read = await Promise.allSettled(handles.map((handle) => handle.getFile()));
    this.#open(read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    const failed = read.find((one) => one.status === 'rejected');
    if (failed) this.#say(failed.reason);
  }

  #say(error: unknown): void {
    const { code } = toHuellaError(error, 'photo-unreadable');
    void this.#i18n.whole().then(() => {
      this.#announcer.toast(this.#i18n.error(new HuellaError(code, String(error))));
    });
  }

  answer(add: boolean): void {
    const files = this.question;
    this.question = null;
    if (add && files) void this.#importing.offer(fromInput(files));
  }

  /** One photo is to be identified; several can only be for the gallery. */
  #open(files: readonly File[]): void {
    const [first] = files;
    if (!first) return;
    if (files.length > 1) {
      this.#router.go('gallery');
      this.question = files;
      return;
    }
    this.#router.go('identify');
    void this.#identify.ask(first, first.name);
  }
}
