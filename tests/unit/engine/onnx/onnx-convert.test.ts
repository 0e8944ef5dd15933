import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bytesSource, type ByteSource } from '../../../../src/engine/checkpoint/byte-source';
import { openCheckpoint } from '../../../../src/engine/checkpoint/open';
import {
  fingerprintOf as fingerprintOfEncoder,
  parseCard,
  selfCheckReference,
} from '../../../../src/engine/encoder/card';
import type { ConvertedCard } from '../../../../src/engine/onnx/card';
import { convertCheckpoint, planConversion } from '../../../../src/engine/onnx/convert';
import { verifyConverted } from '../../../../src/engine/onnx/verify';
import { MemoryFiles } from '../../../fixtures/swin/fixture';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const path = (name: string): string => join(import.meta.dirname, '../../../fixtures/swin', name);
const read = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(path(name)));
const run = promisify(execFile);
/** As `npx tsx` does it, a process sooner. */
const TSX = ['--import', 'tsx', join(import.meta.dirname, '../../../../tools/convert.ts')];

describe('conversion', () => {
  test('planning reads no weights, converting reads each once and reports progress', async () => {
    const bytes = await read('fanin.training.pth');
    let bytesRead = 0;
    const inner = bytesSource(bytes);
    const source: ByteSource = {
      ...inner,
      read(offset, length, signal) {
        bytesRead += length;
        return inner.read(offset, length, signal);
      },
    };
    const seen: number[] = [];
    let written = 0;
    const plan = await planConversion(source, {
      write: (_, __, piece) => {
        written += piece.length;
      },
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(bytesRead).toBeLessThan(100_000);
    expect(plan.checkpoint.path).toEqual(['model']);
    expect(written).toBe(0);
    await plan.convert();
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(bytesRead).toBeLessThan(100_000 + plan.modelBytes * 1.05);
  });

  test('cancelling stops it', async () => {
    const stop = new AbortController();
    let pieces = 0;
    const converting = convertCheckpoint(bytesSource(await read('fanin.safetensors')), {
      signal: stop.signal,
      write: () => {
        if (++pieces === 10) stop.abort();
      },
    });
    await expect(converting).rejects.toMatchObject({ code: 'cancelled' });
    expect(pieces).toBe(10);
  });

  test('an interrupted conversion goes on where it stopped: nothing is written twice, the result is the same', async () => {
    const bytes = await read('fanin.training.pth');
    const whole = await convertCheckpoint(bytesSource(bytes));
    const journal = new Map<string, string>();
    const files = new MemoryFiles();
    const written: string[] = [];
    const options = {
      write(file: string, offset: number, piece: Uint8Array) {
        written.push(`${file} ${offset}`);
        files.write(file, offset, piece);
      },
    };
    const interrupted = convertCheckpoint(bytesSource(bytes), {
      ...options,
      onWeight(name, digest) {
        journal.set(name, digest);
        if (journal.size === 40) throw new Error('the tab is closed');
      },
    });
    await expect(interrupted).rejects.toThrow('the tab is closed');
    const resumed = await convertCheckpoint(bytesSource(bytes), { ...options, done: journal });
    expect(resumed.fingerprint).toBe(whole.fingerprint);
    expect(new Set(written).size).toBe(written.length);
    const open = (name: string): ByteSource =>
      bytesSource(files.external(resumed.files).find((file) => file.path === name)!.data);
    expect((await verifyConverted(resumed.card, open)).fingerprint).toBe(whole.fingerprint);
  });

  test('preprocessing, precision and form are part of what they must be part of', async () => {
    const source = bytesSource(await read('fanin.safetensors'));
    const plain = await convertCheckpoint(source);
    const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;
    const others = [
      await convertCheckpoint(source, { normalisation: half }),
      await convertCheckpoint(source, { precision: 'fp16' }),
    ];
    for (const other of others) expect(other.fingerprint).not.toBe(plain.fingerprint);
    const renamed = await convertCheckpoint(source, {
      name: 'Another name',
      id: 'x',
      licence: 'CC BY-NC 4.0',
    });
    expect(renamed.fingerprint).toBe(plain.fingerprint);
    expect(renamed.card).toMatchObject({ name: 'Another name', id: 'x', licence: 'CC BY-NC 4.0' });
  });
});

test('halves that would overflow are refused, by tensor', async () => {
  const bytes = await read('fanin.safetensors');
  const { tensors } = await openCheckpoint(bytesSource(bytes));
  const wrong = bytes.slice();
  const { offset } = tensors.get('layers.1.blocks.1.mlp.fc1.weight')!.extent!;
  new DataView(wrong.buffer).setFloat32(offset + 400, -65_520, true);
  await expect(convertCheckpoint(bytesSource(wrong), { precision: 'fp16' })).rejects.toMatchObject({
    code: 'checkpoint-unsupported',
    detail: { tensor: 'layers.1.blocks.1.mlp.fc1.weight' },
  });
  new DataView(wrong.buffer).setFloat32(offset + 400, -65_519, true);
  await convertCheckpoint(bytesSource(wrong), { precision: 'fp16' });
});

describe('npm run convert', () => {
  let folder = '';
  let card: ConvertedCard;
  let printed = '';
  const open = (files: Record<string, Uint8Array>) => (name: string) =>
    bytesSource(files[name]!, name);
  let files: Record<string, Uint8Array> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huella-convert-'));
    const said = ['--licence', 'MIT'];
    const from = path('fanin.training.pth');
    const { stdout } = await run(process.execPath, [...TSX, from, folder, ...said]);
    printed = stdout.trim();
    files = Object.fromEntries(
      await Promise.all(
        (await readdir(folder)).map(
          async (name) => [name, new Uint8Array(await readFile(join(folder, name)))] as const,
        ),
      ),
    );
    card = JSON.parse(new TextDecoder().decode(files['card.json'])) as ConvertedCard;
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('writes a folder whose card every encoder understands', async () => {
    expect(Object.keys(files).sort()).toEqual([
      'card.json',
      'computed.bin',
      'model-manual.onnx',
      'model.onnx',
      'weights.bin',
    ]);
    const parsed = parseCard(card);
    expect(parsed).toMatchObject({
      id: 'fanin-training',
      licence: 'MIT',
      inputSize: 112,
      dimension: 64,
    });
    // The two rooms that compute fingerprints agree.
    expect(await fingerprintOfEncoder(parsed)).toBe(printed);
    const embedding = selfCheckReference(parsed);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 6);
  });

  test('is the same as conversion in memory, and verifies', async () => {
    const converted = await convertCheckpoint(bytesSource(await read('fanin.safetensors')));
    expect(converted.fingerprint).toBe(printed);
    const verified = await verifyConverted(card, open(files));
    expect(verified.fingerprint).toBe(printed);
    expect(Buffer.compare(verified.models.mha, files['model.onnx']!)).toBe(0);
    expect(Buffer.compare(verified.models.manual, files['model-manual.onnx']!)).toBe(0);
  });

  test.each(['weights.bin', 'computed.bin'])('one wrong bit in %s is noticed', async (name) => {
    // The first byte and one of the last: alignment padding lies between weights, not there.
    for (const at of [0, files[name]!.length - 1]) {
      const wrong = files[name]!.slice();
      wrong[at]! ^= 1;
      await expect(verifyConverted(card, open({ ...files, [name]: wrong }))).rejects.toMatchObject({
        code: 'encoder-damaged',
        detail: { field: 'weights' },
      });
    }
    const short = files[name]!.slice(0, -1);
    await expect(verifyConverted(card, open({ ...files, [name]: short }))).rejects.toMatchObject({
      code: 'encoder-damaged',
    });
  });

  test.each([
    ['weights', { weights: '0'.repeat(64) }],
    ['sha256', { sha256: '0'.repeat(64) }],
    ['inputSize', { inputSize: 224 }],
    ['precision', { precision: 'int4' }],
    ['architecture', { architecture: 'vit' }],
    ['no config', { config: null }],
    [
      'huge config',
      { config: { imageSize: 112, patchSize: 4, dimension: 2 ** 40, stages: [{ dim: 2 ** 40 }] } },
    ],
  ])('a card with another %s is refused', async (_, change) => {
    await expect(
      verifyConverted({ ...card, ...change } as ConvertedCard, open(files)),
    ).rejects.toMatchObject({
      code: 'encoder-damaged',
    });
  });

  test('a file that is no checkpoint ends with a sentence and exit code 1, leaving no card', async () => {
    await expect(
      run(process.execPath, [...TSX, path('legacy.pth'), join(folder, 'not-made')]),
    ).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/before version 1\.6/) as string,
    });
    await expect(readdir(join(folder, 'not-made'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
