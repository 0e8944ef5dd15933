/** Protocol Buffers wire format, writing only (protobuf.dev/programming-guides/encoding). */

/** Fields of one message, in the order they were added. */
export class Message {
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  /** An integer field; negative ones take ten bytes, as int64 demands. */
  int(field: number, value: number | bigint): this {
    return this.#push(varint((BigInt(field) << 3n) | 0n)).#push(
      varint(BigInt.asUintN(64, BigInt(value))),
    );
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint((BigInt(field) << 3n) | 5n)).#push(bytes);
  }

  /** Strings, byte strings and nested messages. */
  bytes(field: number, value: string | Uint8Array | Message): this {
    const bytes =
      typeof value === 'string'
        ? new TextEncoder().encode(value)
        : value instanceof Message
          ? value.finish()
          : value;
    return this.#push(varint((BigInt(field) << 3n) | 2n))
      .#push(varint(BigInt(bytes.byteLength)))
      .#push(bytes);
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.byteLength;
    }
    return all;
  }

  #push(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    this.#bytes += bytes.byteLength;
    return this;
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  do {
    const low = Number(value & 0x7fn);
    value >>= 7n;
    bytes.push(value > 0n ? low | 0x80 : low);
  } while (value > 0n);
  return Uint8Array.from(bytes);
}
