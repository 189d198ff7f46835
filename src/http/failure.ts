/** The one error of the way out: why a request got no answer. An answer with an unwelcome status is not a failure. */

/**
 * - `blocked`: the host is, or resolves to, an address that is not on the public internet
 * - `timeout`: the deadline passed, or the connection stalled
 * - `too-large`: the answer exceeds `max_bytes`, sent or unpacked
 * - `redirects`: too many, in a circle, or to where we do not go
 * - `url`: not an http(s) URL that we would ask
 * - `network`: everything else between us and a whole answer
 */
export type FailureReason = "blocked" | "timeout" | "too-large" | "redirects" | "network" | "url";

/** Thrown by `kith.http` and the functions beside it. `status` is there when the answer had begun. */
export class HttpFailure extends Error {
  readonly reason: FailureReason;
  readonly status: number | undefined;

  constructor(reason: FailureReason, message: string, more: { cause?: unknown; status?: number } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "HttpFailure";
    this.reason = reason;
    this.status = more.status;
  }
}

const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);

/** Any error of the network in our words. `host` names the other side in the message; `status` is 0 before the answer began. */
export function toFailure(error: unknown, host: string, status = 0): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const more = status > 0 ? { cause: error, status } : { cause: error };
  const code = codeOf(error);
  if (code !== undefined && TIMEOUTS.has(code)) return new HttpFailure("timeout", `${host} did not answer in time`, more);
  if (code === "UND_ERR_HEADERS_OVERFLOW") return new HttpFailure("too-large", `${host} sent too many headers`, more);
  const what = (error instanceof Error ? error.message : "") || code || "connection failed";
  return new HttpFailure("network", `${host}: ${what}`, more);
}

/** The `code` that Node and undici put on their errors. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
