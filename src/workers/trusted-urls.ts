/**
 * The one door through which an address becomes code (Trusted Types): a worker's script must be a
 * file of this origin. As the default policy it also covers the workers that ONNX Runtime starts by
 * itself. Import it first, in the page and in each worker.
 */

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

/**
 * @throws TypeError for any address but this origin's own http(s) files; `blob:` and `data:` are
 * none
 */
export function ownScript(address: string): string {
  const { origin, protocol } = new URL(address, self.location.href);
  if (origin !== self.location.origin || !protocol.startsWith('http')) {
    throw new TypeError(`Not a script of this app: ${address}`);
  }
  return address;
}

// The types know it in no browser, and not every browser has it.
const { trustedTypes } = self as { trustedTypes?: TrustedTypes };
trustedTypes?.createPolicy('default', { createScriptURL: ownScript });
