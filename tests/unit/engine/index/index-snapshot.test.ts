import { beforeAll, describe, expect, test } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import { SearchIndex } from '../../../../src/engine/index';
import {
  decodeSnapshot,
  encodeSnapshot,
  FORMAT_VERSION,
} from '../../../../src/engine/index/snapshot';
import { clustered, randomNumbers } from './index-data';

const DIMENSION = 32;
const OPTIONS = { fingerprint: 'a'.repeat(64), dimension: DIMENSION };
const { vectors, query } = clustered(400, DIMENSION, { seed: 12 });
const asked = query(5);
let snapshot: ArrayBuffer;
let wanted: unknown;

beforeAll(async () => {
  const index = await SearchIndex.create(OPTIONS);
  vectors.forEach((vector, label) => {
    index.add(label, vector);
  });
  index.remove(399);
  index.remove(17);
  snapshot = await index.snapshot();
  wanted = await index.search(asked, { k: 20 });
});

async function reasonFor(bytes: ArrayBuffer, options = OPTIONS): Promise<unknown> {
  const error = await SearchIndex.restore(bytes, options).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HuellaError);
  expect((error as HuellaError).code).toBe('index-corrupt');
  return (error as HuellaError).detail['reason'];
}

test('what comes back searches the same, to the bit, and knows where to catch up from', async () => {
  const index = await SearchIndex.restore(snapshot.slice(0), OPTIONS);
  expect(await index.search(asked, { k: 20 })).toEqual(wanted);
  expect(index.size).toBe(398);
  expect(index.lastSequence).toBe(399);
  expect(index.has(17)).toBe(false);
  expect(index.changesSinceSnapshot).toBe(0);
  expect(index.snapshotDue).toBe(false);
});

test('the same gallery gives the same bytes, three times and after a reload', async () => {
  const again = await (await SearchIndex.restore(snapshot.slice(0), OPTIONS)).snapshot();
  expect(new Uint8Array(again)).toEqual(new Uint8Array(snapshot));
});

test('an empty index survives too', async () => {
  const empty = await (await SearchIndex.create(OPTIONS)).snapshot();
  const index = await SearchIndex.restore(empty, OPTIONS);
  expect(index.size).toBe(0);
  expect(index.lastSequence).toBe(-1);
  index.add(0, vectors[0]!);
  expect((await index.search(vectors[0]!, { k: 1 })).neighbours[0]?.label).toBe(0);
});

describe('300 damaged snapshots: every one is detected', () => {
  const random = randomNumbers(300);
  test('100 with one bit flipped anywhere', async () => {
    for (let i = 0; i < 100; i++) {
      const bytes = new Uint8Array(snapshot.slice(0));
      // The first fifty walk through prelude and header, where a flip says the most different
      // things.
      const at = i < 50 ? i * 7 : Math.floor(random() * bytes.length);
      bytes[at]! ^= 1 << Math.floor(random() * 8);
      await reasonFor(bytes.buffer);
    }
  });

  test('100 with the tail cut or grown', async () => {
    for (let i = 0; i < 100; i++) {
      const length = i < 60 ? i : Math.floor(random() * snapshot.byteLength);
      await reasonFor(snapshot.slice(0, length));
    }
    const longer = new Uint8Array(snapshot.byteLength + 64);
    longer.set(new Uint8Array(snapshot));
    await reasonFor(longer.buffer);
    await reasonFor(snapshot.slice(0, snapshot.byteLength - 1));
  });

  test('100 with a wrong header or stretches overwritten', async () => {
    for (let i = 0; i < 100; i++) {
      const bytes = new Uint8Array(snapshot.slice(0));
      const length = 1 + Math.floor(random() * (i % 2 ? 16 : 4096));
      const at = i < 40 ? i * 4 : Math.floor(random() * (bytes.length - length));
      const before = bytes.slice();
      for (let j = 0; j < length; j++) bytes[at + j] = Math.floor(random() * 256);
      if (bytes.every((byte, j) => byte === before[j])) continue;
      await reasonFor(bytes.buffer);
    }
  });
});

describe('each reason is told apart', () => {
  test.each([
    ['nothing at all', 'truncated', () => new ArrayBuffer(0)],
    ['a text file', 'foreign', () => new TextEncoder().encode('hello '.repeat(50)).buffer],
    ['zeros', 'foreign', () => new ArrayBuffer(4096)],
    ['half', 'damaged', () => snapshot.slice(0, snapshot.byteLength >> 1)],
    ['the prelude alone', 'truncated', () => snapshot.slice(0, 48)],
  ])('%s', async (_name, reason, make) => {
    expect(await reasonFor(make())).toBe(reason);
  });

  test('a format version from the future or the past', async () => {
    const bytes = snapshot.slice(0);
    new DataView(bytes).setUint32(8, FORMAT_VERSION + 1, true);
    expect(await reasonFor(bytes)).toBe('future');
    new DataView(bytes).setUint32(8, FORMAT_VERSION - 1, true);
    expect(await reasonFor(bytes)).toBe('outdated');
  });

  test('another encoder, another dimension', async () => {
    expect(await reasonFor(snapshot.slice(0), { ...OPTIONS, fingerprint: 'b'.repeat(64) })).toBe(
      'foreign',
    );
    expect(await reasonFor(snapshot.slice(0), { ...OPTIONS, dimension: 48 })).toBe('foreign');
  });

  test('other parameters; sections that do not fit, though their checksum does', async () => {
    const identity = { ...OPTIONS, parameters: { m: 99, efConstruction: 200 } };
    expect(await reasonFor(await encodeSnapshot(identity, { lastSequence: 0, rows: 0 }, {}))).toBe(
      'parameters',
    );
    const { parameters } = parametersOf(snapshot);
    const short = await encodeSnapshot(
      { ...OPTIONS, parameters },
      { lastSequence: 3, rows: 4 },
      { labels: [new Uint32Array(3)] },
    );
    expect(await reasonFor(short)).toBe('damaged');
  });
});

test('sections come back as they were, wherever they end', async () => {
  const identity = { ...OPTIONS, parameters: { b: 2, a: 1 } };
  const parts = [0, 1, 63, 64, 65, 1000].map((length) => new Uint8Array(length).fill(length & 255));
  const bytes = await encodeSnapshot(
    identity,
    { lastSequence: 9, rows: 6 },
    {
      ...Object.fromEntries(parts.map((part, i) => [`s${i}`, [part]])),
      joined: [new Float32Array([1, 2]), Uint8Array.of(7)],
    },
  );
  const decoded = await decodeSnapshot(bytes, { ...identity, parameters: { a: 1, b: 2 } });
  expect(decoded).toMatchObject({ lastSequence: 9, rows: 6 });
  parts.forEach((part, i) => {
    expect([...decoded.sections.get(`s${i}`)!]).toEqual([...part]);
  });
  expect([...decoded.sections.get('joined')!]).toEqual([0, 0, 128, 63, 0, 0, 0, 64, 7]);
});

function parametersOf(bytes: ArrayBuffer): { parameters: Record<string, number> } {
  const length = new DataView(bytes).getUint32(12, true);
  return JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 48, length))) as {
    parameters: Record<string, number>;
  };
}
