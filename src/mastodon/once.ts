/** POSTs with an Idempotency-Key: whatever they make, they make once, however often they are sent within the hour. */
import { hash } from "node:crypto";
import { carryOutOnce } from "../access/once.ts";
import { invalid } from "../errors.ts";
import type { Answer, ApiRequest } from "./respond.ts";

const MAX_KEY = 256;

/**
 * Carries a request out, unless it has been: then it is answered as it was.
 *
 * @param work what is only done the first time, with the request as it is handed to it
 * @throws Refusal `invalid` for a key that is too long, and as `carryOutOnce`
 */
export async function once(request: ApiRequest, key: string, work: (request: ApiRequest) => Promise<Answer>): Promise<Answer> {
  if (key.length > MAX_KEY) throw invalid("Idempotency-Key is too long");
  // Of those who act for one account not all may do and read the same: each has their own answers.
  const member_id = request.access?.member?.account_id ?? 0;
  const name = { account_id: request.viewer_id, key: hash("sha256", `${member_id} ${request.path}\n${key}`, "base64url") };
  return await carryOutOnce(request.kith, name, {
    work: async (kith) => await work({ ...request, kith }),
    kept: (answer) => answer,
  });
}
