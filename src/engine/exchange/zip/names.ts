/** Names inside zips: nothing read from one ever points outside the folder it would be put into. */

/**
 * Longest name taken, in characters: file systems take 255 a part; longer ones are there to cause
 * trouble.
 */
const MAX_NAME = 1024;

/** Control characters: they turn a name on a screen or in a table into another one. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * The path of an entry as `folder/file`, without a drive, a leading slash or `.`; null when the
 * name has control characters or is empty. Backslashes are separators when an old Windows tool
 * wrote no other. `..` leads no further than to the zip's own top, as `unzip` has it: `zip -r out.zip
 * ../photos` begins all names with it.
 */
export function safePath(name: string): string | null {
  if (name.length > MAX_NAME || CONTROL.test(name)) return null;
  const slashed = name.includes('/') ? name : name.replaceAll('\\', '/');
  const parts: string[] = [];
  for (const part of slashed.replace(/^[a-z]:/i, '').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  // A backslash left inside a part would climb on Windows only.
  if (parts.length === 0 || parts.some((part) => part.split('\\').includes('..'))) return null;
  return parts.join('/');
}
