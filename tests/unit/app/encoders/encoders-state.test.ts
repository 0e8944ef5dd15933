import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EncodersState } from '../../../../src/app/encoders/encoders-state.svelte';
import { HuellaError } from '../../../../src/engine/errors';
import type { Catalogue } from '../../../../src/engine/install';
import type { Services } from '../../../../src/runtime/services';
import type { EncodersView, InstallState, LocalEncoder } from '../../../../src/runtime/status';
import { fakeApp, settle, type FakeApp } from '../fake-app';

/** The app's own. */
const CATALOGUE = JSON.parse(readFileSync('public/models/catalogue.json', 'utf8')) as Catalogue;
const [VARIANT] = CATALOGUE.variants as [Catalogue['variants'][number]];
const FILES = [new File(['weights'], 'weights.pt')];

const info = (id: string): LocalEncoder['info'] =>
  ({ id, fingerprint: `print-${id}`, bytes: 10, inputSize: 8 }) as unknown as LocalEncoder['info'];

const local = (id: string, more: Partial<LocalEncoder> = {}): LocalEncoder => ({
  ...{ id, name: id, state: 'installed', active: false, info: info(id), resumable: false },
  ...more,
});

const DEFAULT = local('default', { active: true });

const viewOf = (...encoders: readonly LocalEncoder[]): EncodersView => ({
  ...{ local: encoders, install: null, switching: null, fallback: null, whole: null },
});

interface Given {
  readonly view?: () => Promise<EncodersView>;
  readonly install?: (signal: AbortSignal) => Promise<unknown>;
  readonly installRequest?: (request: unknown, signal: AbortSignal) => Promise<unknown>;
  readonly use?: (id: string) => Promise<void>;
  readonly encode?: () => Promise<unknown>;
}

interface Started extends FakeApp {
  readonly encoders: EncodersState;
  /** Names of the calls that stop or steer, in order. */
  readonly called: string[];
  readonly removed: unknown[];
  readonly changed: () => void;
}

async function started(given: Given = {}, State = EncodersState): Promise<Started> {
  const called: string[] = [];
  const removed: unknown[] = [];
  let changed = (): void => undefined;
  const app = await fakeApp({});
  const say = (name: string) => (): Promise<void> => {
    called.push(name);
    // The tab that led is gone.
    return Promise.reject(new Error('gone'));
  };
  const services = {
    ...app.services,
    onEncodersChange: (listener: () => void) => {
      changed = listener;
    },
    encoders: {
      view: given.view ?? (() => Promise.resolve(viewOf(DEFAULT))),
      installRequest: given.installRequest,
      resumeInstall: (id: string) => {
        called.push(`resume ${id}`);
        return Promise.resolve({ name: id });
      },
      stopInstall: say('stopInstall'),
      pauseSwitch: say('pauseSwitch'),
      resumeSwitch: say('resumeSwitch'),
      cancelSwitch: say('cancelSwitch'),
    },
    huella: {
      encode: given.encode ?? (() => Promise.reject(new Error('no encoder'))),
      encoders: {
        install: (_: string, { signal }: { signal: AbortSignal }) => given.install!(signal),
        use: given.use ?? (() => Promise.resolve()),
        remove: (...args: unknown[]) => Promise.resolve(void removed.push(args)),
      },
    },
  } as unknown as Services;
  const encoders = new State(services, app.i18n, app.announcer);
  return { ...app, encoders, called, removed, changed: () => changed() };
}

/** An installation that ends when it is told to, or when its signal says so. */
function held(): { install: NonNullable<Given['install']>; end: (result: unknown) => void } {
  let end = (_: unknown): void => undefined;
  const install = (signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve, reject) => {
      end = (result) => (result instanceof Error ? reject(result) : resolve(result));
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  return { install, end: (result) => end(result) };
}

let fetched: () => Promise<Pick<Response, 'ok' | 'json'>>;

beforeEach(() => {
  fetched = () => Promise.resolve({ ok: true, json: () => Promise.resolve(CATALOGUE) });
  vi.stubGlobal('document', { baseURI: 'http://localhost/' });
  vi.stubGlobal('fetch', () => fetched());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the list', () => {
  test('of the catalogue, what is not here is offered', async () => {
    const { encoders } = await started({
      view: () => Promise.resolve(viewOf(DEFAULT, local(VARIANT.id))),
    });
    await encoders.open();
    expect(encoders.view.local.map(({ id }) => id)).toEqual(['default', VARIANT.id]);
    expect(encoders.offered).toEqual(CATALOGUE.variants.slice(1));
    expect(encoders.failure).toBeNull();
  });

  test('a catalogue that cannot be fetched is said, and asked for again at the next visit', async () => {
    vi.resetModules();
    const fresh = await import('../../../../src/app/encoders/encoders-state.svelte');
    const { encoders } = await started({}, fresh.EncodersState);
    fetched = () => Promise.reject(new TypeError('offline'));
    await encoders.open();
    expect([typeof encoders.failure, encoders.catalogue]).toEqual(['string', null]);
    fetched = () => Promise.resolve({ ok: true, json: () => Promise.resolve(CATALOGUE) });
    await encoders.open();
    expect([encoders.failure, encoders.catalogue]).toEqual([null, CATALOGUE]);
  });

  test('changes come faster than they are read: one reading at a time, the last one after all', async () => {
    const answers: { resolve: (view: EncodersView) => void; reject: (error: Error) => void }[] = [];
    const { encoders, changed } = await started({
      view: () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    });
    for (let i = 0; i < 5; i++) changed();
    expect(answers).toHaveLength(1);
    // What was read before the last change may be old, or fail.
    answers[0]!.reject(new HuellaError('storage-failed', 'closed'));
    await settle();
    expect(answers).toHaveLength(2);
    answers[1]!.resolve(viewOf(DEFAULT));
    await settle();
    expect([encoders.view.local, answers.length]).toEqual([[DEFAULT], 2]);
  });
});

describe('installing', () => {
  test('says when it is done, and shows what is here then', async () => {
    const here = [DEFAULT];
    const { install, end } = held();
    const app = await started({ install, view: () => Promise.resolve(viewOf(...here)) });
    const run = app.encoders.install(VARIANT);
    await settle();
    expect(app.announcer.shown).toBeNull();
    here.push(local(VARIANT.id));
    end({ name: 'A model' });
    await run;
    expect(app.announcer.shown?.text).toContain('A model');
    expect(app.encoders.view.local).toHaveLength(2);
  });

  test('stopped, it is no failure; the next stop is about the next installation', async () => {
    const { install, end } = held();
    const { encoders, called, announcer } = await started({ install });
    const run = encoders.install(VARIANT);
    await settle();
    encoders.stop();
    expect(encoders.stopping).toBe(true);
    await run;
    expect([encoders.stopping, encoders.failure, announcer.shown]).toEqual([false, null, null]);
    const next = encoders.install(VARIANT);
    await settle();
    end({ name: 'A model' });
    await next;
    expect(announcer.shown?.text).toContain('A model');
    // Another tab began it: it is stopped where it runs.
    encoders.stop();
    await settle();
    expect(called).toEqual(['stopInstall']);
  });

  test('what went wrong while another screen was open is still said on the way back', async () => {
    const { install, end } = held();
    const { encoders, i18n } = await started({ install });
    await encoders.open();
    const run = encoders.install(VARIANT);
    await settle();
    end(new HuellaError('storage-full', 'full'));
    await run;
    const words = i18n.error({ code: 'storage-full' });
    expect(encoders.failure).toBe(words);
    await encoders.open();
    expect(encoders.failure).toBe(words);
    const again = encoders.install(VARIANT);
    expect(encoders.failure).toBeNull();
    await settle();
    end({ name: 'A model' });
    await again;
    expect(encoders.failure).toBeNull();
  });

  test('one that was interrupted goes on', async () => {
    const { encoders, called, announcer } = await started();
    await encoders.resume(local('half', { state: 'partial', info: null }));
    expect(called).toEqual(['resume half']);
    expect(announcer.shown?.text).toContain('half');
  });
});

describe('files that do not say everything', () => {
  const needed = (detail: Record<string, string>): HuellaError =>
    new HuellaError('encoder-card-needed', 'what size?', detail);

  test('are asked about; the answers go with the files, earlier ones too', async () => {
    const requests: unknown[] = [];
    const asks = [
      needed({ missing: 'network, imageSize', choices: 'teacher, student' }),
      needed({ missing: 'file', file: 'weights.data' }),
    ];
    const { encoders, announcer } = await started({
      installRequest: (request) => {
        requests.push(request);
        const ask = asks.shift();
        return ask ? Promise.reject(ask) : Promise.resolve({ name: 'Mine' });
      },
    });
    await encoders.installFrom(FILES);
    expect(encoders.question).toEqual({
      ...{ missing: ['network', 'imageSize'], choices: ['teacher', 'student'], sizes: [] },
      ...{ file: null, source: FILES, facts: {} },
    });
    expect([encoders.failure, announcer.shown]).toEqual([null, null]);
    const facts = { network: 'teacher', imageSize: 224, dimension: 2 };
    await encoders.installFrom(FILES, facts);
    expect(encoders.question).toMatchObject({ missing: ['file'], file: 'weights.data', facts });
    await encoders.installFrom(FILES, facts);
    expect(encoders.question).toBeNull();
    expect(announcer.shown?.text).toContain('Mine');
    expect(requests[0]).toMatchObject({ source: FILES, facts: undefined });
    expect(requests[2]).toEqual({
      ...{ source: FILES, imageSize: 224, network: 'teacher', facts: { dimension: 2 } },
    });
  });

  test('a file that is no model is a failure, not a question', async () => {
    const { encoders } = await started({
      installRequest: () => Promise.reject(new HuellaError('checkpoint-not-recognised', 'text')),
    });
    await encoders.installFrom(FILES);
    expect([typeof encoders.failure, encoders.question]).toEqual(['string', null]);
  });
});

describe('the precision of what is installed', () => {
  test('is remembered across a reload, and offered where the backend gains by it', async () => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    });
    const { encoders } = await started();
    encoders.backend = 'wasm';
    expect([encoders.precision, encoders.precisions]).toEqual(['fp32', ['fp32', 'int8']]);
    encoders.precision = 'int8';

    // A reload makes the state anew.
    const { encoders: again } = await started();
    // Before the backend is known nothing is promised.
    expect([again.precision, again.precisions]).toEqual(['fp32', []]);
    again.backend = 'wasm';
    expect(again.precision).toBe('int8');
    again.backend = 'webgpu';
    expect([again.precision, again.precisions]).toEqual(['fp32', ['fp32', 'fp16']]);
    again.backend = 'wasm';
    expect(again.precision).toBe('int8');
  });

  test('without storage lasts until the page closes', async () => {
    const refuse = (): never => {
      throw new DOMException('no storage', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
    const { encoders } = await started();
    encoders.backend = 'wasm';
    encoders.precision = 'int8';
    expect(encoders.precision).toBe('int8');
  });
});

describe('using and removing', () => {
  test('shows which one is at work until it is done; the failure of one is said', async () => {
    let fail = (_: Error): void => undefined;
    const { encoders, i18n, announcer } = await started({
      use: () => new Promise((_, reject) => (fail = reject)),
    });
    const run = encoders.use(local('big'));
    await settle();
    expect(encoders.working).toBe('big');
    fail(new HuellaError('out-of-memory', 'no room'));
    await run;
    expect(encoders.working).toBeNull();
    expect(encoders.failure).toBe(i18n.error({ code: 'out-of-memory' }));
    expect(announcer.shown).toBeNull();
  });

  test('the second of two that are chosen is shown until it is done too', async () => {
    const done = new Map<string, () => void>();
    const { encoders } = await started({
      use: (id) => new Promise((resolve) => done.set(id, resolve)),
    });
    const first = encoders.use(local('one'));
    const second = encoders.use(local('two'));
    await settle();
    done.get('one')!();
    await first;
    expect(encoders.working).toBe('two');
    done.get('two')!();
    await second;
    expect(encoders.working).toBeNull();
  });

  test('what a model prepared stays where the person wants that', async () => {
    const { encoders, removed, announcer } = await started();
    await encoders.remove(local('old'), { keepPrepared: true });
    expect(removed).toEqual([['old', { keepPrepared: true }]]);
    expect(announcer.shown?.text).toContain('old');
  });

  test('a leader that is gone is no failure of steering: the next one says how it stands', async () => {
    const { encoders, called } = await started();
    encoders.pauseSwitch();
    encoders.resumeSwitch();
    encoders.cancelSwitch();
    await settle();
    expect(called).toEqual(['pauseSwitch', 'resumeSwitch', 'cancelSwitch']);
    expect(encoders.failure).toBeNull();
  });
});

describe('the time a photo takes here', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    vi.stubGlobal(
      'OffscreenCanvas',
      class {
        getContext = (): object => ({ fillRect: () => undefined });
        convertToBlob = (): Promise<Blob> => Promise.resolve(new Blob(['picture']));
      },
    );
  });

  /** Encodings that take these times, one after another. */
  const taking = (...times: number[]): { encode: () => Promise<unknown>; left: number[] } => ({
    left: times,
    encode: () => {
      vi.advanceTimersByTime(times.shift()!);
      return Promise.resolve({});
    },
  });

  test('is the fastest of three, as of the included model, and is measured once', async () => {
    const active = local(VARIANT.id, { active: true });
    const { encode, left } = taking(90, 30, 60, 1000);
    const { encoders } = await started({ encode, view: () => Promise.resolve(viewOf(active)) });
    await encoders.open();
    await encoders.open();
    expect(encoders.device.includedMs).toBeCloseTo(30 / VARIANT.cost);
    expect(left).toEqual([1000]);
  });

  test('nothing is recommended before it is known, nor what is here', async () => {
    const here = [DEFAULT];
    const { encode } = taking(1, 1, 1);
    const { encoders } = await started({
      encode,
      view: () => Promise.resolve(viewOf(...here)),
    });
    await encoders.refresh();
    expect(encoders.recommendation([], 10)).toBeNull();
    await encoders.open();
    const { variant } = encoders.recommendation([], 10)!;
    expect(CATALOGUE.variants).toContainEqual(variant);
    here.push(local(variant.id, { state: 'partial' }));
    await encoders.refresh();
    expect(encoders.recommendation([], 10)?.variant).toBe(variant);
    here[1] = local(variant.id);
    await encoders.refresh();
    expect(encoders.recommendation([], 10)).toBeNull();
  });

  test('is not measured beside an installation, nor where the encoder fails', async () => {
    let view: EncodersView = { ...viewOf(DEFAULT), install: {} as InstallState };
    let encoded = 0;
    const { encoders } = await started({
      view: () => Promise.resolve(view),
      encode: () => {
        encoded += 1;
        return Promise.reject(new HuellaError('encoder-failed', 'lost'));
      },
    });
    await encoders.open();
    expect(encoded).toBe(0);
    view = viewOf(DEFAULT);
    await encoders.open();
    expect([encoded, encoders.device.includedMs, encoders.failure]).toEqual([1, null, null]);
  });
});
