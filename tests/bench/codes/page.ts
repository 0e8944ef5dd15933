/** Runs one measurement in a fresh worker, so that no memory or compiled code is carried over. */
Object.assign(globalThis, {
  measureCodes: (job: unknown) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./scan.worker.ts', import.meta.url), { type: 'module' });
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<{ figures?: unknown; error?: string }>) => {
        worker.terminate();
        if (data.error === undefined) resolve(data.figures);
        else reject(new Error(data.error));
      };
      worker.postMessage(job);
    }),
});
