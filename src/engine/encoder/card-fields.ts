/** What the cards of all networks have, and how they are refused. */
import { HuellaError, type ErrorCode } from '../errors';
import { isSha256 } from '../hash';

/** Throws the refusal of a card for one of its fields. */
export type Refuse = (field: string) => never;

/** @param card as it begins the sentence: "The detector's card" */
export function refusing(code: ErrorCode, card: string): Refuse {
  return (field) => {
    throw new HuellaError(code, `${card} has no valid "${field}".`, { field });
  };
}

/**
 * @param json parsed
 * @param texts names of fields that hold a text
 * @param counts names of fields that hold a whole number of at least 1
 */
export function readFields<Card extends object>(
  json: unknown,
  refuse: Refuse,
  texts: readonly (keyof Card & string)[],
  counts: readonly (keyof Card & string)[],
): Partial<Card> {
  if (typeof json !== 'object' || json === null) return refuse('card');
  const card = json as Partial<Card> & { readonly sha256?: unknown };
  for (const field of texts)
    if (typeof card[field] !== 'string' || card[field] === '') refuse(field);
  for (const field of counts)
    if (!Number.isSafeInteger(card[field]) || (card[field] as number) <= 0) refuse(field);
  if (!isSha256(card.sha256)) refuse('sha256');
  return card;
}
