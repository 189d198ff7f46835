/** Reads the body of a request as it is: within a size, within a time, and without holding more in memory than all requests together may. */
import type { IncomingMessage } from "node:http";

export type BodyLimits = {
  /** Most bytes of one body. */
  max_bytes: number;
  /** Most bytes of all bodies under way. */
  max_held: number;
  /** ms for the whole body. */
  timeout: number;
};

/** What came instead of a body: the status to answer with. 400 means that the sender went away. */
export type NoBody = { status: 400 | 408 | 413 | 415 | 503 };
/** A body, and what to call when it is no longer needed. */
export type Body = { bytes: Buffer; release: () => void };
export type BodyReader = (request: IncomingMessage) => Promise<Body | NoBody>;

/** A reader that counts over all its requests. */
export function bodyReader({ max_bytes, max_held, timeout }: BodyLimits): BodyReader {
  let held = 0;
  return async (request) => {
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > max_bytes) return { status: 413 };
    // Digests are of the body as sent; nobody in the fediverse packs activities, and unpacking is an invitation.
    if ((request.headers["content-encoding"] ?? "identity") !== "identity") return { status: 415 };
    if (held + announced > max_held) return { status: 503 };
    return await new Promise<Body | NoBody>((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const settle = (outcome: Body | NoBody) => {
        clearTimeout(timer);
        request.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
        if ("status" in outcome) {
          held -= size;
          request.on("error", () => undefined).resume();
        }
        resolve(outcome);
      };
      const onData = (chunk: Buffer) => {
        size += chunk.length;
        held += chunk.length;
        chunks.push(chunk);
        if (size > max_bytes) settle({ status: 413 });
        else if (held > max_held) settle({ status: 503 });
      };
      const onEnd = () =>
        settle({
          bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks),
          release: () => void (held -= size),
        });
      const onClose = () => settle({ status: 400 });
      const timer = setTimeout(() => settle({ status: 408 }), timeout);
      request.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
    });
  };
}
