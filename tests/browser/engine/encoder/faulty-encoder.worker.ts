/**
 * The encoder's worker with a way to break it for real: the GPU device is destroyed, a run is made
 * to throw.
 */
import { serve, type Alive } from '../../../../src/workers/serve';
import { Encoder } from '../../../../src/engine/encoder/encoder';

const devices: GPUDevice[] = [];
if (typeof GPUAdapter !== 'undefined') {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this`
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    devices.push(device);
    return device;
  };
}

/**
 * Each run ends with one reading back of its output; commands submitted after the last good one
 * throw.
 */
function throwInRunAfter(goodRuns: number): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this`
  const { mapAsync } = GPUBuffer.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this`
  const { submit } = GPUQueue.prototype;
  let left = goodRuns;
  GPUBuffer.prototype.mapAsync = async function (...args) {
    await mapAsync.apply(this, args);
    left -= 1;
  };
  GPUQueue.prototype.submit = function (commands) {
    if (left <= 0) {
      GPUQueue.prototype.submit = submit;
      throw new Error('the driver refused the commands');
    }
    submit.call(this, commands);
  };
}

const faults = {
  destroyDevices: (): number => {
    for (const device of devices) device.destroy();
    return devices.length;
  },
  /**
   * In the middle of the next run: its commands are submitted, its answer has not been read back.
   */
  destroyDevicesInNextRun: (): void => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this`
    const { submit } = GPUQueue.prototype;
    GPUQueue.prototype.submit = function (commands) {
      submit.call(this, commands);
      for (const device of devices) device.destroy();
    };
  },
  /** The next run throws in the middle. */
  throwInNextRun: (): void => throwInRunAfter(0),
  /** So many runs go well before one throws. */
  throwInRunAfter,
  /**
   * From now on WebAssembly gets no memory, as in a browser that has none left: these are V8's
   * words.
   */
  refuseMemory: (): void => {
    WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
      construct() {
        throw new RangeError('WebAssembly.Memory(): could not allocate memory');
      },
    });
  },
  /** The next photo finds no room for its pixels: these are Blink's words. */
  refusePixels: (): void => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this`
    const { getImageData } = OffscreenCanvasRenderingContext2D.prototype;
    OffscreenCanvasRenderingContext2D.prototype.getImageData = function () {
      OffscreenCanvasRenderingContext2D.prototype.getImageData = getImageData;
      throw new RangeError('Failed to execute getImageData: Out of memory at ImageData creation.');
    };
  },
  /**
   * From its next message on the worker answers nothing: it waits without end, which costs no
   * processor and leaves no other way out than an endless loop does.
   */
  hang: (): void => {
    setTimeout(() => {
      // Shared memory as a page without isolation has it.
      const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
      Atomics.wait(new Int32Array(buffer), 0, 0);
    });
  },
  /** The worker ends itself, as a crash would. */
  crash: (): void => {
    self.close();
  },
  throwOutside: (): void => {
    setTimeout(() => {
      throw new Error('thrown outside any call');
    });
  },
};

export type FaultyDoor = typeof faults & Alive;

serve(Object.assign(new Encoder(), faults));
