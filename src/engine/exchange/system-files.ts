/** Which files among a person's belong to a system. */

/**
 * Files and folders that systems leave among a person's: thumbnails, deleted photos, indexes. By
 * their makers: hidden ones of Unix and macOS (`.thumbnails`, `.Trash-1000`, `._1.jpg`), macOS's
 * zips, Synology, QNAP, Windows, chkdsk, fsck, Android, ASUSTOR, Picasa.
 */
const SYSTEM_NAME = new RegExp(
  '^(?:' +
    [
      '\\..*',
      '__macosx|icon\\r|network trash folder|temporary items|thevolumesettingsfolder',
      '@eadir|#recycle|#snapshot|@tmp|@sharebin|@appstore',
      '@recycle|@recently-snapshot|@__thumb|@transcode',
      '\\$recycle\\.bin|recycler|recycled|\\$extend|\\$winreagent|system volume information|thumbs\\.db(?::.*)?|ehthumbs(?:_vista)?\\.db|desktop\\.ini',
      'found\\.\\d{3}|lost\\+found|lost\\.dir|\\$rescued|~\\$.*',
      'ipod photo cache|picasa\\.ini|_gsdata_|\\$avg|dfsrprivate',
    ].join('|') +
    ')$',
  'i',
);

export function isWanted(path: string): boolean {
  return systemPartOf(path) === null;
}

/**
 * The part of a path by which it belongs to a system and not to the person; null when it is the
 * person's.
 */
export function systemPartOf(path: string): string | null {
  return path.split('/').find((part) => SYSTEM_NAME.test(part)) ?? null;
}
