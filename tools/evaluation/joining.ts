/**
 * `npx tsx tools/evaluation/joining.ts FILE.json...`: how similar unnamed photos must be to be
 * grouped while a gallery cannot say so itself, for `calibration.joining` of the encoder's card.
 * Each FILE is as `embeddings.ts` writes them; the sets count alike.
 */
import { chanceOf, fitJoining } from '../../src/engine/sorting';
import { readSet, tableOf } from './sets';

const joining = fitJoining(
  process.argv.slice(2).map((file) => {
    const set = readSet(file);
    return { table: tableOf(set), individuals: set.individuals };
  }),
  'encoder',
);
if (!joining) throw new Error('These sets say nothing about joining.');
const { cut, weights } = joining;
console.log(
  JSON.stringify({
    cut: Number(cut.toPrecision(6)),
    weights: weights.map((one) => Number(one.toPrecision(6))),
  }),
);
for (const similarity of [cut, 0.9, 0.95])
  console.error(`chance at ${similarity.toFixed(3)}: ${chanceOf(joining, similarity).toFixed(3)}`);
