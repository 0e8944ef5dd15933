/**
 * A line of limited speed in front of a server, for every connection together. A browser's own
 * throttling does not reach the requests of workers, and is another one in each browser.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Line {
  readonly megabitsPerSecond: number;
  /** Of one way. */
  readonly delayMs: number;
}

/** A network packet's payload, the least that a line carries at once. */
const PACKET_BYTES = 1400;
/** As much may wait for the line as a home router keeps. */
const WAITING_BYTES = 128 * 1024;

interface Packet {
  readonly to: Socket;
  readonly from: Socket;
  readonly packet: Buffer | null;
}

export class SlowLine {
  /** Bytes that went to the browser since the last `begin`. */
  bytes = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Packets to the browser; null: the host has closed this connection. */
  readonly #waiting: Packet[] = [];
  readonly #waitingOf = new Map<Socket, number>();
  /** When the line has carried all that was given to it. */
  #freeAt = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #line: Line;

  constructor(line: Line, target: number) {
    this.#line = line;
    this.#server = createServer((browser) => this.#join(browser, target));
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, 'localhost', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(browser: Socket, target: number): void {
    const host = connect(target, 'localhost');
    for (const socket of [browser, host]) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    }
    browser.on('close', () => host.destroy());
    // What it said before may still wait.
    host.on('close', () => this.#give(browser, host, null));
    // Requests are small: they only take their time.
    browser.on('data', (data) => setTimeout(() => host.write(data), this.#line.delayMs));
    host.on('data', (data) => {
      const waiting = (this.#waitingOf.get(host) ?? 0) + data.length;
      this.#waitingOf.set(host, waiting);
      if (waiting > WAITING_BYTES) host.pause();
      for (let at = 0; at < data.length; at += PACKET_BYTES)
        this.#give(browser, host, data.subarray(at, at + PACKET_BYTES));
    });
  }

  #give(to: Socket, from: Socket, packet: Buffer | null): void {
    this.#waiting.push({ to, from, packet });
    this.#carry();
  }

  /** Sends what the line has had time for. */
  #carry(): void {
    if (this.#timer) return;
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now);
    while (this.#waiting.length > 0 && this.#freeAt <= now + 1) this.#send();
    if (this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#carry();
    }, this.#freeAt - now);
  }

  #send(): void {
    const { to, from, packet } = this.#next();
    if (packet === null) {
      setTimeout(() => to.end(), this.#line.delayMs);
      return;
    }
    this.bytes += packet.length;
    this.#freeAt += (packet.length * 8) / (this.#line.megabitsPerSecond * 1000);
    setTimeout(() => to.write(packet), this.#line.delayMs);
    const waiting = this.#waitingOf.get(from)! - packet.length;
    this.#waitingOf.set(from, waiting);
    if (waiting < WAITING_BYTES / 2) from.resume();
  }

  /** Connections take turns, as they do in a network. */
  #last: Socket | null = null;
  #next(): Packet {
    const other = this.#waiting.findIndex(({ to }) => to !== this.#last);
    const [next] = this.#waiting.splice(Math.max(0, other), 1);
    this.#last = next!.to;
    return next!;
  }
}
