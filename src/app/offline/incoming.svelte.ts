/**
 * Photos that come from outside the page: shared from another app, or opened with Huella from the
 * system's files.
 */
import { takeFromInbox } from '../../offline/inbox';
import { SHARED_PARAM } from '../../offline/protocol';
import type { IdentifyState } from '../identify/identify-state.svelte';
import { fromInput } from '../import/collect';
import type { ImportState } from '../import/import-state.svelte';
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

  constructor(router: Router, identify: IdentifyState, importing: ImportState) {
    this.#router = router;
    this.#identify = identify;
    this.#importing = importing;

    const { launchQueue } = window as { launchQueue?: LaunchQueue };
    launchQueue?.setConsumer(({ files = [] }) => {
      if (files.length > 0)
        void Promise.all(files.map((handle) => handle.getFile())).then((all) => this.#open(all));
    });
  }

  /** Call when the route changes: takes what its address says was shared, once. */
  async take(): Promise<void> {
    const name = this.#router.route.params.get(SHARED_PARAM);
    if (name === null) return;
    this.#router.go('identify');
    this.#open(await takeFromInbox(SCOPE, name));
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
