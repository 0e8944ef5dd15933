/** What an export could not take along, or had to change, and how often: said, and never silent. */

export const REMARKS = [
  // Photos that are not in the file
  'no-date',
  'no-place',
  'no-station',
  'no-individual',
  'outside-occasions',
  // What is in the file, but otherwise than it is in the gallery
  'undated',
  'unplaced',
  'time-unknown',
  'not-latin',
  // Stations
  'effort-unknown',
  'outside-effort',
  'places-rounded',
  'places-relative',
  // Animals of several species in one history
  'several-species',
] as const;
export type Remark = (typeof REMARKS)[number];

/** How many photos, stations, encounters or species a remark is about. */
export type Remarks = Partial<Record<Remark, number>>;

/** Gathers the remarks of one export, and which photos are left out. */
export class LeftOut {
  readonly #counts = new Map<Remark, number>();
  readonly #rows: (readonly [photo: string, remark: Remark])[] = [];

  /** A photo that is not in the file. */
  photo({ name }: { readonly name: string }, why: Remark): void {
    this.#rows.push([name, why]);
    this.say(why);
  }

  say(remark: Remark, count = 1): void {
    if (count > 0) this.#counts.set(remark, (this.#counts.get(remark) ?? 0) + count);
  }

  /** In the order of `REMARKS`. */
  get remarks(): Remarks {
    return Object.fromEntries(
      REMARKS.flatMap((remark) => {
        const count = this.#counts.get(remark);
        return count === undefined ? [] : [[remark, count]];
      }),
    );
  }

  /** The photos left out, for a table of their own in the file. */
  get rows(): readonly (readonly [photo: string, remark: Remark])[] {
    return this.#rows;
  }
}
