/** Import first: counts the WebAssembly memory this page makes afterwards. */
const memories: WebAssembly.Memory[] = [];
const Memory = WebAssembly.Memory;
WebAssembly.Memory = new Proxy(Memory, {
  construct(target, args: ConstructorParameters<typeof Memory>) {
    const memory = new target(...args);
    memories.push(memory);
    return memory;
  },
});

/** The largest heap, in bytes: it never shrinks, so this is also its peak. */
export function wasmHeapBytes(): number {
  return Math.max(0, ...memories.map((memory) => memory.buffer.byteLength));
}
