/** One request and one answer on a pooled connection: bytes counted as they come, cut off at the cap or the deadline. */
import type { Dispatcher, Pool } from "undici";
import type { Deadline } from "./deadline.ts";
import { HttpFailure, toFailure } from "./failure.ts";

/** A request as it goes out; `headers` alternates names and values. */
export type Outgoing = { url: URL; method: string; headers: string[]; body: Buffer | undefined; max_bytes: number };
/** An answer as it came in: header names in lower case, the body still packed if `content-encoding` says so. */
export type Answer = { status: number; headers: Record<string, string>; body: Buffer };

type Running = {
  out: Outgoing;
  answer: Answer;
  size: number;
  controller: Dispatcher.DispatchController | undefined;
  done: boolean;
  settle: (outcome: Answer | HttpFailure) => void;
};

const EMPTY = Buffer.alloc(0);

/**
 * Sends and collects.
 *
 * An answer with a body over `max_bytes` fails as `too-large` if its status is 2xx; the others are told by their
 * status, so they come with an empty body: no error page is big enough to hide that an inbox is gone.
 * @throws HttpFailure `blocked`, `timeout`, `too-large`, `network`
 */
export function exchange(pool: Pool, out: Outgoing, deadline: Deadline): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (deadline.failure !== undefined) {
      reject(deadline.failure);
      return;
    }
    const running: Running = {
      out,
      answer: { status: 0, headers: {}, body: EMPTY },
      size: 0,
      controller: undefined,
      done: false,
      settle: (outcome) => (outcome instanceof HttpFailure ? reject(outcome) : resolve(outcome)),
    };
    deadline.onFailure = (failure) => cut(running, failure);
    const { url, method, headers, body } = out;
    const path = url.pathname + url.search;
    pool.dispatch({ path, method, headers, body: body ?? null }, handlerOf(running));
  });
}

function handlerOf(running: Running): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      // Given up while waiting for a connection: throwing spares the connection, which aborting would close.
      if (running.done) throw new HttpFailure("network", "given up before it was sent");
      running.controller = controller;
    },
    onResponseStart(_, status, headers) {
      // 1xx comes before the real answer.
      if (status >= 200 && !running.done) begin(running, status, headers);
    },
    onResponseData(_, chunk) {
      if (!running.done) receive(running, chunk);
    },
    onResponseEnd() {
      const { answer, size } = running;
      finish(running, { ...answer, body: answer.body.subarray(0, size) });
    },
    onResponseError(_, error) {
      finish(running, toFailure(error, running.out.url.host, running.answer.status));
    },
  };
}

function begin(running: Running, status: number, headers: Record<string, string | string[] | undefined>): void {
  running.answer.status = status;
  const flat = running.answer.headers;
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === "string" ? value : value.join(", ");
  }
  if (running.out.method !== "HEAD" && Number(flat["content-length"]) > running.out.max_bytes) overflow(running);
}

/** Copies, because a chunk is a view of a read buffer, and a thousand tiny chunks should not cost a thousand buffers. */
function receive(running: Running, chunk: Buffer): void {
  const { answer, size, out } = running;
  const wanted = size + chunk.length;
  if (wanted > out.max_bytes) {
    overflow(running);
    return;
  }
  if (wanted > answer.body.length) {
    const roomier = Buffer.allocUnsafe(size === 0 ? wanted : Math.min(out.max_bytes, wanted * 2));
    answer.body.copy(roomier, 0, 0, size);
    answer.body = roomier;
  }
  chunk.copy(answer.body, size);
  running.size = wanted;
}

function overflow(running: Running): void {
  const { answer, out } = running;
  const failure = new HttpFailure("too-large", `${out.url.host} sent more than ${out.max_bytes} bytes`, {
    status: answer.status,
  });
  if (answer.status < 300) {
    cut(running, failure);
    return;
  }
  finish(running, { ...answer, body: EMPTY });
  running.controller?.abort(failure);
}

/** Fails, and closes the connection with whatever is still under way on it. */
function cut(running: Running, failure: HttpFailure): void {
  if (running.done) return;
  finish(running, failure);
  running.controller?.abort(failure);
}

function finish(running: Running, outcome: Answer | HttpFailure): void {
  if (running.done) return;
  running.done = true;
  running.settle(outcome);
}
