/**
 * What of hnswlib-wasm 0.8.2 is used, as tools/vite-hnswlib.ts leaves it (the package's own types
 * describe another entry, which starts a file system in IndexedDB).
 */
declare module 'hnswlib-wasm/dist/hnswlib-317962d7.js' {
  export interface HierarchicalNSW {
    initIndex(maxElements: number, m: number, efConstruction: number, seed: number): void;
    readIndex(path: string, maxElements: number): unknown;
    writeIndex(path: string): unknown;
    resizeIndex(maxElements: number): void;
    addPoint(point: Float32Array, label: number, replaceDeleted: boolean): void;
    markDelete(label: number): void;
    searchKnn(
      query: Float32Array,
      k: number,
      filter: ((label: number) => boolean) | undefined,
    ): { distances: number[]; neighbors: number[] };
    setEfSearch(ef: number): void;
    getCurrentCount(): number;
    getMaxElements(): number;
    delete(): void;
  }
  export interface Space {
    /** Embind's handle: where the C++ object lies. */
    readonly $$: { readonly ptr: number };
    delete(): void;
  }
  export interface HnswlibModule {
    readonly HierarchicalNSW: new (
      space: 'ip',
      dimension: number,
      autoSaveFilename: string,
    ) => HierarchicalNSW;
    readonly InnerProductSpace: new (dimension: number) => Space;
    readonly EmscriptenFileSystemManager: { initializeFileSystem(type: 'IDBFS'): void };
    readonly FS: {
      readFile(path: string): Uint8Array<ArrayBuffer>;
      writeFile(path: string, bytes: Uint8Array, options: { canOwn: boolean }): void;
      unlink(path: string): void;
    };
    readonly asm: {
      readonly memory: WebAssembly.Memory;
      readonly __indirect_function_table: WebAssembly.Table;
    };
    getExceptionMessage(exception: unknown): [type: string, message: string];
  }
  export default function createModule(): Promise<HnswlibModule>;
}
