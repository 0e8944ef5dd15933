/** A person's own occasions, as the date fields hold them. */
import type { OccasionChoice } from '../../engine/survey';

interface DateSpan {
  /** `YYYY-MM-DD`, or empty while it is not said. */
  from: string;
  to: string;
}

export class OwnDates {
  spans = $state<DateSpan[]>([{ from: '', to: '' }]);

  add(): void {
    this.spans.push({ from: '', to: '' });
  }

  remove(index: number): void {
    this.spans.splice(index, 1);
  }

  /** Those of which something is said; whether they can be occasions is `occasionsOf`'s to say. */
  get choice(): OccasionChoice {
    const said = this.spans.filter(({ from, to }) => from !== '' || to !== '');
    return { by: 'dates', spans: said.map(({ from, to }) => ({ from, to })) };
  }
}
