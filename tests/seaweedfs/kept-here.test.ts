import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type KeptHere } from '../../src/engine/catalogue/standing';
import { contentOf, type PhotoRecord } from '../../src/engine/library';
import { Device, randomFrom } from '../unit/engine/catalogue/devices';
import { Seaweed, seaweedfs } from './server';
import { Team } from './team';

/** Photos of two species on a real store, and a device that keeps the files of some. */

const DAY = 24 * 3600 * 1000;
const ENCODER = 'f'.repeat(64);
const MADRID = { latitude: 40.4168, longitude: -3.7038 };
/** 68 km from Madrid, and 447 km. */
const [SEGOVIA, DOÑANA] = [
  { latitude: 40.9429, longitude: -4.1088 },
  { latitude: 37.0, longitude: -6.43 },
];

/** What each photo shows, by its name. */
const PHOTOS = {
  luna: { species: 'Cat', place: MADRID, daysAgo: 10 },
  sol: { species: ' cat ', place: SEGOVIA, daysAgo: 100 },
  'a cat of nobody': { species: 'Cat', place: null, daysAgo: 400 },
  niebla: { species: 'Lynx', place: DOÑANA, daysAgo: 20 },
  trufa: { species: 'Lynx', place: SEGOVIA, daysAgo: 800 },
} as const;
type Name = keyof typeof PHOTOS;
const NAMES = Object.keys(PHOTOS) as Name[];
/** So long each photo says it is, as `Device` brings them. */
const PHOTO_BYTES = 1000;

const program = seaweedfs();
let seaweed: Seaweed;
let teams = 0;
let team: Team;
let a: Device;
let b: Device;
let ids: ReadonlyMap<string, Name>;

beforeAll(async () => {
  if (program !== null) seaweed = await Seaweed.start(program);
});
afterAll(() => (program === null ? undefined : seaweed.end()));

beforeEach(async () => {
  if (program === null) return;
  const random = randomFrom(teams);
  [a, b] = [new Device('A', random), new Device('B', random)];
  team = new Team(seaweed, `kept-${teams++}`);
  ids = await brought(a);
  await team.sync(a);
});

/** An individual has a species; a photo without an individual has one of its own. */
async function brought(device: Device): Promise<Map<string, Name>> {
  const found = new Map<string, Name>();
  for (const name of NAMES) {
    const { species, place, daysAgo } = PHOTOS[name];
    const isNobody = name.endsWith('nobody');
    const id = await device.bring(name, isNobody ? null : name, ENCODER);
    found.set(id, name);
    const takenAt = new Date(Date.now() - daysAgo * DAY).toISOString().slice(0, 19);
    const described = (photo: PhotoRecord): PhotoRecord =>
      photo.id === id ? { ...photo, place, takenAt, ...(isNobody ? { species } : {}) } : photo;
    const { photos, individuals } = device.records;
    device.records = {
      ...device.records,
      photos: photos.map(described),
      individuals: individuals.map((one) => (one.name === name ? { ...one, species } : one)),
    };
  }
  return found;
}

/** A round of `b`, which keeps what is chosen; the rest as at first. */
async function kept(change: Partial<KeptHere>): Promise<Name[]> {
  const keep = { ...DEFAULT_LIMITS.keep, files: 'chosen' as const, ...change };
  const report = await team.sync(b, { keep });
  // What is not wanted is not missing.
  expect(report).toMatchObject({ filesMissing: 0, damaged: [] });
  return held();
}

/** Photos whose whole files are on `b`; of all of them it can say who they are. */
async function held(): Promise<Name[]> {
  const files = await b.files();
  const { photos } = b.records;
  expect(photos.map(({ id }) => ids.get(id)).sort()).toEqual([...NAMES].sort());
  for (const photo of photos) {
    const parts = Object.keys(await b.partsOf(contentOf(photo)));
    expect(parts.sort()).toEqual([ENCODER, 'thumbnail']);
  }
  const here = photos.filter(({ sha256 }) => files.has(sha256));
  return here.map(({ id }) => ids.get(id)!).sort();
}

// Without Python there is no store to ask; `server.ts` says so aloud.
describe.skipIf(program === null)('a device that keeps some of the files', () => {
  it('of one species has no other, and gets the rest when the choice is widened', async () => {
    expect(await kept({ species: ['cat'] })).toEqual(['a cat of nobody', 'luna', 'sol']);
    expect(await kept({ species: ['Lynx', 'cat'] })).toEqual([...NAMES].sort());
    // Nor does a choice that is narrowed take away what came.
    expect(await kept({ species: ['Lynx'] })).toEqual([...NAMES].sort());
  });

  it('around a place has those within so many kilometres, and more with a larger circle', async () => {
    expect(await kept({ near: { ...MADRID, km: 67 } })).toEqual(['luna']);
    expect(await kept({ near: { ...MADRID, km: 440 } })).toEqual(['luna', 'sol', 'trufa']);
    expect(await kept({ near: { ...MADRID, km: 450 } })).toEqual([
      'luna',
      'niebla',
      'sol',
      'trufa',
    ]);
    // What has no place is near none.
    expect(await kept({})).toEqual([...NAMES].sort());
  });

  it('of the last months has those, and older ones when more months are asked for', async () => {
    expect(await kept({ months: 1 })).toEqual(['luna', 'niebla']);
    expect(await kept({ months: 6 })).toEqual(['luna', 'niebla', 'sol']);
    expect(await kept({ months: null })).toEqual([...NAMES].sort());
  });

  it('of one species, near a place and lately has what is all of it', async () => {
    const near = { ...MADRID, km: 70 };
    expect(await kept({ species: ['cat'], near, months: 6 })).toEqual(['luna', 'sol']);
    expect(await kept({ species: ['lynx'], near, months: 6 })).toEqual(['luna', 'sol']);
    expect(await kept({ species: ['lynx'], near })).toEqual(['luna', 'sol', 'trufa']);
  });

  it('within a budget has the newest, counts its own, and gets more with a larger one', async () => {
    const own = await b.bring('of b', 'Luna', ENCODER);
    ids = new Map([...ids, [own, 'of b' as Name]]);
    const round = async (photos: number | null): Promise<number> => {
      const bytes = photos === null ? null : photos * PHOTO_BYTES;
      const keep = { ...DEFAULT_LIMITS.keep, bytes };
      await team.sync(b, { keep });
      return (await b.files()).size;
    };
    expect(await round(3)).toBe(3);
    const newest = [...a.records.photos].sort((one, other) => other.importedAt - one.importedAt);
    for (const { sha256 } of newest.slice(0, 2)) expect(await b.file(sha256)).not.toBeNull();
    expect(await round(4)).toBe(4);
    expect(await round(1)).toBe(4);
    expect(await round(null)).toBe(NAMES.length + 1);
  });

  it('of none has all that search needs, and sends its own files all the same', async () => {
    await b.bring('of b', null, ENCODER);
    const report = await team.sync(b, { keep: { ...DEFAULT_LIMITS.keep, files: 'none' } });
    expect(report).toMatchObject({ filesSent: 1, filesReceived: 0, filesMissing: 0 });
    expect((await b.files()).size).toBe(1);
    await team.sync(a);
    expect((await a.files()).size).toBe(NAMES.length + 1);
  });
});
