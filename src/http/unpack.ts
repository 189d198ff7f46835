/** Decompression that stops at a byte cap, so that a small bomb stays small. */
import { promisify } from "node:util";
import { brotliDecompress, gunzip } from "node:zlib";
import type { Answer } from "./exchange.ts";
import { HttpFailure, codeOf } from "./failure.ts";

/** What `unpack` undoes, as a value of `accept-encoding`. */
export const ACCEPT_ENCODING = "gzip, br";

const gunzipTo = promisify(gunzip);
const unbrotliTo = promisify(brotliDecompress);

/**
 * The answer with its body unpacked and the headers that spoke of the packing removed. Codings that we did not ask for
 * stay as they are, header included.
 * A body that cannot be unpacked spoils a 2xx answer only; the others are told by their status and come empty.
 * @throws HttpFailure `too-large` beyond `max_bytes` unpacked, `network` for a corrupt or incomplete body
 */
export async function unpack(answer: Answer, max_bytes: number): Promise<Answer> {
  const coding = answer.headers["content-encoding"];
  if (coding === undefined || answer.body.length === 0) return answer;
  const unpackTo = unpackerOf(coding.trim().toLowerCase());
  if (unpackTo === undefined) return answer;
  const { status } = answer;
  const { "content-encoding": _, "content-length": __, ...headers } = answer.headers;
  try {
    return { status, headers, body: await unpackTo(answer.body, { maxOutputLength: max_bytes }) };
  } catch (cause) {
    if (status >= 300) return { status, headers, body: Buffer.alloc(0) };
    if (codeOf(cause) === "ERR_BUFFER_TOO_LARGE") {
      throw new HttpFailure("too-large", `the answer unpacks to more than ${max_bytes} bytes`, { cause, status });
    }
    throw new HttpFailure("network", `the answer is not the ${coding} that it says`, { cause, status });
  }
}

function unpackerOf(coding: string): typeof gunzipTo | typeof unbrotliTo | undefined {
  if (coding === "gzip" || coding === "x-gzip") return gunzipTo;
  return coding === "br" ? unbrotliTo : undefined;
}
