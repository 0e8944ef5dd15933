/**
 * How a person says which of a table's folders is the chosen one. Of its own, so that a screen
 * needs nothing of the matching.
 */

/** By file name alone, wherever names are unique on both sides. */
export const ANY_FOLDER = '*';

/**
 * Which of the table's folders is the one that was chosen: its path as the table writes it,
 * ANY_FOLDER, or null for none of them. Undefined: decided by the matching where there is no doubt.
 */
export type FolderChoice = string | null | undefined;
