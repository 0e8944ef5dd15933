/**
 * A person's preferences. In localStorage because language and theme are needed before the first
 * paint, synchronously.
 */
import type { Signature } from '../engine/gallery';
import type { Settings } from './api';
import { LANGUAGE_CODES } from './languages';

const KEY = 'huella.settings';

type Choice = Exclude<keyof Settings, 'observer'>;

const CHOICES: { readonly [Name in Choice]: readonly Settings[Name][] } = {
  concurrency: [2, 1],
  backend: ['auto', 'webgpu', 'wasm'],
  language: ['auto', ...LANGUAGE_CODES],
  theme: ['auto', 'light', 'dark'],
  learning: ['on', 'off'],
  markings: ['auto', 'always', 'never'],
  boxes: ['suggest', 'surest', 'off'],
  encounterSeconds: [60, 300, 1800, 3600, 86_400],
};

/** The first choice of each is the default. */
const DEFAULTS: Settings = {
  concurrency: 2,
  backend: 'auto',
  language: 'auto',
  theme: 'auto',
  learning: 'on',
  markings: 'auto',
  boxes: 'suggest',
  encounterSeconds: 60,
  observer: '',
};

/** A name, not a story: it is written beside every decision. */
export const LONGEST_OBSERVER = 60;

/**
 * Keeps the known names whose value is one of the choices; anything else a stored or given object
 * holds is dropped.
 */
function valid(candidate: unknown): Partial<Settings> {
  if (typeof candidate !== 'object' || candidate === null) return {};
  const given = candidate as Record<string, unknown>;
  const { observer } = given;
  return {
    ...Object.fromEntries(
      Object.entries(CHOICES)
        .filter(([name, choices]) => (choices as readonly unknown[]).includes(given[name]))
        .map(([name]) => [name, given[name]]),
    ),
    ...(typeof observer === 'string' && observer.length <= LONGEST_OBSERVER
      ? { observer: observer.trim() }
      : {}),
  };
}

/** Choices that could not be stored: they last until the page closes. */
let unstored: Partial<Settings> = {};

/** Called after each choice made on this page. */
const listeners = new Set<() => void>();

export function readSettings(): Settings {
  let stored: Partial<Settings> = {};
  try {
    stored = valid(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    // Storage may be forbidden or hold something else: the defaults work.
  }
  return { ...DEFAULTS, ...stored, ...unstored };
}

/** @throws RangeError when a value is none of its setting's choices */
export function writeSettings(change: Partial<Settings>): Settings {
  const accepted = valid(change);
  const refused = Object.keys(change).filter((name) => !(name in accepted));
  if (refused.length > 0) throw new RangeError(`No such setting or value: ${refused.join(', ')}`);
  const settings = { ...readSettings(), ...accepted };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
    unstored = {};
  } catch {
    unstored = settings;
  }
  for (const listener of listeners) listener();
  return settings;
}

/** Under what a decision is written down: an id of its own, and who decides. */
export function newSignature(): Signature {
  return { id: crypto.randomUUID(), by: readSettings().observer };
}

/** Calls back after a choice, by a person or a script, on this page or in another tab. */
export function onSettingsChange(listener: () => void): void {
  listeners.add(listener);
  addEventListener('storage', (event) => {
    // No key: everything was cleared.
    if (event.key === KEY || event.key === null) listener();
  });
}
