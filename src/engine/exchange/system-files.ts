/** Which files among a person's belong to a system. */

/**
 * Files and folders that systems leave among a person's: thumbnails, deleted photos, indexes. By
 * their makers: hidden ones of Unix and macOS (`.thumbnails`, `.Trash-1000`, `._1.jpg`), macOS's
 * zips, Synology, QNAP, Windows, chkdsk, fsck, Android, ASUSTOR, Picasa, NetApp, Nextcloud,
 * Lightroom.
 */
const SYSTEM_NAME = new RegExp(
  '^(?:' +
    [
      '\\.(?!\\.).*',
      '__macosx|icon\\r|network trash folder|temporary items|thevolumesettingsfolder',
      '@eadir|#recycle|#snapshot|@tmp|@sharebin|@appstore',
      '@recycle|@recently-snapshot|@__thumb|@transcode',
      '\\$recycle\\.bin|recycler|recycled|\\$extend|\\$winreagent|system volume information|thumbs\\.db(?::.*)?|ehthumbs(?:_vista)?\\.db|desktop\\.ini',
      'found\\.\\d{3}|lost\\+found|lost\\.dir|\\$rescued|~\\$.*',
      'ipod photo cache|picasa\\.ini|_gsdata_|\\$avg|dfsrprivate',
      '~snapshot|appdata_[a-z\\d]{10,}|.*\\.lrdata',
      'recently deleted|eliminad[oa]s? recientemente|apagad[oa]s? recentemente|files_trashbin',
      // Pictures of films, and what a phone did to a picture.
      'thmbnl|avchdtn|.*\\.thm|.*\\.aae',
      'recycle bin|trashbox|.*@syno(?:resource|eastream)',
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
  const parts = path.split('/');
  return (
    parts.find(
      (part, i) =>
        SYSTEM_NAME.test(part) ||
        (BIN.test(part) && GOOGLE.test(parts[i - 1] ?? '')) ||
        (APPS.test(part) && /^android$/i.test(parts[i - 1] ?? '')) ||
        (i > 0 && i < parts.length && PACKAGE.test(parts[i - 1]!) && !ORIGINALS.test(part)),
    ) ?? null
  );
}

/** Deleted photos in a Takeout of Google Photos. */
const BIN = /^(?:trash|bin|papelera|lixeira)$/i;
/** What programs of a phone keep for themselves. */
const APPS = /^(?:data|obb)$/i;
const GOOGLE = /^google (?:photos|fotos)$/i;

/** Photo libraries of macOS are folders: the person's files in one of theirs, previews in others. */
const PACKAGE = /\.(?:photoslibrary|photolibrary|aplibrary|migratedphotolibrary)$/i;
const ORIGINALS = /^(?:originals|masters)$/i;
