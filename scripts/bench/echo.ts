import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';

export interface Echo {
  connect(): Promise<Socket>;
  stop(): void;
}

export async function startEcho(): Promise<Echo> {
  const child = fork(new URL('./echo-server.ts', import.meta.url));
  const [{ port }] = (await once(child, 'message')) as [AddressInfo];
  return {
    async connect() {
      const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      return socket;
    },
    stop: () => child.disconnect(),
  };
}
