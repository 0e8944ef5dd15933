import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Incoming } from '../../../../src/app/offline/incoming.svelte';
import { fakeApp, settle, type FakeApp } from '../fake-app';

type Consumer = (params: { files: readonly { getFile(): Promise<File> }[] }) => void;

const photo = new File(['a'], 'a.jpg');
const readable = { getFile: () => Promise.resolve(photo) };
const gone = { getFile: () => Promise.reject(new DOMException('gone', 'NotFoundError')) };

let launch: Consumer;
let app: FakeApp;
let shared: string | null;
let went: string[];
let asked: File[];
let incoming: Incoming;

beforeEach(async () => {
  const setConsumer = (consumer: Consumer): void => void (launch = consumer);
  vi.stubGlobal('window', { launchQueue: { setConsumer } });
  vi.stubGlobal('document', { baseURI: 'http://localhost/' });
  app = await fakeApp({});
  [shared, went, asked] = [null, [], []];
  const route = { params: { get: () => shared } };
  const router = { route, go: (name: string) => void went.push(name) };
  const identify = { ask: (file: File) => void asked.push(file) };
  const module = await import('../../../../src/app/offline/incoming.svelte');
  incoming = new module.Incoming(
    router as never,
    identify as never,
    {} as never,
    app.i18n,
    app.announcer,
  );
});

afterEach(() => vi.unstubAllGlobals());

test('a file opened with Huella is asked about', async () => {
  launch({ files: [readable] });
  await settle();
  expect([went, asked]).toEqual([['identify'], [photo]]);
  expect(app.announcer.shown).toBeNull();
});

test('one that cannot be read is said, and the others are taken', async () => {
  launch({ files: [gone] });
  await settle();
  expect(app.announcer.shown?.text).toBe(app.i18n.t.errors['photo-unreadable']);
  expect(asked).toEqual([]);
  launch({ files: [readable, gone] });
  await settle();
  expect(asked).toEqual([photo]);
});

test('a shared photo that cannot be taken is said', async () => {
  shared = '1-a';
  vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('no', 'UnknownError')) });
  await incoming.take();
  await settle();
  expect(app.announcer.shown?.text).toBe(app.i18n.t.errors['photo-unreadable']);
});
