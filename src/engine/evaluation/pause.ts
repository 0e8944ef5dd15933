/** Work that goes on in steps and stands still between two of them while it is paused. */
export class Pause {
  #resume: (() => void) | null = null;
  #going: Promise<void> = Promise.resolve();

  get paused(): boolean {
    return this.#resume !== null;
  }

  pause(): void {
    if (this.#resume) return;
    this.#going = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resume?.();
    this.#resume = null;
  }

  /** Lets messages in, a call of `pause` among them, and resolves when the work is not paused. */
  async point(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    while (this.#resume) await this.#going;
  }
}
