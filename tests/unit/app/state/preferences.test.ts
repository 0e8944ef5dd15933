import { afterEach, expect, test, vi } from 'vitest';
import { I18n } from '../../../../src/app/i18n/i18n.svelte';
import { Preferences } from '../../../../src/app/state/preferences.svelte';
import { readSettings, writeSettings } from '../../../../src/runtime/settings';
import type { Services } from '../../../../src/runtime/services';
import { settle } from '../fake-app';

afterEach(() => vi.unstubAllGlobals());

function page(storage: Pick<Storage, 'getItem' | 'setItem'>): DOMStringMap & { lang: string } {
  const root = { lang: '', dataset: {} as DOMStringMap };
  vi.stubGlobal('document', { documentElement: root });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
  vi.stubGlobal('localStorage', storage);
  return root as unknown as DOMStringMap & { lang: string };
}

async function opened(): Promise<Preferences> {
  const services = {
    huella: { settings: { get: () => Promise.resolve(readSettings()) } },
  } as unknown as Services;
  return new Preferences(services, await I18n.start('en'));
}

test('what a script sets is on screen without a visit to Settings', async () => {
  const kept = new Map<string, string>();
  const root = page({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
  await opened();
  writeSettings({ theme: 'dark', language: 'es' });
  await vi.waitFor(() => expect(root.lang).toBe('es'));
  expect(root.dataset).toEqual({ theme: 'dark' });
});

test('a choice that cannot be stored lasts until the page closes', async () => {
  page({
    getItem: () => null,
    setItem: () => {
      throw new DOMException('no storage', 'SecurityError');
    },
  });
  const preferences = await opened();
  writeSettings({ theme: 'light' });
  await settle();
  expect([readSettings().theme, preferences.settings.theme]).toEqual(['light', 'light']);
});
