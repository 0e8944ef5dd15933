/**
 * WebKitGTK, the relative of Safari that runs on Linux, over W3C WebDriver: as much of the protocol
 * as a journey needs.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DRIVER = '/usr/bin/WebKitWebDriver';
const WINDOW = join(import.meta.dirname, '../../tools/webkit/window.py');
/** A slow machine takes seconds to open a window. */
const START_MS = 30_000;
const ASK_AGAIN_MS = 200;
/** WebDriver's name for an element's reference. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

type Element = Readonly<Record<typeof ELEMENT, string>>;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @throws when it is not installed, and says how to get it */
export function findWebKit(): void {
  if (existsSync(DRIVER) && existsSync('/usr/bin/xvfb-run')) return;
  throw new Error(
    'No WebKitGTK found. Install it with (Debian, Ubuntu):\n' +
      '  sudo apt-get update && sudo apt-get install -y webkit2gtk-driver xvfb python3-gi ' +
      'gir1.2-webkit2-4.1 gir1.2-gtk-3.0',
  );
}

export class WebKit {
  /** As `2.50.1`. */
  version = '';
  #session = '';
  readonly #profile = mkdtempSync(join(tmpdir(), 'huella-webkit-'));
  readonly #process: ChildProcess;
  readonly #origin: string;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.#origin = `http://127.0.0.1:${port}`;
  }

  /** Opens a window with an empty profile, on a screen of its own. */
  static async launch(): Promise<WebKit> {
    findWebKit();
    const port = await freePort();
    const child = spawn(
      'xvfb-run',
      ['-a', '-s', '-screen 0 1500x1100x24', DRIVER, '-p', String(port)],
      // Shared memory, and with it threads, as Safari has; a group of its own, to be ended whole.
      { stdio: 'ignore', detached: true, env: { ...process.env, JSC_useSharedArrayBuffer: '1' } },
    );
    const browser = new WebKit(child, port);
    const ends = performance.now() + START_MS;
    for (;;) {
      try {
        await browser.#begin();
        return browser;
      } catch (error) {
        if (performance.now() > ends) throw error;
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    }
  }

  async #begin(): Promise<void> {
    const { sessionId, capabilities } = (await this.#call('POST', '/session', {
      capabilities: {
        alwaysMatch: {
          browserName: 'MiniBrowser',
          'webkitgtk:browserOptions': { binary: WINDOW, args: [`--profile=${this.#profile}`] },
        },
      },
    })) as { sessionId: string; capabilities: { browserVersion: string } };
    this.version = capabilities.browserVersion;
    this.#session = `/session/${sessionId}`;
    await this.#call('POST', `${this.#session}/timeouts`, { script: 600_000, pageLoad: 120_000 });
  }

  open(url: string): Promise<unknown> {
    return this.#call('POST', `${this.#session}/url`, { url });
  }

  reload(): Promise<unknown> {
    return this.#call('POST', `${this.#session}/refresh`, {});
  }

  /**
   * Runs a function in the page; what it returns or rejects with comes back.
   * @param args of the function, as JSON
   */
  async run<Args extends readonly unknown[], Result>(
    work: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>> {
    // The names that bundlers give functions for debugging are not in the page.
    const script =
      'const done = arguments[arguments.length - 1]; const __name = (f) => f;' +
      `Promise.resolve().then(() => (${work.toString()})(...[...arguments].slice(0, -1)))` +
      '.then((value) => done({ value }), (error) => done({ error: String(error) }));';
    const { value, error } = (await this.#call('POST', `${this.#session}/execute/async`, {
      script,
      args,
    })) as { value?: unknown; error?: string };
    if (error !== undefined) throw new Error(error);
    return value as Awaited<Result>;
  }

  /** Waits until a selector, or words in a button or link, name something. */
  async find(selector: string): Promise<Element> {
    const ends = performance.now() + 120_000;
    for (;;) {
      try {
        return (await this.#call('POST', `${this.#session}/element`, {
          using: selector.startsWith('/') ? 'xpath' : 'css selector',
          value: selector,
        })) as Element;
      } catch (error) {
        if (performance.now() > ends) throw error;
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    }
  }

  async click(selector: string): Promise<void> {
    const { [ELEMENT]: id } = await this.find(selector);
    await this.#call('POST', `${this.#session}/element/${id}/click`, {});
  }

  /** Chooses a file, or types. */
  async type(selector: string, text: string): Promise<void> {
    const { [ELEMENT]: id } = await this.find(selector);
    await this.#call('POST', `${this.#session}/element/${id}/value`, { text });
  }

  /** Opens a second window of the same profile and goes to it. @returns the first one's handle */
  async openTab(url: string): Promise<string> {
    const first = (await this.#call('GET', `${this.#session}/window`)) as string;
    const { handle } = (await this.#call('POST', `${this.#session}/window/new`, {
      type: 'tab',
    })) as { handle: string };
    await this.goTo(handle);
    await this.open(url);
    return first;
  }

  goTo(handle: string): Promise<unknown> {
    return this.#call('POST', `${this.#session}/window`, { handle });
  }

  async tabs(): Promise<readonly string[]> {
    return (await this.#call('GET', `${this.#session}/window/handles`)) as string[];
  }

  closeTab(): Promise<unknown> {
    return this.#call('DELETE', `${this.#session}/window`);
  }

  async close(): Promise<void> {
    await this.#call('DELETE', this.#session).catch(() => undefined);
    if (this.#process.pid !== undefined) process.kill(-this.#process.pid);
    rmSync(this.#profile, { recursive: true, force: true });
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.#origin + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
    return value;
  }
}
