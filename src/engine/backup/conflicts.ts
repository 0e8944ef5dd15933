/** What is different here and there, as a merge meets it. */
import type { Conflict } from './report';

export class Conflicts {
  readonly all: Conflict[] = [];

  add(
    kind: Conflict['kind'],
    subject: string,
    here: string,
    there: string,
    kept: Conflict['kept'],
    id: string,
  ): void {
    this.all.push({ kind, subject, here, there, kept, id });
  }

  /** @param fields that differ; none: there is no conflict */
  described(subject: string, fields: readonly string[], id: string): void {
    const named = fields.join(', ');
    if (fields.length > 0) this.add('described', subject, named, named, 'here', id);
  }
}
