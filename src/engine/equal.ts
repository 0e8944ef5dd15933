/**
 * Whether two stored values are equal: records, lists, texts, numbers. The order of keys does not
 * matter, a field that is undefined is absent, and an absent value is null.
 */
export function equal(a: unknown, b: unknown): boolean {
  const [x, y] = [a ?? null, b ?? null];
  if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return x === y;
  if (Array.isArray(x) !== Array.isArray(y)) return false;
  const [fields, others] = [present(x), new Map(present(y))];
  return (
    fields.length === others.size &&
    fields.every(([key, value]) => others.has(key) && equal(value, others.get(key)))
  );
}

function present(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, field]) => field !== undefined);
}
