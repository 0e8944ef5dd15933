import { expect, test } from '@playwright/test';
import { Seaweed, seaweedfs } from '../seaweedfs/server.ts';
import { letIn, linkTo, Member, type Encoder } from './share-member.ts';
import { randomly } from './victim.ts';

/**
 * People who share a gallery through a real store, each in a browser of their own: all at once, away
 * for a while, with clocks that are wrong, and one whose browser is killed again and again in the
 * middle of a round.
 */

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;
/** Milliseconds after which a browser is killed, at the most; it follows how long rounds take. */
const FIRST_ROUND_MS = 1200;
/** So that one in five comes too late, and the last steps of a round have their share. */
const [LONGER, SHORTER] = [1.05, 0.8];
const KILLS = 50;
/** Before the name of a stage in what a page says. */
const STAGE = 'stage: ';

let store: Seaweed;
let program: string | null = null;
let members: Member[] = [];

test.beforeAll(async () => {
  test.setTimeout(300_000);
  program = seaweedfs();
  if (program !== null) store = await Seaweed.start(program);
});
test.afterEach(async () => {
  await Promise.all(members.map((member) => member.end()));
  members = [];
});
test.afterAll(() => (program === null ? undefined : store.end()));

/** Each with its clock wrong by so much; the store lets their pages in, by the rule they show. */
async function team(prefix: string, clocks: readonly number[]): Promise<Encoder> {
  for (const ahead of clocks) members.push(await Member.start(store.endpoint, ahead));
  await letIn(store, members);
  const link = linkTo(prefix);
  for (const member of members) await member.join(link);
  return members[0]!.encoder();
}

/** A round of each, at once; of those that are cut off it fails. */
async function syncAll(who: readonly Member[] = members): Promise<void> {
  await Promise.all(
    who.map(({ page }) =>
      page.evaluate(() => window.huella.catalogue.sync().catch(() => undefined)),
    ),
  );
}

type Keyed = Readonly<Record<string, unknown>>;

/** What two galleries say differently, a line for each record or photo: enough to look for why. */
function differences(one: string, other: string): string[] {
  if (one === other) return [];
  const lines = (text: string): Set<string> => {
    const [stores, parts] = JSON.parse(text) as [[string, Keyed[]][], unknown[]];
    const records = stores.flatMap(([store, all]) =>
      all.map((record) => `${store}: ${JSON.stringify(record)}`),
    );
    return new Set([...records, ...parts.map((part) => `parts: ${JSON.stringify(part)}`)]);
  };
  const [first, second] = [lines(one), lines(other)];
  const found = [
    ...[...first].filter((line) => !second.has(line)).map((line) => `- ${line}`),
    ...[...second].filter((line) => !first.has(line)).map((line) => `+ ${line}`),
  ];
  return found.length > 0 ? found : ['the order of records'];
}

/** All have heard of all, have the same gallery to the bit, and nothing more to say. */
async function expectOneGallery(
  { fingerprint }: Encoder,
  brought: readonly string[],
): Promise<void> {
  for (let i = 0; i < 3; i++) {
    for (const { page } of members) await page.evaluate(() => window.huella.catalogue.sync());
  }
  const galleries = await Promise.all(
    members.map(({ page }) => page.evaluate((print) => window.inside.whole(print), fingerprint)),
  );
  for (const gallery of galleries) expect(differences(galleries[0]!, gallery)).toEqual([]);
  // Nor is a part of any photo missing.
  expect(galleries[0]!.includes('"none"')).toBe(false);
  expect(await members[0]!.page.evaluate(() => window.inside.files())).toEqual([...brought].sort());
  for (const { page } of members) {
    expect(await page.evaluate(() => window.huella.integrityCheck())).toEqual([]);
    const report = await page.evaluate(() => window.huella.catalogue.sync());
    expect(report).toMatchObject({ sent: 0, received: 0, filesMissing: 0, damaged: [] });
  }
}

/** What one of them does: a photo now and then, and edits. @returns SHA-256 of the photos */
async function work(
  { page }: Member,
  encoder: Encoder,
  random: () => number,
  name: string,
  photos = random() < 0.5 ? 1 : 0,
): Promise<string[]> {
  const brought: string[] = [];
  for (let i = 0; i < photos; i++) {
    const owner = ['Luna', 'Sol', null][Math.floor(random() * 3)]!;
    brought.push(
      await page.evaluate(([name, owner, encoder]) => window.inside.bring(name, owner, encoder), [
        `${name}-${i}.jpg`,
        owner,
        encoder,
      ] as const),
    );
  }
  if (random() < 0.6) {
    const dice = [random(), random(), random()] as const;
    await page.evaluate((dice) => window.inside.edit(dice), dice);
  }
  return brought;
}

function seeded(): () => number {
  const seed = Number(process.env['HUELLA_SEED'] ?? Date.now() % 1e6);
  console.log(`share: seed ${seed}`);
  return randomly(seed);
}

test('two with clocks a year apart, who work at once and are away in turns, have one gallery', async () => {
  // SeaweedFS comes from PyPI: without Python there is no store, and `server.ts` says so aloud.
  test.skip(program === null, 'No Python: SeaweedFS cannot be had.');
  test.setTimeout(600_000);
  const random = seeded();
  const encoder = await team('two', [-10 * MINUTE, YEAR]);
  const brought: string[] = [];
  for (let i = 0; i < 24; i++) {
    // Away for three of eight turns, one and then the other.
    const away = i % 8 < 3 ? members[Math.floor(i / 8) % 2] : undefined;
    for (const { line } of members) line.mend();
    away?.line.cut();
    const done = await Promise.all(
      members.map((member, who) => work(member, encoder, random, `${i}-${who}`)),
    );
    brought.push(...done.flat());
    if (random() < 0.7) await syncAll(members.filter((member) => member !== away));
  }
  for (const { line } of members) line.mend();
  await expectOneGallery(encoder, brought);
});

test(`four lose and double nothing when one is killed ${KILLS} times in its rounds`, async () => {
  test.skip(program === null, 'No Python: SeaweedFS cannot be had.');
  test.setTimeout(1_800_000);
  const random = seeded();
  const encoder = await team('four', [0, 10 * MINUTE, YEAR, -YEAR]);
  const [victim, ...others] = members as [Member, Member, Member, Member];
  const brought: string[] = [];
  let killed = 0;
  let missed = 0;
  let longest = FIRST_ROUND_MS;
  const stages: Record<string, number> = {};
  for (let i = 0; killed < KILLS; i++) {
    const away = i % 8 < 2 ? others[Math.floor(i / 8) % 3] : undefined;
    for (const { line } of others) line.mend();
    away?.line.cut();
    const page = await victim.open();
    const done = await Promise.all([
      work(victim, encoder, random, `${i}-victim`, 1 + Math.floor(random() * 2)),
      ...others.map((member, who) =>
        random() < 0.3 ? work(member, encoder, random, `${i}-${who}`) : [],
      ),
    ]);
    brought.push(...done.flat());
    const beside = syncAll(others.filter((one) => one !== away && random() < 0.5));
    let stage = 'nothing yet';
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    page.on('console', (message) => {
      if (!message.text().startsWith(STAGE)) return;
      stage = message.text().slice(STAGE.length);
      begin();
    });
    const sync = (mark: string): Promise<unknown> =>
      window.huella.catalogue.sync({ onProgress: ({ label }) => console.debug(mark + label) });
    const round = page.evaluate(sync, STAGE).then(
      () => 'over',
      () => 'killed',
    );
    // Until it tells its first stage, a worker starts and others are waited for.
    if (random() < 0.8) await Promise.race([round, begun]);
    const moment = new Promise((resolve) => setTimeout(resolve, random() * longest, 'killed'));
    if ((await Promise.race([round, moment])) === 'killed') {
      killed += 1;
      longest *= LONGER;
      stages[stage] = (stages[stage] ?? 0) + 1;
    } else {
      missed += 1;
      longest *= SHORTER;
    }
    await victim.kill();
    await Promise.all([round, beside]);
  }
  console.log(`share: ${brought.length} photos, ${killed} kills in a round, ${missed} after one`);
  console.log(`share: the last that killed rounds had told: ${JSON.stringify(stages)}`);
  for (const { line } of members) line.mend();
  await victim.open();
  await expectOneGallery(encoder, brought);
});
