import { describe, expect, test, vi } from 'vitest';
import { bytesSource } from '../../../../src/engine/checkpoint/byte-source';
import { openCheckpoint } from '../../../../src/engine/checkpoint/open';
import { openZip } from '../../../../src/engine/checkpoint/zip';
import { HuellaError } from '../../../../src/engine/errors';
import { convertCheckpoint } from '../../../../src/engine/onnx/convert';
import { readSwin } from '../../../../src/engine/onnx/architectures/swin/config';
import {
  ANY,
  BARE,
  DAMAGED,
  SAFE,
  STRANGE,
  TRAINING,
  patched,
  refused,
  refuses,
  view,
} from '../../../fixtures/swin/refuses';

vi.setConfig({ testTimeout: 60_000 });

/** One of so many is tried; all in the long form. */
const EACH = process.env['HUELLA_LONG'] ? 1 : 6;
const some = <T>(all: readonly T[]): T[] => all.filter((_, i) => i % EACH === 0);

describe('good files, cut and damaged', () => {
  const cuts = Array.from({ length: 20 }, (_, i) => i / 20);
  refuses(
    'cut short',
    [SAFE, BARE, TRAINING].flatMap((file, f) =>
      [
        ...cuts.map((part) => Math.floor(part * file.length)),
        file.length - 1,
        file.length - 22,
        15,
      ].map((length) => ({
        name: `file ${f} cut to ${length}`,
        file: file.slice(0, length),
        code: length < 16 ? STRANGE : 'checkpoint-truncated',
      })),
    ),
  );

  test('one wrong byte in any weight is noticed, and the tensor named', async () => {
    const { entries } = await openZip(bytesSource(TRAINING));
    const { tensors } = await openCheckpoint(bytesSource(TRAINING));
    const used = [...readSwin(tensors).weights.values()].filter((each) => each.extent);
    const cases = used.map(({ name, extent, byteLength }, i) => {
      const entry = [...entries.values()].find((each) => each.start === extent!.offset)!;
      const at =
        entry.start +
        30 +
        view(TRAINING).getUint16(entry.start + 26, true) +
        view(TRAINING).getUint16(entry.start + 28, true);
      const wrong = at + ((i * 7919) % byteLength);
      return {
        name,
        entry: entry.name,
        file: patched(TRAINING, wrong, TRAINING[wrong]! ^ (1 << (i % 8))),
      };
    });
    expect(cases.length).toBeGreaterThan(60);
    for (const { entry, file } of some(cases)) {
      await expect(convertCheckpoint(bytesSource(file))).rejects.toMatchObject({
        code: DAMAGED,
        detail: { entry },
      });
      refused.count++;
    }
  });

  test('one wrong byte anywhere in a description: refused or harmless, never another error', async () => {
    // The file's head, its pickle, and everything behind the storages.
    const { entries } = await openZip(bytesSource(BARE));
    const first = entries.get('fanin.state_dict/data.pkl')!;
    const data = [...entries.values()].filter(({ name }) => name.includes('/data/'));
    const tail = Math.max(...data.map(({ end }) => end));
    const places = [
      ...Array.from(
        { length: 300 },
        (_, i) => first.start + Math.floor((i / 300) * (first.end - first.start)),
      ),
      ...Array.from({ length: 600 }, (_, i) => tail + Math.floor((i / 600) * (BARE.length - tail))),
      ...Array.from({ length: 98 }, (_, i) => BARE.length - 98 + i),
    ];
    let harmless = 0;
    const tried = some(places);
    for (const at of tried) {
      try {
        await openCheckpoint(bytesSource(patched(BARE, at, BARE[at]! ^ 0xff)));
        harmless++;
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(HuellaError);
        expect((error as HuellaError).code).toMatch(ANY);
        refused.count++;
      }
    }
    // Timestamps, versions, attributes and storages' checksums mean nothing here.
    expect(harmless).toBeLessThan(tried.length * 0.6);
  });
});

test('as many as there should be', () => {
  console.info(`${refused.count} malformed files refused`);
  expect(refused.count).toBeGreaterThan(150);
});
