/** What a screen reader is told, politely; `toast` also shows it for a moment. */

/** Long enough to read a short sentence twice. */
const TOAST_MS = 5000;
/** Long enough to notice a mistake as well. */
const UNDO_MS = 9000;

export interface Toast {
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

export class Announcer {
  message = $state('');
  shown = $state.raw<Toast | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(message: string): void {
    // The same sentence twice is a new event: a screen reader speaks only when the text changes.
    this.message = message === this.message ? `${message}\u00a0` : message;
  }

  toast(message: string, action: Toast['action'] = null): void {
    this.say(message);
    this.shown = { text: message, action };
    this.release();
  }

  /** Keeps it while its button is about to be used, until `release`. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.dismiss(), this.shown?.action ? UNDO_MS : TOAST_MS);
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.shown = null;
  }
}
