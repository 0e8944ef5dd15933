/** The address of a model's file, as people copy it. */

/**
 * A hub shows a file on a page of its own (`/blob/`), and gives the file itself at `/resolve/`.
 *
 * @returns null for what is no address of a file over https (or http, of this machine)
 */
export function fileAddress(text: string): URL | null {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  const here = url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname);
  if (url.protocol !== 'https:' && !here) return null;
  if (url.username !== '' || url.pathname.endsWith('/')) return null;
  url.hash = '';
  url.pathname = url.pathname.replace(/^((?:\/[^/]+){2})\/blob\//, '$1/resolve/');
  return url;
}
