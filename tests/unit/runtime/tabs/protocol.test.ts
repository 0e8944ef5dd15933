import { beforeAll, expect, test, vi } from 'vitest';
import type * as Protocol from '../../../../src/runtime/tabs/protocol';

/** Which of two tabs runs newer code. */

let protocol: typeof Protocol;
beforeAll(async () => {
  // The build puts it in.
  vi.stubGlobal('__VERSION__', '1.10.0');
  protocol = await import('../../../../src/runtime/tabs/protocol');
});

const code = (schema: number, protocol: number, version: string): Protocol.Code => ({
  schema,
  protocol,
  version,
});

test.each([
  ['the schema decides before all else', code(3, 1, '0.1.0'), code(2, 9, '9.9.9')],
  ['then the protocol', code(2, 2, '0.1.0'), code(2, 1, '9.9.9')],
  ['then the version, part by part as numbers', code(2, 1, '1.10.0'), code(2, 1, '1.9.12')],
  ['a longer version is newer', code(2, 1, '1.2.0.1'), code(2, 1, '1.2')],
  ['what is no number counts as nothing', code(2, 1, '1.2.1'), code(2, 1, '1.2.beta')],
])('%s', (_, newer, older) => {
  expect(protocol.compareCode(newer, older)).toBeGreaterThan(0);
  expect(protocol.compareCode(older, newer)).toBeLessThan(0);
  expect(protocol.compareCode(newer, newer)).toBe(0);
});

test('missing parts are nothing', () => {
  expect(protocol.compareCode(code(1, 1, '1.2'), code(1, 1, '1.2.0'))).toBe(0);
});

test('this code carries the version of the build', () => {
  expect(protocol.THIS_CODE).toMatchObject({ version: '1.10.0' });
  expect(protocol.THIS_CODE.schema).toBeGreaterThan(0);
});
