import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatJoinLink, type JoinLink } from '../../../../src/engine/catalogue/join-link';
import { newSecret } from '../../../../src/engine/catalogue/sealing';
import { readArguments, USAGE, UsageError } from '../../../../tools/catalogue/arguments';

const link: JoinLink = {
  ...{ endpoint: 'https://s3.example.org', bucket: 'herd', region: 'eu-1', prefix: 'team' },
  ...{ accessKey: 'KEY', secretKey: 'very secret', secret: newSecret(), role: 'read' },
};
const address = formatJoinLink(link, 'https://huella.example/');
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'huella-arguments-'));
  file = join(folder, 'link');
  writeFileSync(file, `${address}\n`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the arguments of the command', () => {
  it('take a link from a file or the environment', () => {
    const expected = { ...link, role: 'write' };
    expect(readArguments(['check', '--link', file], {})?.link).toEqual(expected);
    expect(readArguments(['check'], { HUELLA_LINK: address })?.link).toEqual(expected);
  });

  it('take keys of the owner in place of those of the link, or everything without one', () => {
    const keys = { HUELLA_ACCESS_KEY: 'OWNER', HUELLA_SECRET_KEY: 'theirs' };
    const given = readArguments(['compact', '--link', file, '--write'], keys);
    expect(given).toMatchObject({ write: true, link: { accessKey: 'OWNER', bucket: 'herd' } });
    expect(given!.link.secret).toEqual(link.secret);
    const secret = Buffer.from(link.secret).toString('base64url');
    const place = ['--endpoint', link.endpoint, '--bucket', 'herd', '--prefix', 'team'];
    const whole = readArguments(['check', ...place], { ...keys, HUELLA_SECRET: secret });
    expect(whole!.link).toMatchObject({ region: 'us-east-1', prefix: 'team', secret: link.secret });
  });

  it('ask for help without arguments, and name every option in it', () => {
    expect(readArguments([], {})).toBeNull();
    expect(readArguments(['check', '--help'], {})).toBeNull();
    for (const option of ['write', 'out', 'contacts', 'link', 'endpoint', 'bucket', 'json']) {
      expect(USAGE).toContain(`--${option}`);
    }
  });

  it.each([
    [['look'], /One of check, compact, export/],
    [['check'], /Neither a link/],
    [['export', '--link', 'FILE'], /--out/],
    [['check', '--link', 'FILE', '--write'], /compact/],
    [['check', '--link', '/no/such/file'], /ENOENT/],
    [['check', '--link'], /link/],
  ])('are refused with the reason: %j', (args, why) => {
    const real = args.map((arg) => (arg === 'FILE' ? file : arg));
    const refused = (): unknown => readArguments(real, {});
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(why);
  });

  it('say nothing of a link that is not whole but that', () => {
    const half = address.slice(0, -4);
    const text = address.slice(address.indexOf('join=') + 5);
    try {
      readArguments(['check'], { HUELLA_LINK: half });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).toContain('link');
      expect(String(error)).not.toContain(text.slice(10, 30));
    }
  });
});
