/** The command itself, as its own process, on a real store. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatJoinLink, type JoinLink } from '../../../../src/engine/catalogue/join-link';
import { S3Store } from '../../../../src/engine/catalogue/s3';
import { newSecret } from '../../../../src/engine/catalogue/sealing';
import { BUCKET, READER, Seaweed, seaweedfs, WRITER } from '../../../seaweedfs/server';
import { Device, randomFrom } from '../../engine/catalogue/devices';

const ROOT = join(import.meta.dirname, '../../../..');
/** A process starts, and a store answers, on a machine that does other things. */
const SLOW = 180_000;
const wanted = Boolean(process.env['HUELLA_SEAWEEDFS']);
if (!wanted) {
  console.warn(
    '\n*** SKIPPED: npm run catalogue was not tried on a real store, since HUELLA_SEAWEEDFS names none.\n',
  );
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

let weed: Seaweed;
let folder: string;
let link: JoinLink;

beforeAll(async () => {
  if (!wanted) return;
  weed = await Seaweed.start(seaweedfs()!);
  folder = mkdtempSync(join(tmpdir(), 'huella-command-'));
  link = {
    ...{ endpoint: weed.endpoint, bucket: BUCKET, region: 'us-east-1', prefix: 'team/one' },
    ...{ ...WRITER, secret: newSecret(), role: 'write' },
  };
  writeLink('link', link);
  writeLink('reader', { ...link, ...READER });
}, SLOW);

afterAll(async () => {
  if (!wanted) return;
  await weed.end();
  rmSync(folder, { recursive: true, force: true });
});

function writeLink(name: string, one: JoinLink): void {
  writeFileSync(join(folder, name), formatJoinLink(one, 'https://huella.example/'));
}

async function run(name: string, ...args: readonly string[]): Promise<Ran> {
  const command = ['--import', 'tsx', 'tools/catalogue.ts', ...args, '--link', join(folder, name)];
  const { HUELLA_LINK: _, ...env } = process.env;
  try {
    const { stdout, stderr } = await promisify(execFile)('node', command, { cwd: ROOT, env });
    return { code: 0, out: stdout, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, said: stdout + stderr };
  }
}

it.runIf(wanted)(
  'checks, compacts and exports a bucket of a real store',
  async () => {
    const said: string[] = [];
    const command = async (name: string, ...args: readonly string[]): Promise<Ran> => {
      const ran = await run(name, ...args);
      said.push(ran.said);
      return ran;
    };
    expect(await command('link', 'check')).toMatchObject({ code: 2 });

    const store = new S3Store(link);
    const [ana, ben] = ['Ana', 'Ben'].map((name, i) => new Device(name, randomFrom(i)));
    for (let i = 0; i < 6; i++) {
      await ana!.bring(`photo ${i}`, i % 2 ? 'Luna' : 'Sol');
      await ana!.sync(store, link.secret, { checkpointEvery: 3 });
    }
    // One that will have been away.
    await ben!.sync(store, link.secret);
    ana!.assign(ana!.records.photos[0]!.id, 'Niebla');
    await ana!.sync(store, link.secret, { checkpointEvery: 3 });

    const whole = await command('reader', 'check');
    expect(whole.code).toBe(0);
    expect(whole.out).toContain('6 photos (0 in the trash), 3 individuals.');
    expect(whole.out).toContain('(Ana)');

    const before = await objects(store);
    expect(await command('link', 'compact')).toMatchObject({ code: 0 });
    expect(await objects(store)).toEqual(before);
    const refused = await command('reader', 'compact', '--write');
    expect(refused.code).toBe(2);
    expect(refused.said).toContain('does not let this key');
    expect(await objects(store)).toEqual(before);
    const plan = JSON.parse((await command('link', 'compact', '--write', '--json')).out) as {
      removed: string[];
      checkpoints: string[];
    };
    expect(plan.removed.length).toBeGreaterThan(4);
    const gone = new Set(plan.removed);
    const left = [...before.filter((name) => !gone.has(name)), ...plan.checkpoints].sort();
    expect(await objects(store)).toEqual(left);
    expect(await command('link', 'check')).toMatchObject({ code: 0 });

    const [eva] = [new Device('Eva', randomFrom(7))];
    for (const device of [ben!, eva]) {
      await device.sync(store, link.secret);
      expect(JSON.stringify(device.records) === JSON.stringify(ana!.records)).toBe(true);
    }

    const out = join(folder, 'export');
    expect(await command('reader', 'export', '--out', out)).toMatchObject({ code: 0 });
    expect(readdirSync(join(out, 'photos')).sort()).toEqual(['Luna', 'Niebla', 'Sol']);
    expect(readFileSync(join(out, 'metadata.csv'), 'utf8')).toContain('image_id,identity,path');
    const again = await command('reader', 'export', '--out', out);
    expect(again.out).toContain('0 originals fetched, 6 were there already');

    const [file] = (await objects(store)).filter((name) => name.startsWith('file/'));
    const path = `/${BUCKET}/${link.prefix}/${file!}`;
    const bytes = new Uint8Array(await (await weed.request('GET', path)).arrayBuffer());
    bytes[bytes.length >> 1]! ^= 1;
    await weed.request('PUT', path, bytes);
    const damaged = await command('link', 'check');
    expect(damaged.code).toBe(1);
    expect(damaged.out).toContain(`${file!}: it does not open`);
    rmSync(out, { recursive: true });
    const partly = await command('link', 'export', '--out', out);
    expect(partly.code).toBe(1);
    expect(partly.out).toContain('5 originals fetched');

    await weed.kill();
    const unreachable = await command('link', 'check');
    expect(unreachable).toMatchObject({ code: 2 });
    expect(unreachable.said).toContain('The store does not answer.');
    const secrets = [
      WRITER.secretKey,
      READER.secretKey,
      Buffer.from(link.secret).toString('base64url'),
    ];
    for (const word of secrets) expect(said.join('\n')).not.toContain(word);
  },
  3 * SLOW,
);

async function objects(store: S3Store): Promise<string[]> {
  const names: string[] = [];
  for await (const name of store.list('')) names.push(name);
  return names.sort();
}
