/**
 * Everything is encrypted before it leaves the device, and its name is a keyed hash: the keeper of
 * the store learns how many objects there are, how large and when they came, and nothing else.
 *
 * One secret of 32 bytes, HKDF-SHA-256 (RFC 5869): a key for AES-256-GCM (NIST SP 800-38D) and one
 * for HMAC-SHA-256. A sealed object is `HUC1`, a nonce of 12 bytes and the ciphertext with its tag
 * of 16. The object's name is authenticated with it, so one cannot be put in another's place.
 */
import { hex } from '../hash';
import { CatalogueError, damaged } from './failure';

export const SECRET_BYTES = 32;
/** Written before each object: format and version, so that a later one is told from damage. */
const MAGIC = new TextEncoder().encode('HUC1');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const SEAL_BYTES = MAGIC.length + NONCE_BYTES + TAG_BYTES;

type Bytes = Uint8Array<ArrayBuffer>;

export class Sealing {
  readonly #cipher: CryptoKey;
  readonly #names: CryptoKey;

  private constructor(cipher: CryptoKey, names: CryptoKey) {
    this.#cipher = cipher;
    this.#names = names;
  }

  /** @throws CatalogueError `key-wrong` when it is not a secret at all */
  static async of(secret: Bytes): Promise<Sealing> {
    if (secret.length !== SECRET_BYTES) {
      throw new CatalogueError('key-wrong', `a secret has ${SECRET_BYTES} bytes`);
    }
    const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
    const derived = (what: string): HkdfParams => ({
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(),
      info: text(`huella catalogue 1 ${what}`),
    });
    return new Sealing(
      await crypto.subtle.deriveKey(
        derived('objects'),
        base,
        { name: 'AES-GCM', length: 256 },
        false,
        ['encrypt', 'decrypt'],
      ),
      await crypto.subtle.deriveKey(
        derived('names'),
        base,
        { name: 'HMAC', hash: 'SHA-256', length: 256 },
        false,
        ['sign'],
      ),
    );
  }

  /** 64 hexadecimal digits that say nothing without the key. */
  async nameOf(what: string): Promise<string> {
    return hex(new Uint8Array(await crypto.subtle.sign('HMAC', this.#names, text(what))));
  }

  /** @param name the object's, which it will only open under */
  async seal(name: string, plain: Bytes): Promise<Bytes> {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = await crypto.subtle.encrypt(parameters(name, nonce), this.#cipher, plain);
    const bytes = new Uint8Array(MAGIC.length + NONCE_BYTES + sealed.byteLength);
    bytes.set(MAGIC);
    bytes.set(nonce, MAGIC.length);
    bytes.set(new Uint8Array(sealed), MAGIC.length + NONCE_BYTES);
    return bytes;
  }

  /**
   * @throws CatalogueError `damaged` when one bit is not as it was sealed, or the key is
   * another; `newer` when a later format wrote it
   */
  async open(name: string, sealed: Bytes): Promise<Bytes> {
    const isShort = sealed.length < SEAL_BYTES;
    if (isShort || MAGIC.some((byte, i) => i < MAGIC.length - 1 && sealed[i] !== byte)) {
      throw damaged(name, 'not an object of a catalogue');
    }
    const version = sealed[MAGIC.length - 1]!;
    if (version !== MAGIC[MAGIC.length - 1]) {
      const known = version > MAGIC[MAGIC.length - 1]! && version <= '9'.charCodeAt(0);
      if (!known) throw damaged(name, 'of no known version');
      throw new CatalogueError('newer', `${name} is of a later version`);
    }
    const nonce = sealed.slice(MAGIC.length, MAGIC.length + NONCE_BYTES);
    const rest = sealed.subarray(MAGIC.length + NONCE_BYTES);
    try {
      return new Uint8Array(
        await crypto.subtle.decrypt(parameters(name, nonce), this.#cipher, rest),
      );
    } catch (error) {
      throw damaged(name, 'it does not open', error);
    }
  }
}

export function newSecret(): Bytes {
  return crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
}

function parameters(name: string, iv: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: text(name), tagLength: 8 * TAG_BYTES };
}

function text(value: string): Bytes {
  return new TextEncoder().encode(value);
}
