/** What a screen reader is told, politely; `toast` also shows it for a moment. */

/** Long enough to read a short sentence twice. */
const TOAST_MS = 5000;

export class Announcer {
  message = $state('');
  toastText = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(message: string): void {
    // The same sentence twice is a new event: a screen reader speaks only when the text changes.
    this.message = message === this.message ? `${message}\u00a0` : message;
  }

  toast(message: string): void {
    this.say(message);
    this.toastText = message;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.dismiss(), TOAST_MS);
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.toastText = null;
  }
}
