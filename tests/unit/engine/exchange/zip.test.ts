import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  blobTarget,
  safePath,
  zipBlob,
  ZipArchive,
  ZipSink,
} from '../../../../src/engine/exchange/zip';

function fixture(name: string): Blob {
  return new Blob([readFileSync(new URL(`../../../fixtures/zip/${name}`, import.meta.url))]);
}

async function bytesOf(archive: ZipArchive, path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await archive.blob(archive.item(path)!)).arrayBuffer());
}

/** The fixture's bytes with every occurrence of `from` replaced by `to`, of the same length. */
function patched(bytes: Uint8Array, from: string, to: string): Blob {
  const text = Buffer.from(bytes).toString('latin1');
  expect(text).toContain(from);
  return new Blob([Buffer.from(text.replaceAll(from, to), 'latin1')]);
}

const raw = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../fixtures/zip/${name}`, import.meta.url));
/** Offset of a signature's last occurrence. */
const last = (bytes: Uint8Array, signature: string): number =>
  Buffer.from(bytes).lastIndexOf(signature, 'latin1');
const CENTRAL = 'PK\x01\x02';

describe('reading', () => {
  test.each(['plain.zip', 'streamed.zip'])(
    'lists and unpacks what Python wrote: %s',
    async (name) => {
      const archive = await ZipArchive.open(fixture(name));
      expect(archive.items.map(({ path, size, problem }) => [path, size, problem])).toEqual([
        ['herd/Luna/1.jpg', 10240, null],
        ['herd/Ñandú/1.jpg', 18000, null],
        ['metadata.csv', 35, null],
        ['empty.txt', 0, null],
      ]);
      expect(Buffer.from(await bytesOf(archive, 'herd/Luna/1.jpg'))).toEqual(
        Buffer.from(Array.from({ length: 10240 }, (_, i) => i % 256)),
      );
      expect(Buffer.from(await bytesOf(archive, 'herd/Ñandú/1.jpg')).toString()).toBe(
        'feathers '.repeat(2000),
      );
      expect((await bytesOf(archive, 'empty.txt')).length).toBe(0);
      const { modified } = archive.item('metadata.csv')!;
      expect(modified).toEqual(new Date(2024, 1, 29, 13, 14, 16));
      await archive.close();
    },
  );

  test('reads zip64', async () => {
    const archive = await ZipArchive.open(fixture('zip64.zip'));
    expect(Buffer.from(await bytesOf(archive, 'big/one.bin')).toString()).toBe(
      'sixty-four '.repeat(100),
    );
  });

  test('refuses an entry that shrinks too well, and reads the others', async () => {
    const archive = await ZipArchive.open(fixture('bomb.zip'));
    expect(archive.items.map(({ problem }) => problem)).toEqual(['zip-limit', null]);
    await expect(archive.blob(archive.item('bomb.jpg')!)).rejects.toMatchObject({
      code: 'zip-limit',
    });
    expect(Buffer.from(await bytesOf(archive, 'photo.jpg')).toString()).toBe('a photo');
  });

  test.each([
    ['entries', { entries: 3 }],
    ['totalBytes', { totalBytes: 20_000 }],
  ] as const)('names the limit %s', async (limit, limits) => {
    await expect(ZipArchive.open(fixture('plain.zip'), { limits })).rejects.toMatchObject({
      code: 'zip-limit',
      detail: { limit },
    });
  });

  test('does not hold an entry over the limit of one', async () => {
    const archive = await ZipArchive.open(fixture('plain.zip'), { limits: { entryBytes: 10_000 } });
    await expect(bytesOf(archive, 'herd/Luna/1.jpg')).rejects.toMatchObject({
      code: 'zip-limit',
      detail: { limit: 'entryBytes' },
    });
  });

  test('an entry that unpacks to more than it states is stopped', async () => {
    const bytes = raw('bomb.zip').slice();
    const central = Buffer.from(bytes).indexOf(CENTRAL, 0, 'latin1');
    // The stated size, in the directory and in the local header: 1 MB instead of 24.
    new DataView(bytes.buffer).setUint32(central + 24, 1 << 20, true);
    new DataView(bytes.buffer).setUint32(22, 1 << 20, true);
    const archive = await ZipArchive.open(new Blob([bytes]));
    await expect(bytesOf(archive, 'bomb.jpg')).rejects.toMatchObject({ code: 'zip-damaged' });
  });

  test('a flipped byte fails the CRC', async () => {
    const archive = await ZipArchive.open(patched(raw('bomb.zip'), 'a photo', 'a phot0'));
    await expect(bytesOf(archive, 'photo.jpg')).rejects.toMatchObject({ code: 'zip-damaged' });
  });

  test('encrypted entries are refused with a word, the others read', async () => {
    const bytes = raw('bomb.zip').slice();
    const central = last(bytes, CENTRAL);
    bytes[central + 8]! |= 1;
    const archive = await ZipArchive.open(new Blob([bytes]));
    expect(archive.items.map(({ problem }) => problem)).toEqual(['zip-limit', 'zip-encrypted']);
  });

  test('overlapping entries are refused', async () => {
    const bytes = raw('plain.zip').slice();
    // The last file's local header is said to be inside the first photo.
    new DataView(bytes.buffer).setUint32(last(bytes, CENTRAL) + 42, 60, true);
    await expect(ZipArchive.open(new Blob([bytes]))).rejects.toMatchObject({ code: 'zip-damaged' });
  });

  test('of two entries of one name none is lost', async () => {
    const archive = await ZipArchive.open(patched(raw('bomb.zip'), 'photo.jpg', '/bomb.jpg'));
    expect(archive.items.map(({ path }) => path)).toEqual(['bomb.jpg', 'bomb (2).jpg']);
    expect(Buffer.from(await bytesOf(archive, 'bomb (2).jpg')).toString()).toBe('a photo');
  });

  test('an entry that was written twice is there once', async () => {
    const archive = await ZipArchive.open(fixture('twice.zip'));
    expect(archive.items.map(({ path }) => path)).toEqual(['Alba/1.jpg', 'Alba/1 (2).jpg']);
    expect(Buffer.from(await bytesOf(archive, 'Alba/1 (2).jpg')).toString()).toBe('another');
  });

  test('a name that says it is UTF-8 and is not', async () => {
    const archive = await ZipArchive.open(patched(raw('plain.zip'), 'Ã\u0091andÃº', 'Ñandú_2'));
    expect(archive.items[1]!.path).toBe('herd/Ñandú_2/1.jpg');
  });

  test('a name that climbs on Windows alone is shown and not read', async () => {
    const archive = await ZipArchive.open(patched(raw('bomb.zip'), 'photo.jpg', 'a/..\\b.jp'));
    expect(archive.items[1]).toMatchObject({ path: 'a/..\\b.jp', problem: 'zip-unsafe-name' });
    await expect(archive.blob(archive.items[1]!)).rejects.toMatchObject({
      code: 'zip-unsafe-name',
    });
  });

  test.each([0, 100, 10_300])('cut to %i bytes it is damaged', async (length) => {
    await expect(ZipArchive.open(fixture('plain.zip').slice(0, length))).rejects.toMatchObject({
      code: 'zip-damaged',
    });
  });

  test('a cancelled read ends as cancelled', async () => {
    const archive = await ZipArchive.open(fixture('plain.zip'));
    const item = archive.item('herd/Luna/1.jpg')!;
    await expect(archive.blob(item, '', AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect((await bytesOf(archive, 'herd/Luna/1.jpg')).length).toBe(10240);
  });
});

describe('names', () => {
  test.each([
    ['a/b.jpg', 'a/b.jpg'],
    ['/etc/passwd', 'etc/passwd'],
    ['C:/photos/a.jpg', 'photos/a.jpg'],
    ['photos\\Luna\\1.jpg', 'photos/Luna/1.jpg'],
    ['./a//b.jpg', 'a/b.jpg'],
    ['a..b/..c.jpg', 'a..b/..c.jpg'],
    // `zip -r out.zip ../photos`; as `unzip` reads it.
    ['../photos/a.jpg', 'photos/a.jpg'],
    ['a/../../b.jpg', 'b.jpg'],
    ['a\\..\\..\\b.jpg', 'b.jpg'],
    ['../..', null],
    ['a/..\\b.jpg', null],
    ['a\u0000.jpg', null],
    ['/', null],
    ['x'.repeat(2000), null],
  ])('%j becomes %j', (name, safe) => {
    expect(safePath(name)).toBe(safe);
  });
});

describe('writing', () => {
  const table = 'path,identity\n'.repeat(5000);

  async function sample(): Promise<Blob> {
    return zipBlob(async (zip) => {
      // Not awaited in between: calls wait for each other.
      const first = zip.add('fotos/Ñandú/1.jpg', new Blob([new Uint8Array(300_000).fill(7)]), {
        modified: new Date(2024, 1, 29, 13, 14, 16),
      });
      const second = zip.add('metadata.csv', table, { deflate: true });
      const third = zip.add('vectors.npy', new Blob(['stream']).stream());
      await Promise.all([first, second, third]);
    });
  }

  test('what is written is read again', async () => {
    const blob = await sample();
    expect(blob.size).toBeLessThan(310_000);
    const archive = await ZipArchive.open(blob);
    expect(archive.items.map(({ path, size }) => [path, size])).toEqual([
      ['fotos/Ñandú/1.jpg', 300_000],
      ['metadata.csv', table.length],
      ['vectors.npy', 6],
    ]);
    expect(Buffer.from(await bytesOf(archive, 'metadata.csv')).toString()).toBe(table);
  });

  test('Python reads it, checksums and all', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'huella-zip-')), 'sample.zip');
    writeFileSync(path, Buffer.from(await (await sample()).arrayBuffer()));
    const script = `import sys,zipfile
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
print([(i.filename,i.file_size,i.compress_type) for i in z.infolist()], z.infolist()[0].date_time)`;
    let said: string;
    try {
      said = execFileSync('python3', ['-c', script, path]).toString().trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // no Python on this machine
      throw error;
    }
    expect(said).toBe(
      `[('fotos/Ñandú/1.jpg', 300000, 0), ('metadata.csv', ${table.length}, 8), ('vectors.npy', 6, 0)] (2024, 2, 29, 13, 14, 16)`,
    );
  });

  test('a slow target holds the data back', async () => {
    let written = 0;
    let pulled = 0;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const target = new WritableStream<Uint8Array>({
      async write(chunk) {
        await gate;
        written += chunk.byteLength;
      },
    });
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 1;
          if (pulled > 200) controller.close();
          else controller.enqueue(new Uint8Array(64 * 1024));
        },
      },
      { highWaterMark: 0 },
    );
    const zip = new ZipSink(target);
    const adding = zip.add('large.bin', source);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(written).toBe(0);
    expect(pulled).toBeLessThan(40);
    release();
    await adding;
    await zip.close();
    expect(written).toBeGreaterThan(200 * 64 * 1024);
  });

  test('a failing source fails its entry', async () => {
    const { target } = blobTarget('application/zip');
    const zip = new ZipSink(target);
    const source = new ReadableStream<Uint8Array>({ pull: (c) => c.error(new Error('gone')) });
    await expect(zip.add('a.bin', source)).rejects.toMatchObject({
      code: 'internal',
      message: 'gone',
    });
    await zip.abort();
  });

  test('cancelling ends as cancelled', async () => {
    await expect(
      zipBlob((zip) => zip.add('a', 'text', { signal: AbortSignal.abort() })),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('two entries of one path are refused', async () => {
    await expect(
      zipBlob(async (zip) => {
        await zip.add('a', '1');
        await zip.add('a', '2');
      }),
    ).rejects.toMatchObject({ code: 'internal' });
  });
});
