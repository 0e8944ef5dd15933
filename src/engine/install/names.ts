/** What an installation is called, by where it comes from. */

/** An address, or files on disk. */
export type Source = string | readonly File[];

/** Ids are folder names: short, and of letters every file system has. */
const MAX_ID_LENGTH = 60;

/** The same for the same source. */
export function originOf(source: Source): string {
  if (typeof source === 'string') return source;
  return source.map(({ name, size, lastModified }) => `${name}:${size}:${lastModified}`).join(' ');
}

export function nameOf(source: Source): string {
  const file =
    typeof source === 'string' ? new URL(source).pathname.split('/').at(-1)! : source[0]!.name;
  return withoutEnding(decodeURIComponent(file)) || 'encoder';
}

export function withoutEnding(file: string): string {
  return file.replace(/\.(safetensors|bin|pth?|ckpt|zip|onnx)$/i, '');
}

export function idOf(name: string): string {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, MAX_ID_LENGTH);
  // The bundled encoder's own.
  return id === '' || id === 'default' ? 'encoder' : id;
}
