/** WebSockets to an instance's streams, and what they say. */
import { once } from "node:events";
import { WebSocket } from "ws";
import type { Person } from "./person.ts";

export type Said = { stream: string[]; event: string; payload?: string };

export type Socket = Disposable & {
  readonly ws: WebSocket;
  says(message: unknown): void;
  /** The next message, parsed. */
  hears(): Promise<Said>;
  readonly closed: Promise<unknown>;
};

export async function openSocket(
  port: number,
  { token }: Pick<Person, "token">,
  { stream, ...options }: { stream?: string; autoPong?: boolean } = {},
): Promise<Socket> {
  const query = new URLSearchParams({ access_token: token, ...(stream === undefined ? {} : { stream }) });
  const ws = new WebSocket(`ws://127.0.0.1:${port}/api/v1/streaming?${query.toString()}`, options);
  const queue: string[] = [];
  let wake = () => {};
  ws.on("message", (data: Buffer) => {
    queue.push(data.toString("utf8"));
    wake();
  });
  await once(ws, "open");
  return {
    ws,
    says: (message) => ws.send(JSON.stringify(message)),
    hears: async () => {
      while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return JSON.parse(queue.shift() ?? "") as Said;
    },
    closed: once(ws, "close"),
    [Symbol.dispose]: () => ws.terminate(),
  };
}
