/** Hands a file to the browser to be saved. */

let last: string | null = null;

export function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  // The browser reads it while it saves, for as long as that takes: the one before is surely done
  // when the next one comes.
  if (last) URL.revokeObjectURL(last);
  last = url;
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
