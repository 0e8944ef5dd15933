/** The names that other libraries give a transformer's tensors, brought to timm's. */
import type { CheckpointTensor } from '../../checkpoint/tensor';
import type { Tensors } from './architecture';
import { joined } from './tensors';

/** The first that matches is the one that is applied. */
export type Rules = readonly (readonly [RegExp, string])[];

/**
 * Query, key and value, which others keep apart, become one tensor; everything else keeps its bytes
 * under another name.
 *
 * @param attention finds the block's number, which of the three it is, and `weight` or `bias`
 * @param parts query, key and value, as `attention` finds them
 */
export function renamed(
  tensors: Tensors,
  rules: Rules,
  attention: RegExp,
  parts: readonly [string, string, string],
): Map<string, CheckpointTensor> {
  const all = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of tensors) {
    const [, block, part, kind] = attention.exec(name) ?? [];
    if (part === undefined) {
      all.set(replaceFirst(name, rules), tensor);
    } else if (part === parts[0]) {
      const three = parts.map((each) => tensors.get(name.replace(`.${part}.`, `.${each}.`)));
      const qkv = `blocks.${block}.attn.qkv.${kind}`;
      if (three.every((each) => each !== undefined)) all.set(qkv, joined(qkv, three));
    }
  }
  return all;
}

export function replaceFirst(name: string, rules: Rules): string {
  const rule = rules.find(([from]) => from.test(name));
  return rule ? name.replace(...rule) : name;
}
