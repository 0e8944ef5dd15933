/** Tables and a zip that the views of an import choose: good rows, and what people's files have besides. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipBlob } from '../../src/engine/exchange/zip';
import type { Language } from '../../src/runtime/languages';
import { LATER } from './story';
import { STORY_WORDS } from './words';

export const SAMPLES = join(import.meta.dirname, '../../public/samples');

/** A field worker's table of the photos that come later, with two mistakes. */
export function table(folder: string, language: Language): string {
  const { species, spots, table: words } = STORY_WORDS[language];
  const { head, side } = words;
  const [cat, dog] = [species.cat, species.dog];
  const { park, street } = spots;
  const path = join(folder, words.file);
  writeFileSync(
    path,
    [
      head,
      ...[1, 2, 4].map((i) => `gris-${i}.jpg,Gris,0${i}/03/2026,${street},${cat},${side}`),
      ...[1, 2].map((i) => `coco-${i}.jpg,Coco,0${i + 4}/03/2026,${park},${dog},${side}`),
      `coco-4.jpg,,31/02/2026,${park},${dog},${side}`,
      `coco-9.jpg,Coco,06/03/2026,${park},${dog},${side}`,
    ].join('\n'),
  );
  return path;
}

/**
 * The photos that come later with a folder for each animal, one that is known already, and two that
 * cannot be read.
 */
export async function zip(folder: string): Promise<string> {
  const path = join(folder, 'marzo.zip');
  const blob = await zipBlob(async (out) => {
    for (const file of [...LATER, 'miel-1.jpg']) {
      const name = file.split('-')[0]!;
      await out.add(
        `marzo/${name[0]!.toUpperCase()}${name.slice(1)}/${file}`,
        readFileSync(join(SAMPLES, file)),
      );
    }
    await out.add('marzo/Coco/IMG_2041.jpg', '');
    await out.add('marzo/Coco/Thumbs.db', 'of Windows');
    await out.add('marzo/animales.xlsx', 'PK\u0003\u0004');
    await out.add('marzo/Gris/IMG_2107.jpg', 'cut off while it was copied from the card');
  });
  writeFileSync(path, Buffer.from(await blob.arrayBuffer()));
  return path;
}

/** Two tables of the same photos: boxes of which nothing says what their numbers are, and a name that differs. */
export function tablesThatAsk(folder: string): string[] {
  const write = (name: string, ...rows: readonly string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, rows.join('\n'));
    return path;
  };
  return [
    write(
      'recuadros.csv',
      'file,individual,bbox',
      'gris-1.jpg,Gris,"[60, 40, 300, 260]"',
      'gris-2.jpg,Gris,"[-40, 50, 290, 250]"',
    ),
    write(
      'salida.csv',
      'file,individual,date',
      'gris-1.jpg,Luna,2026-03-14 08:20',
      'gris-2.jpg,Gris,2026-03-14 08:21',
    ),
  ];
}
