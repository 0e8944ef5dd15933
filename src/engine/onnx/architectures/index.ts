/** The encoder architectures that can be converted, one line each. */
import { wrongArchitecture } from '../recognise';
import type { Architecture, Tensors } from './architecture';
import { clip } from './clip';
import { efficientNet } from './efficientnet';
import { swin } from './swin';
import { vit } from './vit';

/** Tried in order. */
export const ARCHITECTURES: readonly Architecture[] = [swin, vit, clip, efficientNet];

/** @throws HuellaError `checkpoint-wrong-architecture` naming what was found */
export function architectureOf(tensors: Tensors): Architecture {
  const found = ARCHITECTURES.find((architecture) => architecture.matches(tensors));
  if (!found)
    throw wrongArchitecture(
      tensors,
      ARCHITECTURES.map(({ name }) => name),
    );
  return found;
}

/** @param id `architecture` of a card */
export function architectureNamed(id: unknown): Architecture | undefined {
  return ARCHITECTURES.find((architecture) => architecture.id === id);
}
