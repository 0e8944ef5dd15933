/** Capture histories as a table: a row an individual, a column an occasion, 1 where it was seen. */
import { historiesOf, occasionName } from '../histories';
import { tableFormat, tableStream } from './format';

export const histories = tableFormat(async (source, run) => {
  const { occasions, individuals, counts } = await historiesOf(source, run.leftOut);
  const columns = ['individual', 'species', 'sex', 'encounters', ...occasions.map(occasionName)];
  const rows = individuals.map(({ id, name, species, sex }) => {
    const seen = counts.get(id)!;
    const total = seen.reduce((sum, count) => sum + count, 0);
    return [name, species, sex, total, ...seen.map((count) => (count > 0 ? 1 : 0))];
  });
  return tableStream(columns, rows);
});
