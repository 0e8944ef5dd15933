/** Which output rows of a vertical pass are open while its input rows arrive one by one. */
import type { Coefficients } from './resize-coefficients';
import { mostOverlapping } from './resize-geometry';

export class OpenRows {
  /** How many lanes of sums are needed: those of output row `r` are in lane `r % lanes`. */
  readonly lanes: number;
  readonly #coefficients: Coefficients;
  #input = 0;
  #opened = 0;
  #next = 0;

  constructor(coefficients: Coefficients) {
    this.#coefficients = coefficients;
    this.lanes = mostOverlapping(coefficients);
  }

  /**
   * Takes the next input row. Take every whole output row before adding another.
   *
   * @param begin empties a lane, for an output row that this is the first input of
   * @param add adds the input row times the weight to a lane
   */
  add(begin: (lane: number) => void, add: (lane: number, weight: number) => void): void {
    const { first, weights, taps } = this.#coefficients;
    const input = this.#input++;
    for (; this.#opened < first.length && first[this.#opened]! <= input; this.#opened++)
      begin(this.#opened % this.lanes);
    for (let out = this.#next; out < this.#opened; out++)
      add(out % this.lanes, weights[out * taps + input - first[out]!]!);
  }

  /** The next output row to be completed. */
  get next(): number {
    return this.#next;
  }

  /** Whether every input of the next output row has been added. */
  get isWhole(): boolean {
    const { first, count } = this.#coefficients;
    const next = this.#next;
    return next < this.#opened && first[next]! + count[next]! <= this.#input;
  }

  /** The lane of the next output row, which is then done with. */
  take(): number {
    return this.#next++ % this.lanes;
  }
}
