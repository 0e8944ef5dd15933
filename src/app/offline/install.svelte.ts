/**
 * Putting Huella on the home screen: by the browser's own question where there is one, by a
 * sentence where there is not.
 */
import { manifestName, type Language } from '../../runtime/languages';
import { remember, remembered } from '../state/remembered';

/** Chromium's event; not in the types. */
interface InstallPrompt extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** Once hidden, the hint does not come back. Settings keeps the button. */
const HIDDEN_KEY = 'huella.install-hint-hidden';

/** iPads say they are Macs, and are the only ones of them with several touch points. */
function isApple(): boolean {
  return (
    /iPhone|iPad|iPod/.test(navigator.userAgent) ||
    (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1)
  );
}

export class InstallState {
  #prompt = $state.raw<InstallPrompt | null>(null);
  installed = $state(matchMedia('(display-mode: standalone)').matches);
  /** Also where the answer cannot be kept: the hint would come back every time. */
  hintHidden = $state(remembered(HIDDEN_KEY) !== null);

  /**
   * `ask`: the browser can ask. `share-menu`: by hand, on iPhone and iPad. `menu`: by hand,
   * elsewhere.
   */
  readonly way: 'ask' | 'share-menu' | 'menu' = $derived(
    this.#prompt ? 'ask' : isApple() ? 'share-menu' : 'menu',
  );

  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      // Kept for a moment when the person has seen what the app is for.
      event.preventDefault();
      this.#prompt = event as InstallPrompt;
    });
    addEventListener('appinstalled', () => {
      this.installed = true;
      this.#prompt = null;
    });
  }

  /** The system shows the installed app in the language on screen at that moment. */
  speak(language: Language): void {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
    if (link) link.href = `./${manifestName(language)}`;
  }

  async ask(): Promise<void> {
    const prompt = this.#prompt;
    // It can be used once; the browser sends another when it will ask again.
    this.#prompt = null;
    await prompt?.prompt();
  }

  hideHint(): void {
    this.hintHidden = true;
    remember(HIDDEN_KEY, '1');
  }
}
