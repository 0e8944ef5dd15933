import { describe, expect, it } from 'vitest';
import {
  formatJoinLink,
  originOf,
  parseJoinLink,
  tidyEndpoint,
  type JoinLink,
} from '../../../../src/engine/catalogue/join-link';
import { newSecret } from '../../../../src/engine/catalogue/sealing';

const APP = 'https://huella.example/app/#/settings';
const LINK: JoinLink = {
  endpoint: 'https://s3.example.org/store',
  bucket: 'herd',
  region: 'eu-west-1',
  prefix: 'lobos/2026',
  accessKey: 'AKIA0',
  secretKey: 'a/b+c=ñ',
  secret: newSecret(),
  role: 'read',
};

describe('a link to a catalogue', () => {
  it('gives back what it was made of, as an address and as the data alone', () => {
    const address = formatJoinLink(LINK, APP);
    expect(address).toMatch(/^https:\/\/huella\.example\/app\/#\/share\?join=1[\w-]+$/);
    expect(parseJoinLink(address)).toEqual(LINK);
    expect(parseJoinLink(`  ${address.split('join=')[1]!}\n`)).toEqual(LINK);
  });

  it('says that it is not whole when any character is missing or another', () => {
    const data = formatJoinLink(LINK, APP).split('join=')[1]!;
    for (let at = 1; at < data.length; at += 7) {
      const cut = data.slice(0, at) + data.slice(at + 1);
      const other = data.slice(0, at) + (data[at] === 'A' ? 'B' : 'A') + data.slice(at + 1);
      for (const text of [cut, other, data.slice(0, at)]) {
        expect(() => parseJoinLink(text)).toThrow(expect.objectContaining({ code: 'link' }));
      }
    }
    for (const text of ['', 'https://example.org/', `${data}€`, '1', '1AAAA', 'x'.repeat(9000)]) {
      expect(() => parseJoinLink(text)).toThrow(expect.objectContaining({ code: 'link' }));
    }
  });

  it('without its keys, with a secret of another length or for another role is none', () => {
    const wrong: Partial<Record<keyof JoinLink, unknown>>[] = [
      { accessKey: ' ' },
      { secretKey: '' },
      { secret: new Uint8Array(31) },
      { secret: new Uint8Array() },
      { role: 'owner' },
      { role: '' },
    ];
    for (const part of wrong) {
      const address = formatJoinLink({ ...LINK, ...part } as JoinLink, APP);
      expect(() => parseJoinLink(address)).toThrow(expect.objectContaining({ code: 'link' }));
    }
  });

  it('of a later version is refused as such', () => {
    const data = formatJoinLink(LINK, APP).split('join=')[1]!;
    expect(() => parseJoinLink(`2${data.slice(1)}`)).toThrow(
      expect.objectContaining({ code: 'newer' }),
    );
  });

  it('names encrypted stores only, except on this very machine', () => {
    expect(tidyEndpoint(' s3.example.org/ ')).toBe('https://s3.example.org');
    expect(tidyEndpoint('http://127.0.0.1:8333')).toBe('http://127.0.0.1:8333');
    expect(originOf(LINK)).toBe('https://s3.example.org');
    const bad = ['', 'http://s3.example.org', 'ftp://a.b', 'https://me:word@a.b', 'javascript://1'];
    for (const text of bad) {
      expect(() => tidyEndpoint(text)).toThrow(expect.objectContaining({ code: 'address' }));
    }
    for (const bucket of ['', 'Herd', 'a', 'herd/x', 'herd;']) {
      expect(() => parseJoinLink(formatJoinLink({ ...LINK, bucket }, APP))).toThrow(
        expect.objectContaining({ code: 'address' }),
      );
    }
  });
});
