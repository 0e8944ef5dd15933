/** Filled in by the build from package.json. */
declare const __VERSION__: string;

/** Of dedicated workers; the library of worker types cannot be loaded beside the DOM's. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
