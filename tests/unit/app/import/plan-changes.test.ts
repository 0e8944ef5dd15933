import { describe, expect, test, vi } from 'vitest';
import { Plan } from '../../../../src/app/import/plan.svelte';
import { sourceOf } from '../../../../src/app/import/source';
import { HuellaError } from '../../../../src/engine/errors';
import { ExchangeDesk } from '../../../../src/engine/exchange/desk';
import type { Services } from '../../../../src/runtime/services';

/** Files by path; what a photo holds does not matter. */
type Chosen = Readonly<Record<string, string>>;

interface Opened {
  readonly plan: Plan;
  readonly services: Services;
}

async function opened(chosen: Chosen, like?: Plan): Promise<Opened> {
  const services = {
    exchange: new ExchangeDesk(),
    library: { recordsIn: () => Promise.resolve({ decisions: 4, individuals: 2 }) },
  } as unknown as Services;
  const found = Object.entries(chosen).map(([path, text]) => ({
    ...{ path, file: new File([text], path.split('/').at(-1)!) },
  }));
  const source = await sourceOf(found, null, services);
  // As the library keeps them.
  const remembered = like && structuredClone(like.options);
  return { services, plan: await Plan.open(source, services, remembered) };
}

const TABLE = ['file,name,who', 'a.jpg,Luna,Rosa', 'b.jpg,,Nube', 'c.jpg,Luna,'].join('\n');
const PHOTOS: Chosen = { 'herd/a.jpg': '', 'herd/b.jpg': '', 'herd/c.jpg': '', 'herd/d.jpg': '' };
const WITH_TABLE: Chosen = { ...PHOTOS, 'herd/metadata.csv': TABLE };

const RESULTS = JSON.stringify({
  info: { format_version: '1.3' },
  detection_categories: { 1: 'animal' },
  images: [
    { file: 'a.jpg', detections: [{ category: '1', conf: 0.9, bbox: [0.1, 0.1, 0.3, 0.3] }] },
    { file: 'b.jpg', detections: [{ category: '1', conf: 0.4, bbox: [0.1, 0.1, 0.3, 0.3] }] },
    { file: 'c.jpg', detections: [] },
  ],
});
const WITH_RESULTS: Chosen = { ...PHOTOS, 'herd/detections.json': RESULTS };

const listOf = async (plan: Plan): Promise<(readonly [string, string | null])[]> =>
  (await plan.items()).map(({ name, individual }) => [name, individual ?? null] as const);
const kindsOf = (plan: Plan): string[] => plan.notes.map(({ kind }) => kind);

describe('photos alone', () => {
  test('loose files are asked nothing about, and come in their order', async () => {
    const { plan } = await opened({ 'b.jpg': '', 'a.jpg': '' });
    expect([plan.asks, plan.total, plan.naming]).toEqual([false, 2, 'none']);
    expect(await listOf(plan)).toEqual([
      ['b.jpg', null],
      ['a.jpg', null],
    ]);
  });

  test('subfolders are proposed as names; the person may say that they are none', async () => {
    const { plan } = await opened({
      'herd/Luna/1.jpg': '',
      'herd/Rosa/2.jpg': '',
      'herd/3.jpg': '',
    });
    expect([plan.asks, plan.total, plan.naming]).toEqual([true, 3, 'subfolders']);
    expect(await listOf(plan)).toEqual([
      ['herd/Luna/1.jpg', 'Luna'],
      ['herd/Rosa/2.jpg', 'Rosa'],
      ['herd/3.jpg', null],
    ]);
    plan.naming = 'none';
    expect((await listOf(plan)).map(([, name]) => name)).toEqual([null, null, null]);
  });

  test('what a system left is named, and is nothing to ask about', async () => {
    const { plan } = await opened({ 'a.jpg': '', '.DS_Store': '', 'Thumbs.db': '' });
    expect([plan.total, plan.asks]).toEqual([1, false]);
    expect(kindsOf(plan)).toEqual(['system-files', 'system-files']);
  });
});

describe('a table beside them', () => {
  test('names photos; those that it does not name are added only when asked for', async () => {
    const { plan } = await opened(WITH_TABLE);
    expect(plan.tables.map(({ head }) => head.name)).toEqual(['herd/metadata.csv']);
    expect([plan.asks, plan.total, plan.unnamed]).toEqual([true, 3, 1]);
    expect(await listOf(plan)).toEqual([
      ['herd/a.jpg', 'Luna'],
      ['herd/b.jpg', null],
      ['herd/c.jpg', 'Luna'],
    ]);
    plan.addUnnamed = true;
    expect(plan.total).toBe(4);
    expect((await listOf(plan)).at(-1)).toEqual(['herd/d.jpg', null]);
  });

  test('another column is another name; what it says is counted anew', async () => {
    const { plan } = await opened(WITH_TABLE);
    await plan.setColumn(plan.tables[0]!, 'individual', 2);
    expect(plan.tables[0]?.preview.individuals).toBe(2);
    expect((await listOf(plan)).map(([, name]) => name)).toEqual(['Rosa', 'Nube', null]);
    await plan.setColumn(plan.tables[0]!, 'file', null);
    expect(await listOf(plan)).not.toContainEqual(['herd/a.jpg', 'Rosa']);
  });

  test('two changes at once are both done, and it works until the last is', async () => {
    const { plan } = await opened(WITH_TABLE);
    const [table] = plan.tables;
    const changes = [plan.setColumn(table!, 'individual', 2), plan.setColumn(table!, 'notes', 1)];
    await changes[0];
    expect(plan.working).toBe(true);
    await changes[1];
    expect(plan.working).toBe(false);
    expect(plan.tables[0]?.mapping).toMatchObject({ file: 0, individual: 2, notes: 1 });
  });

  test('taken away while a change of it waits, it does not come back', async () => {
    const { plan } = await opened(WITH_TABLE);
    const [table] = plan.tables;
    await Promise.all([plan.dropTable(table!), plan.setColumn(table!, 'individual', 2)]);
    expect([plan.tables, plan.total, plan.failure]).toEqual([[], 4, null]);
  });

  test('a change that fails is said and leaves the table as it was; the next takes it back', async () => {
    const { plan, services } = await opened(WITH_TABLE);
    const [table] = plan.tables;
    const { exchange } = services;
    const gone = new HuellaError('internal', 'the worker is gone');
    vi.spyOn(exchange, 'previewRows').mockRejectedValueOnce(gone);
    await plan.setColumn(table!, 'individual', 2);
    expect([plan.failure, plan.tables[0], plan.working]).toEqual([gone, table, false]);
    await plan.setColumn(table!, 'individual', 2);
    expect(plan.failure).toBeNull();
    expect((await listOf(plan))[1]).toEqual(['herd/b.jpg', 'Nube']);
  });

  test('one of no use is left out and named; one that cannot be read as well', async () => {
    const { plan } = await opened({
      ...WITH_TABLE,
      'herd/people.csv': 'name,phone\nAna,1\n',
      'herd/other.csv': 'file,name\nelsewhere.jpg,Sol\n',
      'herd/broken.json': '{',
    });
    expect(plan.tables.map(({ head }) => head.name)).toEqual(['herd/metadata.csv']);
    expect(plan.notes.map((note) => ('name' in note ? [note.kind, note.name] : note))).toEqual(
      expect.arrayContaining([
        ['no-file-column', 'herd/people.csv'],
        ['names-nothing', 'herd/other.csv'],
        ['refused', 'herd/broken.json'],
      ]),
    );
    expect([plan.failure, plan.total]).toEqual([null, 3]);
  });

  test('one chosen by hand is added to it; one that cannot be read takes nothing away', async () => {
    const { plan } = await opened(WITH_TABLE);
    await plan.use(new File(['file,name\nd.jpg,Sol\n'], 'more.csv'));
    expect([plan.tables.length, plan.total, plan.unnamed]).toEqual([2, 4, 0]);
    await plan.use(new File(['{"a":1}'], 'results.json'));
    expect([plan.failure?.code, plan.tables.length, plan.total]).toEqual([
      ...['detections-unrecognised', 2, 4],
    ]);
  });

  test('records of an exported gallery come only with its own table', async () => {
    const { plan } = await opened({ ...WITH_TABLE, 'herd/huella.json': '{}' });
    expect(plan.adopted).toMatchObject({ name: 'herd/huella.json', decisions: 4 });
    await plan.use(new File(['file,name\nd.jpg,Sol\n'], 'more.csv'));
    await plan.dropTable(plan.tables[0]!);
    expect(plan.tables).toHaveLength(1);
    expect([plan.adopted, plan.options.records]).toEqual([null, null]);
  });
});

describe('a detector’s results beside them', () => {
  test('photos with an animal certain enough are added; how certain is the person’s to say', async () => {
    const { plan } = await opened(WITH_RESULTS);
    expect([plan.animals, plan.empty, plan.unnamed, plan.total]).toEqual([2, 1, 1, 2]);
    await plan.setConfidence(0.8);
    expect([plan.animals, plan.empty, plan.total]).toEqual([1, 2, 1]);
    const items = await plan.items();
    expect(items.map(({ name, crop }) => [name, crop !== undefined])).toEqual([
      ['herd/a.jpg', true],
    ]);
    expect(plan.report.map(({ kind }) => kind).sort()).toEqual([
      ...['no-animal', 'no-animal', 'unmentioned'],
    ]);
  });

  test('the last of many answers about certainty stands; dropped meanwhile they stay away', async () => {
    const { plan } = await opened(WITH_RESULTS);
    await Promise.all([0.5, 0.95, 0.3].map((confidence) => plan.setConfidence(confidence)));
    expect([plan.confidence, plan.animals]).toEqual([0.3, 2]);
    const [results] = plan.results;
    await Promise.all([plan.setConfidence(0.5), plan.dropResults(results!)]);
    expect([plan.results, plan.total, plan.failure]).toEqual([[], 4, null]);
  });

  test('beside a table they say where, and the table who', async () => {
    const { plan } = await opened({ ...WITH_RESULTS, 'herd/metadata.csv': TABLE });
    plan.addUnnamed = true;
    const items = await plan.items();
    expect(items.map(({ name, individual, crop }) => [name, individual, !!crop])).toEqual([
      ['herd/a.jpg', 'Luna', true],
      ['herd/b.jpg', undefined, true],
      ['herd/d.jpg', undefined, false],
    ]);
  });
});

describe('after a closed tab', () => {
  test.each([
    ['folders', { 'herd/Luna/1.jpg': '', 'herd/Rosa/2.jpg': '' }],
    ['a table', WITH_TABLE],
    ['results', WITH_RESULTS],
    ['both', { ...WITH_RESULTS, 'herd/metadata.csv': TABLE }],
  ])('the same choice gives the same photos: %s', async (_, chosen) => {
    const { plan } = await opened(chosen);
    plan.addUnnamed = true;
    await plan.setConfidence(0.5);
    if (plan.tables[0]) await plan.setColumn(plan.tables[0], 'individual', 2);
    const again = await opened(chosen, plan);
    const told = ({
      name,
      individual,
      crop,
    }: Awaited<ReturnType<Plan['items']>>[number]): object => ({
      ...{ name, individual, crop },
    });
    expect((await again.plan.items()).map(told)).toEqual((await plan.items()).map(told));
    expect(again.plan.total).toBe(plan.total);
  });
});
