/** POSTs with an Idempotency-Key: whatever they make, they make once, however often they are sent within the hour. */
import { hash } from "node:crypto";
import { claimRequest, keepAnswer, noting, releaseRequest, type RequestName } from "../access/repeats.ts";
import { conflict, invalid } from "../errors.ts";
import type { Answer, ApiRequest } from "./respond.ts";

const MAX_KEY = 256;
const MOST_UNDER_WAY = 10_000;

/**
 * Carries a request out, unless it has been: then it is answered as it was. Of two that come at the same moment the second waits for the first.
 *
 * @param work what is only done the first time, with the request as it is handed to it
 * @throws Refusal `invalid` for a key that is too long, `conflict` while another process is at it, or when nobody knows any more what it was answered, and whatever `work` throws
 */
export async function once(request: ApiRequest, key: string, work: (request: ApiRequest) => Promise<Answer>): Promise<Answer> {
  if (key.length > MAX_KEY) throw invalid("Idempotency-Key is too long");
  // Of those who act for one account not all may do and read the same: each has their own answers.
  const member_id = request.access?.member?.account_id ?? 0;
  const name = { account_id: request.viewer_id, key: hash("sha256", `${member_id} ${request.path}\n${key}`, "base64url") };
  const under = request.kith.cache<{ ended: Promise<unknown> }>("requests-under-way", MOST_UNDER_WAY);
  const place = `${name.account_id}/${name.key}`;
  const before = under.get(place)?.ended;
  const mine = carryOut(request, name, { before, work });
  const ended = mine.catch(() => {});
  under.set(place, { ended });
  try {
    return await mine;
  } finally {
    if (under.get(place)?.ended === ended) under.delete(place);
  }
}

type Work = { before: Promise<unknown> | undefined; work: (request: ApiRequest) => Promise<Answer> };

async function carryOut(request: ApiRequest, name: RequestName, { before, work }: Work): Promise<Answer> {
  await before;
  const { kith } = request;
  const claim = await claimRequest(kith, name);
  if (claim === "under way") throw conflict("This request is being carried out already");
  if (claim === "done") throw conflict("This request has been carried out; what it was answered is not known any more");
  if (claim !== "mine") return JSON.parse(claim.answer) as Answer;
  let answered: Answer;
  try {
    answered = await work({ ...request, kith: noting(kith, name) });
  } catch (error) {
    await releaseRequest(kith, name);
    throw error;
  }
  await keepAnswer(kith, name, JSON.stringify(answered));
  return answered;
}
