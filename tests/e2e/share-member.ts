/**
 * A member of a team: a browser with a profile on disk, a copy of the app whose clock may be wrong,
 * and a line of its own to the store that can be cut.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { build } from 'vite';
import { corsRuleXml } from '../../src/engine/catalogue/cors-rule.ts';
import { formatJoinLink, type JoinLink } from '../../src/engine/catalogue/join-link.ts';
import { newSecret } from '../../src/engine/catalogue/sealing.ts';
import { CHROMIUM_ARGS, COMPILE_HOT_ARGS, findChromium } from '../../tools/chromium.ts';
import { writeServiceWorker } from '../../tools/vite-offline.ts';
import { BUCKET, WRITER, type Seaweed } from '../seaweedfs/server.ts';
import { StaticHost } from './static-host.ts';
import { killBrowser } from './victim.ts';

const ROOT = join(import.meta.dirname, '../..');
const INSIDE = 'inside.js';
/** Markings take as long as an embedding, and no test here is about them. */
const SETTINGS = JSON.stringify({ markings: 'never' });

/** Forwards connections to the store; a test cuts it, with the requests that are under way. */
class Line {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #isCut = false;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      if (this.#isCut) {
        near.destroy();
        return;
      }
      const far = connect(port, '127.0.0.1');
      for (const socket of [near, far]) {
        this.#open.add(socket);
        socket.on('close', () => this.#open.delete(socket)).on('error', () => undefined);
      }
      near.pipe(far).pipe(near);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
  }

  static async to(endpoint: string): Promise<Line> {
    const line = new Line(Number(new URL(endpoint).port));
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  end(): void {
    this.cut();
    this.#server.close();
  }
}

export interface Encoder {
  readonly fingerprint: string;
  readonly dimension: number;
}

export class Member {
  readonly line: Line;
  readonly #host: StaticHost;
  readonly #folder: string;
  #context: BrowserContext | null = null;
  #page: Page | null = null;

  private constructor(folder: string, host: StaticHost, line: Line) {
    this.#folder = folder;
    this.#host = host;
    this.line = line;
  }

  /**
   * The app is open, and works without a network.
   * @param ahead milliseconds by which its clock is wrong
   */
  static async start(endpoint: string, ahead = 0): Promise<Member> {
    const folder = mkdtempSync(join(tmpdir(), 'huella-member-'));
    const site = join(folder, 'site');
    await makeSite(site, ahead);
    const host = new StaticHost({ folder: site, headers: true });
    await host.start();
    const member = new Member(folder, host, await Line.to(endpoint));
    const page = await member.open();
    await page.evaluate(() => window.huella.ready);
    return member;
  }

  get page(): Page {
    if (!this.#page) throw new Error('its browser is closed');
    return this.#page;
  }

  /** Of the app, as a store's CORS rule names it. */
  get origin(): string {
    return new URL(this.#host.url).origin;
  }

  /** The app with its service worker, and what stands beside it (`share-inside.ts`). */
  async open(): Promise<Page> {
    if (this.#page) return this.#page;
    this.#context ??= await chromium.launchPersistentContext(join(this.#folder, 'profile'), {
      executablePath: findChromium(),
      args: [...CHROMIUM_ARGS, ...COMPILE_HOT_ARGS],
      locale: 'en-GB',
      serviceWorkers: 'allow',
      viewport: { width: 1280, height: 800 },
    });
    await this.#context.addInitScript((settings) => {
      localStorage.setItem('huella.settings', settings);
    }, SETTINGS);
    const page = await this.#context.newPage();
    await page.goto(this.#host.url, { waitUntil: 'commit' });
    const isThere = (): boolean =>
      'huella' in window && 'inside' in window && navigator.serviceWorker.controller !== null;
    await page.waitForFunction(isThere, null, { timeout: 120_000 });
    this.#page = page;
    return page;
  }

  async kill(): Promise<void> {
    await killBrowser(join(this.#folder, 'profile'));
    await this.#context?.close().catch(() => undefined);
    this.#context = this.#page = null;
  }

  /** The link, by this member's own line to the store. */
  linkOf(link: Omit<JoinLink, 'endpoint'>): string {
    return formatJoinLink({ ...link, endpoint: this.line.endpoint }, this.#host.url);
  }

  async join(link: Omit<JoinLink, 'endpoint'>): Promise<void> {
    await this.page.evaluate((text) => window.huella.catalogue.join(text), this.linkOf(link));
  }

  /** The encoder in use. */
  encoder(): Promise<Encoder> {
    return this.page.evaluate(async () => {
      const all = await window.huella.encoders.list();
      const { fingerprint, dimension } = all.find(({ active }) => active)!;
      return { fingerprint, dimension };
    });
  }

  async end(): Promise<void> {
    await this.#context?.close().catch(() => undefined);
    await this.#host.kill();
    this.line.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A new catalogue in this folder of the bucket, for everyone by their own line. */
export function linkTo(prefix: string): Omit<JoinLink, 'endpoint'> {
  const place = { bucket: BUCKET, region: 'us-east-1', prefix };
  const { accessKey, secretKey } = WRITER;
  return { ...place, accessKey, secretKey, secret: newSecret(), role: 'write' };
}

/** The store lets these members' pages in, by the rule that each of them shows. */
export async function letIn(store: Seaweed, members: readonly Member[]): Promise<void> {
  const rules = members.map(
    ({ origin }) => /<CORSRule>.*<\/CORSRule>/s.exec(corsRuleXml(origin))![0],
  );
  const rule = `<CORSConfiguration>${rules.join('')}</CORSConfiguration>`;
  const { status } = await store.request('PUT', `/${BUCKET}?cors`, rule);
  if (status !== 200) throw new Error(`The store takes no such rule: ${status}`);
}

/** The build, with another clock in its page and its workers, and with `share-inside.ts`. */
async function makeSite(folder: string, ahead: number): Promise<void> {
  cpSync(join(ROOT, 'dist'), folder, {
    recursive: true,
    filter: (path) => !/\.(map|br|gz)$/.test(path),
  });
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ...{ outDir: folder, emptyOutDir: false, target: 'es2023' },
      lib: {
        entry: join(ROOT, 'tests/e2e/share-inside.ts'),
        formats: ['es'],
        fileName: () => INSIDE,
      },
    },
  });
  const page = join(folder, 'index.html');
  const script = `<script type="module" src="./${INSIDE}"></script>`;
  writeFileSync(page, readFileSync(page, 'utf8').replace('</body>', `${script}</body>`));
  if (ahead !== 0) {
    const assets = join(folder, 'assets');
    const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
    for (const path of [...scripts.map((name) => join(assets, name)), join(folder, INSIDE)]) {
      writeFileSync(path, clock(ahead) + readFileSync(path, 'utf8'));
    }
  }
  await writeServiceWorker(folder);
}

/** Before any code of the app: a `Date` that is wrong by so many milliseconds. */
function clock(ahead: number): string {
  return `globalThis.isAhead ||= (() => {
    const Right = Date;
    const now = () => Right.now() + ${ahead};
    globalThis.Date = new Proxy(Right, {
      construct: (_, given, target) =>
        Reflect.construct(Right, given.length > 0 ? given : [now()], target),
      apply: () => new Right(now()).toString(),
      get: (_, name) => (name === 'now' ? now : Reflect.get(Right, name)),
    });
    return true;
  })();\n`;
}
