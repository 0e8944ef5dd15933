/** The weights of a network's graph in a precision. */
import { unsupported } from '../checkpoint/refusals';
import type {
  Architecture,
  Network,
  NetworkConfig,
  Normalisation,
  Precision,
} from './architectures/architecture';
import { NO_LAYERS } from './no-layers';
import { quantised } from './quantise';
import type { Weight } from './weights';

/**
 * Every initializer of the graph, in one order for all files.
 *
 * @throws HuellaError `checkpoint-unsupported` for int8 of a network without linear layers:
 *   convolutions are not faster in 8 bits
 */
export function weightsOf(
  architecture: Architecture,
  network: Network,
  normalisation: Normalisation,
  precision: Precision,
): Weight[] {
  const weights = architecture.weights(network, normalisation, precision);
  return precision === 'int8' ? inEightBits(weights, architecture, network.config) : weights;
}

/**
 * The same weights with the network's linear layers in 8 bits.
 *
 * @param weights of the graph in full precision
 * @throws HuellaError as `weightsOf`
 */
export function inEightBits(
  weights: readonly Weight[],
  architecture: Architecture,
  config: NetworkConfig,
): Weight[] {
  const layers = linearLayers(architecture.shapes(config));
  if (layers.size === 0) {
    const message = `${architecture.name} has no linear layers to store in 8 bits.`;
    throw unsupported(message, NO_LAYERS);
  }
  return quantised(weights, layers);
}

/** Names of the layers whose weight is a matrix. */
function linearLayers(shapes: ReadonlyMap<string, readonly number[]>): Set<string> {
  const matrices = [...shapes].filter(
    ([name, shape]) => name.endsWith('.weight') && shape.length === 2,
  );
  return new Set(matrices.map(([name]) => name.slice(0, -'.weight'.length)));
}
