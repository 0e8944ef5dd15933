/** JSON as other programs write it: Python's `NaN` and `Infinity`, marks of encodings, lines. */
import { decodeText } from './encodings';

/**
 * The value of a JSON file; of JSON Lines (an object in each line) the list of them. `NaN` and the
 * infinities, which Python's json module writes, are null.
 * @throws SyntaxError when it is not JSON
 */
export function parseJson(text: string): unknown {
  const plain = text.replace(/^\ufeff/, '');
  try {
    return parsed(plain);
  } catch (error) {
    const lines = plain.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2 || !lines.every((line) => /^\s*\{.*\}\s*$/.test(line))) throw error;
    return lines.map(parsed);
  }
}

function parsed(plain: string): unknown {
  try {
    return JSON.parse(plain);
  } catch (error) {
    if (!/\b(?:NaN|Infinity)\b/.test(plain)) throw error;
    // Strings are matched whole, so that a word inside one stays.
    return JSON.parse(
      plain.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
        found.startsWith('"') ? found : 'null',
      ),
    );
  }
}

/** As parseJson, for the bytes of a file in any of the usual encodings. */
export function parseJsonBytes(bytes: Uint8Array): unknown {
  return parseJson(decodeText(bytes).text);
}
