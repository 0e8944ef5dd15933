import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentOf } from '../../src/engine/library';
import type { S3Store } from '../../src/engine/catalogue/s3';
import type { RoundReport } from '../../src/engine/catalogue/sides';
import { Device, randomFrom } from '../unit/engine/catalogue/devices';
import { Seaweed, seaweedfs } from './server';
import { Team } from './team';

/** What ten thousand photos cost: those who join, and those who add one. */

const PHOTOS = 10_000;
const ANIMALS = 1500;
/** Bytes of the included encoder's embedding, and of thumbnails as the app makes them of samples. */
const SIZE = { thumbnail: 11_000, embedding: 4 * 1760 };
const ENCODER = 'e'.repeat(64);
const LARGEST_RATIO = 1.2;
const PHOTOS_A_REQUEST = 200;
const HANDFUL = 8;

const program = seaweedfs();
let seaweed: Seaweed;

beforeAll(async () => {
  if (program !== null) seaweed = await Seaweed.start(program);
});
afterAll(() => (program === null ? undefined : seaweed.end()));

interface Cost {
  readonly requests: number;
  readonly up: number;
  readonly down: number;
}

async function bring(device: Device, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) {
    await device.bring(`photo ${i}`, i % 4 === 0 ? null : `Animal ${i % ANIMALS}`, ENCODER, SIZE);
  }
}

/** Of a gallery without its files: records as small as gzip makes them, embeddings, thumbnails. */
function weightOf({ records }: Device): number {
  const parts = records.photos.length * (SIZE.thumbnail + SIZE.embedding);
  return gzipSync(JSON.stringify(records)).length + parts;
}

async function costOf(team: Team, device: Device): Promise<{ cost: Cost; report: RoundReport }> {
  const store: S3Store = team.store();
  const report = await device.sync(store, team.secret, {
    files: 'none',
    checkpointEvery: undefined,
  });
  return { cost: { ...store.counts }, report };
}

/** A new device has it all for little more than it weighs. */
async function expectCheapStart(team: Team, sender: Device, words: string): Promise<Device> {
  const device = new Device('N', randomFrom(9));
  const { cost, report } = await costOf(team, device);
  const weight = weightOf(sender);
  const ratio = cost.down / weight;
  console.log(
    `${words}: a new device fetches ${PHOTOS} photos in ${cost.requests} requests and ` +
      `${(cost.down / 1e6).toFixed(1)} MB, ${ratio.toFixed(3)} times what they weigh`,
  );
  expect(report.damaged).toEqual([]);
  expect(device.records.photos).toHaveLength(sender.records.photos.length);
  expect(JSON.stringify(device.records) === JSON.stringify(sender.records)).toBe(true);
  for (const photo of device.records.photos.filter((_, i) => i % 997 === 0)) {
    const content = contentOf(photo);
    expect(await device.partsOf(content)).toEqual(await sender.partsOf(content));
  }
  expect(ratio).toBeLessThanOrEqual(LARGEST_RATIO);
  expect(cost.requests).toBeLessThanOrEqual(PHOTOS / PHOTOS_A_REQUEST);
  return device;
}

// Without Python there is no store to ask; `server.ts` says so aloud.
describe.skipIf(program === null)('ten thousand photos on a real store', () => {
  it('that came at once cost a new device little more than they weigh, and one more a handful', async () => {
    const team = new Team(seaweed, 'at-once');
    const a = new Device('A', randomFrom(1));
    await bring(a, 0, PHOTOS);
    const sent = await costOf(team, a);
    console.log(`sent in ${sent.cost.requests} requests and ${(sent.cost.up / 1e6).toFixed(1)} MB`);
    const b = await expectCheapStart(team, a, 'at once');
    await bring(a, PHOTOS, PHOTOS + 1);
    const more = await costOf(team, a);
    const heard = await costOf(team, b);
    console.log(
      `one photo more: ${more.cost.requests} requests and ${more.cost.up} bytes up, ` +
        `${heard.cost.requests} requests and ${heard.cost.down} bytes down at another`,
    );
    expect(b.records.photos).toHaveLength(PHOTOS + 1);
    expect(more.cost.requests).toBeLessThanOrEqual(HANDFUL);
    expect(heard.cost.requests).toBeLessThanOrEqual(HANDFUL);
  });
});
