/**
 * Several networks in one dictionary of tensors: `teacher.patch_embed...` beside
 * `student.patch_embed...`.
 */
import type { HuellaError } from '../errors';
import { notRecognised } from './refusals';
import type { CheckpointTensor } from './tensor';

type Tensors = ReadonlyMap<string, CheckpointTensor>;

/** A file of weights, with one network chosen where it has several. */
export interface NetworkFile {
  /** By name. */
  readonly tensors: Tensors;
  /**
   * Keys under which a training checkpoint keeps the weights (`['model']`), outermost first; empty
   * for bare weights.
   */
  readonly path: readonly string[];
  /**
   * Paths of all networks in the file (`teacher`, `student`), joined by dots; empty where there is
   * one.
   */
  readonly choices: readonly string[];
  /** Of each of them, how many numbers it has: pairs are told apart by that, or seen to be twins. */
  readonly sizes: readonly number[];
  /** Several networks, and neither the caller nor timm's order of keys says which is meant. */
  readonly undecided: boolean;
  /** Python classes mentioned by the file, left inert. */
  readonly opaqueGlobals: readonly string[];
}

/** The error of a choice that is not among those there are. */
export function notAmong(choices: readonly string[], choice: string): HuellaError {
  return notRecognised(`The file holds no weights called ${choice}.`, choices.join(', '));
}

/** A network has more tensors than this; parts that are built alike (two heads) have fewer. */
const MIN_TENSORS = 12;
/** Two networks trained together share their names but for a head or a predictor. */
const MIN_SHARED = 0.8;

/**
 * Networks that lie beside each other under the first part of their names, told by having the same
 * names behind it (DINO's `teacher` and `student`, MoCo's `encoder_q` and `encoder_k`).
 *
 * @returns their tensors by what stands before the names; empty where there is one network
 */
export function networksIn(tensors: Tensors): Map<string, Tensors> {
  const shared = sharedStart([...tensors.keys()]);
  const parts = new Map<string, Map<string, CheckpointTensor>>();
  for (const [name, tensor] of tensors) {
    const rest = name.slice(shared.length);
    const dot = rest.indexOf('.');
    if (dot < 0) continue;
    const part = shared + rest.slice(0, dot);
    const own = parts.get(part) ?? new Map<string, CheckpointTensor>();
    parts.set(part, own);
    own.set(rest.slice(dot + 1), tensor);
  }
  const all = [...parts].filter(([, own]) => own.size >= MIN_TENSORS);
  return new Map(
    all.filter(([part, own]) => all.some(([other, b]) => other !== part && areTwins(own, b))),
  );
}

/** The parts of a name, each with its dot, that all names begin with. */
function sharedStart(names: readonly string[]): string {
  const [first = ''] = names;
  let start = '';
  for (const part of first.split('.').slice(0, -1)) {
    const longer = `${start}${part}.`;
    if (!names.every((name) => name.startsWith(longer))) break;
    start = longer;
  }
  return start;
}

function areTwins(a: Tensors, b: Tensors): boolean {
  const same = [...a].filter(
    ([name, { shape }]) => b.get(name)?.shape.join() === shape.join(),
  ).length;
  return same >= MIN_SHARED * Math.min(a.size, b.size);
}
