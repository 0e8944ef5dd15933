import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

const CANDIDATES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:/Program Files/Mozilla Firefox/firefox.exe',
];

/** The Firefox the tests drive: `HUELLA_FIREFOX`, or the first one found in the usual places. */
export function findFirefox(): string {
  const named = process.env['HUELLA_FIREFOX'];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`HUELLA_FIREFOX names ${named}, which does not exist.`);
  }
  for (const path of CANDIDATES) if (existsSync(path)) return path;
  try {
    return execFileSync('which', ['firefox'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    throw new Error(
      'No Firefox found. Install it with one of:\n' +
        '  Debian:          sudo apt-get update && sudo apt-get install -y firefox-esr\n' +
        '  Ubuntu:          sudo snap install firefox\n' +
        '  Fedora:          sudo dnf install -y firefox\n' +
        '  macOS:           brew install --cask firefox\n' +
        'or set HUELLA_FIREFOX to the path of a Firefox.',
    );
  }
}

/**
 * Answers the question whether the gallery may be kept, as a person would. Other settings are as
 * Firefox ships them.
 */
export const FIREFOX_PREFERENCES: Readonly<Record<string, boolean>> = {
  'dom.storageManager.prompt.testing': true,
  'dom.storageManager.prompt.testing.allow': true,
};
